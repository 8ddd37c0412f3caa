package city.lifeline.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.detection.rules.ParsedRules;
import city.lifeline.detection.rules.RuleParser;
import city.lifeline.model.Block;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a rule makes of samples that are not to be believed: lone spikes, and a stuck sensor. */
class SpikesTest {

    private static final int INTERVAL_S = 10;

    private static Point point(String unit) {
        return new Point(
                Given.POINT,
                "GW-1",
                "A-1",
                "methane",
                unit,
                Duration.ofSeconds(INTERVAL_S),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                new Text("测点", "Point"),
                null,
                Set.of(),
                Map.of());
    }

    private static PointDetector detector(String... lines) {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("unit: MPa");
        return PointDetector.compile(
                "live", Given.rule("R", all.toArray(String[]::new)), point("MPa"), null);
    }

    private static PointDetector limit() {
        return detector("raise: above", "ignoreSpikes: 5", "grades: {red: {raise: 10, clear: 8}}");
    }

    private static List<String> judged(PointDetector detector, double... values) {
        Block[] blocks = new Block[values.length];
        for (int i = 0; i < values.length; i++) {
            blocks[i] = Given.at(1_000 + (long) i * INTERVAL_S, values[i]);
        }
        return Given.brief(detector, new PointState(), blocks);
    }

    @Test
    void aLoneSampleThatItsNeighboursRefuteRaisesNothing() {
        assertEquals(List.of(), judged(limit(), 1, 1, 50, 1, 1, 2, 1, 1, 40, 2));
        assertEquals(
                List.of("RAISED RED @1020"),
                judged(detector("raise: above", "grades: {red: {raise: 10, clear: 8}}"), 1, 1, 50));
    }

    @Test
    void aRealRiseIsTooldOfWithTheNextSample() {
        PointState state = new PointState();
        PointDetector detector = limit();
        Given.run(detector, state, Given.at(1_000, 1), Given.at(1_010, 1), Given.at(1_020, 50));
        assertEquals(
                List.of("RAISED RED @1020"), Given.brief(detector, state, Given.at(1_030, 49)));
    }

    @Test
    void aRampIsJudgedSampleBySample() {
        assertEquals(List.of("RAISED RED @1020"), judged(limit(), 0, 6, 12, 18));
    }

    @Test
    void whatSwingsIsNoSpike() {
        List<String> events = judged(limit(), 0, 12, 0, 12, 0, 12, 0, 12, 0);
        assertTrue(events.contains("RAISED RED @1030"), events::toString);
    }

    @Test
    void overAGapNoNeighbourRefutes() {
        PointState state = new PointState();
        PointDetector detector = limit();
        Given.run(detector, state, Given.at(1_000, 1), Given.at(1_010, 50));
        assertEquals(
                List.of("RAISED RED @1010", "CLEARED @1100"),
                Given.brief(detector, state, Given.at(1_100, 1), Given.at(1_110, 1)));
    }

    @Test
    void aSpikeIsNoSwingOfAWindow() {
        String[] rule = {
            "raise: above",
            "swing: {window: 1min}",
            "ignoreSpikes: 5",
            "grades: {yellow: {raise: 5, clear: 4}}"
        };
        assertEquals(List.of(), judged(detector(rule), 1, 1, 50, 1, 1, 2, 1));
    }

