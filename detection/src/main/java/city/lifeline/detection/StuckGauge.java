package city.lifeline.detection;

import city.lifeline.detection.rules.Measure.Stuck;
import java.time.Duration;
import java.util.Arrays;

/**
 * For how many seconds the value has been exactly the same, where that is longer than this point
 * ever rests; else 0. How long it rests is learnt: the median of each day's longest rest, over the
 * days before the present one began. What is longer than that teaches nothing, so that a sensor
 * that was stuck for weeks is still one that moves. In {@link Memory}, one bucket a day, {@code
 * second} is its longest rest in seconds; {@code first} the usual rest when the present one began.
 *
 * <p>Not for two threads at once, as {@link Trend}.
 */
final class StuckGauge implements Gauge {

    private static final int DAYS = 15;
    private static final int LEARNT_FROM = 7;
    private static final int LEAST_LEARNT_FROM = 3;

    private final Stuck stuck;
    private final Buckets buckets = Buckets.of(Duration.ofDays(1), DAYS);
    private final double[] longest = new double[LEARNT_FROM];

    StuckGauge(Stuck stuck) {
        this.stuck = stuck;
    }

    @Override
    public boolean fits(Memory memory) {
        return buckets.fits(memory);
    }

    @Override
    public Memory newMemory() {
        return buckets.newMemory();
    }

    @Override
    public double take(Memory memory, long timeUs, double value) {
        int place = buckets.moveTo(memory, timeUs);
        if (memory.counts[place] == 0) {
            memory.second[place] = 0;
        }
        memory.counts[place]++;
        if (memory.last != value) {
            memory.last = value;
            memory.lastSinceUs = timeUs;
            memory.lastCount = 0;
            double learnt = usual(memory);
            if (!Double.isNaN(learnt) || memory.first[0] == 0) {
                memory.first[0] = learnt == 0 ? Double.MIN_VALUE : learnt;
            }
        }
        memory.lastCount++;
        double seconds = (timeUs - memory.lastSinceUs) / 1e6;
        // 0: begun by a version that did not keep it.
        double usual = memory.first[0] == 0 ? usual(memory) : memory.first[0];
        if (Double.isNaN(usual)) {
            memory.second[place] = Math.max(memory.second[place], seconds);
            return Double.NaN;
        }
        boolean enough = memory.lastCount >= stuck.samples() && seconds >= stuck.times() * usual;
        if (!enough) {
            memory.second[place] = Math.max(memory.second[place], seconds);
        } else if (Math.floorDiv(memory.lastSinceUs, buckets.stepUs()) < memory.newest) {
            // A day of nothing but a stuck value teaches nothing.
            memory.counts[place] = 0;
        }
        return enough ? seconds : 0;
    }

    /** Not a number where too few days before the present rest are known. */
    private double usual(Memory memory) {
        long restSince = Math.floorDiv(memory.lastSinceUs, buckets.stepUs());
        int known = 0;
        for (int before = (int) Math.min(DAYS, memory.newest - restSince + 1);
                before < DAYS && known < LEARNT_FROM;
                before++) {
            int place = buckets.placeBefore(memory, before);
            if (memory.counts[place] > 0) {
                longest[known] = memory.second[place];
                known++;
            }
        }
        if (known < LEAST_LEARNT_FROM) {
            return Double.NaN;
        }
        Arrays.sort(longest, 0, known);
        return (longest[(known - 1) / 2] + longest[known / 2]) / 2;
    }
}
