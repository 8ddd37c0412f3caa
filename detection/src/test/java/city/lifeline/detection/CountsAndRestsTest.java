package city.lifeline.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Block;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.model.WarningEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Rules that count what happens, and rules that find a value that does not move. */
class CountsAndRestsTest {

    private static final int INTERVAL_S = 600;
    private static final int DAY_S = 86_400;

    private record Sample(long second, double value) {}

    private static PointDetector detector(String unit, String... lines) {
        String yaml = Given.yaml("R", lines).replace("\"%{vol}\"", unit);
        return PointDetector.compile(
                "live",
                Given.rules("v1", yaml),
                Given.point(Duration.ofSeconds(INTERVAL_S), Map.of()),
                null);
    }

    private static List<String> judged(
            PointDetector detector, PointState live, List<Sample> samples) {
        List<WarningEvent> events = new ArrayList<>();
        PointState late = new PointState();
        for (Sample sample : samples) {
            Block block =
                    new Block(
                            Given.POINT,
                            Lane.LIVE,
                            sample.second() * Given.SECOND_US,
                            0,
                            new int[0],
                            new double[] {sample.value()},
                            Quality.GOOD,
                            "GW-1",
                            "",
                            0,
                            0);
            detector.step(live, late, block, events::add);
        }
        return events.stream()
                .filter(event -> event.kind() != WarningEvent.Kind.PEAKED)
                .map(event -> event.kind() + " @" + event.atUs() / Given.SECOND_US)
                .toList();
    }

    /** Raised at or above one number, cleared below another. */
    private static final class Hysteresis {

        private final double raise;
        private final double clear;
        private final List<String> events = new ArrayList<>();
        private boolean open;

        Hysteresis(double raise, double clear) {
            this.raise = raise;
            this.clear = clear;
        }

        void take(long second, double number) {
            if (!open && number >= raise) {
                open = true;
                events.add("RAISED @" + second);
            } else if (open && number < clear) {
                open = false;
                events.add("CLEARED @" + second);
            }
        }
    }

