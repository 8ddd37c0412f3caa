package city.lifeline.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.detection.rules.Measure.Residual;
import city.lifeline.detection.rules.Measure.Residual.In;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RegressionTest {

    private static final long HOUR_US = 3_600_000_000L;
    private static final int WEEK = 7 * 24;

    private static Residual of(In in, double floor, String... after) {
        return new Residual(
                "left", "y", List.of(after), Duration.ofHours(1), Duration.ofDays(7), in, floor);
    }

    /** Strain of a bridge that follows its warmth, of this hour and of some hours before. */
    private static double[] hour(SplittableRandom random, int hour) {
        double warm = 20 + 8 * Math.sin(hour * Math.PI / 12) + random.nextGaussian();
        double lagging = 20 + 6 * Math.sin((hour - 3) * Math.PI / 12) + random.nextGaussian();
        return new double[] {
            warm, lagging, 120 + 9 * warm - 4 * lagging + 5 * random.nextGaussian()
        };
    }

    private static double[] drivers(double[] hour) {
        return new double[] {hour[0], hour[1]};
    }

    @Test
    void agreesWithLeastSquaresOverAllThatCameWithOldSamplesFading() {
        SplittableRandom random = new SplittableRandom(1);
        // With a floor so high that nothing is far off, all weights are those of age.
        Regression regression = new Regression(of(In.UNIT, 1e6, "a", "b"));
        Fit fit = regression.newFit();
        List<double[]> all = new ArrayList<>();
        for (int hour = 0; hour < 3 * WEEK; hour++) {
            double[] sample = hour(random, hour);
            if (hour >= WEEK) {
                assertEquals(
                        sample[2] - leastSquares(all, drivers(sample)),
                        regression.residual(fit, drivers(sample), sample[2]),
                        1e-6,
                        "hour " + hour);
            }
            regression.learn(fit, hour * HOUR_US, drivers(sample), sample[2]);
            all.add(sample);
        }
    }

    /** By the normal equations, solved by Cramer's rule. */
    private static double leastSquares(List<double[]> all, double[] at) {
        double kept = 1 - 1.0 / WEEK;
        double[] mean = new double[3];
        double weights = 0;
        double weight = 1;
        for (int i = all.size() - 1; i >= 0; i--) {
            for (int k = 0; k < 3; k++) {
                mean[k] += weight * all.get(i)[k];
            }
            weights += weight;
            weight *= kept;
        }
        for (int k = 0; k < 3; k++) {
            mean[k] /= weights;
        }
        double aa = 0;
        double ab = 0;
        double bb = 0;
        double ay = 0;
        double by = 0;
        weight = 1;
        for (int i = all.size() - 1; i >= 0; i--) {
            double a = all.get(i)[0] - mean[0];
            double b = all.get(i)[1] - mean[1];
            double y = all.get(i)[2] - mean[2];
            aa += weight * a * a;
            ab += weight * a * b;
            bb += weight * b * b;
            ay += weight * a * y;
            by += weight * b * y;
            weight *= kept;
        }
        double determinant = aa * bb - ab * ab;
        return mean[2]
                + (ay * bb - by * ab) / determinant * (at[0] - mean[0])
                + (by * aa - ay * ab) / determinant * (at[1] - mean[1]);
    }

    @Test
    void tellsStandardDeviationsOfWhatIsNotExplained() {
        double sum = 0;
        int beyondThree = 0;
        int beyondFive = 0;
        int count = 0;
        for (int seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Regression regression = new Regression(of(In.SIGMAS, 0.1, "a", "b"));
            Fit fit = regression.newFit();
            for (int hour = 0; hour < 8 * WEEK; hour++) {
                double[] sample = hour(random, hour);
                double left = regression.residual(fit, drivers(sample), sample[2]);
                assertEquals(hour < WEEK, Double.isNaN(left), "hour " + hour);
                if (hour >= WEEK) {
                    sum += left * left;
                    count++;
                    beyondThree += Math.abs(left) > 3 ? 1 : 0;
                    beyondFive += Math.abs(left) > 5 ? 1 : 0;
                }
                regression.learn(fit, hour * HOUR_US, drivers(sample), sample[2]);
            }
        }
        assertEquals(1, Math.sqrt(sum / count), 0.08);
        // Of normal noise 0.27 % lie beyond three.
        assertTrue(beyondThree < count * 0.006, beyondThree + " of " + count);
        assertEquals(0, beyondFive);
    }

    @Test
    void aTwentiethThatLiesFarOffTeachesLittle() {
        SplittableRandom random = new SplittableRandom(3);
        Regression regression = new Regression(of(In.UNIT, 0.1, "a", "b"));
        Fit fit = regression.newFit();
        for (int hour = 0; hour < 8 * WEEK; hour++) {
            double[] sample = hour(random, hour);
            double y = sample[2] + (random.nextInt(20) == 0 ? 400 : 0);
            regression.learn(fit, hour * HOUR_US, drivers(sample), y);
        }
        // Least squares would be off by 400 / 20, and its deviation be 87.
        double[] noon = {28, 20};
        assertEquals(0, regression.residual(fit, noon, 120 + 9 * 28 - 4 * 20), 3);
        assertEquals(5, Math.sqrt(fit.variance), 2);
    }

    @Test
    void aDriverThatDoesNotVaryExplainsNothing() {
        SplittableRandom random = new SplittableRandom(4);
        Regression regression = new Regression(of(In.UNIT, 0.1, "a", "b"));
        Fit fit = regression.newFit();
        for (int hour = 0; hour < 2 * WEEK; hour++) {
            double warm = 10 * random.nextDouble();
            regression.learn(fit, hour * HOUR_US, new double[] {warm, 7}, 3 + 2 * warm);
        }
        assertEquals(0, regression.residual(fit, new double[] {5, 7}, 13), 1e-6);
        assertEquals(0, regression.residual(fit, new double[] {5, 9}, 13), 1e-6);
    }

    @Test
    void ofTwoDriversThatAreTheSameOneExplains() {
        SplittableRandom random = new SplittableRandom(5);
        Regression regression = new Regression(of(In.UNIT, 0.1, "a", "b"));
        Fit fit = regression.newFit();
        for (int hour = 0; hour < 2 * WEEK; hour++) {
            double warm = 10 * random.nextDouble();
            regression.learn(fit, hour * HOUR_US, new double[] {warm, 2 * warm}, 3 + 2 * warm);
        }
        assertEquals(0, regression.residual(fit, new double[] {5, 10}, 13), 1e-6);
    }

    @Test
    void theLevelIsThatOfAverageDrivers() {
        SplittableRandom random = new SplittableRandom(6);
        Regression regression = new Regression(of(In.LEVEL, 0.1, "a", "b"));
        Fit fit = regression.newFit();
        for (int hour = 0; hour < 4 * WEEK; hour++) {
            double[] sample = hour(random, hour);
            regression.learn(fit, hour * HOUR_US, drivers(sample), sample[2]);
        }
        double average = 120 + 9 * 20 - 4 * 20;
        for (double warm : new double[] {12, 20, 28}) {
            double y = 120 + 9 * warm - 4 * 20 + 50;
            assertEquals(average + 50, regression.residual(fit, new double[] {warm, 20}, y), 4);
        }
    }

    @Test
    void learnsOnceInEachStretchOfTime() {
        Regression regression = new Regression(of(In.UNIT, 0.1, "a"));
        Fit fit = regression.newFit();
        for (int minute = 0; minute < 180; minute++) {
            regression.learn(fit, minute * HOUR_US / 60, new double[] {minute}, minute);
        }
        assertEquals(3, fit.learnt);
    }
}
