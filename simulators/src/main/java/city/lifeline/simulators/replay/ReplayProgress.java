package city.lifeline.simulators.replay;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a replay is.
 *
 * @param readings handed to the broker or waiting for it in all passes, each sample counted
 * @param acknowledged messages that Kafka holds
 * @param messages messages in all so far
 * @param passed readings of this pass that lie behind, those that were skipped too
 * @param totalReadings of one pass, as the dry run counted
 * @param readingsPerSecond in the last seconds
 * @param eventTime of the newest reading, as recorded; null before the first
 * @param pass from 1
 * @param passes {@link ReplayControl#FOREVER} until it is stopped
 * @param speed seconds of the recording per second
 * @param remaining until the end of this pass; null if that cannot be told
 * @param rejected values and rows left out so far
 * @param fault why it gets nowhere at the moment; empty if nothing is known to be wrong
 */
public record ReplayProgress(
        long readings,
        long acknowledged,
        long messages,
        long passed,
        long totalReadings,
        double readingsPerSecond,
        @Nullable Instant eventTime,
        int pass,
        int passes,
        boolean paused,
        double speed,
        @Nullable Duration remaining,
        long rejected,
        String fault) {

    /**
     * Of a replay that has published nothing yet.
     *
     * @param totalReadings of one pass
     */
    public static ReplayProgress before(long totalReadings, ReplayControl control) {
        return new ReplayProgress(
                0,
                0,
                0,
                0,
                totalReadings,
                0,
                null,
                1,
                control.passes(),
                control.isPaused(),
                control.speed(),
                null,
                0,
                "");
    }

    /** Of this pass, from 0 to 1. */
    public double fraction() {
        return totalReadings == 0 ? 1 : Math.min(1, (double) passed / totalReadings);
    }
}