    /**
     * Random steps, ramps and spikes: without the spikes, the same grades one sample later at most.
     */
    @Test
    void itIsAsIfTheSpikesHadNotBeen() {
        int raised = 0;
        for (long seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            PointDetector bare = detector("raise: above", "grades: {red: {raise: 10, clear: 8}}");
            PointDetector filtered = limit();
            PointState bareState = new PointState();
            PointState state = new PointState();
            List<String> expected = new ArrayList<>();
            List<String> actual = new ArrayList<>();
            double level = 5;
            int sinceSpike = 0;
            int sinceStep = 0;
            for (int i = 0; i < 400; i++) {
                boolean steps = sinceStep > 4 && random.nextInt(20) == 0;
                sinceStep = steps ? 0 : sinceStep + 1;
                level = steps ? random.nextInt(20) : level;
                boolean spike = sinceSpike > 6 && random.nextInt(10) == 0;
                double value = level + random.nextDouble();
                long second = 1_000 + (long) i * INTERVAL_S;
                if (spike) {
                    sinceSpike = 0;
                    actual.addAll(Given.brief(filtered, state, Given.at(second, value + 1_000)));
                } else {
                    sinceSpike++;
                    expected.addAll(Given.brief(bare, bareState, Given.at(second, value)));
                    actual.addAll(Given.brief(filtered, state, Given.at(second, value)));
                    assertTrue(expected.size() - actual.size() <= 1, "seed " + seed);
                }
            }
            expected.removeIf(event -> event.startsWith("PEAKED"));
            actual.removeIf(event -> event.startsWith("PEAKED"));
            int size = Math.min(expected.size(), actual.size());
            assertEquals(expected.subList(0, size), actual.subList(0, size), "seed " + seed);
            raised += size;
        }
        assertTrue(raised > 1_000, "worth testing: " + raised);
    }

    @Test
    void ofAGasNoSampleIsIgnored() {
        for (String unit : List.of("%{LEL}", "mg/m3")) {
            Registry city = new Registry(Map.of(), Map.of(), Map.of(Given.POINT, point(unit)));
            ParsedRules parsed =
                    RuleParser.parse(
                            "v1",
                            Map.of(
                                    "gas.yaml",
                                    "rules:\n"
                                            + Given.yaml(
                                                    "G1",
                                                    "unit: '" + unit + "'",
                                                    "raise: above",
                                                    "ignoreSpikes: 5",
                                                    "grades: {red: {raise: 10, clear: 8}}")),
                            city);
            assertTrue(
                    parsed.faults()
                            .toString()
                            .contains("gas.yaml:8:19: rule G1, ignoreSpikes: point P-1: a gas"),
                    parsed.faults()::toString);
        }
    }

    @Test
    void aStuckSensorIsNotBelievedByOtherRulesUntilItMoves() {
        String hazard =
                """
                  - id: H
                    name: {zh: 压力, en: Pressure}
                    applies: {quantity: methane}
                    unit: MPa
                    raise: above
                    grades: {yellow: {raise: 10, clear: 8, onDelay: 5h}}
                    source: test
                """;
        String stuck =
                """
                  - id: Z-STUCK
                    name: {zh: 卡滞, en: Stuck}
                    applies: {quantity: methane}
                    unit: s
                    raise: above
                    stuck: {samples: 12, times: 3}
                    grades: {blue: {raise: 3600, clear: 1}}
                    source: test
                """;
        for (boolean watches : new boolean[] {false, true}) {
            PointDetector detector =
                    PointDetector.compile(
                            "live",
                            watches ? Given.rules("v1", hazard, stuck) : Given.rules("v1", hazard),
                            point("MPa"),
                            null);
            SplittableRandom random = new SplittableRandom(1);
            PointState state = new PointState();
            List<String> events = new ArrayList<>();
            LongStream.range(0, 6 * 8_640)
                    .forEach(
                            i -> {
                                boolean frozen = i > 5 * 8_640 && i < 5 * 8_640 + 4_000;
                                events.addAll(
                                        Given.brief(
                                                detector,
                                                state,
                                                Given.at(
                                                        i * INTERVAL_S,
                                                        frozen ? 12 : random.nextDouble())));
                            });
            events.removeIf(event -> event.startsWith("PEAKED"));
            assertEquals(
                    watches
                            ? List.of("RAISED BLUE @435610", "CLEARED @472000")
                            : List.of("RAISED YELLOW @450010", "CLEARED @472000"),
                    events);
        }
    }
}
