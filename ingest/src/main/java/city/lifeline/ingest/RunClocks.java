package city.lifeline.ingest;

import city.lifeline.model.RunClock;
import city.lifeline.model.Runs;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * The clocks of all runs, and what may be promised about them in clock records.
 *
 * <p>A clock record of time T promises that no sample older than T follows in the live lane of its
 * partition. A sample is live if it is not older than its run's clock less {@code late.after}, so T
 * is that clock less {@code late.after}, and records are produced by the one thread that decides
 * lanes.
 *
 * <p>The live city's clock is a function of the wall clock. In a run aside each gateway has its
 * own, the {@code sentAt} of its last message, because two gateways of a replay may be any distance
 * apart; lanes are decided by the message's own {@code sentAt}, which gives the same lanes at any
 * speed, and T is that of the slowest gateway that is still sending. A gateway that comes with a
 * new boot has begun again, and so have its clock and the run's promise: the same recording may be
 * replayed once more.
 */
final class RunClocks {

    private static final Duration GATEWAY_IDLE = Duration.ofSeconds(30);
    private static final Duration RUN_IDLE = Duration.ofHours(1);

    private final RunClock live;
    private final TimeBounds bounds;
    private final Map<String, Aside> asides = new HashMap<>();
    private long liveUs = Long.MIN_VALUE;

    /** Takes what may be promised about a run. */
    interface Promises {

        /**
         * A run's promise has advanced.
         *
         * @param promisedUs no older sample follows in the live lane
         * @param clockUs no block that is taken at an older time of the run follows
         */
        void promise(String run, long promisedUs, long clockUs);
    }

    private static final class Aside {
        private final Map<String, GatewayClock> gateways = new HashMap<>();
        private long promisedUs = Long.MIN_VALUE;
        private long heardNs;
    }

    private static final class GatewayClock {
        private final String boot;
        private long sentAtUs = Long.MIN_VALUE;
        private long heardNs;

        GatewayClock(String boot) {
            this.boot = boot;
        }
    }

    RunClocks(RunClock live, TimeBounds bounds) {
        this.live = live;
        this.bounds = bounds;
    }

    /** The live run's clock; never goes back, even if the wall clock does. */
    long liveUs(long wallUs) {
        liveUs = Math.max(liveUs, live.runUs(wallUs));
        return liveUs;
    }

    /** What the live run's clock was, or will be. */
    long liveAtUs(long wallUs) {
        return live.runUs(wallUs);
    }

    /** A gateway of a run aside has sent a message. */
    void heard(String run, String gateway, String boot, long sentAtUs, long nowNs) {
        Aside aside = asides.computeIfAbsent(run, name -> new Aside());
        GatewayClock clock = aside.gateways.get(gateway);
        if (clock == null || !clock.boot.equals(boot)) {
            clock = new GatewayClock(boot);
            aside.gateways.put(gateway, clock);
            aside.promisedUs = Long.MIN_VALUE;
        }
        clock.sentAtUs = Math.max(clock.sentAtUs, sentAtUs);
        clock.heardNs = nowNs;
        aside.heardNs = nowNs;
    }

    /** Gives each run whose promise has advanced. */
    void promises(long wallUs, long nowNs, Promises promises) {
        long clockUs = liveUs(wallUs);
        promises.promise(Runs.LIVE, bounds.liveSinceUs(clockUs), clockUs);
        Iterator<Map.Entry<String, Aside>> each = asides.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<String, Aside> entry = each.next();
            Aside aside = entry.getValue();
            if (nowNs - aside.heardNs > RUN_IDLE.toNanos()) {
                each.remove();
                continue;
            }
            long slowest = slowest(aside, nowNs);
            if (slowest == Long.MAX_VALUE) {
                continue;
            }
            long promised = bounds.liveSinceUs(slowest);
            if (promised > aside.promisedUs) {
                aside.promisedUs = promised;
                promises.promise(entry.getKey(), promised, slowest);
            }
        }
    }

    private static long slowest(Aside aside, long nowNs) {
        long slowest = Long.MAX_VALUE;
        for (GatewayClock clock : aside.gateways.values()) {
            if (nowNs - clock.heardNs <= GATEWAY_IDLE.toNanos()) {
                slowest = Math.min(slowest, clock.sentAtUs);
            }
        }
        return slowest;
    }
}
