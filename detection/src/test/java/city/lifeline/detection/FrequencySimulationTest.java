package city.lifeline.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.detection.rules.Measure.Frequency;
import city.lifeline.model.Block;
import city.lifeline.model.WarningEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * {@code frequency}: against spectra worked out sum by sum from all samples, and on the response of
 * a bridge whose natural frequency falls.
 */
class FrequencySimulationTest {

    private static final long SECOND_US = 1_000_000;

    @Test
    void frequenciesEqualTheOracles() {
        int told = 0;
        for (long seed = 0; seed < 30; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int intervalUs = random.nextInt(20, 60) * 1_000;
            double from = 1 + random.nextDouble();
            double to = from + 0.5 + random.nextDouble() * (0.4e6 / intervalUs - from - 0.5);
            Frequency frequency =
                    new Frequency(
                            Duration.ofSeconds(random.nextInt(100, 200)), from, to, Duration.ZERO);
            Duration interval = Duration.ofNanos(intervalUs * 1_000L);
            List<Double> values = new ArrayList<>();
            List<Long> times = new ArrayList<>();
            long us = random.nextLong(SECOND_US);
            double tone = from + random.nextDouble() * (to - from);
            while (us < 600 * SECOND_US) {
                values.add(random.nextDouble() * 4 + 9 + Math.sin(2 * Math.PI * tone * us / 1e6));
                times.add(us);
                us += intervalUs + (random.nextInt(8_000) == 0 ? intervalUs * 7L : 0);
            }
            List<Double> expected = oracle(frequency, interval, times, values);
            Gauge gauge = new FrequencyGauge(frequency, interval);
            Memory memory = gauge.newMemory();
            List<Double> actual = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                double hertz = gauge.take(memory, times.get(i), values.get(i));
                if (!Double.isNaN(hertz)) {
                    actual.add(hertz);
                }
            }
            assertEquals(expected.size(), actual.size(), "seed " + seed);
            for (int i = 0; i < actual.size(); i++) {
                assertEquals(expected.get(i), actual.get(i), 1e-6, "seed " + seed);
            }
            told += actual.size();
        }
        assertTrue(told > 40, "worth testing: " + told);
    }

    private static List<Double> oracle(
            Frequency frequency, Duration interval, List<Long> times, List<Double> values) {
        long intervalUs = interval.toNanos() / 1_000;
        long windowUs = frequency.window().toNanos() / 1_000;
        int every = frequency.every(interval);
        int size = frequency.segment(interval);
        double bin = 1e6 / intervalUs / every / size;
        int low = (int) Math.ceil(frequency.fromHz() / bin);
        int high = Math.min(size / 2 - 1, (int) Math.floor(frequency.toHz() / bin));
        List<Double> told = new ArrayList<>();
        double[] powers = new double[high - low + 1];
        int segments = 0;
        int runFrom = 0;
        int next = 0;
        long possible = (long) Math.ceil((windowUs / 1e6 * bin * size / (size / 2.0) - 1) / 2);
        for (int i = 0; i < values.size(); i++) {
            if (i > 0 && times.get(i) / windowUs > times.get(i - 1) / windowUs) {
                if (segments >= Math.max(2, possible)) {
                    told.addAll(highest(powers, low, bin));
                }
                powers = new double[powers.length];
                segments = 0;
            }
            if (i > 0 && times.get(i) - times.get(i - 1) != intervalUs) {
                runFrom = i;
                next = 0;
            }
            // Means: over two times "every" samples, from the second such stretch on.
            int first = every == 1 ? 0 : every;
            int has = (i - runFrom + 1 - first) / every;
            boolean ends = (i - runFrom + 1 - first) % every == 0;
            if (ends && has == next * (size / 2) + size) {
                double[] segment = new double[size];
                for (int j = 0; j < size; j++) {
                    int at = runFrom + first + (next * (size / 2) + j) * every;
                    for (int k = 1 - every; k < every; k++) {
                        double weight = (every - Math.abs(k)) / ((double) every * every);
                        segment[j] += weight * values.get(at + k - (every == 1 ? 0 : 1));
                    }
                }
                addPowers(powers, low, segment);
                segments++;
                next++;
            }
        }
        return told;
    }

    private static void addPowers(double[] powers, int low, double[] segment) {
        int n = segment.length;
        double mean = 0;
        for (double each : segment) {
            mean += each / n;
        }
        for (int i = 0; i < powers.length; i++) {
            double real = 0;
            double imaginary = 0;
            for (int j = 0; j < n; j++) {
                double of = (segment[j] - mean) * Math.pow(Math.sin(Math.PI * j / n), 2);
                real += of * Math.cos(2 * Math.PI * (low + i) * j / n);
                imaginary += of * Math.sin(2 * Math.PI * (low + i) * j / n);
            }
            powers[i] += real * real + imaginary * imaginary;
        }
    }

    private static List<Double> highest(double[] powers, int low, double bin) {
        double[] sorted = powers.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
        int at = 0;
        for (int i = 1; i < n; i++) {
            at = powers[i] > powers[at] ? i : at;
        }
        if (powers[at] < 4 * median) {
            return List.of();
        }
        double weights = 0;
        double moments = 0;
        for (int i = Math.max(0, at - 2); i <= Math.min(n - 1, at + 2); i++) {
            weights += Math.max(0, powers[i] - median);
            moments += Math.max(0, powers[i] - median) * (low + i) * bin;
        }
        return List.of(moments / weights);
    }

    /** A first mode near 2 Hz, a second one, noise of the sensor; 50 samples a second. */
    @Test
    void aFallOfTheNaturalFrequencyIsFoundWithinThreeHoursAndWarmthIsNotTold() {
        for (long seed = 0; seed < 6; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            double damping = 0.005 + 0.015 * random.nextDouble();
            double natural = 1.5 + random.nextDouble();
            PointDetector detector =
                    PointDetector.compile(
                            "live",
                            Given.rule(
                                    "B7",
                                    "unit: '1'",
                                    "frequency: {window: 20min, from: 0.8, to: 4, baseline: 4h}",
                                    "raise: below",
                                    "grades: {yellow: {raise: 0.95, clear: 0.96, samples: 3},"
                                            + " orange: {raise: 0.9, clear: 0.91, samples: 3}}"),
                            Given.point(Duration.ofMillis(20), Map.of()),
                            null);
            PointState state = new PointState();
            Mode first = new Mode(damping);
            Mode second = new Mode(0.01);
            List<String> events = new ArrayList<>();
            int seconds = 12 * 3_600;
            int damagedAt = 8 * 3_600;
            for (int at = 0; at < seconds; at++) {
                double warmth = 1 + 0.01 * Math.sin(2 * Math.PI * at / 86_400.0);
                double hertz = natural * warmth * (at < damagedAt ? 1 : 0.92);
                double[] values = new double[50];
                for (int i = 0; i < 50; i++) {
                    values[i] =
                            9.81
                                    + first.next(hertz, gauss(random))
                                    + 0.4 * second.next(natural * 2.7, gauss(random))
                                    + 0.02 * gauss(random);
                }
                Block block = Block.regular(Given.POINT, at * SECOND_US, 20_000, values);
                detector.step(
                        state,
                        block,
                        event -> {
                            if (event.kind() != WarningEvent.Kind.PEAKED) {
                                events.add(event.grade() + " " + event.atUs() / SECOND_US);
                            }
                        });
            }
            assertEquals(1, events.size(), "seed " + seed + events);
            assertEquals("YELLOW " + (damagedAt + 3 * 1_200), events.get(0), "seed " + seed);
        }
    }

    /** White noise through one damped swing; its size about 0.01. */
    private static final class Mode {

        private static final double STEP = 0.02;
        private final double damping;
        private double last;
        private double before;

        private Mode(double damping) {
            this.damping = damping;
        }

        double next(double hertz, double noise) {
            double radius = Math.exp(-damping * 2 * Math.PI * hertz * STEP);
            double now =
                    2 * radius * Math.cos(2 * Math.PI * hertz * STEP) * last
                            - radius * radius * before
                            + 0.001 * noise;
            before = last;
            last = now;
            return now;
        }
    }

    private static double gauss(SplittableRandom random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
                * Math.cos(2 * Math.PI * random.nextDouble());
    }
}
