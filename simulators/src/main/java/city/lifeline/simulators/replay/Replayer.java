package city.lifeline.simulators.replay;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Publishes a recording as its gateways would have.
 *
 * <p>In a run aside, a message's {@code sentAt} is the run's clock: the time of its newest reading.
 * The clock never goes back, also across gateways, and no message is published that would move it
 * so far ahead of another gateway's unacknowledged messages that those could come late: the replay
 * waits for their acknowledgement first. A recording of one gateway never waits.
 */
public final class Replayer {

    private static final Duration PROGRESS_EVERY = Duration.ofMillis(250);

    private final ReplayPlan plan;
    private final ReplayOptions options;
    private final Function<String, Publisher> publishers;
    private final Pacer pacer;

    Replayer(
            ReplayPlan plan,
            ReplayOptions options,
            Function<String, Publisher> publishers,
            Pacer pacer) {
        this.plan = plan;
        this.options = options;
        this.publishers = publishers;
        this.pacer = pacer;
    }

    /**
     * Replays to the end: returns when every message is acknowledged.
     *
     * @param progress told several times a second, on another thread
     * @throws FileFaultException if a file changed while it was replayed
     * @throws ReplayException if nothing was acknowledged for {@link ReplayOptions#stallAfter}
     * @throws IllegalStateException if the dry run finds faults
     */
    public static ReplayResult run(
            ReplayPlan plan, ReplayOptions options, Consumer<ReplayProgress> progress)
            throws IOException, InterruptedException {
        return new Replayer(
                        plan,
                        options,
                        gateway -> new GatewayPublisher(options, gateway),
                        Pacer.WALL)
                .run(progress);
    }

    ReplayResult run(Consumer<ReplayProgress> progress) throws IOException, InterruptedException {
        DryRun dryRun = plan.known();
        long startNs = pacer.nanoTime();
        try (RejectsFile rejects = new RejectsFile(options.rejects(), plan.names());
                Recording recording = plan.open(rejects);
                Outbox outbox = new Outbox(options.lateAfter(), publishers);
                ReplayMonitor monitor =
                        new ReplayMonitor(
                                outbox,
                                rejects,
                                dryRun.readings(),
                                progress,
                                PROGRESS_EVERY,
                                options.stallAfter())) {
            try {
                publishAll(recording, outbox);
                outbox.awaitAllAcknowledged();
            } catch (InterruptedException e) {
                String stalled = monitor.stalled();
                if (stalled != null) {
                    throw new ReplayException(stalled);
                }
                throw e;
            }
            recording.checkUnchanged();
            monitor.tellNow();
            return new ReplayResult(
                    outbox.readings(),
                    outbox.messages(),
                    rejects.count(),
                    instant(outbox.firstUs()),
                    instant(outbox.lastUs()),
                    outbox.gateways(),
                    outbox.resends(),
                    Duration.ofNanos(pacer.nanoTime() - startNs));
        }
    }

    private void publishAll(Recording recording, Outbox outbox)
            throws IOException, InterruptedException {
        long startNs = pacer.nanoTime();
        TimeShift shift = null;
        long firstUs = 0;
        for (Recorded next = recording.next(); next != null; next = recording.next()) {
            if (shift == null) {
                firstUs = next.block().startUs();
                shift =
                        options.as() == ReplayOptions.As.NOW
                                ? TimeShift.to(firstUs, nowUs(), options.speed())
                                : TimeShift.NONE;
            }
            if (options.speed() != ReplayOptions.MAX_SPEED) {
                long dueNs = startNs + wallNs(next.atUs() - firstUs);
                long early = dueNs - pacer.nanoTime();
                if (early > 0) {
                    outbox.flush();
                    pacer.sleep(early);
                }
            }
            outbox.add(next.channel(), shift.shift(next.block()), shift.shift(next.atUs()));
        }
        outbox.flush();
    }

    /** Nanoseconds of the wall for a time of the recording. */
    private long wallNs(long recordedUs) {
        double speed = options.speed();
        if (options.as() == ReplayOptions.As.NOW) {
            speed *= options.clock().speed();
        }
        return (long) (recordedUs * 1_000.0 / speed);
    }

    private long nowUs() {
        return options.clock().runUs(pacer.wallUs());
    }

    private static @Nullable Instant instant(long us) {
        return us == Long.MIN_VALUE || us == Long.MAX_VALUE
                ? null
                : Instant.EPOCH.plus(us, ChronoUnit.MICROS);
    }
}
