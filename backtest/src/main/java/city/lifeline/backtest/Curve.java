package city.lifeline.backtest;

import java.util.Arrays;

/**
 * A series of any length as at most {@link #MOST} pieces, each with its lowest and highest value
 * and its highest score: whenever there are more, neighbours become one.
 */
final class Curve {

    static final int MOST = 2_000;

    private final long[] startUs = new long[MOST];
    private final double[] low = new double[MOST];
    private final double[] high = new double[MOST];
    private final double[] score = new double[MOST];
    private int count;
    private int samplesEach = 1;
    private int samplesInLast;

    void add(long timeUs, double value, double ofScore) {
        if (count > 0 && samplesInLast < samplesEach) {
            int last = count - 1;
            low[last] = min(low[last], value);
            high[last] = max(high[last], value);
            score[last] = Math.max(score[last], ofScore);
            samplesInLast++;
            return;
        }
        if (count == MOST) {
            halve();
        }
        startUs[count] = timeUs;
        low[count] = value;
        high[count] = value;
        score[count] = ofScore;
        count++;
        samplesInLast = 1;
    }

    private void halve() {
        for (int i = 0; i < MOST / 2; i++) {
            int a = 2 * i;
            int b = a + 1;
            startUs[i] = startUs[a];
            low[i] = min(low[a], low[b]);
            high[i] = max(high[a], high[b]);
            score[i] = Math.max(score[a], score[b]);
        }
        count = MOST / 2;
        samplesEach *= 2;
    }

    private static double min(double a, double b) {
        return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.min(a, b);
    }

    private static double max(double a, double b) {
        return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.max(a, b);
    }

    int count() {
        return count;
    }

    long[] startUs() {
        return Arrays.copyOf(startUs, count);
    }

    double[] low() {
        return Arrays.copyOf(low, count);
    }

    double[] high() {
        return Arrays.copyOf(high, count);
    }

    double[] score() {
        return Arrays.copyOf(score, count);
    }

    /** Whether a piece stands for more than one sample. */
    boolean isCondensed() {
        return samplesEach > 1;
    }
}
