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
 * what Kafka has taken. An hour is asked again for as long as they differ or more comes, such as a
 * gateway's backlog, so that what is only late is no lasting difference.
 */
public final class Reconciliation {

    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);

    /** What is on its way when an hour ends has arrived by then. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Of which the store is asked. */
    private static final Duration BACK = Duration.ofDays(8);

    /** How long figures are kept. */
    private static final Duration KEPT = Duration.ofDays(400);

    private final HourCounts counts;
    private final HistoryStore history;
    private final RunClock runClock;
    private final InstantSource clock;
    private volatile long missing;

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
        try {
            compare(counts.toAsk(end.minus(BACK), end));
        } catch (HistoryUnavailableException e) {
            // It is asked again soon, and what is old is shown with its age.
            LOG.warn("Readings cannot be compared with the history store: {}", e.getMessage());
        }
        counts.forgetBefore(end.minus(KEPT));
        missing = missing(comparable(Duration.ofDays(1)));
    }

    private void compare(List<Instant> hours) throws InterruptedException {
        for (Instant hour : hours) {
            // In this order: what comes in between is asked for again, and never thought missing.
            Map<Lane, Long> taken = counts.taken(hour);
            Map<Lane, Long> kept =
                    history.countByLane(Runs.LIVE, hour, hour.plus(1, ChronoUnit.HOURS));
            counts.put(hour, taken, kept, clock.instant());
        }
    }

    /**
     * How many readings of some hours the store does not have. What came in time and once more late
     * is in the store in one lane only, so lanes are added up before they are compared.
     */
    static long missing(List<HourCounts.Count> counts) {
        Map<Instant, Long> differences = new HashMap<>();
        for (HourCounts.Count each : counts) {
            Long kept = each.kept();
            if (kept != null) {
                differences.merge(each.hour(), each.taken() - kept, Long::sum);
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
