package city.lifeline.gateway;

import city.lifeline.model.Quality;
import org.jspecify.annotations.Nullable;

/**
 * One measured value.
 *
 * @param timeUs event time, µs since 1970-01-01T00:00:00Z
 * @param unit UCUM code; null: the unit the point is registered with
 * @param quality GOOD, UNCERTAIN or BAD; the others are not a gateway's to give
 */
public record GatewayReading(
        String point, long timeUs, double value, @Nullable String unit, Quality quality) {

    public GatewayReading {
        GatewayQuality.check(quality);
    }

    /** A good one in the registered unit. */
    public static GatewayReading good(String point, long timeUs, double value) {
        return new GatewayReading(point, timeUs, value, null, Quality.GOOD);
    }
}
