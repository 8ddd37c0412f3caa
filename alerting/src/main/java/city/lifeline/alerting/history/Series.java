package city.lifeline.alerting.history;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Readings of a point, single or in buckets, the bad ones apart.
 *
 * @param bucket zero: each of both lists is one reading
 * @param good of any quality but BAD
 * @param bad of quality BAD, or without a value
 */
public record Series(String point, Duration bucket, List<Bucket> good, List<Bad> bad) {

    public Series {
        good = List.copyOf(good);
        bad = List.copyOf(bad);
    }

    /**
     * A reading, or what a bucket holds.
     *
     * @param time of the reading, or where the bucket begins
     */
    public record Bucket(Instant time, double min, double max, double mean, long count) {}

    /**
     * A bad reading, or those of a bucket.
     *
     * @param low NaN if none has a value
     * @param high NaN if none has a value
     */
    public record Bad(Instant time, double low, double high, long count) {}
}
