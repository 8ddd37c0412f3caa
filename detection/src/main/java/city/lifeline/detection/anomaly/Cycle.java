package city.lifeline.detection.anomaly;

import java.util.Arrays;

/**
 * What repeats: finds the length of the cycle in the last thousand values, and tells how far a
 * value is from those at the same place of the cycles before.
 *
 * <p>The search goes on by a few lengths with each value, so that none takes longer than another.
 */
final class Cycle {

    private static final int HELD = 1_024;
    private static final int COMPARED = 384;
    private static final int SHORTEST = 6;
    private static final int LONGEST = HELD - COMPARED;
    private static final int LENGTHS_A_VALUE = 4;

    /** Of what two unrelated values differ by, those a cycle apart differ by no more. */
    private static final double ALIKE = 0.35;

    /** An earlier cycle that is so much alike is the cycle. */
    private static final double AS_GOOD = 1.25;

    private static final double SLACK = 0.02;

    private final float[] ring = new float[HELD];
    private final float[] unlike = new float[LONGEST + 1];
    private int at;
    private int filled;
    private int searched = SHORTEST;
    private int length;

    /** Distance of the next value from what cycles let expect; not a number: there is none. */
    double next(double value) {
        double distance = length == 0 ? Double.NaN : distance(value);
        ring[at] = (float) value;
        at = (at + 1) % HELD;
        filled = Math.min(HELD, filled + 1);
        if (filled == HELD) {
            search();
        }
        return distance;
    }

    private double distance(double value) {
        int slack = 1 + length / 40;
        double least = Double.POSITIVE_INFINITY;
        for (int back = length; back + slack <= HELD && back <= 3 * length; back += length) {
            for (int i = -slack; i <= slack; i++) {
                least = Math.min(least, Math.abs(value - ring[(at + HELD - back + i) % HELD]));
            }
        }
        return least;
    }

    private void search() {
        for (int i = 0; i < LENGTHS_A_VALUE; i++) {
            unlike[searched] = difference(searched);
            if (++searched > LONGEST) {
                searched = SHORTEST;
                choose();
            }
        }
    }

    private float difference(int lag) {
        float sum = 0;
        int a = at;
        int b = (at + HELD - lag) % HELD;
        for (int i = 0; i < COMPARED; i++) {
            a = a == 0 ? HELD - 1 : a - 1;
            b = b == 0 ? HELD - 1 : b - 1;
            float d = ring[a] - ring[b];
            sum += d * d;
        }
        return sum / COMPARED;
    }

    private void choose() {
        double mean = 0;
        for (float value : ring) {
            mean += value;
        }
        mean /= HELD;
        double variance = 1e-12;
        for (float value : ring) {
            variance += (value - mean) * (value - mean) / HELD;
        }
        double unrelated = 2 * variance;
        boolean parted = false;
        double best = Double.POSITIVE_INFINITY;
        for (int lag = SHORTEST; lag <= LONGEST; lag++) {
            parted |= unlike[lag] > 0.5 * unrelated;
            if (parted) {
                best = Math.min(best, unlike[lag]);
            }
        }
        if (best > ALIKE * unrelated) {
            length = 0;
            return;
        }
        double enough = AS_GOOD * best + SLACK * unrelated;
        if (length > 0 && unlike[length] <= enough) {
            return;
        }
        parted = false;
        for (int lag = SHORTEST; lag <= LONGEST; lag++) {
            parted |= unlike[lag] > 0.5 * unrelated;
            if (parted && unlike[lag] <= enough) {
                // Down to the bottom of this valley.
                while (lag < LONGEST && unlike[lag + 1] < unlike[lag]) {
                    lag++;
                }
                length = lag;
                return;
            }
        }
    }

    void breakOff() {
        Arrays.fill(ring, 0);
        filled = 0;
        length = 0;
        searched = SHORTEST;
    }

    void keep(Tape tape) {
        tape.all(ring);
        tape.all(unlike);
        at = tape.next(at);
        filled = tape.next(filled);
        searched = tape.next(searched);
        length = tape.next(length);
    }
}
