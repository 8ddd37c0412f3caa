package city.lifeline.gateway;

import city.lifeline.model.Quality;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive values of one point at a fixed distance.
 *
 * @param startUs event time of the first value, µs since 1970-01-01T00:00:00Z
 * @param intervalUs distance of neighbouring values; 0 only for a single one
 * @param values at least one; belong to the block, neither side changes them
 * @param unit UCUM code; null: the unit the point is registered with
 * @param quality of all values: GOOD, UNCERTAIN or BAD
 */
public record GatewayBlock(
        String point,
        long startUs,
        int intervalUs,
        double[] values,
        @Nullable String unit,
        Quality quality) {

    public GatewayBlock {
        GatewayQuality.check(quality);
        if (values.length == 0) {
            throw new IllegalArgumentException("a block of point " + point + " has no value");
        }
        if (intervalUs < 0 || (intervalUs == 0 && values.length > 1)) {
            throw new IllegalArgumentException(
                    "a block of point " + point + " needs the distance of its values");
        }
    }

    /** A good one in the registered unit. */
    public static GatewayBlock good(String point, long startUs, int intervalUs, double[] values) {
        return new GatewayBlock(point, startUs, intervalUs, values, null, Quality.GOOD);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GatewayBlock that
                && point.equals(that.point)
                && startUs == that.startUs
                && intervalUs == that.intervalUs
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
