package city.lifeline.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.detection.rules.Measure.Creep;
import city.lifeline.detection.rules.Measure.Percentile;
import city.lifeline.model.registry.Point;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.LongToDoubleFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * {@code creep} and {@code percentile} over random series with gaps, against what docs/rules.md
 * says of them, worked out anew from all samples; and what they make of a bridge.
 */
class SlowMeasuresSimulationTest {

    private static final long HOUR_US = 3_600_000_000L;
    private static final long DAY_US = 24 * HOUR_US;
    private static final double YEAR = 365.25;

    private record Sample(long us, double value) {}

    @Test
    void slopesOfDaysEqualTheOracles() {
        int slopes = 0;
        for (long seed = 0; seed < 40; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int days = random.nextInt(Creep.LEAST_DAYS, 60);
            Creep creep = new Creep(days, 0, Duration.ofDays(random.nextInt(1, 30)));
            double drift = random.nextInt(3) == 0 ? 0 : random.nextDouble() / 5;
            List<Sample> samples = series(random, 1, 150, day -> drift * day);
            slopes += assertSlopes(creep, 2, samples, seed);
        }
        assertTrue(slopes > 500, "worth testing: " + slopes);
    }

    @Test
    void slopesOfYearsEqualTheOracles() {
        int slopes = 0;
        for (long seed = 0; seed < 8; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Creep creep = new Creep(0, random.nextInt(1, 4), Duration.ofHours(8_766));
            double drift = random.nextInt(3) == 0 ? 0 : random.nextDouble() / 100;
            List<Sample> samples = series(random, 16, 4 * 365, day -> drift * day);
            slopes += assertSlopes(creep, 24, samples, seed);
        }
        assertTrue(slopes > 100, "worth testing: " + slopes);
    }

