package city.lifeline.detection;

import city.lifeline.detection.rules.Measure.Drift;
import java.time.Duration;
import java.util.Arrays;

/**
 * How far a sensor has drifted from what it was when it was new. Of each of its first days the mean
 * of every hour is kept, and the median of those days is the hour's reference; a day's deviation is
 * the median, over its hours, of how far their means lie from their references. So neither the
 * daily cycle, nor hours that are missing, nor a few odd hours move it.
 *
 * <pre>
 *   LEARNING ──enough days──▶ WATCHING ──slow, one-sided, away──▶ DRIFTING
 *                                ▲                                   │
 *                                └──a faster step, or the other side─┘
 * </pre>
 *
 * <p>It drifts once the newest days go away from the reference one-sidedly (Mann–Kendall, 1 %),
 * none farther from the one before than {@code fastest} a day. From then on the number is how far
 * they have gone, also when they go no farther. A faster step, such as a calibration or a hazard,
 * is none of the sensor's: from there on the drift is counted from where the step has led.
 *
 * <p>In {@link Memory}: {@code counts} and the first of {@code first} are the 24 hours of the
 * newest day; while it learns, the hours of the days that count follow in {@code first}, as many as
 * {@code lastCount} says. {@code second} is the 24 references, the ring of deviations, not a number
 * where there is none, the direction of the drift, 0 if there is none, and where the newest step
 * has led. {@code newest} is the newest day, {@code last} the number. Immutable.
 */
final class DriftGauge implements Gauge {

    /** A sample so many times as far from its reference as the sensor has drifted is believed. */
    static final double EXPLAINED = 2;

    private static final double SIGNIFICANT = 2.326;
    private static final int HOURS = 24;
    private static final long HOUR_US = 3_600_000_000L;
    private static final long DAY_US = HOURS * HOUR_US;

    private final int learn;
    private final int days;
    private final double fastest;
    private final int leastHours;
    private final String content;

    DriftGauge(Drift drift, Duration interval) {
        learn = drift.learn();
        days = drift.days();
        fastest = drift.fastest();
        double hours = Math.max(1, Durations.us(interval) / (double) HOUR_US);
        leastHours = Math.max(1, (int) Math.ceil(HOURS / hours / 2));
        content = "drift %dd %dd".formatted(learn, days);
    }

    @Override
    public boolean fits(Memory memory) {
        return memory.content.equals(content);
    }

    @Override
    public Memory newMemory() {
        Memory memory = new Memory();
        memory.content = content;
        memory.counts = new int[HOURS];
        memory.first = new double[HOURS * (1 + learn)];
        memory.second = new double[HOURS + days + 2];
        Arrays.fill(memory.second, 0, HOURS + days, Double.NaN);
        return memory;
    }

    @Override
    public double take(Memory memory, long timeUs, double value) {
        long day = Math.floorDiv(timeUs, DAY_US);
        if (memory.newest == Long.MIN_VALUE) {
            memory.newest = day;
        }
        if (day > memory.newest) {
            endDay(memory, day);
        }
        int hour = hour(timeUs);
        memory.first[hour] = memory.counts[hour] == 0 ? value : memory.first[hour] + value;
        memory.counts[hour]++;
        return memory.last;
    }

    /** Whether it drifts, and a sample lies no farther off than a sensor that drifts so would. */
    boolean explains(Memory memory, long timeUs, double value) {
        double direction = memory.second[HOURS + days];
        double from = memory.second[hour(timeUs)] + memory.second[HOURS + days + 1];
        double away = (value - from) * direction;
        return direction != 0 && away > 0 && away <= EXPLAINED * memory.last;
    }

    private static int hour(long timeUs) {
        return (int) (Math.floorMod(timeUs, DAY_US) / HOUR_US);
    }

    private void endDay(Memory memory, long next) {
        double[] means = new double[HOURS];
        int known = 0;
        for (int hour = 0; hour < HOURS; hour++) {
            means[hour] =
                    memory.counts[hour] == 0
                            ? Double.NaN
                            : memory.first[hour] / memory.counts[hour];
            known += memory.counts[hour] == 0 ? 0 : 1;
        }
        Arrays.fill(memory.counts, 0);
        long day = memory.newest;
        memory.newest = next;
        boolean counts = known >= leastHours;
        if (memory.first.length > HOURS) {
            if (counts) {
                System.arraycopy(
                        means, 0, memory.first, HOURS * (1 + (int) memory.lastCount), HOURS);
                memory.lastCount++;
            }
            if (memory.lastCount == learn) {
                settle(memory);
                if (next - day <= days) {
                    // So that a step within the first day is seen.
                    memory.second[place(day)] = 0;
                }
            }
            return;
        }
        double before = newestDeviation(memory, day);
        double deviation = counts ? deviation(memory, means) : Double.NaN;
        for (long each = Math.max(day, next - days); each < next; each++) {
            memory.second[place(each)] = each == day ? deviation : Double.NaN;
        }
        if (!Double.isNaN(deviation)) {
            judge(memory, day, deviation, before);
        }
    }

