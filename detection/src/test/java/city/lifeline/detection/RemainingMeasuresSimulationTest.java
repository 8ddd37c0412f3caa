package city.lifeline.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.detection.rules.Measure.Forecast;
import city.lifeline.detection.rules.Measure.Statistic;
import city.lifeline.detection.rules.Measure.Usual;
import city.lifeline.model.Lane;
import city.lifeline.model.WarningEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * {@code drop}, {@code usual}, {@code forecast} and {@code silence} over random series with gaps,
 * against what docs/rules.md says of them, worked out anew from all samples.
 */
class RemainingMeasuresSimulationTest {

    private static final long SECOND_US = 1_000_000;
    private static final int QUARTER_S = 900;
    private static final int HOUR_S = 3_600;
    private static final Duration QUARTER = Duration.ofMinutes(15);

    /** A value every quarter of an hour, whole, with a daily cycle; now and then nothing. */
    private static NavigableMap<Long, Double> series(SplittableRandom random, int days) {
        NavigableMap<Long, Double> series = new TreeMap<>();
        double drift = 0;
        double slope = 0;
        int skip = 0;
        for (long quarter = 4_000; quarter < 4_000 + days * 96L; quarter++) {
            slope = random.nextInt(40) == 0 ? random.nextInt(-3, 4) : slope;
            drift = drift * 0.97 + slope;
            skip = skip > 0 ? skip - 1 : random.nextInt(150) == 0 ? random.nextInt(60) : 0;
            if (skip == 0) {
                series.put(
                        quarter * QUARTER_S,
                        Math.rint(
                                100
                                        + 30 * Math.sin(quarter * Math.PI / 48)
                                        + drift
                                        + random.nextInt(4)));
            }
        }
        return series;
    }

    @Test
    void dropsEqualTheOracles() {
        long told = 0;
        for (long seed = 0; seed < 100; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int quarters = random.nextInt(2, 100);
            Gauge gauge = new WindowGauge(Statistic.DROP, QUARTER.multipliedBy(quarters), QUARTER);
            Memory memory = gauge.newMemory();
            NavigableMap<Long, Double> series = series(random, 10);
            for (Map.Entry<Long, Double> each : series.entrySet()) {
                double highest =
                        series
                                .subMap(
                                        each.getKey() - (quarters - 1L) * QUARTER_S,
                                        true,
                                        each.getKey(),
                                        true)
                                .values()
                                .stream()
                                .mapToDouble(v -> v)
                                .max()
                                .orElseThrow();
                double drop = take(gauge, memory, each);
                assertEquals(highest - each.getValue(), drop, "seed " + seed);
                told += drop > 10 ? 1 : 0;
            }
        }
        assertTrue(told > 1_000, "worth testing: " + told);
    }

    private static double take(Gauge gauge, Memory memory, Map.Entry<Long, Double> sample) {
        return gauge.take(memory, sample.getKey() * SECOND_US, sample.getValue());
    }

    @Test
    void multiplesOfTheUsualEqualTheOracles() {
        long told = 0;
        for (long seed = 0; seed < 60; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            boolean weeks = random.nextInt(4) == 0;
            int times = weeks ? random.nextInt(2, 5) : random.nextInt(2, 15);
            Usual usual = new Usual(weeks ? 7 : 1, times, random.nextInt(1, 100));
            Gauge gauge = new UsualGauge(usual);
            Memory memory = gauge.newMemory();
            NavigableMap<Long, Double> series = series(random, weeks ? 40 : 20);
            NavigableMap<Long, Double> hours = hours(series);
            for (Map.Entry<Long, Double> each : series.entrySet()) {
                double of = usual(hours, each.getKey() / HOUR_S, usual.daysApart(), times);
                double expected = each.getValue() / Math.max(of, usual.floor());
                double actual = take(gauge, memory, each);
                assertEquals(Double.isNaN(of) ? Double.NaN : expected, actual, 1e-12, "" + seed);
                told += Double.isNaN(actual) ? 0 : 1;
            }
        }
        assertTrue(told > 20_000, "worth testing: " + told);
    }

    /** Hours that are over do not change; the present one is never looked at. */
    private static NavigableMap<Long, Double> hours(NavigableMap<Long, Double> series) {
        return series.entrySet().stream()
                .collect(
                        Collectors.groupingBy(
                                e -> e.getKey() / HOUR_S,
                                TreeMap::new,
                                Collectors.averagingDouble(Map.Entry::getValue)));
    }

