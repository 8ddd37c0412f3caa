package city.lifeline.model.registry;

import city.lifeline.model.Location;
import city.lifeline.model.Text;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A measuring point: one quantity at one place.
 *
 * @param gateway id of the only gateway that may publish it
 * @param asset id of the asset it belongs to; empty if none
 * @param quantity such as {@code methane}, {@code pressure}, {@code water-level}
 * @param unit UCUM code in which values are kept
 * @param interval at which it normally reports
 * @param physicalLow below it a value is impossible
 * @param physicalHigh above it a value is impossible
 * @param limits registered values that rules may refer to, such as {@code setPoint}, in {@code
 *     unit}
 * @param address in the gateway's own naming, such as {@code boiler-3/pressure}; empty: the id
 * @param sentinels values by which the device says that it has none, as it sends them: before they
 *     are converted to {@code unit}
 * @param jump largest credible difference of consecutive samples, in {@code unit}
 */
public record Point(
        String id,
        String gateway,
        String asset,
        String quantity,
        String unit,
        Duration interval,
        OptionalDouble physicalLow,
        OptionalDouble physicalHigh,
        Text name,
        @Nullable Location location,
        Set<String> tags,
        Map<String, Double> limits,
        String address,
        Set<Double> sentinels,
        OptionalDouble jump) {

    public Point {
        tags = Set.copyOf(tags);
        limits = Map.copyOf(limits);
        sentinels = Set.copyOf(sentinels);
    }

    /** A point that is addressed by its id and has no sentinels. */
    public Point(
            String id,
            String gateway,
            String asset,
            String quantity,
            String unit,
            Duration interval,
            OptionalDouble physicalLow,
            OptionalDouble physicalHigh,
            Text name,
            @Nullable Location location,
            Set<String> tags,
            Map<String, Double> limits) {
        this(
                id,
                gateway,
                asset,
                quantity,
                unit,
                interval,
                physicalLow,
                physicalHigh,
                name,
                location,
                tags,
                limits,
                "",
                Set.of(),
                OptionalDouble.empty());
    }
}
