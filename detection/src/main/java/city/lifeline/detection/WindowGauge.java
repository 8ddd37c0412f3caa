package city.lifeline.detection;

import city.lifeline.detection.rules.Measure.Statistic;
import java.time.Duration;

/**
 * One number of all samples of a window. In {@link Memory}, {@code first} is a bucket's sum, sum of
 * squares, or least value, {@code second} its greatest; for peak and crest, see {@code addForm}.
 * Immutable.
 *
 * <p>A mean of any kind is unknown until half of the buckets have samples. What only grows with
 * more samples (a sum, a swing, a drop) counts from the first: it is never overstated.
 */
final class WindowGauge implements Gauge {

    private static final int MOST_BUCKETS = 120;

    private final Statistic statistic;
    private final Buckets buckets;

    WindowGauge(Statistic statistic, Duration window, Duration interval) {
        this.statistic = statistic;
        buckets = new Buckets(window, interval, MOST_BUCKETS);
    }

    @Override
    public boolean fits(Memory memory) {
        return buckets.fits(memory) && (!isOfForm() || memory.first.length == 2 * buckets.count());
    }

    @Override
    public Memory newMemory() {
        Memory memory = buckets.newMemory();
        if (isOfForm()) {
            memory.first = new double[2 * buckets.count()];
            memory.second = new double[2 * buckets.count()];
        }
        return memory;
    }

    private boolean isOfForm() {
        return statistic == Statistic.PEAK || statistic == Statistic.CREST;
    }

    @Override
    public double take(Memory memory, long timeUs, double value) {
        int place = buckets.moveTo(memory, timeUs);
        boolean begins = memory.counts[place] == 0;
        memory.counts[place]++;
        switch (statistic) {
            case SUM, MEAN -> memory.first[place] = begins ? value : memory.first[place] + value;
            case RMS ->
                    memory.first[place] =
                            begins ? value * value : memory.first[place] + value * value;
            case SWING, DROP -> {
                memory.first[place] = begins ? value : Math.min(memory.first[place], value);
                memory.second[place] = begins ? value : Math.max(memory.second[place], value);
            }
            case PEAK, CREST -> addForm(memory, place, begins, value);
        }
        return switch (statistic) {
            case SUM -> sum(memory);
            case MEAN -> isHalfFull(memory) ? sum(memory) / samples(memory) : Double.NaN;
            case RMS -> isHalfFull(memory) ? Math.sqrt(sum(memory) / samples(memory)) : Double.NaN;
            case SWING -> highest(memory) - lowest(memory);
            case DROP -> highest(memory) - value;
            case PEAK -> isHalfFull(memory) ? peak(memory) : Double.NaN;
            case CREST -> isHalfFull(memory) ? crest(memory) : Double.NaN;
        };
    }

    /** {@code first}: sums, then sums of squares; {@code second}: greatest, then least values. */
    private void addForm(Memory memory, int place, boolean begins, double value) {
        int other = buckets.count() + place;
        memory.first[place] = begins ? value : memory.first[place] + value;
        memory.first[other] = begins ? value * value : memory.first[other] + value * value;
        memory.second[place] = begins ? value : Math.max(memory.second[place], value);
        memory.second[other] = begins ? value : Math.min(memory.second[other], value);
    }

    private double peak(Memory memory) {
        double lowest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < memory.counts.length; i++) {
            if (memory.counts[i] > 0) {
                lowest = Math.min(lowest, memory.second[buckets.count() + i]);
            }
        }
        double mean = sum(memory) / samples(memory);
        return Math.max(highest(memory) - mean, mean - lowest);
    }

    /** 0 where nothing moves. */
    private double crest(Memory memory) {
        double mean = sum(memory) / samples(memory);
        double squares = 0;
        int place = oldest(memory);
        for (int i = 0; i < buckets.count(); i++, place = buckets.next(place)) {
            if (memory.counts[place] > 0) {
                squares += memory.first[buckets.count() + place];
            }
        }
        double deviation = Math.sqrt(Math.max(0, squares / samples(memory) - mean * mean));
        return deviation <= 1e-9 * Math.abs(mean) || deviation == 0 ? 0 : peak(memory) / deviation;
    }

    /** Oldest first, so that it does not depend on where the ring begins. */
    private double sum(Memory memory) {
        double sum = 0;
        int place = oldest(memory);
        for (int i = 0; i < buckets.count(); i++, place = buckets.next(place)) {
            if (memory.counts[place] > 0) {
                sum += memory.first[place];
            }
        }
        return sum;
    }

    private int oldest(Memory memory) {
        return buckets.placeBefore(memory, buckets.count() - 1);
    }

    private static long samples(Memory memory) {
        long samples = 0;
        for (int count : memory.counts) {
            samples += count;
        }
        return samples;
    }

    private static boolean isHalfFull(Memory memory) {
        int filled = 0;
        for (int count : memory.counts) {
            if (count > 0) {
                filled++;
            }
        }
        return 2 * filled >= memory.counts.length;
    }

    private static double highest(Memory memory) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < memory.counts.length; i++) {
            if (memory.counts[i] > 0) {
                highest = Math.max(highest, memory.second[i]);
            }
        }
        return highest;
    }

    private static double lowest(Memory memory) {
        double lowest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < memory.counts.length; i++) {
            if (memory.counts[i] > 0) {
                lowest = Math.min(lowest, memory.first[i]);
            }
        }
        return lowest;
    }
}
