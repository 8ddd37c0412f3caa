package city.lifeline.detection;

import city.lifeline.detection.rules.Measure.Residual;

/**
 * How far a number lies from what its drivers let expect, by a linear regression that is learnt as
 * time goes by.
 *
 * <p>It holds weighted means and products only, of which old ones fade: {@code (d + 1)(d + 2)}
 * numbers for {@code d} drivers. What lies far off weighs less (Huber), and the standard deviation
 * is that of what does not.
 */
final class Regression {

    /** Standard deviations beyond which a sample weighs less. */
    private static final double FAR = 2;

    /** Mean of the square of a standard normal number that is cut off at {@link #FAR}. */
    private static final double MEAN_SQUARE_CUT = 0.9205;

    /** Before so many, none is called far off. */
    private static final int FIRST = 10;

    /** Of a driver's own variance, that the others must leave unexplained. */
    private static final double LEAST_OWN = 1e-9;

    private final Residual of;
    private final int drivers;
    private final long everyUs;
    private final String content;
    private final double[][] matrix;
    private final double[] slopes;
    private final double[] distances;
    private final double[] leverages;

    Regression(Residual of) {
        this.of = of;
        drivers = of.after().size();
        everyUs = Durations.us(of.every());
        content = "%s after %s every %s".formatted(of.of(), of.after(), of.every());
        matrix = new double[drivers][drivers];
        slopes = new double[drivers];
        distances = new double[drivers];
        leverages = new double[drivers];
    }

    Fit newFit() {
        Fit fit = new Fit();
        fit.content = content;
        fit.means = new double[drivers + 1];
        fit.moments = new double[(drivers + 1) * (drivers + 1)];
        return fit;
    }

    boolean fits(Fit fit) {
        return fit.content.equals(content);
    }

    /**
     * What limits are about.
     *
     * @param x of the drivers
     * @return not a number before enough has been learnt
     */
    double residual(Fit fit, double[] x, double y) {
        if (fit.learnt < of.learnt()) {
            return Double.NaN;
        }
        double residual = y - expected(fit, x);
        return switch (of.in()) {
            case UNIT -> residual;
            case LEVEL -> fit.means[drivers] + residual;
            case SIGMAS -> residual / deviation(fit, x);
        };
    }

    /** Learns from a sample, unless it has from another of the same stretch of time. */
    void learn(Fit fit, long nowUs, double[] x, double y) {
        long stretch = Math.floorDiv(nowUs, everyUs);
        if (stretch <= fit.newest) {
            return;
        }
        fit.newest = stretch;
        double weight = 1;
        if (fit.learnt > drivers + 1) {
            double residual = y - expected(fit, x);
            if (fit.judged >= FIRST) {
                double far = FAR * Math.max(of.floor(), deviation(fit, x));
                if (Math.abs(residual) > far) {
                    weight = far / Math.abs(residual);
                }
            }
            if (fit.learnt >= of.learnt() / 4) {
                learnDeviation(fit, residual);
            }
        }
        double kept = 1 - 1.0 / of.learnt();
        fit.weight = fit.weight * kept + weight;
        double share = weight / fit.weight;
        int size = drivers + 1;
        double[] off = new double[size];
        for (int i = 0; i < size; i++) {
            off[i] = (i < drivers ? x[i] : y) - fit.means[i];
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                int at = i * size + j;
                fit.moments[at] = fit.moments[at] * kept + weight * (1 - share) * off[i] * off[j];
            }
        }
        for (int i = 0; i < size; i++) {
            fit.means[i] += share * off[i];
        }
        fit.learnt++;
    }

    private void learnDeviation(Fit fit, double residual) {
        fit.judged++;
        double square = residual * residual;
        double share = Math.max(1.0 / fit.judged, 1.0 / of.learnt());
        if (fit.judged > FIRST) {
            double most = FAR * FAR * Math.max(fit.variance, of.floor() * of.floor());
            square = Math.min(square, most) / MEAN_SQUARE_CUT;
        }
        fit.variance += share * (square - fit.variance);
    }

    private double expected(Fit fit, double[] x) {
        solve(fit, true);
        double expected = fit.means[drivers];
        for (int i = 0; i < drivers; i++) {
            expected += slopes[i] * (x[i] - fit.means[i]);
        }
        return expected;
    }

    /** Wider where the drivers are as they have seldom been. */
    private double deviation(Fit fit, double[] x) {
        for (int i = 0; i < drivers; i++) {
            distances[i] = x[i] - fit.means[i];
        }
        solve(fit, false);
        double leverage = 1 / fit.weight;
        for (int i = 0; i < drivers; i++) {
            leverage += leverages[i] * distances[i];
        }
        double variance = Math.max(fit.variance, of.floor() * of.floor());
        return Math.sqrt(variance * (1 + Math.max(0, leverage)));
    }

    /**
     * Gauss's elimination with pivots; a driver that does not vary, or not apart from the others,
     * explains nothing.
     *
     * @param ofSlopes whether for {@link #slopes}; else for {@link #leverages} of {@link
     *     #distances}
     */
    private void solve(Fit fit, boolean ofSlopes) {
        int size = drivers + 1;
        double[] result = ofSlopes ? slopes : leverages;
        for (int i = 0; i < drivers; i++) {
            for (int j = 0; j < drivers; j++) {
                matrix[i][j] = fit.moments[i * size + j];
            }
            result[i] = ofSlopes ? fit.moments[i * size + drivers] : distances[i];
        }
        for (int k = 0; k < drivers; k++) {
            double own = fit.moments[k * size + k];
            // By symmetric elimination the diagonal is what the drivers before leave unexplained.
            if (!(matrix[k][k] > LEAST_OWN * own) || own == 0) {
                for (int j = 0; j < drivers; j++) {
                    matrix[k][j] = 0;
                    matrix[j][k] = 0;
                }
                matrix[k][k] = 1;
                result[k] = 0;
                continue;
            }
            for (int i = k + 1; i < drivers; i++) {
                double factor = matrix[i][k] / matrix[k][k];
                for (int j = k; j < drivers; j++) {
                    matrix[i][j] -= factor * matrix[k][j];
                }
                result[i] -= factor * result[k];
            }
        }
        for (int k = drivers - 1; k >= 0; k--) {
            for (int j = k + 1; j < drivers; j++) {
                result[k] -= matrix[k][j] * result[j];
            }
            result[k] /= matrix[k][k];
        }
    }
}
