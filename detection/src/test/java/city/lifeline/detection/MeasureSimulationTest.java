package city.lifeline.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.Block;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.model.WarningEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random rules of every measure and random dirty series, against {@link MeasureOracle} and {@link
 * BatchOracle}. All values are whole and buckets one or two seconds long, so that equal means equal
 * to the last bit.
 */
class MeasureSimulationTest {

    private static final int SEEDS_IN_ONE_TEST = 100;
    private static final List<String> MEASURES =
            List.of("value", "sum", "mean", "rms", "swing", "peak", "crest", "rate", "steepest");

    static LongStream seeds() {
        return LongStream.range(0, 8).map(i -> i * SEEDS_IN_ONE_TEST);
    }

    @ParameterizedTest(name = "seeds from {0}")
    @MethodSource("seeds")
    void eventsEqualTheOracles(long firstSeed) {
        int[] events = new int[MEASURES.size()];
        for (long seed = firstSeed; seed < firstSeed + SEEDS_IN_ONE_TEST; seed++) {
            Scenario scenario = Scenario.random(new SplittableRandom(seed));
            List<String> actual = BatchOracle.brief(scenario.detect(scenario.blocks()));
            assertEquals(scenario.expected(), actual, "seed " + seed + ", " + scenario);
            events[MEASURES.indexOf(scenario.measure())] += actual.size();
        }
        for (int i = 0; i < events.length; i++) {
            assertTrue(events[i] > 5, MEASURES.get(i) + " is worth testing: " + events[i]);
        }
    }

    @ParameterizedTest(name = "seeds from {0}")
    @MethodSource("seeds")
    void howSamplesAreCutIntoBlocksDoesNotMatter(long firstSeed) {
        for (long seed = firstSeed; seed < firstSeed + SEEDS_IN_ONE_TEST; seed++) {
            Scenario scenario = Scenario.random(new SplittableRandom(seed));
            List<Block> ones = new ArrayList<>();
            for (Block block : scenario.blocks()) {
                for (int i = 0; i < block.size(); i++) {
                    ones.add(
                            Scenario.block(
                                    block.timeUs(i),
                                    0,
                                    new double[] {block.value(i)},
                                    block.quality()));
                }
            }
            assertEquals(scenario.detect(scenario.blocks()), scenario.detect(ones), "seed " + seed);
        }
    }

