package city.lifeline.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Block;
import city.lifeline.model.Certainty;
import city.lifeline.model.Grade;
import city.lifeline.model.Quality;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.WarningEvent.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Sensors that drift, sensors that do not, and hazards as slow as a drift. */
class DriftSimulationTest {

    private static final int INTERVAL_S = 1_200;
    private static final int DAY_S = 86_400;
    private static final int SEEDS = 40;
    private static final String DRIFT =
            Given.yaml(
                    "A-DRIFT",
                    "drift: {learn: 7, days: 7, fastest: 2}",
                    "raise: above",
                    "grades: {blue: {raise: 3, clear: 2}}");
    private static final String HAZARD =
            Given.yaml(
                    "B-HAZARD",
                    "raise: above",
                    "grades: {yellow: {raise: 20, clear: 15, onDelay: 1h}, red: {raise: 30, clear: 25}}");

    /** A point about 10 with a daily cycle, noise, and what is added by the day. */
    private static List<Block> series(
            long seed, int days, DoubleUnaryOperator addedAtDay, double missing) {
        SplittableRandom random = new SplittableRandom(seed);
        double amplitude = 1 + 3 * random.nextDouble();
        double phase = random.nextDouble() * 2 * Math.PI;
        double noise = 0.1 + random.nextDouble() / 2;
        double weather = 0;
        List<Block> blocks = new ArrayList<>();
        for (long second = 0; second < (long) days * DAY_S; second += INTERVAL_S) {
            double day = second / (double) DAY_S;
            weather = 0.998 * weather + 0.03 * random.nextGaussian();
            double value =
                    10
                            + amplitude * Math.sin(2 * Math.PI * day + phase)
                            + noise * random.nextGaussian()
                            + weather
                            + addedAtDay.applyAsDouble(day);
            if (random.nextDouble() >= missing) {
                blocks.add(Given.at(second, value));
            }
        }
        return blocks;
    }

    private static List<WarningEvent> judged(List<Block> blocks, String... rules) {
        PointDetector detector = detector(rules);
        return Given.run(detector, new PointState(), blocks.toArray(Block[]::new));
    }

    private static PointDetector detector(String... rules) {
        return PointDetector.compile(
                "live",
                Given.rules("v1", rules),
                Given.point(Duration.ofSeconds(INTERVAL_S), Map.of()),
                null);
    }

    private static List<WarningEvent> of(List<WarningEvent> events, String rule, Kind kind) {
        return events.stream()
                .filter(event -> event.rule().equals(rule) && event.kind() == kind)
                .toList();
    }

    private static double day(WarningEvent event) {
        return event.atUs() / 1e6 / DAY_S;
    }

    private static DoubleUnaryOperator drift(double from, double perDay) {
        return day -> Math.max(0, day - from) * perDay;
    }

    @Test
    void aHealthySensorWithADailyCycleDoesNotDrift() {
        for (int seed = 0; seed < SEEDS; seed++) {
            assertEquals(
                    List.of(), judged(series(seed, 120, day -> 0, 0.1), DRIFT), "seed " + seed);
        }
    }

    @Test
    void aSensorThatDriftsEitherWayIsTold() {
        for (int seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(1_000 + seed);
            double perDay = (0.4 + 0.6 * random.nextDouble()) * (random.nextBoolean() ? 1 : -1);
            List<WarningEvent> events = judged(series(seed, 50, drift(20, perDay), 0.2), DRIFT);
            List<WarningEvent> raised = of(events, "A-DRIFT", Kind.RAISED);
            assertEquals(1, raised.size(), "seed " + seed + ": " + Given.brief(events));
            // The limit itself is reached after 3 / |perDay| days; a window is the most on top.
            double expected = 20 + 3 / Math.abs(perDay);
            double at = day(raised.get(0));
            assertTrue(
                    at > expected - 3 && at < expected + 7,
                    "seed %d: %f instead of %f".formatted(seed, at, expected));
            // It is told as long as the sensor reads wrong.
            assertEquals(List.of(), of(events, "A-DRIFT", Kind.CLEARED));
        }
    }

    @Test
    void aDriftThatHasStoppedIsToldUntilTheSensorIsCalibrated() {
        for (int seed = 0; seed < SEEDS; seed++) {
            DoubleUnaryOperator added =
                    day -> day < 20 ? 0 : day < 30 ? (day - 20) * 0.7 : day < 60 ? 7 : 0;
            List<WarningEvent> events = judged(series(seed, 80, added, 0), DRIFT);
            assertEquals(1, of(events, "A-DRIFT", Kind.RAISED).size(), "seed " + seed);
            List<WarningEvent> cleared = of(events, "A-DRIFT", Kind.CLEARED);
            assertEquals(1, cleared.size(), "seed " + seed);
            // With the first sample after the first day that differs.
            assertEquals(61, day(cleared.get(0)), 0.1, "seed " + seed);
        }
    }

