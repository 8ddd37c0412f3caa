package city.lifeline.detection;

import city.lifeline.detection.rules.Measure.Frequency;
import java.time.Duration;
import java.util.Arrays;
import org.hipparchus.transform.DftNormalization;
import org.hipparchus.transform.FastFourierTransformer;
import org.hipparchus.transform.TransformType;

/**
 * The frequency at which a point swings most, within a band, once for each window that is over; as
 * a multiple of the baseline's, if there is one. The power spectrum is the mean of those of
 * segments that overlap by half (Welch 1967), each less its mean and under a Hann window; the
 * frequency is the centre of gravity of the highest bin and two on either side, above the band's
 * median. A window of which less than half has segments, or in which no bin stands out, has none.
 *
 * <p>Samples must follow each other at the point's interval; a segment that is interrupted begins
 * anew. Where the point is much faster than the band, triangular means (of twice {@link
 * Frequency#every} samples, weighted) take the samples' place.
 *
 * <p>In {@link Memory}: {@code first} is the newest segment and, beyond it, the baseline's
 * frequencies, {@code lastCount} of them; {@code second} the sum of powers in the band and, beyond
 * them, the sums of the newest means; {@code counts} the numbers named by {@code FILLED} to {@code
 * SEGMENTS}; {@code lastSinceUs} is the newest sample's time, {@code newest} its window's number.
 *
 * <p>Not for two threads at once, as {@link Trend}.
 */
final class FrequencyGauge implements Gauge {

    /** How far the highest bin must stand above the median one. */
    static final double STANDS_OUT = 4;

    private static final int BINS_ASIDE = 2;
    private static final int LEAST_SEGMENTS = 2;

    private static final int FILLED = 0;
    private static final int ADDED = 1;
    private static final int SEGMENTS = 2;

    /** 1 if the rising half of the next mean is whole. */
    private static final int RISEN = 3;

    private final long windowUs;
    private final long intervalUs;
    private final int every;
    private final int size;
    private final int firstBin;
    private final int bins;
    private final int leastSegments;
    private final int baselineWindows;
    private final double hertzOfBin;
    private final String content;
    private final double[] hann;
    private final double[] sorted;
    private final double[][] transformed;

    FrequencyGauge(Frequency frequency, Duration interval) {
        windowUs = Durations.us(frequency.window());
        intervalUs = Math.max(1, Durations.us(interval));
        every = frequency.every(interval);
        size = frequency.segment(interval);
        double hertz = 1e6 / intervalUs / every;
        hertzOfBin = hertz / size;
        firstBin = Math.max(1, (int) Math.ceil(frequency.fromHz() / hertzOfBin));
        int lastBin = Math.min(size / 2 - 1, (int) Math.floor(frequency.toHz() / hertzOfBin));
        bins = Math.max(1, lastBin - firstBin + 1);
        double segments = windowUs / 1e6 * hertz / (size / 2.0) - 1;
        leastSegments = (int) Math.max(LEAST_SEGMENTS, Math.ceil(segments / 2));
        baselineWindows = (int) (Durations.us(frequency.baseline()) / windowUs);
        content = "frequency %s %s".formatted(frequency.fromHz(), frequency.toHz());
        hann = new double[size];
        Arrays.setAll(hann, i -> 0.5 - 0.5 * Math.cos(2 * Math.PI * i / size));
        sorted = new double[Math.max(bins, baselineWindows)];
        transformed = new double[2][size];
    }

    @Override
    public boolean fits(Memory memory) {
        return memory.content.equals(content)
                && memory.stepUs == windowUs
                && memory.first.length == size + baselineWindows
                && memory.second.length == bins + 3;
    }

    @Override
    public Memory newMemory() {
        Memory memory = new Memory();
        memory.content = content;
        memory.stepUs = windowUs;
        memory.counts = new int[RISEN + 1];
        memory.first = new double[size + baselineWindows];
        memory.second = new double[bins + 3];
        return memory;
    }

