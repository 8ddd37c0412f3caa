package city.lifeline.launcher.compare;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;

/**
 * Means of equal stretches of time, of whatever came in each; not a number where nothing did.
 *
 * @param values at least one
 * @param startUs of the first stretch, µs since the epoch
 * @param zone in which the hours of its days count
 */
record Course(double[] values, long startUs, long stepUs, ZoneId zone) {

    private static final int HOURS = 24;
    private static final long DAY_US = 86_400_000_000L;

    // Of the absolute deviation of normal values, the median's part.
    private static final double NORMAL = 1.4826;

    /** Takes samples in. */
    static final class Builder {

        private final long startUs;
        private final long stepUs;
        private final double[] sums;
        private final int[] counts;

        Builder(long startUs, long endUs, long stepUs) {
            this.startUs = startUs;
            this.stepUs = stepUs;
            int steps = (int) Math.max(1, (endUs - startUs + stepUs - 1) / stepUs);
            this.sums = new double[steps];
            this.counts = new int[steps];
        }

        void add(long timeUs, double value) {
            long step = Math.floorDiv(timeUs - startUs, stepUs);
            if (step >= 0 && step < sums.length) {
                sums[(int) step] += value;
                counts[(int) step]++;
            }
        }

        Course build(ZoneId zone) {
            double[] means = new double[sums.length];
            for (int i = 0; i < means.length; i++) {
                means[i] = counts[i] == 0 ? Double.NaN : sums[i] / counts[i];
            }
            return new Course(means, startUs, stepUs, zone);
        }
    }

    private double[] known() {
        return Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
    }

    int count() {
        return known().length;
    }

    double mean() {
        return Arrays.stream(known()).average().orElse(Double.NaN);
    }

    double deviation() {
        double mean = mean();
        return Math.sqrt(
                Arrays.stream(known())
                        .map(value -> (value - mean) * (value - mean))
                        .average()
                        .orElse(Double.NaN));
    }

    /** The value that a share of the others does not exceed. */
    double quantile(double share) {
        double[] sorted = known();
        Arrays.sort(sorted);
        return sorted.length == 0 ? Double.NaN : quantile(sorted, share);
    }

    private static double quantile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    /** Of the values and those so many steps later, where both are known. */
    double autocorrelation(int steps) {
        double mean = mean();
        double products = 0;
        int pairs = 0;
        for (int i = 0; i + steps < values.length; i++) {
            double product = (values[i] - mean) * (values[i + steps] - mean);
            if (!Double.isNaN(product)) {
                products += product;
                pairs++;
            }
        }
        double deviation = deviation();
        return pairs == 0 ? Double.NaN : products / pairs / (deviation * deviation);
    }

    /** Standard deviation of what differs from one step to the next by chance, robustly. */
    double noise() {
        double[] bends = new double[Math.max(0, values.length - 2)];
        int count = 0;
        for (int i = 2; i < values.length; i++) {
            double bend = Math.abs(values[i] - 2 * values[i - 1] + values[i - 2]);
            if (!Double.isNaN(bend)) {
                bends[count] = bend;
                count++;
            }
        }
        double[] sorted = Arrays.copyOf(bends, count);
        Arrays.sort(sorted);
        return count == 0 ? Double.NaN : NORMAL * quantile(sorted, 0.5) / Math.sqrt(6);
    }

    /** Means of the hours of the day; not a number for hours without a value. */
    double[] dailyCycle() {
        double[] sums = new double[HOURS];
        int[] counts = new int[HOURS];
        for (int i = 0; i < values.length; i++) {
            if (!Double.isNaN(values[i])) {
                int hour = hour(i);
                sums[hour] += values[i];
                counts[hour]++;
            }
        }
        double[] means = new double[HOURS];
        for (int hour = 0; hour < HOURS; hour++) {
            means[hour] = counts[hour] == 0 ? Double.NaN : sums[hour] / counts[hour];
        }
        return means;
    }

    private int hour(int step) {
        long us = startUs + step * stepUs;
        return Instant.ofEpochSecond(Math.floorDiv(us, 1_000_000L)).atZone(zone).getHour();
    }

    /** Share of the variance that the hour of the day tells, from 0 to 1. */
    double toldByTheHour() {
        double[] cycle = dailyCycle();
        double left = 0;
        int count = 0;
        for (int i = 0; i < values.length; i++) {
            if (!Double.isNaN(values[i])) {
                double off = values[i] - cycle[hour(i)];
                left += off * off;
                count++;
            }
        }
        double deviation = deviation();
        return 1 - left / count / (deviation * deviation);
    }

    boolean hasDays() {
        return values.length * stepUs >= 2 * DAY_US;
    }

    /** The same, less an amount and divided by another. */
    Course scaled(double less, double by) {
        return new Course(
                Arrays.stream(values).map(value -> (value - less) / by).toArray(),
                startUs,
                stepUs,
                zone);
    }
}
