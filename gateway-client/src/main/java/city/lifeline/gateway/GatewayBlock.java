package city.lifeline.gateway;

import city.lifeline.model.Quality;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive values of one point, at a fixed distance or unevenly spaced.
 *
 * @param startUs event time of the first value, µs since 1970-01-01T00:00:00Z
 * @param intervalUs distance of neighbouring values; 0 for a single one or uneven ones
 * @param offsetsUs distance of each value from {@code startUs}, ascending, the first 0; empty where
 *     the values are {@code intervalUs} apart
 * @param values at least one; belong to the block, neither side changes them
 * @param unit UCUM code; null: the unit the point is registered with
 * @param quality of all values: GOOD, UNCERTAIN or BAD
 */
public record GatewayBlock(
        String point,
        long startUs,
        int intervalUs,
        int[] offsetsUs,
        double[] values,
        @Nullable String unit,
        Quality quality) {

    private static final int[] EVEN = {};

    public GatewayBlock {
        GatewayQuality.check(quality);
        if (values.length == 0) {
            throw new IllegalArgumentException("a block of point " + point + " has no value");
        }
        if (offsetsUs.length == 0) {
            if (intervalUs < 0 || (intervalUs == 0 && values.length > 1)) {
                throw new IllegalArgumentException(
                        "a block of point " + point + " needs the distance of its values");
            }
        } else if (offsetsUs.length != values.length || intervalUs != 0 || !ascend(offsetsUs)) {
            throw new IllegalArgumentException(
                    "a block of point %s needs an ascending offset from 0 for each value, and then no interval"
                            .formatted(point));
        }
    }

    private static boolean ascend(int[] offsetsUs) {
        for (int i = 1; i < offsetsUs.length; i++) {
            if (offsetsUs[i] <= offsetsUs[i - 1]) {
                return false;
            }
        }
        return offsetsUs[0] == 0;
    }

    /** A good one in the registered unit. */
    public static GatewayBlock good(String point, long startUs, int intervalUs, double[] values) {
        return new GatewayBlock(point, startUs, intervalUs, EVEN, values, null, Quality.GOOD);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GatewayBlock that
                && point.equals(that.point)
                && startUs == that.startUs
                && intervalUs == that.intervalUs
                && Arrays.equals(offsetsUs, that.offsetsUs)
                && Arrays.equals(values, that.values)
                && java.util.Objects.equals(unit, that.unit)
                && quality == that.quality;
    }

    @Override
    public int hashCode() {
        return 31 * point.hashCode() + Long.hashCode(startUs);
    }

    @Override
    public String toString() {
        return "GatewayBlock[%s start %d µs, %d values]".formatted(point, startUs, values.length);
    }
}
