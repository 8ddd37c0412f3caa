package city.lifeline.detection.anomaly;

import java.util.Arrays;

/**
 * One step ahead from the last few values and what the caller adds to them, by recursive least
 * squares with forgetting. A surprise is learnt only as far as surprises are usual.
 */
final class Forecast {

    static final int LAGS = 8;
    private static final int SIZE = LAGS + 2;
    private static final double FORGETTING = 0.9995;
    private static final double RIDGE = 10;
    private static final double MOST_SPREAD = 1e4;

    private final double[] inputs = new double[SIZE];
    private final double[] weights = new double[SIZE];
    private final double[] gains = new double[SIZE];
    private final double[] spread = new double[SIZE * SIZE];
    private int known;

    Forecast() {
        weights[0] = 1;
        for (int i = 0; i < SIZE; i++) {
            spread[i * SIZE + i] = RIDGE;
        }
        inputs[LAGS] = 1;
    }

    boolean ready() {
        return known >= LAGS;
    }

    double predict(double usual) {
        inputs[LAGS + 1] = usual;
        double sum = 0;
        for (int i = 0; i < SIZE; i++) {
            sum += weights[i] * inputs[i];
        }
        return sum;
    }

    /** Learns the error of the last prediction. */
    void learn(double error, double weight) {
        double power = FORGETTING / Math.max(weight, 1e-3);
        for (int i = 0; i < SIZE; i++) {
            double sum = 0;
            int row = i * SIZE;
            for (int j = 0; j < SIZE; j++) {
                sum += spread[row + j] * inputs[j];
            }
            gains[i] = sum;
            power += sum * inputs[i];
        }
        double trace = 0;
        for (int i = 0; i < SIZE; i++) {
            weights[i] += gains[i] / power * error;
            trace += spread[i * SIZE + i];
        }
        double growth = trace < MOST_SPREAD ? 1 + (1 - FORGETTING) * weight : 1;
        for (int i = 0; i < SIZE; i++) {
            for (int j = i; j < SIZE; j++) {
                double value = (spread[i * SIZE + j] - gains[i] * gains[j] / power) * growth;
                spread[i * SIZE + j] = value;
                spread[j * SIZE + i] = value;
            }
        }
    }

    void add(double value) {
        System.arraycopy(inputs, 0, inputs, 1, LAGS - 1);
        inputs[0] = value;
        known = Math.min(LAGS, known + 1);
    }

    /** After a gap the last values say nothing of the next. */
    void breakOff() {
        Arrays.fill(inputs, 0, LAGS, 0);
        known = 0;
    }

    void keep(Tape tape) {
        tape.all(inputs);
        tape.all(weights);
        tape.all(spread);
        known = tape.next(known);
    }
}
