package city.lifeline.detection.anomaly;

import java.util.Arrays;

/**
 * How far the last stretch of the curve is from the stretch before it that is most alike: the
 * distance to the nearest neighbour that the matrix profile knows (Yeh et al., 2016; to the left
 * only, as in DAMP: Lu et al., 2022), kept up sample by sample. For each lag the squared difference
 * of the curve from itself is averaged with a memory of {@link #WINDOW} steps, without its own
 * mean, so that a step costs as many additions as lags are held, however long the stretch is.
 */
final class Discord {

    static final int WINDOW = 24;
    private static final float SHARE = 1f / WINDOW;
    private static final int LANES = 16;

    /** Nearer ones are nearly the stretch itself. */
    private static final int NEAREST = 32;

    private final int stride;
    private final int held;
    private final float[] past;
    private final float[] squares;
    private final float[] means;
    private final float[] least = new float[LANES];
    private int at;
    private int filled;
    private float sum;
    private int inSum;
    private int acrossGap;
    private double novelty = Double.NaN;

    /**
     * Sees stretches of means.
     *
     * @param stride samples of a mean
     * @param held number of means that are remembered, a multiple of 16
     */
    Discord(int stride, int held) {
        this.stride = stride;
        this.held = held;
        past = new float[3 * held + 1];
        squares = new float[held + 1];
        means = new float[held + 1];
        at = past.length - held - 1;
    }

    /** Distance of the present stretch, per sample; not a number while too little is known. */
    double next(double value) {
        sum += (float) value;
        if (++inSum < stride) {
            return novelty;
        }
        float mean = sum / stride;
        sum = 0;
        inSum = 0;
        if (at == 0) {
            at = past.length - held - 1;
            System.arraycopy(past, 0, past, at + 1, held);
        } else {
            at--;
        }
        // The value of a lag ago is at + lag.
        past[at] = mean;
        int base = at;
        float[] p = past;
        float[] s = squares;
        float[] m = means;
        for (int i = 1; i <= held; i++) {
            float d = mean - p[base + i];
            s[i] += SHARE * (d * d - s[i]);
            m[i] += SHARE * (d - m[i]);
        }
        filled = Math.min(held, filled + 1);
        int most = filled - WINDOW;
        if (acrossGap > 0) {
            acrossGap--;
            return novelty;
        }
        if (most < 2 * NEAREST) {
            return novelty;
        }
        Arrays.fill(least, Float.MAX_VALUE);
        float[] l = least;
        int lag = NEAREST;
        for (; lag + LANES <= most; lag += LANES) {
            for (int i = 0; i < LANES; i++) {
                float of = s[lag + i] - m[lag + i] * m[lag + i];
                l[i] = Math.min(l[i], of);
            }
        }
        float best = Float.MAX_VALUE;
        for (float of : l) {
            best = Math.min(best, of);
        }
        novelty = Math.sqrt(Math.max(0, best));
        return novelty;
    }

    /** After a gap nothing is said until the present stretch lies wholly behind it. */
    void breakOff() {
        acrossGap = 2 * WINDOW;
        sum = 0;
        inSum = 0;
        novelty = Double.NaN;
    }

    void keep(Tape tape) {
        if (tape.reads()) {
            at = past.length - held - 1;
        }
        tape.part(past, at, held);
        tape.all(squares);
        tape.all(means);
        filled = tape.next(filled);
        sum = tape.next(sum);
        inSum = tape.next(inSum);
        acrossGap = tape.next(acrossGap);
        novelty = tape.next(novelty);
    }
}
