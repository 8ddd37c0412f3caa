package city.lifeline.detection;

import city.lifeline.detection.rules.Measure.Count;
import java.time.Duration;

/**
 * How often the value came to be beyond a limit within a window, or how many samples were. In
 * {@link Memory}, {@code first} is a bucket's number of them. It counts from the first sample on:
 * it is never overstated. Immutable.
 */
final class CountGauge implements Gauge {

    private static final int MOST_BUCKETS = 120;

    private final Count count;
    private final Buckets buckets;

    CountGauge(Count count, Duration interval) {
        this.count = count;
        buckets = new Buckets(count.window(), interval, MOST_BUCKETS);
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
            memory.first[place] = 0;
        }
        memory.counts[place]++;
        boolean wasShort = !Double.isNaN(memory.last) && !isBeyond(memory.last);
        if (isBeyond(value) && (count.samples() || wasShort)) {
            memory.first[place]++;
        }
        memory.last = value;
        double sum = 0;
        for (int i = 0; i < memory.counts.length; i++) {
            if (memory.counts[i] > 0) {
                sum += memory.first[i];
            }
        }
        return sum;
    }

    private boolean isBeyond(double value) {
        return count.above() ? value >= count.limit() : value <= count.limit();
    }
}
