package city.lifeline.detection;

import city.lifeline.detection.rules.ParsedRules;
import city.lifeline.detection.rules.RuleParser;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.Block;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.model.Text;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** What tests start from. */
final class Given {

    static final String POINT = "P-1";
    static final long SECOND_US = 1_000_000;

    private Given() {}

    /** A point that reports once a second; a gap is more than three seconds. */
    static Point point() {
        return point(Duration.ofSeconds(1), Map.of());
    }

    static Point point(Duration interval, Map<String, Double> limits) {
        return new Point(
                POINT,
                "GW-1",
                "A-1",
                "methane",
                "%{vol}",
                interval,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                new Text("测点", "Point"),
                null,
                Set.of(),
                limits);
    }

    /** A set of one rule for the point, with the rest of its fields as YAML lines, unit or not. */
    static RuleSet rule(String id, String... lines) {
        return rules("v1", yaml(id, lines));
    }

    static String yaml(String id, String... lines) {
        String unit = null;
        for (String line : lines) {
            unit = line.startsWith("unit: ") ? line.substring("unit: ".length()) : unit;
        }
        StringBuilder yaml =
                new StringBuilder(
                        """
                          - id: %s
                            name: {zh: 甲烷, en: Methane}
                            applies: {quantity: methane}
                            unit: %s
                            source: test
                        """
                                .formatted(id, unit == null ? "\"%{vol}\"" : unit));
        for (String line : lines) {
            if (!line.startsWith("unit: ")) {
                yaml.append("    ").append(line).append('\n');
            }
        }
        return yaml.toString();
    }

    static RuleSet rules(String version, String... yaml) {
        ParsedRules parsed =
                RuleParser.parse(
                        version,
                        Map.of("rules.yaml", "rules:\n" + String.join("", yaml)),
                        Registry.EMPTY);
        if (parsed.rules() == null) {
            throw new AssertionError(parsed.faults());
        }
        return parsed.rules();
    }

    static PointDetector detector(RuleSet rules) {
        return PointDetector.compile("live", rules, point(), null);
    }

    /** A sample at a second. */
    static Block at(long second, double value) {
        return at(second, value, Quality.GOOD);
    }

    static Block at(long second, double value, Quality quality) {
        return new Block(
                POINT,
                Lane.LIVE,
                second * SECOND_US,
                0,
                new int[0],
                new double[] {value},
                quality,
                "GW-1",
                "",
                0,
                0);
    }

    static List<WarningEvent> run(PointDetector detector, PointState state, Block... blocks) {
        List<WarningEvent> events = new ArrayList<>();
        for (Block block : blocks) {
            detector.step(state, block, events::add);
        }
        return events;
    }

    /** Events in short: {@code RAISED BLUE @3}. */
    static List<String> brief(List<WarningEvent> events) {
        return events.stream()
                .map(
                        event ->
                                event.kind()
                                        + (event.grade() == null ? "" : " " + event.grade())
                                        + " @"
                                        + event.atUs() / SECOND_US)
                .toList();
    }

    static List<String> brief(PointDetector detector, PointState state, Block... blocks) {
        return brief(run(detector, state, blocks));
    }
}