    /** A rule and what its point reported. */
    private record Scenario(
            String measure,
            int windowSeconds,
            int perSeconds,
            boolean above,
            List<Double> raise,
            List<Double> clear,
            List<Integer> onDelaySeconds,
            List<Integer> need,
            List<Integer> of,
            List<Block> blocks) {

        private static final List<String> GRADES = List.of("blue", "yellow", "orange", "red");

        static Scenario random(SplittableRandom random) {
            String measure = MEASURES.get(random.nextInt(MEASURES.size()));
            int window = random.nextInt(4, 60);
            if (measure.equals("rate")) {
                window = random.nextInt(5) == 0 ? 48 : random.nextInt(4, 25);
            }
            int per = random.nextInt(1, 90);
            boolean above =
                    random.nextBoolean()
                            || List.of("swing", "rms", "peak", "crest", "steepest")
                                    .contains(measure);
            double unit =
                    switch (measure) {
                        case "sum" -> window;
                        case "rate" -> per / (double) window;
                        case "steepest" -> per / 4.0;
                        case "crest" -> 0.4;
                        default -> 1;
                    };
            List<Double> raise = new ArrayList<>();
            List<Double> clear = new ArrayList<>();
            List<Integer> on = new ArrayList<>();
            List<Integer> need = new ArrayList<>();
            List<Integer> of = new ArrayList<>();
            boolean counts = random.nextInt(3) == 0;
            int limit = random.nextInt(1, 5);
            int lowestClear = 0;
            for (int i = random.nextInt(4); i >= 0; i--) {
                limit += random.nextInt(1, 4);
                lowestClear = Math.max(lowestClear, limit - random.nextInt(0, 4));
                raise.add((above ? 1 : -1) * unit * limit);
                clear.add((above ? 1 : -1) * unit * lowestClear);
                int last = counts ? random.nextInt(1, 6) : 1;
                of.add(last);
                need.add(counts ? random.nextInt(1, last + 1) : 1);
                on.add(counts ? 0 : random.nextInt(0, Math.min(window, 5)));
            }
            return new Scenario(
                    measure, window, per, above, raise, clear, on, need, of, series(random, above));
        }

        private static List<Block> series(SplittableRandom random, boolean above) {
            List<Block> blocks = new ArrayList<>();
            long second = 1_000;
            int level = 5;
            int drift = 0;
            for (int i = 0; i < 60; i++) {
                double[] values = new double[random.nextInt(1, 8)];
                drift = random.nextInt(6) == 0 ? random.nextInt(-1, 2) : drift;
                for (int j = 0; j < values.length; j++) {
                    level = Math.max(0, Math.min(18, level + drift + random.nextInt(-1, 2)));
                    values[j] =
                            random.nextInt(50) == 0
                                    ? Double.NaN
                                    : (above ? 1 : -1) * (double) level;
                }
                Quality quality = random.nextInt(15) == 0 ? Quality.BAD : Quality.GOOD;
                blocks.add(block(second * Given.SECOND_US, 1_000_000, values, quality));
                boolean again = random.nextInt(12) == 0;
                second += again ? random.nextInt(values.length) : values.length;
                second += random.nextInt(15) == 0 ? random.nextInt(2, 50) : 0;
            }
            return blocks;
        }

        static Block block(long startUs, int intervalUs, double[] values, Quality quality) {
            return new Block(
                    Given.POINT,
                    Lane.LIVE,
                    startUs,
                    intervalUs,
                    new int[0],
                    values,
                    quality,
                    "",
                    "",
                    0,
                    0);
        }

        List<WarningEvent> detect(List<Block> of) {
            PointDetector detector = Given.detector(rules());
            PointState state = new PointState();
            List<WarningEvent> events = new ArrayList<>();
            for (Block block : of) {
                detector.step(state, block, events::add);
            }
            return events;
        }

        List<String> expected() {
            BatchOracle oracle =
                    new BatchOracle(
                            above,
                            raise.stream().mapToDouble(v -> v).toArray(),
                            clear.stream().mapToDouble(v -> v).toArray(),
                            onDelaySeconds.stream().mapToInt(v -> v).toArray(),
                            new int[raise.size()],
                            false,
                            false,
                            3,
                            need.stream().mapToInt(v -> v).toArray(),
                            of.stream().mapToInt(v -> v).toArray());
            return oracle.events(
                    measure.equals("value")
                            ? blocks
                            : new MeasureOracle(measure, windowSeconds, perSeconds)
                                    .measured(blocks));
        }

        private RuleSet rules() {
            List<String> lines = new ArrayList<>();
            lines.add("raise: " + (above ? "above" : "below"));
            lines.add("allowChatter: true");
            if (measure.equals("crest")) {
                lines.add("unit: '1'");
            }
            if (List.of("rate", "steepest").contains(measure)) {
                lines.add(
                        "%s: {window: %ds, per: %ds}"
                                .formatted(measure, windowSeconds, perSeconds));
            } else if (!measure.equals("value")) {
                lines.add("%s: {window: %ds}".formatted(measure, windowSeconds));
            }
            lines.add("grades:");
            for (int i = 0; i < raise.size(); i++) {
                String when =
                        need.get(i) == 1
                                ? "onDelay: " + onDelaySeconds.get(i) + "s"
                                : "samples: " + need.get(i) + " of " + of.get(i);
                lines.add(
                        "  %s: {raise: %s, clear: %s, %s}"
                                .formatted(GRADES.get(i), raise.get(i), clear.get(i), when));
            }
            return Given.rule("R", lines.toArray(String[]::new));
        }
    }
}
