package city.lifeline.alerting.reconciliation;

import city.lifeline.alerting.Micros;
import city.lifeline.alerting.history.HistoryStore;
import city.lifeline.alerting.history.HistoryUnavailableException;
import city.lifeline.model.Lane;
import city.lifeline.model.RunClock;
import city.lifeline.model.Runs;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the history store how many readings it has of hours that are over, and compares that with
 * what Kafka has taken. An hour is asked again at once when more comes, such as a gateway's
 * backlog, and for as long as they differ, ever more rarely, so that what is only late is no
 * lasting difference and a lasting one is not work for ever.
 */
public final class Reconciliation {

    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);

    /** What is on its way when an hour ends has arrived by then. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Of which the store is asked. */
    private static final Duration BACK = Duration.ofDays(8);

    /** Between two questions for an hour that differs and to which nothing is added. */
    private static final Duration RARELY = Duration.ofHours(1);

    /** How long figures are kept. */
    private static final Duration KEPT = Duration.ofDays(400);

    private final HourCounts counts;
    private final HistoryStore history;
    private final RunClock runClock;
    private final InstantSource clock;
    private final Map<Instant, Difference> differences = new HashMap<>();
    private volatile long missing;

    /**
     * An hour of which the store did not have all.
     *
     * @param taken with which it was asked
     * @param since when it was first asked with that
     */
    private record Difference(Map<Lane, Long> taken, Instant since, Instant askedAt) {

        /** As long again as it has lasted, an hour at most. */
        Instant again() {
            Duration lasted = Duration.between(since, askedAt);
            return askedAt.plus(lasted.compareTo(RARELY) < 0 ? lasted : RARELY);
        }
    }

    public Reconciliation(
            HourCounts counts, HistoryStore history, RunClock runClock, InstantSource clock) {
        this.counts = counts;
        this.history = history;
        this.runClock = runClock;
        this.clock = clock;
    }

    /** Hours that are over and can be compared, of the last days, the newest first. */
    public List<HourCounts.Count> comparable(Duration back) {
        Instant end = end();
        return counts.counts(end.minus(back), end);
    }

    /** Readings of the last day that Kafka took and the store did not have when it was asked. */
    public long missing() {
        return missing;
    }

    /** Compares what there is to compare. */
    public void look() throws InterruptedException {
        Instant end = end();
        compare(counts.toAsk(end.minus(BACK), end));
        counts.forgetBefore(end.minus(KEPT));
        missing = missing(comparable(Duration.ofDays(1)));
    }

    private void compare(List<Instant> hours) throws InterruptedException {
        differences.keySet().retainAll(hours);
        int failed = 0;
        String why = "";
        for (Instant hour : hours) {
            // In this order: what comes in between is asked for again, and never thought missing.
            Map<Lane, Long> taken = counts.taken(hour);
            Difference before = differences.get(hour);
            if (before != null && !before.taken.equals(taken)) {
                before = null;
            }
            Instant now = clock.instant();
            if (before != null && now.isBefore(before.again())) {
                continue;
            }
            try {
                Map<Lane, Long> kept =
                        history.countByLane(Runs.LIVE, hour, hour.plus(1, ChronoUnit.HOURS));
                counts.put(hour, taken, kept, now);
                differences.put(
                        hour, new Difference(taken, before == null ? now : before.since, now));
            } catch (HistoryUnavailableException e) {
                // It is asked again soon, and what is old is shown with its age. One hour that the
                // store cannot answer for keeps no other from being compared.
                failed++;
                why = String.valueOf(e.getMessage());
            }
        }
        if (failed > 0) {
            LOG.warn(
                    "Readings of {} of {} hours cannot be compared with the history store: {}",
                    failed,
                    hours.size(),
                    why);
        }
    }

    /**
     * How many readings of some hours the store did not have when it was asked. What came in time
     * and once more late is in the store in one lane, which may be the other one than it was
     * counted in: so lanes are added up. That does not help where it was counted in both, because
     * {@link SeenBlocks} did not know it any more, after a restart or in another instance, or it
     * came in other blocks: then readings are told missing that are not.
     */
    static long missing(List<HourCounts.Count> counts) {
        Map<Instant, Long> differences = new HashMap<>();
        for (HourCounts.Count each : counts) {
            Long kept = each.kept();
            Long askedWith = each.askedWith();
            if (kept != null && askedWith != null) {
                differences.merge(each.hour(), askedWith - kept, Long::sum);
            }
        }
        return differences.values().stream().mapToLong(d -> Math.max(0, d)).sum();
    }

    private Instant end() {
        return Micros.instant(runClock.runUs(Micros.of(clock.instant())))
                .minus(PATIENCE)
                .truncatedTo(ChronoUnit.HOURS);
    }
}
