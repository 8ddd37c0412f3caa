package city.lifeline.detection;

import city.lifeline.detection.rules.Measure.Shift;
import java.util.Arrays;

/**
 * How far the level has moved, once it is certain that it has. Means of equal length are compared
 * with the median of those before, in robust standard deviations, and the differences added up
 * either way (CUSUM: Page 1954), each less one deviation and none counted for more than four, so
 * that no lone outlier is a shift. From eight on it is one; its size is the median of the newest
 * five means since it began, less the level before. When the new level has lasted as long as the
 * old one was learnt, it is the usual one, and the size is 0 again.
 *
 * <pre>
 *   LEARNING ──enough means──▶ WATCHING ──sum ≥ 8──▶ SHIFTED
 *                                 ▲                     │
 *                                 └──learnt anew────────┘
 * </pre>
 *
 * <p>The deviation is the median absolute one, widened by the means' autocorrelation; it and the
 * level are those before the sum began to grow. In {@link Memory}: {@code first} is the ring of the
 * newest means, {@code lastCount} of them since ever, {@code second} the numbers named by {@code
 * SUM} to {@code DEVIATION}, {@code counts} those by {@code SAMPLES} to {@code SINCE}; {@code
 * newest} is the newest mean's number, {@code last} the size.
 *
 * <p>Not for two threads at once, as {@link Trend}.
 */
final class ShiftGauge implements Gauge {

    static final double SLACK = 1;
    static final double CERTAIN = 8;
    static final double MOST = 4;
    static final int NEWEST = 5;

    private static final double MOST_CORRELATED = 0.9;

    private static final int SUM = 0;
    private static final int UP = 1;
    private static final int DOWN = 2;
    private static final int LEVEL = 3;
    private static final int DEVIATION = 4;

    private static final int SAMPLES = 0;
    private static final int KNOWN = 1;
    private static final int RISING = 2;
    private static final int FALLING = 3;

    /** Means since the shift began; 0: there is none. */
    private static final int SINCE = 4;

    private final Shift shift;
    private final long everyUs;
    private final int learnt;
    private final String content;
    private final double[] means;
    private final double[] sorted;

    ShiftGauge(Shift shift) {
        this.shift = shift;
        everyUs = Durations.us(shift.every());
        learnt = shift.learnt();
        means = new double[learnt];
        sorted = new double[learnt];
        content =
                "shift"
                        + (shift.either() ? " either" : "")
                        + (shift.sigmas() ? " sigmas" : "")
                        + " "
                        + shift.floor();
    }

    @Override
    public boolean fits(Memory memory) {
        return memory.content.equals(content)
                && memory.stepUs == everyUs
                && memory.first.length == 2 * learnt;
    }

    @Override
    public Memory newMemory() {
        Memory memory = new Memory();
        memory.content = content;
        memory.stepUs = everyUs;
        memory.counts = new int[SINCE + 1];
        memory.first = new double[2 * learnt];
        memory.second = new double[DEVIATION + 1];
        return memory;
    }

    @Override
    public double take(Memory memory, long timeUs, double value) {
        long number = Math.floorDiv(timeUs, everyUs);
        if (memory.newest != Long.MIN_VALUE && number > memory.newest) {
            end(memory, memory.second[SUM] / memory.counts[SAMPLES]);
            memory.second[SUM] = 0;
            memory.counts[SAMPLES] = 0;
        }
        memory.newest = number;
        memory.second[SUM] += value;
        memory.counts[SAMPLES]++;
        return memory.last;
    }

    private void end(Memory memory, double mean) {
        int[] counts = memory.counts;
        if (counts[SINCE] > 0) {
            append(memory, mean);
            counts[SINCE]++;
            if (counts[SINCE] < learnt) {
                memory.last = size(memory);
            } else {
                counts[KNOWN] = learnt;
                forget(memory);
                memory.last = 0;
            }
            return;
        }
        int growing = Math.max(counts[RISING], counts[FALLING]);
        if (counts[KNOWN] - growing < learnt) {
            append(memory, mean);
            memory.last = counts[KNOWN] < learnt ? Double.NaN : 0;
            return;
        }
        if (growing == 0) {
            learn(memory);
        }
        double away = away(memory, mean);
        append(memory, mean);
        memory.second[UP] = Math.max(0, memory.second[UP] + away - SLACK);
        memory.second[DOWN] = Math.max(0, memory.second[DOWN] - away - SLACK);
        counts[RISING] = memory.second[UP] > 0 ? counts[RISING] + 1 : 0;
        counts[FALLING] = memory.second[DOWN] > 0 ? counts[FALLING] + 1 : 0;
        boolean up = memory.second[UP] >= CERTAIN;
        if (up || memory.second[DOWN] >= CERTAIN) {
            counts[SINCE] = up ? counts[RISING] : counts[FALLING];
            memory.last = size(memory);
        } else if (Math.max(counts[RISING], counts[FALLING]) >= learnt) {
            // As slow as that it is no shift; what came is the usual.
            forget(memory);
        }
    }

    private static void forget(Memory memory) {
        memory.second[UP] = 0;
        memory.second[DOWN] = 0;
        memory.counts[RISING] = 0;
        memory.counts[FALLING] = 0;
        memory.counts[SINCE] = 0;
    }

    private void append(Memory memory, double mean) {
        memory.first[(int) (memory.lastCount % memory.first.length)] = mean;
        memory.lastCount++;
        memory.counts[KNOWN] = Math.min(memory.counts[KNOWN] + 1, memory.first.length);
    }

    private static double newest(Memory memory, int before) {
        return memory.first[(int) ((memory.lastCount - 1 - before) % memory.first.length)];
    }

    private double away(Memory memory, double mean) {
        double distance = mean - memory.second[LEVEL];
        double deviation = memory.second[DEVIATION];
        double away = distance == 0 ? 0 : distance / deviation;
        return Math.max(-MOST, Math.min(MOST, away));
    }

    private void learn(Memory memory) {
        for (int i = 0; i < learnt; i++) {
            means[i] = newest(memory, learnt - 1 - i);
            sorted[i] = means[i];
        }
        double level = medianOfSorted(learnt);
        double products = 0;
        double squares = 0;
        double absolute = 0;
        for (int i = 0; i < learnt; i++) {
            double each = means[i] - level;
            sorted[i] = Math.abs(each);
            absolute += sorted[i] / learnt;
            squares += each * each;
            products += i == 0 ? 0 : each * (means[i - 1] - level);
        }
        double deviation = 1.4826 * medianOfSorted(learnt);
        if (deviation == 0) {
            deviation = 1.2533 * absolute;
        }
        double correlation =
                squares == 0 ? 0 : Math.max(0, Math.min(MOST_CORRELATED, products / squares));
        memory.second[LEVEL] = level;
        memory.second[DEVIATION] =
                Math.max(
                        deviation * Math.sqrt((1 + correlation) / (1 - correlation)),
                        shift.floor());
    }

    private double size(Memory memory) {
        int size = Math.min(NEWEST, memory.counts[SINCE]);
        for (int i = 0; i < size; i++) {
            sorted[i] = newest(memory, i);
        }
        double moved = medianOfSorted(size) - memory.second[LEVEL];
        double told = shift.sigmas() ? moved / memory.second[DEVIATION] : moved;
        return shift.either() ? Math.abs(told) : told;
    }

    private double medianOfSorted(int size) {
        Arrays.sort(sorted, 0, size);
        return (sorted[(size - 1) / 2] + sorted[size / 2]) / 2;
    }
}
