package city.lifeline.detection.anomaly;

/**
 * How several quantities go together: their covariance, learnt, and its inverse, which tells how
 * far each is from what the others let expect.
 */
final class Coherence {

    private static final double SHRINKAGE = 0.02;

    private final int size;
    private final double memory;
    private final double[] mean;
    private final double[] covariance;
    private final double[] inverse;
    private final double[] work;
    private final double[] centred;
    private final double[] deviations;
    private double count;
    private int sinceRefresh;
    private int refreshAfter = 8;
    private boolean ready;

    Coherence(int size, double memory) {
        this.size = size;
        this.memory = memory;
        mean = new double[size];
        covariance = new double[size * size];
        inverse = new double[size * size];
        work = new double[size * size];
        centred = new double[size];
        deviations = new double[size];
    }

    boolean ready() {
        return ready;
    }

    double mean(int i) {
        return mean[i];
    }

    /** Forgets what was learnt; what it says stays until enough is learnt anew. */
    void reset() {
        count = 0;
        sinceRefresh = 0;
        refreshAfter = 8;
    }

    void learn(double[] values, double weight) {
        count = Math.min(memory, count + weight);
        double share = Math.min(1, weight / count);
        for (int i = 0; i < size; i++) {
            centred[i] = values[i] - mean[i];
            mean[i] += share * centred[i];
        }
        for (int i = 0; i < size; i++) {
            double scaled = share * centred[i];
            int row = i * size;
            for (int j = 0; j <= i; j++) {
                covariance[row + j] +=
                        scaled * (1 - share) * centred[j] - share * covariance[row + j];
            }
        }
        if (++sinceRefresh >= refreshAfter && count > 20) {
            refresh();
        }
    }

    /**
     * Distances of the values, from which the mean was taken, from what the others let expect, in
     * standard deviations; returns their squared Mahalanobis distance.
     */
    double judge(double[] values, double[] conditional) {
        double square = 0;
        for (int i = 0; i < size; i++) {
            double sum = 0;
            int row = i * size;
            for (int j = 0; j < size; j++) {
                sum += inverse[row + j] * values[j];
            }
            square += sum * values[i];
            conditional[i] = sum / Math.sqrt(inverse[row + i]);
        }
        return Math.max(0, square);
    }

    private void refresh() {
        sinceRefresh = 0;
        refreshAfter = (int) Math.min(64 + 4.0 * size, 8 + count / 4);
        double shrinkage = Math.min(0.9, SHRINKAGE + size / (size + count));
        // Of correlations, so that no unit of measurement matters.
        for (int i = 0; i < size; i++) {
            deviations[i] = Math.sqrt(Math.max(covariance[i * size + i], 1e-8));
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < i; j++) {
                double r =
                        covariance[i * size + j]
                                / (deviations[i] * deviations[j])
                                * (1 - shrinkage);
                work[i * size + j] = r;
            }
            work[i * size + i] = 1;
        }
        // Cholesky, in place.
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = work[i * size + j];
                for (int k = 0; k < j; k++) {
                    sum -= work[i * size + k] * work[j * size + k];
                }
                if (i == j) {
                    work[i * size + i] = Math.sqrt(Math.max(sum, 1e-6));
                } else {
                    work[i * size + j] = sum / work[j * size + j];
                }
            }
        }
        // Inverse of the factor, below the diagonal.
        for (int i = 0; i < size; i++) {
            double pivot = 1 / work[i * size + i];
            for (int j = 0; j < i; j++) {
                double sum = 0;
                for (int k = j; k < i; k++) {
                    sum -= work[i * size + k] * work[k * size + j];
                }
                work[i * size + j] = sum * pivot;
            }
            work[i * size + i] = pivot;
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int k = i; k < size; k++) {
                    sum += work[k * size + i] * work[k * size + j];
                }
                double value = sum / (deviations[i] * deviations[j]);
                inverse[i * size + j] = value;
                inverse[j * size + i] = value;
            }
        }
        ready = true;
    }
}
