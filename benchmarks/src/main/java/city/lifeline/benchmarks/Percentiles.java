package city.lifeline.benchmarks;

import java.util.Arrays;

/** Percentiles of all samples, by nearest rank; grows as samples come. */
public final class Percentiles {

    private double[] samples = new double[1024];
    private int size;

    public void add(double sample) {
        if (size == samples.length) {
            samples = Arrays.copyOf(samples, size * 2);
        }
        samples[size++] = sample;
    }

    public int size() {
        return size;
    }

    /** Forgets all samples. */
    public void clear() {
        size = 0;
    }

    /** The samples up to now. */
    public Percentiles copy() {
        Percentiles copy = new Percentiles();
        copy.samples = samples.clone();
        copy.size = size;
        return copy;
    }

    /**
     * The sample below or at which that share of all samples lies.
     *
     * @param share from 0 to 1
     * @throws IllegalStateException without a sample
     */
    public double at(double share) {
        if (size == 0) {
            throw new IllegalStateException("no sample to take a percentile of");
        }
        double[] sorted = Arrays.copyOf(samples, size);
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(share * size) - 1)];
    }
}
