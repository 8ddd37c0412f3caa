package city.lifeline.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.detection.rules.ParsedRules;
import city.lifeline.detection.rules.RuleParser;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sources of a high grade warn one grade higher. */
class OneHigherTest {

    private static final String[] RULE = {
        "raise: above",
        "oneHigher: {of: hazardGrade, atMost: 2}",
        "grades: {yellow: {raise: 20, clear: 15}, orange: {raise: 50, clear: 45}, red: {raise: 90,"
                + " clear: 80}}"
    };

    private static List<String> events(Map<String, Double> registered, double... values) {
        RuleSet rules = Given.rule("R", RULE);
        Point point = Given.point(Duration.ofSeconds(1), registered);
        PointState state = new PointState();
        PointDetector detector = PointDetector.compile("live", rules, point, null);
        for (int i = 0; i < values.length; i++) {
            // Nothing is told but what happens below.
            if (i < values.length - 1) {
                detector.step(state, Given.at(i, values[i]), event -> {});
            }
        }
        return Given.brief(detector, state, Given.at(values.length - 1, values[values.length - 1]));
    }

    @Test
    void eachGradeIsOneHigherThere() {
        assertEquals(List.of("RAISED ORANGE @0"), events(Map.of("hazardGrade", 2.0), 25));
        assertEquals(List.of("RAISED RED @0"), events(Map.of("hazardGrade", 1.0), 55));
        assertEquals(List.of("UPGRADED RED @1"), events(Map.of("hazardGrade", 1.0), 25, 55));
        assertEquals(List.of(), events(Map.of("hazardGrade", 1.0), 55, 95), "it is red already");
        assertEquals(List.of("DOWNGRADED ORANGE @1"), events(Map.of("hazardGrade", 1.0), 95, 40));
    }

    @Test
    void elsewhereItIsAsWritten() {
        assertEquals(List.of("RAISED YELLOW @0"), events(Map.of("hazardGrade", 3.0), 25));
        assertEquals(List.of("RAISED YELLOW @0"), events(Map.of(), 25));
    }

    @Test
    void aNameThatNothingIsRegisteredUnderIsRefused() {
        Registry city =
                new Registry(
                        Map.of(),
                        Map.of(),
                        Map.of("P-1", Given.point(Duration.ofSeconds(1), Map.of("grade", 2.0))));
        ParsedRules parsed =
                RuleParser.parse("v1", Map.of("r.yaml", "rules:\n" + Given.yaml("R", RULE)), city);
        assertNull(parsed.rules());
        assertTrue(
                parsed.faults()
                        .toString()
                        .contains(
                                "rule R, oneHigher.of: none of the points has a registered value"
                                        + " 'hazardGrade'"),
                parsed.faults().toString());
    }
}