    private static double usual(
            NavigableMap<Long, Double> hours, long hour, int daysApart, int times) {
        List<Double> known = new ArrayList<>();
        for (int i = 1; i <= times; i++) {
            Double mean = hours.get(hour - 24L * daysApart * i);
            if (mean != null) {
                known.add(mean);
            }
        }
        return 2 * known.size() < times ? Double.NaN : median(known);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int n = sorted.size();
        return (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
    }

    @Test
    void forecastsEqualTheOracles() {
        long ahead = 0;
        long cycles = 0;
        for (long seed = 0; seed < 60; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int quarters = random.nextInt(4, 25);
            int aheadQuarters = random.nextInt(1, Math.min(48, 2 * quarters));
            int days = random.nextInt(3) == 0 ? 0 : random.nextInt(2, 6);
            boolean above = random.nextBoolean();
            Forecast forecast =
                    new Forecast(
                            QUARTER.multipliedBy(quarters),
                            QUARTER.multipliedBy(aheadQuarters),
                            days);
            Gauge gauge = Gauge.of(forecast, above, Given.point(QUARTER, Map.of()));
            assertTrue(gauge != null);
            Memory memory = gauge.newMemory();
            NavigableMap<Long, Double> series = series(random, 9);
            // No two distances from the cycle are the same but for rounding.
            series.replaceAll((second, value) -> value + random.nextDouble());
            NavigableMap<Long, Double> hours = hours(series);
            for (Map.Entry<Long, Double> each : series.entrySet()) {
                double expected = forecast(forecast, above, series, hours, each.getKey());
                assertEquals(
                        expected,
                        take(gauge, memory, each),
                        1e-9,
                        "seed " + seed + " at " + each.getKey());
                ahead += expected == each.getValue() ? 0 : 1;
                cycles += days == 0 ? 0 : 1;
            }
        }
        assertTrue(ahead > 5_000 && cycles > 5_000, "worth testing: " + ahead);
    }

    private static double forecast(
            Forecast forecast,
            boolean above,
            NavigableMap<Long, Double> series,
            NavigableMap<Long, Double> hours,
            long now) {
        long ahead = forecast.ahead().toSeconds();
        double value = series.getOrDefault(now, Double.NaN);
        long from = now - forecast.window().toSeconds();
        boolean cycle = forecast.days() > 0;
        long back = (forecast.window().toSeconds() + HOUR_S - 1) / HOUR_S + 2;
        long on = (ahead + HOUR_S - 1) / HOUR_S + 2;
        for (long hour = now / HOUR_S - back; cycle && hour <= now / HOUR_S + on; hour++) {
            cycle = !Double.isNaN(usual(hours, hour, 1, forecast.days()));
        }
        List<double[]> points = new ArrayList<>();
        for (Map.Entry<Long, Double> each : series.subMap(from, false, now, true).entrySet()) {
            double base = cycle ? cycle(hours, each.getKey(), forecast.days()) : 0;
            points.add(new double[] {each.getKey() - now, each.getValue() - base});
        }
        int n = points.size();
        if (n < 4) {
            return value;
        }
        List<Double> slopes = new ArrayList<>();
        double rising = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                double rise = points.get(j)[1] - points.get(i)[1];
                slopes.add(rise / (points.get(j)[0] - points.get(i)[0]));
                rising += Math.signum(rise);
            }
        }
        slopes.sort(null);
        double deviation = Math.sqrt(n * (n - 1.0) * (2 * n + 5) / 18);
        boolean significant = (Math.abs(rising) - 1) / deviation >= 1.645;
        int bound = Math.max(0, (int) Math.floor((slopes.size() - 1.645 * deviation) / 2));
        double flattest = slopes.get(above ? bound : slopes.size() - 1 - bound);
        boolean towards = significant && (above ? rising > 0 : rising < 0);
        boolean usable = above ? flattest > 0 : flattest < 0;
        double slope = towards ? usable ? flattest : 0 : significant ? median(slopes) : 0;
        if (!cycle && !(towards && usable)) {
            return value;
        }
        double level = median(points.stream().map(point -> point[1] - slope * point[0]).toList());
        double farthest = value;
        for (long s = cycle ? QUARTER_S : ahead; s <= ahead; s += QUARTER_S) {
            if (s < ahead && (now + s) % HOUR_S != HOUR_S / 2) {
                // Straight between the middles of hours: the farthest is at one of them.
                continue;
            }
            double base = cycle ? cycle(hours, now + s, forecast.days()) : 0;
            double then = base + level + slope * s;
            farthest = above ? Math.max(farthest, then) : Math.min(farthest, then);
        }
        return farthest;
    }

    /** Straight between the middles of hours. */
    private static double cycle(NavigableMap<Long, Double> hours, long second, int days) {
        long before = Math.floorDiv(second - HOUR_S / 2, (long) HOUR_S);
        double part = (second - HOUR_S / 2.0) / HOUR_S - before;
        return (1 - part) * usual(hours, before, 1, days)
                + part * usual(hours, before + 1, 1, days);
    }

    @Test
    void silencesEqualTheOracles() {
        int told = 0;
        for (long seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int intervals = random.nextInt(2, 6);
            int atLeast = random.nextInt(1, 20);
            int limit = Math.max(intervals, atLeast);
            PointDetector detector =
                    Given.detector(
                            Given.rules(
                                    "v1",
                                    """
                                      - id: Q1
                                        name: {zh: 数据中断, en: No data}
                                        applies: {quantity: methane}
                                        source: test
                                        silence: {intervals: %d, atLeast: %ds}
                                        grades: {blue: {}}
                                    """
                                            .formatted(intervals, atLeast)));
            PointState live = new PointState();
            PointState late = new PointState();
            List<String> events = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            boolean clocked = random.nextBoolean();
            long second = 1_000;
            long last = -1;
            for (int i = 0; i < 300; i++) {
                if (last >= 0 && second - last >= limit) {
                    expected.add("RAISED @" + (last + limit));
                    expected.add("CLEARED @" + second);
                }
                for (long at = Math.max(last, 1_000); clocked && at < second; at++) {
                    if (detector.wakeAtUs(live) <= at * SECOND_US) {
                        detector.wake(live, at * SECOND_US, event -> note(events, event));
                    }
                }
                detector.step(live, late, Given.at(second, 1), event -> note(events, event));
                last = second;
                second += random.nextInt(6) == 0 ? random.nextInt(1, 40) : random.nextInt(1, 3);
            }
            assertEquals(expected, events, "seed " + seed + (clocked ? ", clock" : ""));
            told += expected.size();
        }
        assertTrue(told > 5_000, "worth testing: " + told);
    }

    private static void note(List<String> events, WarningEvent event) {
        assertEquals(Lane.LIVE, event.lane());
        events.add(event.kind() + " @" + event.atUs() / SECOND_US);
    }

    /** A level with a daily cycle that on some days runs away: which limit is reached when? */
    @Test
    void theDailyCycleMakesForecastsBetterThanAStraightLine() {
        int[] daily = score("forecast: {window: 3h, ahead: 4h, days: 7}");
        int[] straight = score("forecast: {window: 3h, ahead: 4h}");
        int[] shorter = score("forecast: {window: 3h, ahead: 2h}");
        String told =
                "false, found, breaches, minutes: daily %s, straight %s, looking 2 h ahead %s"
                        .formatted(
                                Arrays.toString(daily),
                                Arrays.toString(straight),
                                Arrays.toString(shorter));
        assertTrue(10 * daily[0] <= straight[0], told);
        assertTrue(daily[0] < shorter[0] && daily[3] > 1.4 * shorter[3], told);
        assertTrue(daily[1] >= 0.85 * daily[2], told);
    }

    /** False forecasts, breaches that were forecast, all breaches, mean minutes before them. */
    private static int[] score(String forecast) {
        int wrong = 0;
        int found = 0;
        int breaches = 0;
        long minutes = 0;
        for (long seed = 0; seed < 30; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            PointDetector detector =
                    PointDetector.compile(
                            "live",
                            Given.rule(
                                    "R",
                                    forecast,
                                    "raise: above",
                                    "grades: {yellow: {raise: 150, clear: 138}}"),
                            Given.point(Duration.ofMinutes(5), Map.of()),
                            null);
            PointState state = new PointState();
            double away = 0;
            double rise = 0;
            double noise = 0;
            long forecastAt = -1;
            boolean reached = false;
            for (int five = 0; five < 40 * 288; five++) {
                double hour = five / 12.0;
                if (five > 10 * 288 && random.nextInt(3 * 288) == 0) {
                    rise = 0.4 + random.nextDouble() * 1.2;
                }
                away = rise > 0 ? away + rise : away * 0.98;
                rise = away > 70 ? 0 : rise;
                noise = 0.9 * noise + random.nextDouble() - 0.5;
                double value =
                        100
                                + 25 * Math.sin(hour * Math.PI / 12)
                                + 10 * Math.sin(hour * Math.PI / 6)
                                + away
                                + noise;
                boolean breach = value >= 150;
                if (breach && !reached && five > 10 * 288) {
                    breaches++;
                    found += forecastAt >= 0 ? 1 : 0;
                    minutes += forecastAt >= 0 ? (five - forecastAt) * 5 : 0;
                }
                reached |= breach;
                for (WarningEvent event :
                        Given.run(detector, state, Given.at(five * 300L, value))) {
                    if (five <= 10 * 288) {
                        continue;
                    }
                    if (event.kind() == WarningEvent.Kind.RAISED && !breach) {
                        forecastAt = five;
                    } else if (event.kind() == WarningEvent.Kind.CLEARED) {
                        wrong += forecastAt >= 0 && !reached ? 1 : 0;
                        forecastAt = -1;
                        reached = false;
                    }
                }
                reached &= value >= 138 || forecastAt >= 0;
            }
        }
        return new int[] {wrong, found, breaches, (int) (minutes / Math.max(1, found))};
    }
}
