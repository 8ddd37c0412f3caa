package city.lifeline.detection.anomaly;

import java.util.Arrays;

/**
 * How rare a quantity is against those seen before, as {@code -log10} of the share that was at
 * least as large. Within what was seen it is the plain rank; beyond it an exponential tail, fitted
 * to the largest few hundredths, goes on. No shape of the distribution is assumed but in that tail,
 * and it says at most a given number of decades more than the number of samples can show.
 *
 * <p>Holds a histogram, so costs the same after a minute and after a year.
 */
final class Rarity {

    private static final int BINS = 64;
    private static final double TAIL_SHARE = 0.02;
    private static final double LOG10_E = Math.log10(Math.E);

    /**
     * What the tail is taken for while it holds few samples, in bins, and how many count for it.
     */
    private static final double PRIOR_EXCESS_BINS = 1.5;

    private static final double PRIOR_COUNT = 4;

    /**
     * What is said beyond the limit goes on ever more slowly, by less than so many decades, so that
     * what is odder still scores above what is merely as odd as can be shown.
     */
    private static final double SOFT = 0.7;

    private final double low;
    private final double binsPerUnit;

    /** Samples after which an older one counts half as much as it did; infinite: all count. */
    private final double memory;

    /** Decades that the tail may go on beyond what so many samples can show by themselves. */
    private final double beyond;

    /** By so much what a number of samples can show is less, for neighbours are much alike. */
    private final double alike;

    private final float[] counts = new float[BINS];
    private final float[] table = new float[BINS + 1];
    private double total;
    private double gain = 1;
    private double beyondSlope;
    private int sinceRefresh;
    private int refreshAfter = 1;

    /**
     * Sees quantities between two bounds; others are taken for the nearer bound.
     *
     * @param memory number of samples that count; infinite: all
     * @param beyond decades that may be said beyond what their number can show
     * @param span samples that a quantity is made of: neighbours share most of them, so that as
     *     many show less than so many independent ones
     */
    Rarity(double low, double high, double memory, double beyond, int span) {
        this.low = low;
        this.binsPerUnit = BINS / (high - low);
        this.memory = memory;
        this.beyond = beyond;
        this.alike = Math.sqrt(span);
    }

    /** Of the quantity among those learnt; 0 while there are none. */
    double of(double quantity) {
        if (total <= 0) {
            return 0;
        }
        double at = (quantity - low) * binsPerUnit;
        if (!(at > 0)) {
            return table[0];
        }
        int bin = (int) at;
        double rarity;
        if (bin >= BINS) {
            rarity = table[BINS] + Math.min(at - BINS, BINS) * beyondSlope;
        } else {
            rarity = table[bin] + (at - bin) * (table[bin + 1] - table[bin]);
        }
        double limit = limit();
        double over = rarity - limit;
        return over <= 0 ? rarity : limit + over / (1 + over / SOFT) * Math.min(1, total / 100);
    }

    private double limit() {
        double n = Math.min(total, memory) / alike;
        return Math.log10(1 + n) + beyond * Math.min(1, n / 100);
    }

    /** Adds a quantity; {@code weight} below 1 lets it count for less. */
    void learn(double quantity, double weight) {
        double at = (quantity - low) * binsPerUnit;
        int bin = at > 0 ? (int) Math.min(at, BINS - 1) : 0;
        // Newer ones weigh more instead of older ones less: one addition instead of many products.
        gain *= 1 + weight / memory;
        counts[bin] += (float) (gain * weight);
        total += weight;
        if (total > memory) {
            total = memory;
        }
        if (++sinceRefresh >= refreshAfter) {
            refresh();
        }
    }

    private void refresh() {
        sinceRefresh = 0;
        refreshAfter = (int) Math.min(256, 1 + total / 8);
        double sum = 0;
        for (float count : counts) {
            sum += count;
        }
        if (sum <= 0) {
            return;
        }
        if (gain > 1e6) {
            for (int i = 0; i < BINS; i++) {
                counts[i] = (float) (counts[i] / gain);
            }
            sum /= gain;
            gain = 1;
        }
        double unit = sum / Math.max(total, 1e-9);
        double wanted = Math.max(TAIL_SHARE * sum, Math.min(2 * unit, 0.5 * sum));
        int from = BINS;
        double tail = 0;
        while (from > 0 && tail < wanted) {
            from--;
            tail += counts[from];
        }
        double excess = PRIOR_COUNT * PRIOR_EXCESS_BINS * unit;
        for (int i = from; i < BINS; i++) {
            excess += counts[i] * (i + 0.5 - from);
        }
        double meanExcess = excess / (tail + PRIOR_COUNT * unit);
        double slope = LOG10_E / meanExcess;
        double start = -Math.log10(Math.min(1, (tail + 0.5 * unit) / (sum + unit)));
        double above = 0;
        for (int i = BINS; i >= 0; i--) {
            if (i < BINS) {
                above += counts[i];
            }
            double rank = -Math.log10(Math.min(1, (above + 0.5 * unit) / (sum + unit)));
            double rarity;
            if (i <= from) {
                rarity = rank;
            } else {
                rarity = start + (i - from) * slope;
                if (above >= 0.5 * unit) {
                    // Seen before: no rarer than its rank.
                    rarity = Math.min(rarity, rank);
                }
            }
            table[i] = (float) rarity;
        }
        for (int i = 1; i <= BINS; i++) {
            table[i] = Math.max(table[i], table[i - 1]);
        }
        beyondSlope = slope;
    }

    /** Forgets everything. */
    void reset() {
        Arrays.fill(counts, 0);
        Arrays.fill(table, 0);
        total = 0;
        gain = 1;
        beyondSlope = 0;
        sinceRefresh = 0;
        refreshAfter = 1;
    }

    double total() {
        return total;
    }

    void keep(Tape tape) {
        boolean empty = tape.next(total <= 0 && sinceRefresh == 0);
        if (empty) {
            if (tape.reads()) {
                reset();
            }
            return;
        }
        tape.all(counts);
        tape.all(table);
        total = tape.next(total);
        gain = tape.next(gain);
        beyondSlope = tape.next(beyondSlope);
        sinceRefresh = tape.next(sinceRefresh);
        refreshAfter = tape.next(refreshAfter);
    }
}