    private static int assertSlopes(Creep creep, int everyHours, List<Sample> samples, long seed) {
        Gauge gauge = new CreepGauge(creep, Duration.ofHours(everyHours));
        Memory memory = gauge.newMemory();
        long told = Long.MIN_VALUE;
        double expected = Double.NaN;
        int slopes = 0;
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            long day = Math.floorDiv(sample.us(), DAY_US);
            if (day != told) {
                told = day;
                expected = creep(creep, everyHours, samples.subList(0, i), day);
                slopes += expected != 0 && !Double.isNaN(expected) ? 1 : 0;
            }
            assertEquals(
                    expected,
                    gauge.take(memory, sample.us(), sample.value()),
                    1e-9,
                    "seed " + seed + ", sample " + i);
        }
        return slopes;
    }

    /** By the words of docs/rules.md. */
    private static double creep(Creep creep, int everyHours, List<Sample> samples, long today) {
        Map<Long, List<Sample>> byDay =
                samples.stream()
                        .filter(s -> Math.floorDiv(s.us(), DAY_US) < today)
                        .collect(Collectors.groupingBy(s -> Math.floorDiv(s.us(), DAY_US)));
        TreeMap<Long, Double> days = new TreeMap<>();
        byDay.forEach(
                (day, of) -> {
                    List<Double> hours =
                            of.stream()
                                    .collect(
                                            Collectors.groupingBy(
                                                    s -> Math.floorDiv(s.us(), HOUR_US),
                                                    Collectors.averagingDouble(Sample::value)))
                                    .values()
                                    .stream()
                                    .toList();
                    if (2 * hours.size() * everyHours >= 24) {
                        days.put(day, median(hours));
                    }
                });
        if (creep.years() == 0) {
            return ofDays(creep, new TreeMap<>(days.tailMap(today - creep.days(), true)));
        }
        long now = partOf(today);
        TreeMap<Long, Double> parts = new TreeMap<>();
        days.entrySet().stream()
                .collect(Collectors.groupingBy(e -> partOf(e.getKey())))
                .forEach(
                        (part, of) -> {
                            if (part < now && of.size() >= 3) {
                                parts.put(
                                        part,
                                        median(of.stream().map(Map.Entry::getValue).toList()));
                            }
                        });
        parts.headMap(now - 48L * (creep.years() + 1), false).clear();
        return ofYears(creep, parts);
    }

    private static long partOf(long day) {
        return (long) Math.floor(day * 48 / YEAR + 1e-9);
    }

    private static double ofDays(Creep creep, NavigableMap<Long, Double> days) {
        if (days.size() < Math.max(8, (creep.days() + 1) / 2)) {
            return Double.NaN;
        }
        List<Double> slopes = new ArrayList<>();
        double rising = 0;
        for (Map.Entry<Long, Double> a : days.entrySet()) {
            for (Map.Entry<Long, Double> b : days.tailMap(a.getKey(), false).entrySet()) {
                slopes.add((b.getValue() - a.getValue()) / (b.getKey() - a.getKey()));
                rising += Math.signum(b.getValue() - a.getValue());
            }
        }
        double slope = median(slopes);
        List<Double> rest = new ArrayList<>();
        days.forEach((day, value) -> rest.add(value - slope * day));
        double n = days.size();
        double variance = n * (n - 1) * (2 * n + 5) / 18 / worth(rest);
        double significance = (Math.abs(rising) - 1) / Math.sqrt(variance);
        return significance < 2.326 ? 0 : slope * creep.per().toDays();
    }

    private static double ofYears(Creep creep, NavigableMap<Long, Double> parts) {
        List<Double> slopes = new ArrayList<>();
        List<Double> steps = new ArrayList<>();
        for (Map.Entry<Long, Double> part : parts.entrySet()) {
            for (int apart = 1; apart <= creep.years(); apart++) {
                Double before = parts.get(part.getKey() - 48L * apart);
                if (before != null) {
                    slopes.add((part.getValue() - before) / apart);
                    if (apart == 1) {
                        steps.add(part.getValue() - before);
                    }
                }
            }
        }
        if (steps.size() < 24 * creep.years()) {
            return Double.NaN;
        }
        double slope = median(slopes);
        double scale = 1.4826 * median(steps.stream().map(s -> Math.abs(s - slope)).toList());
        double error = 1.2533 * scale / Math.sqrt(steps.size() * worth(steps));
        return Math.abs(slope) > 2.326 * error ? slope : 0;
    }

    private static double worth(List<Double> values) {
        double middle = median(values);
        double above = 0;
        for (int i = 1; i < values.size(); i++) {
            above += (values.get(i) - middle) * (values.get(i - 1) - middle);
        }
        double below = values.stream().mapToDouble(v -> (v - middle) * (v - middle)).sum();
        double r = below == 0 ? 0 : Math.min(0.98, Math.max(0, above / below));
        return (1 - r) / (1 + r);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted(Comparator.naturalOrder()).toList();
        int n = sorted.size();
        return (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
    }

    /** Whole values, so that hours' means are the same in whatever order. */
    private static List<Sample> series(
            SplittableRandom random, int everyHours, int days, LongToDoubleFunction trend) {
        List<Sample> samples = new ArrayList<>();
        long us = random.nextLong(DAY_US) + 20_000 * DAY_US;
        long end = us + days * DAY_US;
        double wander = 0;
        while (us < end) {
            double day = us / (double) DAY_US;
            wander = 0.98 * wander + random.nextDouble() - 0.5;
            double value =
                    10 * trend.applyAsDouble((long) day)
                            + 10 * wander
                            + 20 * Math.sin(day * 2 * Math.PI)
                            + random.nextInt(10);
            samples.add(new Sample(us, Math.rint(value)));
            us += random.nextLong(2L * everyHours * HOUR_US) + 1;
            us += random.nextInt(200) == 0 ? random.nextLong(6 * DAY_US) : 0;
        }
        return samples;
    }

    @Test
    void aBridgeThatOnlyBreathesWithTheSeasonsDoesNotCreepAndOneThatSinksDoes() {
        int wrong = 0;
        int found = 0;
        int bridges = 40;
        for (long seed = 0; seed < bridges; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            wrong += raised(random, 0) > 0 ? 1 : 0;
            double after = raised(random, 3);
            found += after > 0 && after < 2.2 * YEAR ? 1 : 0;
        }
        assertTrue(wrong <= 1, "of %d that do not creep: %d".formatted(bridges, wrong));
        assertTrue(found >= 36, "of %d that sink 3 mm a year: %d".formatted(bridges, found));
    }

    /** After how many days B6 is raised within four years; 0: never. */
    private static double raised(SplittableRandom random, double creepPerYear) {
        PointDetector detector =
                PointDetector.compile(
                        "live",
                        Given.rule(
                                "B6",
                                "creep: {years: 1, per: 365.25d}",
                                "raise: above",
                                "grades: {blue: {raise: 1, clear: 0.5}}"),
                        point(),
                        null);
        PointState state = new PointState();
        double weather = 0;
        for (int hour = 0; hour < 4 * YEAR * 24; hour += 3) {
            double day = hour / 24.0;
            weather = 0.985 * weather + gauss(random) * 0.35;
            double value =
                    creepPerYear * day / YEAR
                            + 8 * Math.sin(2 * Math.PI * day / YEAR)
                            + 2 * Math.sin(2 * Math.PI * day)
                            + 0.5 * weather
                            + gauss(random);
            var events = Given.run(detector, state, Given.at(hour * 3_600L, value));
            if (!events.isEmpty()) {
                assertEquals("%{vol}/a", events.get(0).unit());
                return day;
            }
        }
        return 0;
    }

    private static Point point() {
        return Given.point(Duration.ofHours(3), Map.of());
    }

    private static double gauss(SplittableRandom random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
                * Math.cos(2 * Math.PI * random.nextDouble());
    }

    @Test
    void aCrackThatOpensIsFoundWithinDaysAndOneThatRestsIsNot() {
        for (long seed = 0; seed < 30; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            PointDetector detector =
                    PointDetector.compile(
                            "live",
                            Given.rule(
                                    "B8",
                                    "creep: {days: 14, per: 1d}",
                                    "raise: above",
                                    "grades: {yellow: {raise: 0.01, clear: 0.005}}"),
                            Given.point(Duration.ofHours(1), Map.of()),
                            null);
            PointState state = new PointState();
            long raised = 0;
            for (int hour = 0; hour < 24 * 140 && raised == 0; hour++) {
                double day = hour / 24.0;
                double crack =
                        0.1
                                + 0.02 * Math.sin(2 * Math.PI * day)
                                + 0.08 * Math.sin(2 * Math.PI * day / YEAR)
                                + 0.005 * gauss(random)
                                + 0.02 * Math.max(0, day - 100);
                raised =
                        Given.run(detector, state, Given.at(hour * 3_600L, crack)).isEmpty()
                                ? 0
                                : hour / 24;
            }
            assertTrue(raised >= 104 && raised <= 114, "seed " + seed + ": day " + raised);
        }
    }

    @Test
    void percentilesAreThoseOfAllSamplesWithinTwoPercent() {
        int compared = 0;
        for (long seed = 0; seed < 40; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            double of = random.nextInt(4) == 0 ? 50 : random.nextInt(80, 96);
            int baselineDays = random.nextBoolean() ? 0 : random.nextInt(7, 21);
            Percentile percentile =
                    new Percentile(of, Duration.ofDays(7), Duration.ofDays(baselineDays), 0.001);
            double scale = Math.exp(random.nextDouble() * 12 - 6);
            boolean signed = baselineDays == 0 && random.nextInt(3) == 0;
            Gauge gauge = new PercentileGauge(percentile);
            Memory memory = gauge.newMemory();
            TreeMap<Long, List<Double>> days = new TreeMap<>();
            long us = random.nextLong(DAY_US);
            while (us < 40 * DAY_US) {
                double value = scale * (Math.exp(gauss(random)) - (signed ? 3 : 0));
                double actual = gauge.take(memory, us, value);
                double expected =
                        percentile(percentile, days, Math.floorDiv(us, DAY_US), baselineDays);
                assertEquals(Double.isNaN(expected), Double.isNaN(actual), "seed " + seed);
                if (!Double.isNaN(expected)) {
                    assertEquals(
                            expected,
                            actual,
                            signed
                                    ? 0.0201 * largest(days, Math.floorDiv(us, DAY_US))
                                    : expected * (baselineDays == 0 ? 0.0201 : 0.0405),
                            "seed " + seed);
                    compared++;
                }
                days.computeIfAbsent(Math.floorDiv(us, DAY_US), unused -> new ArrayList<>())
                        .add(value);
                us += random.nextLong(DAY_US / 12);
                us += random.nextInt(300) == 0 ? random.nextLong(6 * DAY_US) : 0;
            }
        }
        assertTrue(compared > 5_000, "worth testing: " + compared);
    }

    private static double largest(NavigableMap<Long, List<Double>> days, long today) {
        return days.tailMap(today - 7, true).values().stream()
                .flatMap(List::stream)
                .mapToDouble(Math::abs)
                .max()
                .orElseThrow();
    }

    private static double percentile(
            Percentile percentile,
            NavigableMap<Long, List<Double>> days,
            long today,
            int baselineDays) {
        TreeMap<Long, Double> of = new TreeMap<>();
        days.headMap(today, false)
                .forEach(
                        (day, values) -> {
                            if (values.size()
                                    >= 100 / Math.min(percentile.of(), 100 - percentile.of())) {
                                List<Double> sorted = values.stream().sorted().toList();
                                int rank = (int) Math.ceil(percentile.of() / 100 * sorted.size());
                                of.put(day, sorted.get(rank - 1));
                            }
                        });
        List<Double> now = List.copyOf(of.tailMap(today - 7, true).values());
        if (now.size() < 4 || of.size() < baselineDays) {
            return Double.NaN;
        }
        return baselineDays == 0
                ? median(now)
                : median(now)
                        / Math.max(
                                0.001, median(of.values().stream().limit(baselineDays).toList()));
    }
}