    @Override
    public double take(Memory memory, long timeUs, double value) {
        long window = Math.floorDiv(timeUs, windowUs);
        double told = Double.NaN;
        if (memory.newest != Long.MIN_VALUE && window > memory.newest) {
            told = endWindow(memory);
        }
        memory.newest = window;
        if (Math.abs(timeUs - memory.lastSinceUs - intervalUs) > intervalUs / 2) {
            memory.counts[FILLED] = 0;
            memory.counts[RISEN] = 0;
            clearMean(memory);
        }
        memory.lastSinceUs = timeUs;
        add(memory, value);
        return told;
    }

    /** Sums of the newest mean: its rising half before, and both halves that go on. */
    private void add(Memory memory, double value) {
        int added = memory.counts[ADDED];
        memory.second[bins + 1] += (added + 1) * value;
        memory.second[bins + 2] += (every - 1 - added) * value;
        memory.counts[ADDED]++;
        if (memory.counts[ADDED] < every) {
            return;
        }
        double mean = (memory.second[bins] + memory.second[bins + 2]) / ((double) every * every);
        boolean whole = memory.counts[RISEN] == 1 || every == 1;
        double risen = memory.second[bins + 1];
        clearMean(memory);
        memory.second[bins] = risen;
        memory.counts[RISEN] = 1;
        if (!whole) {
            return;
        }
        memory.first[memory.counts[FILLED]] = every == 1 ? value : mean;
        memory.counts[FILLED]++;
        if (memory.counts[FILLED] == size) {
            addSpectrum(memory);
            System.arraycopy(memory.first, size / 2, memory.first, 0, size / 2);
            memory.counts[FILLED] = size / 2;
        }
    }

    private void clearMean(Memory memory) {
        memory.counts[ADDED] = 0;
        memory.second[bins] = 0;
        memory.second[bins + 1] = 0;
        memory.second[bins + 2] = 0;
    }

    private void addSpectrum(Memory memory) {
        double mean = 0;
        for (int i = 0; i < size; i++) {
            mean += memory.first[i] / size;
        }
        double[] real = transformed[0];
        double[] imaginary = transformed[1];
        for (int i = 0; i < size; i++) {
            real[i] = (memory.first[i] - mean) * hann[i];
            imaginary[i] = 0;
        }
        FastFourierTransformer.transformInPlace(
                transformed, DftNormalization.STANDARD, TransformType.FORWARD);
        for (int i = 0; i < bins; i++) {
            int bin = firstBin + i;
            memory.second[i] += real[bin] * real[bin] + imaginary[bin] * imaginary[bin];
        }
        memory.counts[SEGMENTS]++;
    }

    private double endWindow(Memory memory) {
        double hertz = memory.counts[SEGMENTS] < leastSegments ? Double.NaN : hertz(memory.second);
        Arrays.fill(memory.second, 0, bins, 0);
        memory.counts[SEGMENTS] = 0;
        if (Double.isNaN(hertz) || baselineWindows == 0) {
            return hertz;
        }
        if (memory.lastCount < baselineWindows) {
            memory.first[size + (int) memory.lastCount] = hertz;
            memory.lastCount++;
            return Double.NaN;
        }
        System.arraycopy(memory.first, size, sorted, 0, baselineWindows);
        return hertz / medianOfSorted(baselineWindows);
    }

    private double hertz(double[] powers) {
        int highest = 0;
        for (int i = 0; i < bins; i++) {
            sorted[i] = powers[i];
            highest = powers[i] > powers[highest] ? i : highest;
        }
        double median = medianOfSorted(bins);
        if (!(powers[highest] >= STANDS_OUT * median) || powers[highest] == 0) {
            return Double.NaN;
        }
        double weights = 0;
        double moments = 0;
        for (int i = Math.max(0, highest - BINS_ASIDE);
                i <= Math.min(bins - 1, highest + BINS_ASIDE);
                i++) {
            double weight = Math.max(0, powers[i] - median);
            weights += weight;
            moments += weight * (firstBin + i);
        }
        return moments / weights * hertzOfBin;
    }

    private double medianOfSorted(int length) {
        Arrays.sort(sorted, 0, length);
        return (sorted[(length - 1) / 2] + sorted[length / 2]) / 2;
    }
}
