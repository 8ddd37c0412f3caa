package city.lifeline.detection;

import city.lifeline.detection.rules.ParsedRules;
import city.lifeline.detection.rules.RuleParser;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** Two gas stations of a district, with one rain gauge beside them. */
final class InputsGiven {

    private InputsGiven() {}

    /** {@code S-1} has {@code P} and the flows {@code F} and {@code G}; {@code S-2} one of each. */
    static Registry stations() {
        Map<String, Asset> assets = new HashMap<>();
        for (String id : new String[] {"S-1", "S-2", "M-1"}) {
            assets.put(
                    id,
                    new Asset(
                            id,
                            id.startsWith("S") ? "gas-station" : "mast",
                            new Text("站", "Station"),
                            "North",
                            null,
                            Set.of()));
        }
        Map<String, Point> points = new HashMap<>();
        add(points, "P", "S-1", "pressure", "MPa", Map.of("setPoint", 0.4));
        add(points, "F", "S-1", "flow", "m3/h", Map.of());
        add(points, "G", "S-1", "flow", "m3/h", Map.of());
        add(points, "P2", "S-2", "pressure", "MPa", Map.of("setPoint", 0.2));
        add(points, "F2", "S-2", "flow", "m3/h", Map.of());
        add(points, "R", "M-1", "rain", "mm", Map.of());
        return new Registry(Map.of(), assets, points);
    }

    private static void add(
            Map<String, Point> points,
            String id,
            String asset,
            String quantity,
            String unit,
            Map<String, Double> registered) {
        points.put(
                id,
                new Point(
                        id,
                        "GW-1",
                        asset,
                        quantity,
                        unit,
                        Duration.ofSeconds(1),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        new Text("测点", "Point"),
                        null,
                        Set.of(),
                        registered));
    }

    /** A rule {@code R} by asset; the registry must have nothing against it. */
    static RuleSet rule(String inputs, String grades, String... others) {
        ParsedRules parsed =
                RuleParser.parse("v1", Map.of("r.yaml", yaml(inputs, grades, others)), stations());
        if (parsed.rules() == null) {
            throw new AssertionError(parsed.faults());
        }
        return parsed.rules();
    }

    static String yaml(String inputs, String grades, String... others) {
        return """
        rules:
          - id: R
            name: {zh: 泄漏, en: Leak}
            group: {by: asset}
            inputs: %s
            grades: %s
            allowChatter: true
            source: test
        %s"""
                .formatted(inputs, grades, String.join("\n", others));
    }
}
