package city.lifeline.jobs.history;

import city.lifeline.jobs.JobSettings;
import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Setting;
import city.lifeline.model.settings.Settings;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How long a store keeps what.
 *
 * @param readings single ones; zero: for ever
 * @param minutes sums of a minute; zero: for ever
 * @param hours sums of an hour; zero: for ever
 */
record Retention(Duration readings, Duration minutes, Duration hours) implements Serializable {

    static final Retention FOR_EVER = new Retention(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /**
     * @throws InvalidSettingsException if sums are to be dropped before what they are made from
     */
    static Retention of(Settings settings) {
        List<String> faults = new ArrayList<>();
        checkNotShorter(settings, JobSettings.KEEP_MINUTES, JobSettings.KEEP_READINGS, faults);
        checkNotShorter(settings, JobSettings.KEEP_HOURS, JobSettings.KEEP_MINUTES, faults);
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(faults);
        }
        return new Retention(
                settings.get(JobSettings.KEEP_READINGS),
                settings.get(JobSettings.KEEP_MINUTES),
                settings.get(JobSettings.KEEP_HOURS));
    }

    private static void checkNotShorter(
            Settings settings,
            Setting<Duration> sums,
            Setting<Duration> madeFrom,
            List<String> faults) {
        Duration keep = settings.get(sums);
        Duration least = settings.get(madeFrom);
        if (!keep.isZero() && (least.isZero() || keep.compareTo(least) < 0)) {
            faults.add(
                    "%s=%s must not be shorter than %s=%s, from which it is summed up (PT0S: for ever)"
                            .formatted(sums.key(), keep, madeFrom.key(), least));
        }
    }

    /** As many parts of a size as hold a stretch of time; never less than was asked for. */
    static long parts(Duration keep, Duration part) {
        return (keep.toSeconds() + part.toSeconds() - 1) / part.toSeconds();
    }
}
