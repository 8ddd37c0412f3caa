package city.lifeline.detection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.Block;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.registry.Point;
import city.lifeline.model.wire.WarningEventCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random rules and random series, dirty ones too, against {@link BatchOracle}. A failing seed is in
 * the test's name; run it alone by putting it into {@link #seeds}.
 */
class PointDetectorSimulationTest {

    private static final int SEEDS_IN_ONE_TEST = 250;

    static LongStream seeds() {
        return LongStream.range(0, 20).map(i -> i * SEEDS_IN_ONE_TEST);
    }

    @ParameterizedTest(name = "seeds from {0}")
    @MethodSource("seeds")
    void eventsEqualTheOracles(long firstSeed) {
        int eventCount = 0;
        for (long seed = firstSeed; seed < firstSeed + SEEDS_IN_ONE_TEST; seed++) {
            Scenario scenario = Scenario.random(new SplittableRandom(seed));
            List<String> expected = scenario.oracle().events(scenario.blocks());
            List<WarningEvent> actual = scenario.detect(scenario.blocks());
            assertEquals(expected, BatchOracle.brief(actual), "seed " + seed + ", " + scenario);
            eventCount += actual.size();
        }
        assertTrue(eventCount > 10 * SEEDS_IN_ONE_TEST, "the series must be worth testing");
    }

    @ParameterizedTest(name = "seeds from {0}")
    @MethodSource("seeds")
    void howSamplesAreCutIntoBlocksDoesNotMatter(long firstSeed) {
        for (long seed = firstSeed; seed < firstSeed + SEEDS_IN_ONE_TEST; seed++) {
            Scenario scenario = Scenario.random(new SplittableRandom(seed));
            List<WarningEvent> inBlocks = scenario.detect(scenario.blocks());
            List<WarningEvent> oneByOne =
                    scenario.detect(
                            scenario.blocks().stream()
                                    .flatMap(block -> cut(block).stream())
                                    .toList());
            assertEquals(inBlocks, oneByOne, "seed " + seed);
            for (int i = 0; i < inBlocks.size(); i++) {
                assertArrayEquals(
                        WarningEventCodec.encode(inBlocks.get(i)),
                        WarningEventCodec.encode(oneByOne.get(i)),
                        "seed " + seed);
            }
        }
    }

    private static List<Block> cut(Block block) {
        List<Block> ones = new ArrayList<>();
        for (int i = 0; i < block.size(); i++) {
            ones.add(
                    Scenario.block(
                            block.timeUs(i),
                            new int[0],
                            new double[] {block.value(i)},
                            block.quality()));
        }
        return ones;
    }

    /** A rule and what its point reported. */
    private record Scenario(
            boolean above,
            double[] raise,
            double[] clear,
            int[] onDelaySeconds,
            int[] offDelaySeconds,
            boolean latch,
            boolean acceptsBad,
            List<Block> blocks) {

        private static final String[] GRADES = {"blue", "yellow", "orange", "red"};
        private static final List<Quality> QUALITIES = List.of(Quality.values());

        static Scenario random(SplittableRandom random) {
            int grades = random.nextInt(1, 5);
            boolean above = random.nextBoolean();
            double[] raise = new double[grades];
            double[] clear = new double[grades];
            int[] on = new int[grades];
            int[] off = new int[grades];
            boolean delays = random.nextBoolean();
            int limit = 4;
            int lowestClear = 0;
            for (int i = 0; i < grades; i++) {
                limit += random.nextInt(1, 4);
                lowestClear = Math.max(lowestClear, limit - random.nextInt(0, 4));
                raise[i] = above ? limit : -limit;
                clear[i] = above ? lowestClear : -lowestClear;
                on[i] = delays ? random.nextInt(0, 8) : 0;
                off[i] = delays ? random.nextInt(0, 8) : 0;
            }
            return new Scenario(
                    above,
                    raise,
                    clear,
                    on,
                    off,
                    random.nextInt(4) == 0,
                    random.nextInt(4) == 0,
                    blocks(random, above));
        }

        private static List<Block> blocks(SplittableRandom random, boolean above) {
            List<Block> blocks = new ArrayList<>();
            long second = 0;
            int level = 3;
            for (int i = 0; i < 60; i++) {
                int size = random.nextInt(1, 10);
                int[] offsets = new int[size];
                double[] values = new double[size];
                long start = second;
                for (int j = 0; j < size; j++) {
                    level = Math.max(0, Math.min(17, level + random.nextInt(-2, 3)));
                    boolean none = random.nextInt(40) == 0;
                    values[j] = none ? Double.NaN : above ? level : -level;
                    offsets[j] = (int) ((second - start) * Given.SECOND_US);
                    second += step(random);
                }
                boolean resent = random.nextInt(15) == 0;
                Quality quality = quality(random);
                blocks.add(block(start * Given.SECOND_US, offsets, values, quality));
                if (resent) {
                    blocks.add(block(start * Given.SECOND_US, offsets, values, quality));
                    second -= random.nextInt(0, 5);
                }
            }
            return blocks;
        }

        /** Mostly one interval; at times a gap, and at times the same time again. */
        private static int step(SplittableRandom random) {
            int dice = random.nextInt(40);
            return dice == 0 ? 0 : dice == 1 ? random.nextInt(2, 9) : 1;
        }

        private static Quality quality(SplittableRandom random) {
            int dice = random.nextInt(12);
            return dice < QUALITIES.size() ? QUALITIES.get(dice) : Quality.GOOD;
        }

        static Block block(long startUs, int[] offsetsUs, double[] values, Quality quality) {
            return new Block(
                    Given.POINT, Lane.LIVE, startUs, 0, offsetsUs, values, quality, "", "", 0, 0);
        }

        List<WarningEvent> detect(List<Block> of) {
            Point point = Given.point(Duration.ofSeconds(1), Map.of());
            PointDetector detector = PointDetector.compile("live", rules(), point, null);
            PointState state = new PointState();
            List<WarningEvent> events = new ArrayList<>();
            for (Block block : of) {
                detector.step(state, block, events::add);
            }
            return events;
        }

        BatchOracle oracle() {
            return new BatchOracle(
                    above, raise, clear, onDelaySeconds, offDelaySeconds, latch, acceptsBad, 3);
        }

        private RuleSet rules() {
            List<String> lines = new ArrayList<>();
            lines.add("raise: " + (above ? "above" : "below"));
            lines.add("latch: " + latch);
            lines.add("allowChatter: true");
            if (acceptsBad) {
                lines.add("quality: [BAD]");
            }
            lines.add("grades:");
            for (int i = 0; i < raise.length; i++) {
                lines.add(
                        "  %s: {raise: %s, clear: %s, onDelay: %ds, offDelay: %ds}"
                                .formatted(
                                        GRADES[i],
                                        raise[i],
                                        clear[i],
                                        onDelaySeconds[i],
                                        offDelaySeconds[i]));
            }
            return Given.rule("R", lines.toArray(String[]::new));
        }
    }
}
