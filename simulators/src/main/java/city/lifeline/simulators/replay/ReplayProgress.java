package city.lifeline.simulators.replay;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a replay is.
 *
 * @param readings handed to the broker or waiting for it, each sample counted
 * @param acknowledged messages that Kafka holds
 * @param messages messages in all so far
 * @param totalReadings as the dry run counted
 * @param readingsPerSecond since the start
 * @param eventTime of the newest reading, as recorded; null before the first
 * @param rejected values and rows left out so far
 * @param fault why it gets nowhere at the moment; empty if nothing is known to be wrong
 */
public record ReplayProgress(
        long readings,
        long acknowledged,
        long messages,
        long totalReadings,
        double readingsPerSecond,
        @Nullable Instant eventTime,
        long rejected,
        String fault) {

    /** From 0 to 1. */
    public double fraction() {
        return totalReadings == 0 ? 1 : Math.min(1, (double) readings / totalReadings);
    }
}
