package city.lifeline.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.Block;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.model.WarningEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A point whose samples come in two lanes, against a detector that is given all of them in the
 * order of their times.
 */
class LanesSimulationTest {

    private static final int BEFORE = 100;
    private static final int GAP = 900;
    private static final int AFTER = 500;

    private static final RuleSet RULES =
            Given.rule(
                    "G1",
                    "raise: above",
                    "grades: {blue: {raise: 10, clear: 8}, yellow: {raise: 20, clear: 18}}");

    private record Episode(String id, long from, long to) {
        boolean overlaps(Episode other) {
            return from <= other.to && other.from <= to;
        }

        boolean isWithinTheGap() {
            return from >= BEFORE * Given.SECOND_US && to < (BEFORE + GAP) * Given.SECOND_US;
        }
    }

    private static double[] series(SplittableRandom random) {
        double[] values = new double[BEFORE + GAP + AFTER];
        double value = random.nextDouble(25);
        double target = value;
        for (int i = 0; i < values.length; i++) {
            if (random.nextInt(60) == 0) {
                target = random.nextDouble(25);
            }
            value += (target - value) * 0.3;
            values[i] = value;
        }
        // So that nothing is open at the end.
        values[values.length - 1] = 0;
        return values;
    }

    private static Block block(Lane lane, int second, double value) {
        return new Block(
                Given.POINT,
                lane,
                second * Given.SECOND_US,
                0,
                new int[0],
                new double[] {value},
                Quality.GOOD,
                "GW-1",
                "",
                0,
                0);
    }

    private static List<WarningEvent> detect(List<Block> blocks) {
        PointDetector detector = Given.detector(RULES);
        PointState live = new PointState();
        PointState late = new PointState();
        List<WarningEvent> events = new ArrayList<>();
        for (Block block : blocks) {
            detector.step(live, late, block, events::add);
        }
        return events;
    }

    private static List<WarningEvent> inOrder(double[] values) {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            blocks.add(block(Lane.LIVE, i, values[i]));
        }
        PointDetector detector = Given.detector(RULES);
        PointState state = new PointState();
        return Given.run(detector, state, blocks.toArray(Block[]::new));
    }

    /** Episodes that are told; fails on an id that is told twice, or a number out of order. */
    private static List<Episode> episodes(List<WarningEvent> events, String where) {
        Map<String, Episode> episodes = new LinkedHashMap<>();
        Map<String, Integer> numbers = new LinkedHashMap<>();
        for (WarningEvent event : events) {
            int number = numbers.merge(event.id(), 1, Integer::sum);
            assertEquals(number, event.number(), where);
            if (event.kind() == WarningEvent.Kind.RAISED) {
                Episode before =
                        episodes.put(
                                event.id(), new Episode(event.id(), event.atUs(), Long.MAX_VALUE));
                assertEquals(null, before, where);
            } else if (event.kind() == WarningEvent.Kind.CLEARED) {
                episodes.computeIfPresent(
                        event.id(), (id, open) -> new Episode(id, open.from(), event.atUs()));
            }
        }
        for (Episode episode : episodes.values()) {
            assertTrue(episode.to() != Long.MAX_VALUE, where + ": left open");
        }
        return List.copyOf(episodes.values());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void aBacklogThatComesInItsOrderGivesTheSameEvents(int hundred) {
        for (int seed = 100 * hundred; seed < 100 * hundred + 100; seed++) {
            double[] values = series(new SplittableRandom(seed));
            List<Block> blocks = new ArrayList<>();
            for (int i = 0; i < values.length; i++) {
                boolean inGap = i >= BEFORE && i < BEFORE + GAP;
                blocks.add(block(inGap ? Lane.LATE : Lane.LIVE, i, values[i]));
            }

            assertEquals(
                    BatchOracle.brief(inOrder(values)),
                    BatchOracle.brief(detect(blocks)),
                    "seed " + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void aBacklogThatComesBesideTheLiveSamplesGivesTheSameEpisodesOnce(int hundred) {
        for (int seed = 100 * hundred; seed < 100 * hundred + 100; seed++) {
            String where = "seed " + seed;
            SplittableRandom random = new SplittableRandom(seed);
            double[] values = series(random);
            List<Block> blocks = new ArrayList<>();
            for (int i = 0; i < BEFORE; i++) {
                blocks.add(block(Lane.LIVE, i, values[i]));
            }
            int live = BEFORE + GAP;
            int late = BEFORE;
            blocks.add(block(Lane.LIVE, live, values[live++]));
            while (live < values.length) {
                if (late < BEFORE + GAP && random.nextInt(4) > 0) {
                    blocks.add(block(Lane.LATE, late, values[late++]));
                } else {
                    blocks.add(block(Lane.LIVE, live, values[live++]));
                }
            }

            List<WarningEvent> events = detect(blocks);
            List<Episode> told = episodes(events, where);
            List<Episode> expected = episodes(inOrder(values), where);
            List<Episode> within = expected.stream().filter(Episode::isWithinTheGap).toList();
            assertTrue(told.containsAll(within), where + ": " + within + " in " + told);
            List<Episode> others = told.stream().filter(one -> !within.contains(one)).toList();
            for (Episode episode : expected) {
                long same = others.stream().filter(episode::overlaps).count();
                assertTrue(
                        same == 1 || told.contains(episode),
                        where + ": " + episode + " in " + told);
            }
            for (Episode episode : others) {
                assertTrue(
                        expected.stream()
                                .anyMatch(one -> !one.isWithinTheGap() && one.overlaps(episode)),
                        where + ": " + episode + " in " + expected);
            }
        }
    }

    @Test
    void whatWasOverBeforeItWasHeardIsRaisedAndClearedAtOnceAndWhatGoesOnIsRaisedOnce() {
        List<Block> blocks = new ArrayList<>();
        blocks.add(block(Lane.LIVE, 0, 0));
        blocks.add(block(Lane.LIVE, 1_000, 9));
        for (int i = 1; i < 1_000; i++) {
            double value = i >= 100 && i < 200 ? 15 : i >= 900 ? 25 : 0;
            blocks.add(block(Lane.LATE, i, value));
        }
        blocks.add(block(Lane.LIVE, 1_001, 19));
        blocks.add(block(Lane.LIVE, 1_002, 0));

        List<WarningEvent> events = detect(blocks);

        assertEquals(
                List.of("RAISED BLUE @100", "CLEARED @200", "RAISED YELLOW @900", "CLEARED @1002"),
                Given.brief(events));
        assertEquals(Lane.LATE, events.get(2).lane());
    }

    @Test
    void aBacklogThatBreaksOffIsOverAfterAWhile() {
        List<Block> blocks = new ArrayList<>();
        blocks.add(block(Lane.LIVE, 0, 0));
        blocks.add(block(Lane.LIVE, 1_000, 0));
        for (int i = 1; i < 500; i++) {
            blocks.add(block(Lane.LATE, i, 15));
        }
        for (int i = 1_001; i < 1_400; i++) {
            blocks.add(block(Lane.LIVE, i, 0));
        }

        assertEquals(List.of("RAISED BLUE @1", "CLEARED @1000"), Given.brief(detect(blocks)));
    }
}
