package city.lifeline.detection.anomaly;

import java.util.Arrays;

/**
 * Shapes of the curve seen so far: windows of {@link #WINDOW} means of {@code stride} samples each,
 * without their own level, kept as a bounded number of prototypes. What is unlike all of them is
 * new.
 */
final class ShapeMemory {

    static final int WINDOW = 16;
    private static final int PROTOTYPES = 32;

    private final int stride;
    private final float[] prototypes = new float[PROTOTYPES * WINDOW];
    private final float[] uses = new float[PROTOTYPES];
    private final float[] ring = new float[WINDOW];
    private final float[] shape = new float[WINDOW];
    private int held;
    private int at;
    private int filled;
    private double sum;
    private int inSum;
    private int nearest;
    private double novelty = Double.NaN;
    private double usualNovelty;
    private boolean fresh;

    ShapeMemory(int stride) {
        this.stride = stride;
    }

    /**
     * Takes the next value.
     *
     * @return distance of the present shape from the nearest known, per sample; not a number while
     *     too little is known
     */
    double next(double value) {
        fresh = false;
        sum += value;
        if (++inSum < stride) {
            return novelty;
        }
        ring[at] = (float) (sum / stride);
        at = (at + 1) % WINDOW;
        filled = Math.min(WINDOW, filled + 1);
        sum = 0;
        inSum = 0;
        if (filled < WINDOW) {
            return novelty;
        }
        float mean = 0;
        for (float v : ring) {
            mean += v;
        }
        mean /= WINDOW;
        for (int i = 0; i < WINDOW; i++) {
            shape[i] = ring[(at + i) % WINDOW] - mean;
        }
        float best = Float.MAX_VALUE;
        nearest = -1;
        for (int p = 0; p < held; p++) {
            float distance = 0;
            int base = p * WINDOW;
            for (int i = 0; i < WINDOW; i++) {
                float d = shape[i] - prototypes[base + i];
                distance += d * d;
            }
            if (distance < best) {
                best = distance;
                nearest = p;
            }
        }
        fresh = true;
        if (held >= 4) {
            novelty = Math.sqrt(best / WINDOW);
        }
        return novelty;
    }

    void learn(double weight) {
        if (!fresh) {
            return;
        }
        fresh = false;
        if (held < PROTOTYPES && (held < 4 || novelty > 0.7 * usualNovelty)) {
            store(held++);
        } else if (nearest >= 0) {
            if (novelty > 3 * usualNovelty && weight >= 1) {
                replaceLeastUsed();
            } else {
                uses[nearest] += (float) weight;
                float share = (float) (weight / Math.min(200, uses[nearest] + 1));
                int base = nearest * WINDOW;
                for (int i = 0; i < WINDOW; i++) {
                    prototypes[base + i] += share * (shape[i] - prototypes[base + i]);
                }
            }
        }
        if (!Double.isNaN(novelty)) {
            usualNovelty +=
                    0.02 * weight * (Math.min(novelty, 4 * usualNovelty + 1e-3) - usualNovelty);
        }
    }

    private void replaceLeastUsed() {
        int least = 0;
        for (int p = 1; p < PROTOTYPES; p++) {
            if (uses[p] < uses[least]) {
                least = p;
            }
            uses[p] *= 0.98f;
        }
        store(least);
    }

    private void store(int p) {
        System.arraycopy(shape, 0, prototypes, p * WINDOW, WINDOW);
        uses[p] = 1;
    }

    void breakOff() {
        filled = 0;
        at = 0;
        sum = 0;
        inSum = 0;
        novelty = Double.NaN;
        Arrays.fill(ring, 0);
    }
}