    /** What was learnt becomes the references. */
    private void settle(Memory memory) {
        double[] ofHour = new double[learn];
        for (int hour = 0; hour < HOURS; hour++) {
            int known = 0;
            for (int day = 1; day <= learn; day++) {
                double mean = memory.first[HOURS * day + hour];
                if (!Double.isNaN(mean)) {
                    ofHour[known] = mean;
                    known++;
                }
            }
            memory.second[hour] = 2 * known < learn ? Double.NaN : median(ofHour, known);
        }
        memory.first = new double[HOURS];
        memory.last = 0;
    }

    /** Not a number where too few hours have a reference. */
    private double deviation(Memory memory, double[] means) {
        double[] away = new double[HOURS];
        int known = 0;
        for (int hour = 0; hour < HOURS; hour++) {
            double each = means[hour] - memory.second[hour];
            if (!Double.isNaN(each)) {
                away[known] = each;
                known++;
            }
        }
        return known < leastHours ? Double.NaN : median(away, known);
    }

    /** The deviation of the newest day before; not a number where none is in the ring. */
    private double newestDeviation(Memory memory, long day) {
        for (long each = day - 1; each >= day - days; each--) {
            double deviation = memory.second[place(each)];
            if (!Double.isNaN(deviation)) {
                return deviation;
            }
        }
        return Double.NaN;
    }

    private void judge(Memory memory, long day, double deviation, double before) {
        int direction = HOURS + days;
        int base = direction + 1;
        double from =
                Double.isNaN(before)
                        ? memory.second[base] + memory.second[direction] * memory.last
                        : before;
        if (Math.abs(deviation - from) > fastest * daysSince(memory, day)) {
            memory.second[base] = deviation;
            memory.second[direction] = 0;
        } else if (memory.second[direction] == 0) {
            memory.second[direction] = growing(memory, day);
        } else if ((deviation - memory.second[base]) * memory.second[direction] <= 0) {
            memory.second[direction] = 0;
        }
        memory.last = memory.second[direction] == 0 ? 0 : Math.abs(deviation - memory.second[base]);
    }

    private int daysSince(Memory memory, long day) {
        int since = 1;
        while (since < days && Double.isNaN(memory.second[place(day - since)])) {
            since++;
        }
        return since;
    }

    /** 1 if the newest days go up, slowly and away from the reference; -1 if down; else 0. */
    private int growing(Memory memory, long newest) {
        double[] values = new double[days];
        long[] numbers = new long[days];
        int n = 0;
        for (long day = newest - days + 1; day <= newest; day++) {
            double value = memory.second[place(day)];
            if (Double.isNaN(value)) {
                continue;
            }
            if (n > 0 && Math.abs(value - values[n - 1]) > fastest * (day - numbers[n - 1])) {
                return 0;
            }
            values[n] = value;
            numbers[n] = day;
            n++;
        }
        if (n < Math.max(Drift.LEAST_DAYS, 3 * days / 4)) {
            return 0;
        }
        int rising = 0;
        for (int i = 1; i < n; i++) {
            for (int j = 0; j < i; j++) {
                rising += Double.compare(values[i], values[j]);
            }
        }
        double deviation = Math.sqrt(n * (n - 1.0) * (2.0 * n + 5) / 18);
        boolean away = rising * (values[n - 1] - memory.second[HOURS + days + 1]) > 0;
        return away && (Math.abs(rising) - 1) / deviation >= SIGNIFICANT
                ? Integer.signum(rising)
                : 0;
    }

    private int place(long day) {
        return HOURS + (int) Math.floorMod(day, (long) days);
    }

    /** Sorts the first so many. */
    private static double median(double[] values, int known) {
        Arrays.sort(values, 0, known);
        return (values[(known - 1) / 2] + values[known / 2]) / 2;
    }
}
