package city.lifeline.detection;

import city.lifeline.detection.rules.Measure.Steepest;
import java.time.Duration;

/**
 * The steepest change from a sample to the next within a window, whichever way. In {@link Memory},
 * {@code first} is a bucket's steepest, per second, {@code last} and {@code lastSinceUs} the newest
 * sample. Samples farther apart than a gap say nothing of what was between them, and those closer
 * than the point's interval count as one apart: a sender's unsteady clock makes nothing steep. It
 * counts from the first sample on: it is never overstated. Immutable.
 */
final class SteepestGauge implements Gauge {

    private static final int MOST_BUCKETS = 120;
    private static final String CONTENT = "steepest";

    private final Buckets buckets;
    private final double perSeconds;
    private final long intervalUs;
    private final long gapUs;

    SteepestGauge(Steepest steepest, Duration interval, long gapUs) {
        buckets = new Buckets(steepest.window(), interval, MOST_BUCKETS);
        perSeconds = Durations.us(steepest.per()) / 1e6;
        intervalUs = Math.max(1, Durations.us(interval));
        this.gapUs = gapUs;
    }

    @Override
    public boolean fits(Memory memory) {
        return buckets.fits(memory, CONTENT);
    }

    @Override
    public Memory newMemory() {
        Memory memory = buckets.newMemory();
        memory.content = CONTENT;
        return memory;
    }

    @Override
    public double take(Memory memory, long timeUs, double value) {
        int place = buckets.moveTo(memory, timeUs);
        if (memory.counts[place] == 0) {
            memory.first[place] = 0;
        }
        memory.counts[place]++;
        long apartUs = timeUs - memory.lastSinceUs;
        if (!Double.isNaN(memory.last) && apartUs <= gapUs) {
            double steep = Math.abs(value - memory.last) / (Math.max(apartUs, intervalUs) / 1e6);
            memory.first[place] = Math.max(memory.first[place], steep);
        }
        memory.last = value;
        memory.lastSinceUs = timeUs;
        double steepest = 0;
        for (int i = 0; i < memory.counts.length; i++) {
            if (memory.counts[i] > 0) {
                steepest = Math.max(steepest, memory.first[i]);
            }
        }
        return steepest * perSeconds;
    }
}
