package city.lifeline.alerting.history;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Readings of a point, single or in buckets.
 *
 * @param from inclusive
 * @param to exclusive
 * @param bucket zero: each sample is a reading of its own
 */
public record Readings(Instant from, Instant to, Duration bucket, List<Sample> samples) {

    public Readings {
        samples = List.copyOf(samples);
    }

    /**
     * A reading, or what a bucket holds.
     *
     * @param time of the reading, or where the bucket begins
     */
    public record Sample(Instant time, double min, double max, double mean) {}
}
