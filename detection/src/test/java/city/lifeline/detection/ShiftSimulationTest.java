package city.lifeline.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.detection.rules.Measure.Shift;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** {@code shift} against its definition over the whole series, and how often it is wrong. */
class ShiftSimulationTest {

    private static final long SECOND_US = 1_000_000;

    @Test
    void sizesEqualTheOracles() {
        int shifts = 0;
        for (long seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int every = random.nextInt(1, 20);
            int learnt = random.nextInt(12, 40);
            Shift shift =
                    new Shift(
                            Duration.ofSeconds(every),
                            Duration.ofSeconds((long) every * learnt),
                            random.nextInt(3) == 0,
                            random.nextBoolean(),
                            0.5);
            Gauge gauge = new ShiftGauge(shift);
            Memory memory = gauge.newMemory();
            Oracle oracle = new Oracle(shift, learnt);
            long second = random.nextInt(100);
            int level = 0;
            for (int i = 0; i < 3_000; i++) {
                level += random.nextInt(400) == 0 ? random.nextInt(-12, 13) : 0;
                double value = level + 6 * random.nextDouble() - 3;
                double expected = oracle.take(second / every, value);
                assertEquals(
                        expected,
                        gauge.take(memory, second * SECOND_US, value),
                        1e-9,
                        "seed " + seed + ", sample " + i);
                shifts += expected != 0 && !Double.isNaN(expected) ? 1 : 0;
                second += random.nextInt(40) == 0 ? random.nextInt(1, 100) : 1;
            }
        }
        assertTrue(shifts > 10_000, "worth testing: " + shifts);
    }

    /** All means since the level was learnt, looked at as lists; sums as their greatest tails. */
    private static final class Oracle {

        private final Shift shift;
        private final int learnt;
        private final List<Double> means = new ArrayList<>();
        private final List<Double> bucket = new ArrayList<>();
        private long number = Long.MIN_VALUE;

        /** Where the level's means end, and what it is; −1: not learnt yet. */
        private int judgedFrom = -1;

        private int shiftedFrom = -1;
        private double level;
        private double deviation;
        private double size = Double.NaN;

        private Oracle(Shift shift, int learnt) {
            this.shift = shift;
            this.learnt = learnt;
        }

        double take(long at, double value) {
            if (at > number && !bucket.isEmpty()) {
                means.add(bucket.stream().mapToDouble(v -> v).average().orElseThrow());
                bucket.clear();
                judge();
            }
            number = at;
            bucket.add(value);
            return size;
        }

        private void judge() {
            int n = means.size();
            if (shiftedFrom >= 0) {
                if (n - shiftedFrom >= learnt) {
                    means.subList(0, n - learnt).clear();
                    shiftedFrom = -1;
                    judgedFrom = learnt;
                    size = 0;
                } else {
                    size = size();
                }
                return;
            }
            if (judgedFrom < 0) {
                if (n >= learnt) {
                    judgedFrom = n;
                    size = 0;
                }
                return;
            }
            if (n - 1 == judgedFrom) {
                learn(means.subList(n - 1 - learnt, n - 1));
            }
            int risesFrom = tailFrom(1);
            int fallsFrom = tailFrom(-1);
            double rise = tail(1, risesFrom);
            double fall = tail(-1, fallsFrom);
            if (rise >= 8 || fall >= 8) {
                shiftedFrom = rise >= 8 ? risesFrom : fallsFrom;
                size = size();
            } else if (Math.min(risesFrom, fallsFrom) == n
                    || n - Math.min(risesFrom, fallsFrom) >= learnt) {
                judgedFrom = n;
            }
        }

        private void learn(List<Double> of) {
            level = median(of);
            List<Double> distances = of.stream().map(v -> Math.abs(v - level)).toList();
            double robust = 1.4826 * median(distances);
            if (robust == 0) {
                robust = 1.2533 * distances.stream().mapToDouble(v -> v).average().orElseThrow();
            }
            double squares = of.stream().mapToDouble(v -> (v - level) * (v - level)).sum();
            double products = 0;
            for (int i = 1; i < of.size(); i++) {
                products += (of.get(i) - level) * (of.get(i - 1) - level);
            }
            double r = squares == 0 ? 0 : Math.max(0, Math.min(0.9, products / squares));
            deviation = Math.max(0.5, robust * Math.sqrt((1 + r) / (1 - r)));
        }

        private double excess(int direction, int i) {
            double away = (means.get(i) - level) / deviation;
            return direction * Math.max(-4, Math.min(4, away)) - 1;
        }

        /** The first mean since which every sum up to now is above 0; their number if none. */
        private int tailFrom(int direction) {
            int from = judgedFrom;
            double sum = 0;
            for (int i = judgedFrom; i < means.size(); i++) {
                sum += excess(direction, i);
                if (sum <= 0) {
                    sum = 0;
                    from = i + 1;
                }
            }
            return from;
        }

        private double tail(int direction, int from) {
            double sum = 0;
            for (int i = from; i < means.size(); i++) {
                sum += excess(direction, i);
            }
            return sum;
        }

        private double size() {
            int from = Math.max(shiftedFrom, means.size() - 5);
            double moved = median(means.subList(from, means.size())) - level;
            double told = shift.sigmas() ? moved / deviation : moved;
            return shift.either() ? Math.abs(told) : told;
        }

        private static double median(List<Double> values) {
            List<Double> sorted = values.stream().sorted().toList();
            int n = sorted.size();
            return (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
        }
    }

    /** What docs/rules.md says of its errors. */
    @Test
    void itIsSeldomWrongAndSoonRight() {
        for (double correlation : new double[] {0, 0.7}) {
            int wrong = 0;
            int found = 0;
            long delays = 0;
            int series = 200;
            int means = 2_000;
            for (long seed = 0; seed < series; seed++) {
                SplittableRandom random = new SplittableRandom(seed);
                Gauge gauge =
                        new ShiftGauge(
                                new Shift(
                                        Duration.ofSeconds(1),
                                        Duration.ofSeconds(60),
                                        false,
                                        true,
                                        1e-9));
                Memory memory = gauge.newMemory();
                double noise = 0;
                boolean away = false;
                int delay = 0;
                double width = 3 * Math.sqrt((1 + correlation) / (1 - correlation));
                for (int i = 0; i < means + 60 && delay == 0; i++) {
                    noise =
                            correlation * noise
                                    + Math.sqrt(1 - correlation * correlation) * gauss(random);
                    double size =
                            gauge.take(memory, i * SECOND_US, noise + (i >= means ? width : 0));
                    boolean is = !Double.isNaN(size) && Math.abs(size) >= 1;
                    wrong += i < means && is && !away ? 1 : 0;
                    delay = i > means && is && !away ? i - means : 0;
                    away = is;
                }
                found += delay > 0 ? 1 : 0;
                delays += delay;
            }
            String told =
                    "correlation %s: wrong %d times in %d means; %d of %d found, after %.1f means"
                            .formatted(
                                    correlation,
                                    wrong,
                                    series * means,
                                    found,
                                    series,
                                    delays / (double) found);
            assertTrue(wrong <= series * means / (correlation == 0 ? 3_000 : 1_000), told);
            assertTrue(found >= 0.9 * series, told);
            assertTrue(delays <= 7L * found, told);
        }
    }

    private static double gauss(SplittableRandom random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
                * Math.cos(2 * Math.PI * random.nextDouble());
    }
}
