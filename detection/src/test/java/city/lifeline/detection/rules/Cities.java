package city.lifeline.detection.rules;

import city.lifeline.model.Text;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Small registries. */
final class Cities {

    private Cities() {}

    /** A point of asset A-1, tagged {@code outlet}. */
    static Point point(String id, String quantity, String unit, Map<String, Double> limits) {
        return new Point(
                id,
                "GW-1",
                "A-1",
                quantity,
                unit,
                Duration.ofSeconds(10),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                new Text("测点", "Point"),
                null,
                Set.of("outlet"),
                limits);
    }

    static Asset asset(String id, String assetClass, Set<String> tags) {
        return new Asset(id, assetClass, new Text("站", "Station"), "", null, tags);
    }

    /** A registry of one gas station, A-1, with these points. */
    static Registry of(Point... points) {
        return new Registry(
                Map.of(),
                Map.of("A-1", asset("A-1", "gas-station", Set.of())),
                Arrays.stream(points).collect(Collectors.toMap(Point::id, Function.identity())));
    }
}
