package city.lifeline.jobs.history;

import city.lifeline.jobs.JobSettings;
import city.lifeline.model.settings.Settings;
import java.io.Serializable;
import java.time.Duration;

/**
 * How long a store keeps what.
 *
 * @param readings single ones; zero: for ever
 * @param minutes sums of a minute; zero: for ever
 * @param hours sums of an hour; zero: for ever
 */
record Retention(Duration readings, Duration minutes, Duration hours) implements Serializable {

    static final Retention FOR_EVER = new Retention(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    static Retention of(Settings settings) {
        return new Retention(
                settings.get(JobSettings.KEEP_READINGS),
                settings.get(JobSettings.KEEP_MINUTES),
                settings.get(JobSettings.KEEP_HOURS));
    }

    /** As many parts of a size as hold a stretch of time; never less than was asked for. */
    static long parts(Duration keep, Duration part) {
        return (keep.toSeconds() + part.toSeconds() - 1) / part.toSeconds();
    }
}