    @Test
    void whatStepsFasterThanASensorDriftsIsNoDrift() {
        for (int seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            double step = 4 + 10 * random.nextDouble();
            assertEquals(
                    List.of(),
                    judged(series(seed, 60, day -> day < 30 ? 0 : step, 0), DRIFT),
                    "seed " + seed);
        }
    }

    /** The hazard's warnings, but for how certain they are. */
    private static List<String> hazards(List<WarningEvent> events) {
        return events.stream()
                .filter(event -> event.rule().equals("B-HAZARD"))
                .map(
                        event ->
                                "%s %s %d %f %s"
                                        .formatted(
                                                event.kind(),
                                                event.grade(),
                                                event.atUs(),
                                                event.value(),
                                                event.id()))
                .toList();
    }

    @Test
    void aSlowHazardIsRaisedAtTheSameTimeAndGradeAsIfNobodyLookedForDrift() {
        int doubted = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(2_000 + seed);
            double perDay = 0.5 + random.nextDouble() / 2;
            List<Block> blocks = series(seed, 80, drift(20, perDay), 0);
            List<WarningEvent> with = judged(blocks, DRIFT, HAZARD);
            assertEquals(1, of(with, "A-DRIFT", Kind.RAISED).size(), "seed " + seed);
            assertEquals(hazards(judged(blocks, HAZARD)), hazards(with), "seed " + seed);
            boolean red = false;
            for (WarningEvent event : with) {
                if (event.rule().equals("B-HAZARD") && event.grade() == Grade.RED) {
                    red = true;
                    // Of red nothing is taken off.
                    assertEquals(Certainty.LIKELY, event.certainty(), "seed " + seed);
                }
            }
            assertTrue(red, "seed " + seed);
            WarningEvent first = of(with, "B-HAZARD", Kind.RAISED).get(0);
            doubted += first.certainty() == Certainty.POSSIBLE ? 1 : 0;
        }
        // The mark is of use: most of the milder warnings on top of a drift are told as possible.
        assertTrue(doubted > SEEDS / 2, doubted + " were doubted");
    }

    @Test
    void aFastLeakAtADriftingSensorIsBelieved() {
        for (int seed = 0; seed < SEEDS; seed++) {
            DoubleUnaryOperator leak =
                    day -> Math.min(5, Math.max(0, day - 20) * 0.7) + (day > 40.5 ? 14 : 0);
            List<WarningEvent> events = judged(series(seed, 42, leak, 0), DRIFT, HAZARD);
            assertEquals(1, of(events, "A-DRIFT", Kind.RAISED).size(), "seed " + seed);
            WarningEvent hazard = of(events, "B-HAZARD", Kind.RAISED).get(0);
            assertTrue(day(hazard) > 40.5, "seed " + seed);
            assertEquals(Certainty.LIKELY, hazard.certainty(), "seed " + seed);
        }
    }

    @Test
    void whatIsUncertainIsPossibleButForRed() {
        PointDetector detector = detector(HAZARD.replace(", onDelay: 1h", ""));
        PointState state = new PointState();
        List<WarningEvent> events =
                Given.run(
                        detector,
                        state,
                        Given.at(0, 21, Quality.UNCERTAIN),
                        Given.at(1_200, 31, Quality.UNCERTAIN),
                        Given.at(2_400, 22, Quality.UNCERTAIN),
                        Given.at(3_600, 1, Quality.GOOD));
        assertEquals(
                List.of(
                        "RAISED POSSIBLE",
                        "UPGRADED LIKELY",
                        "DOWNGRADED LIKELY",
                        "CLEARED LIKELY"),
                events.stream().map(event -> event.kind() + " " + event.certainty()).toList());
    }

    @Test
    void itGoesOnFromWhatItRemembersAndRemembersLittle() {
        List<Block> blocks = series(7, 60, drift(20, 0.6), 0.1);
        List<WarningEvent> whole = judged(blocks, DRIFT, HAZARD);
        List<WarningEvent> parts = new ArrayList<>();
        PointState state = new PointState();
        int most = 0;
        for (Block block : blocks) {
            // Each sample by another detector, from a copy, as after a restart.
            Memory memory = state.memories.get("A-DRIFT");
            if (memory != null) {
                most = Math.max(most, memory.first.length + memory.second.length);
                state.memories.put("A-DRIFT", memory.copy());
            }
            detector(DRIFT, HAZARD).step(state, block, parts::add);
        }
        assertEquals(whole, parts);
        Memory settled = Objects.requireNonNull(state.memories.get("A-DRIFT"));
        assertEquals(24 * 8 + 24 + 7 + 2, most);
        assertEquals(24, settled.first.length);
    }
}