    @Test
    void countsTimesNotSamples() {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            samples.add(new Sample((long) i * INTERVAL_S, i % 4 < 2 ? 0 : 1));
        }
        assertEquals(
                List.of("RAISED @6000"),
                judged(
                        detector(
                                "\"1\"",
                                "count: {window: 24h, above: 1}",
                                "raise: above",
                                "grades: {blue: {raise: 3, clear: 1}}"),
                        new PointState(),
                        samples));
        assertEquals(
                List.of("RAISED @3600"),
                judged(
                        detector(
                                "\"1\"",
                                "count: {window: 24h, above: 1, samples: true}",
                                "raise: above",
                                "grades: {blue: {raise: 3, clear: 1}}"),
                        new PointState(),
                        samples));
    }

    @Test
    void countsEqualThoseOfTheWholeSeries() {
        int events = 0;
        for (long seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            boolean above = random.nextBoolean();
            boolean each = random.nextBoolean();
            int hours = random.nextInt(2, 25);
            int limit = random.nextInt(2, 8);
            int raise = random.nextInt(2, 7);
            List<Sample> samples = walk(random, 600);
            // At most 120 buckets of at least an interval, none of the future.
            int windowS = hours * 3600;
            int step = Math.max(INTERVAL_S, (windowS + 119) / 120);
            Hysteresis expected = new Hysteresis(raise, raise - 1);
            for (int i = 0; i < samples.size(); i++) {
                long oldest = samples.get(i).second() / step - windowS / step + 1;
                int count = 0;
                for (int j = 0; j <= i; j++) {
                    boolean beyond = isBeyond(samples.get(j).value(), above, limit);
                    boolean began = j > 0 && !isBeyond(samples.get(j - 1).value(), above, limit);
                    if (samples.get(j).second() / step >= oldest && beyond && (each || began)) {
                        count++;
                    }
                }
                expected.take(samples.get(i).second(), count);
            }
            PointDetector detector =
                    detector(
                            "\"1\"",
                            "count: {window: %dh, %s: %d, samples: %s}"
                                    .formatted(hours, above ? "above" : "below", limit, each),
                            "raise: above",
                            "grades: {blue: {raise: %d, clear: %d}}".formatted(raise, raise - 1));
            assertEquals(
                    expected.events, judged(detector, new PointState(), samples), "seed " + seed);
            events += expected.events.size();
        }
        assertTrue(events > 500, "worth testing: " + events);
    }

    private static boolean isBeyond(double value, boolean above, int limit) {
        return above ? value >= limit : value <= limit;
    }

    private static List<Sample> walk(SplittableRandom random, int size) {
        List<Sample> samples = new ArrayList<>();
        long second = 1_000L * INTERVAL_S;
        int level = 5;
        for (int i = 0; i < size; i++) {
            level = Math.max(0, Math.min(10, level + random.nextInt(-1, 2)));
            samples.add(new Sample(second, level));
            second += INTERVAL_S;
        }
        return samples;
    }

    private static PointDetector stuck() {
        return detector(
                "s",
                "stuck: {samples: 12, times: 3}",
                "raise: above",
                "grades: {blue: {raise: 3600, clear: 1}}");
    }

    @Test
    void aValueThatStopsMovingIsFoundAndForgivenWhenItMoves() {
        List<Sample> samples = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(1);
        double value = 5;
        for (int i = 0; i < 8 * DAY_S / INTERVAL_S; i++) {
            long second = (long) i * INTERVAL_S;
            boolean frozen = second >= 5 * DAY_S && second < 6 * DAY_S;
            value = frozen ? value : random.nextDouble();
            samples.add(new Sample(second, value));
        }
        // The sample before the fifth day is the first of twelve that are the same.
        assertEquals(
                List.of("RAISED @" + (5 * DAY_S + 10 * INTERVAL_S), "CLEARED @" + 6 * DAY_S),
                judged(stuck(), new PointState(), samples));
    }

    @Test
    void aSensorThatWasStuckForWeeksIsFoundStuckAgainAtOnce() {
        List<Sample> samples = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(1);
        double value = 5;
        for (int i = 0; i < 42 * DAY_S / INTERVAL_S; i++) {
            long second = (long) i * INTERVAL_S;
            boolean frozen =
                    (second >= 8 * DAY_S && second < 38 * DAY_S)
                            || (second >= 39 * DAY_S && second < 40 * DAY_S);
            value = frozen ? value : random.nextDouble();
            samples.add(new Sample(second, value));
        }
        assertEquals(
                List.of(
                        "RAISED @" + (8 * DAY_S + 10 * INTERVAL_S),
                        "CLEARED @" + 38 * DAY_S,
                        "RAISED @" + (39 * DAY_S + 10 * INTERVAL_S),
                        "CLEARED @" + 40 * DAY_S),
                judged(stuck(), new PointState(), samples));
    }

    @Test
    void whatRestsByNatureIsNotStuck() {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 60 * DAY_S / INTERVAL_S; i++) {
            long second = (long) i * INTERVAL_S;
            samples.add(new Sample(second, second % DAY_S < 2 * 3600 ? i % 5 : 0));
        }
        assertEquals(List.of(), judged(stuck(), new PointState(), samples), "22 hours of each day");
        samples.clear();
        for (int i = 0; i < 60 * DAY_S / INTERVAL_S; i++) {
            samples.add(new Sample((long) i * INTERVAL_S, 0));
        }
        assertEquals(List.of(), judged(stuck(), new PointState(), samples), "never anything else");
    }

    @Test
    void restsEqualThoseOfTheWholeSeries() {
        int events = 0;
        for (long seed = 0; seed < 60; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Sample> samples = new ArrayList<>();
            long second = random.nextInt(DAY_S);
            while (second < 40L * DAY_S) {
                double value = random.nextInt(1_000_000);
                int same = random.nextInt(60) == 0 ? random.nextInt(400) : random.nextInt(1, 12);
                for (int i = 0; i < same; i++) {
                    samples.add(new Sample(second, value));
                    second += INTERVAL_S;
                }
                second += random.nextInt(100) == 0 ? random.nextInt(3 * DAY_S) : 0;
            }
            Hysteresis expected = new Hysteresis(3600, 1);
            TreeMap<Long, Double> longestByDay = new TreeMap<>();
            double usual = Double.NaN;
            int first = 0;
            for (int i = 0; i < samples.size(); i++) {
                Sample sample = samples.get(i);
                if (sample.value() != samples.get(first).value()) {
                    first = i;
                }
                double rest = sample.second() - samples.get(first).second();
                long day = sample.second() / DAY_S;
                long restDay = samples.get(first).second() / DAY_S;
                List<Double> learnt =
                        longestByDay
                                .headMap(restDay, false)
                                .tailMap(restDay - 14, true)
                                .descendingMap()
                                .values()
                                .stream()
                                .limit(7)
                                .sorted()
                                .toList();
                int n = learnt.size();
                if (n >= 3) {
                    usual = (learnt.get((n - 1) / 2) + learnt.get(n / 2)) / 2;
                }
                if (Double.isNaN(usual)) {
                    longestByDay.merge(day, rest, Math::max);
                    continue;
                }
                boolean stuck = i - first + 1 >= 12 && rest >= 3 * usual;
                if (!stuck) {
                    longestByDay.merge(day, rest, Math::max);
                } else if (restDay < day) {
                    longestByDay.remove(day);
                }
                expected.take(sample.second(), stuck ? rest : 0);
            }
            PointState live = new PointState();
            assertEquals(expected.events, judged(stuck(), live, samples), "seed " + seed);
            events += expected.events.size();
            live.memories
                    .values()
                    .forEach(memory -> assertEquals(15, memory.counts.length, "days remembered"));
        }
        assertTrue(events > 100, "worth testing: " + events);
    }
}
