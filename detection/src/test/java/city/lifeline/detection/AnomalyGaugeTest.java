package city.lifeline.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.detection.rules.ParsedRules;
import city.lifeline.detection.rules.RuleParser;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.Block;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.WarningEvent.Kind;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The anomaly score as a rule. */
class AnomalyGaugeTest {

    private static final int SAMPLES = 4_000;
    private static final int SPIKE_AT = 3_000;

    private static RuleSet rules() {
        ParsedRules parsed =
                RuleParser.parse(
                        "v1",
                        Map.of(
                                "r.yaml",
                                """
                                rules:
                                  - id: ODD
                                    name: {zh: 异常, en: Odd}
                                    applies: {quantity: methane}
                                    unit: "1"
                                    anomaly: {}
                                    raise: above
                                    grades: {blue: {raise: 0.74, clear: 0.5}}
                                    source: test
                                """),
                        Registry.EMPTY);
        RuleSet rules = parsed.rules();
        assertNotNull(rules, parsed.faults()::toString);
        return rules;
    }

    @Test
    void aLimitThatNoScoreReachesIsRefused() {
        for (String raise : List.of("7.4", "0")) {
            String faults =
                    RuleParser.parse(
                                    "v1",
                                    Map.of(
                                            "r.yaml",
                                            """
                                            rules:
                                              - id: ODD
                                                name: {zh: 异常, en: Odd}
                                                applies: {quantity: methane}
                                                unit: "1"
                                                anomaly: {}
                                                raise: above
                                                grades: {blue: {raise: %s, clear: -1}}
                                                source: test
                                            """
                                                    .formatted(raise)),
                                    Registry.EMPTY)
                            .faults()
                            .toString();
            assertTrue(
                    faults.contains("rule ODD, grades.blue.raise")
                            && faults.contains("at most 1, as a score is"),
                    faults);
        }
    }

    private static double[] values(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            for (int k = 0; k < 12; k++) {
                values[i] += random.nextDouble() - 0.5;
            }
        }
        values[SPIKE_AT] += 15;
        return values;
    }

    /** As Flink does: between blocks there is only what is stored, or the object itself. */
    private static List<WarningEvent> judge(double[] values, int inBlock, boolean stored) {
        Point point = GroupGiven.point("A", null);
        PointDetector detector = PointDetector.compile("live", rules(), point, null);
        PointState live = new PointState();
        PointState late = new PointState();
        List<WarningEvent> events = new ArrayList<>();
        for (int i = 0; i < values.length; i += inBlock) {
            detector.step(
                    live,
                    late,
                    Block.regular(
                            "A",
                            (i + 1) * 1_000_000L,
                            1_000_000,
                            Arrays.copyOfRange(values, i, i + inBlock)),
                    events::add);
            if (stored) {
                live.memories.replaceAll((rule, memory) -> memory.copy());
            }
        }
        return events;
    }

    @Test
    void aSampleThatIsOddIsTold() {
        List<WarningEvent> events = judge(values(1), 1, true);
        assertTrue(
                events.stream()
                        .anyMatch(
                                event ->
                                        event.kind() == Kind.RAISED
                                                && event.atUs() == (SPIKE_AT + 1) * 1_000_000L
                                                && event.value() >= 0.74
                                                && event.unit().equals("1")),
                events.toString());
        assertEquals(Kind.CLEARED, events.get(events.size() - 1).kind(), "and is over again");
    }

    @Test
    void isTheSameWhateverIsStoredBetweenBlocksOfAnyLength() {
        for (int seed = 0; seed < 3; seed++) {
            double[] values = values(seed);
            List<WarningEvent> events = judge(values, 1, true);
            assertEquals(events, judge(values, 1, false));
            assertEquals(events, judge(values, 40, true));
        }
    }
}
