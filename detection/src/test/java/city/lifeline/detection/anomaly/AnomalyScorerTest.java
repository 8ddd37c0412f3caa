package city.lifeline.detection.anomaly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnomalyScorerTest {

    private static final int COUNT = 3_000;
    private static final long MINUTE_US = 60_000_000;

    private static double[] scores(IntToDoubleFunction values) {
        AnomalyScorer scorer = new AnomalyScorer();
        double[] scores = new double[COUNT];
        for (int i = 0; i < COUNT; i++) {
            scores[i] = scorer.score(i * MINUTE_US, values.applyAsDouble(i), true);
            assertTrue(scores[i] >= 0 && scores[i] <= 1, "score " + scores[i]);
        }
        return scores;
    }

    private static double[] noise(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] noise = new double[COUNT];
        for (int i = 0; i < COUNT; i++) {
            for (int k = 0; k < 12; k++) {
                noise[i] += random.nextDouble() - 0.5;
            }
        }
        return noise;
    }

    private static double most(double[] scores, int from, int to) {
        double most = 0;
        for (int i = from; i < to; i++) {
            most = Math.max(most, scores[i]);
        }
        return most;
    }

    @Test
    void aSpikeIsAnAlarmAtOnce() {
        double[] noise = noise(1);
        double[] scores = scores(i -> noise[i] + (i == 2_000 ? 15 : 0));
        assertTrue(scores[2_000] >= Score.THRESHOLD, "score " + scores[2_000]);
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34, 35, 36, 37, 38})
    void aSpikeOfFifteenDeviationsIsAlwaysAnAlarm(long seed) {
        double[] noise = noise(seed);
        double[] scores = scores(i -> noise[i] + (i == 2_000 ? 15 : 0));
        assertTrue(scores[2_000] >= Score.THRESHOLD, "score " + scores[2_000]);
    }

    @Test
    void aShiftIsAnAlarmWhileItLasts() {
        double[] noise = noise(2);
        double[] scores = scores(i -> noise[i] + (i >= 2_000 && i < 2_200 ? 6 : 0));
        assertTrue(most(scores, 2_000, 2_010) >= Score.THRESHOLD);
        assertTrue(scores[2_199] >= Score.RELEASE, "score at its end " + scores[2_199]);
    }

    @Test
    void aFrozenSensorIsAnAlarm() {
        double[] noise = noise(3);
        double[] scores = scores(i -> noise[i >= 2_000 && i < 2_150 ? 2_000 : i]);
        assertTrue(most(scores, 2_000, 2_150) >= Score.THRESHOLD);
    }

    @Test
    void recoveryEndsTheAlarm() {
        double[] noise = noise(4);
        double[] scores = scores(i -> noise[i] + (i >= 2_000 && i < 2_050 ? 6 : 0));
        assertTrue(most(scores, 2_400, COUNT) < Score.THRESHOLD);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
    void noiseAloneRarelyAlarms(long seed) {
        double[] noise = noise(seed);
        int alarms = 0;
        for (double score : scores(i -> noise[i])) {
            alarms += score >= Score.THRESHOLD ? 1 : 0;
        }
        assertTrue(alarms <= COUNT / 100, alarms + " alarms");
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-9, 1, 1e9})
    void theUnitOfMeasurementDoesNotMatter(double factor) {
        double[] noise = noise(5);
        double[] scores = scores(i -> factor * (noise[i] + (i == 2_000 ? 15 : 0)));
        double[] plain = scores(i -> noise[i] + (i == 2_000 ? 15 : 0));
        assertEquals(plain[2_000], scores[2_000], 0.02);
    }

    @Test
    void aConstantSeriesIsNotOdd() {
        assertTrue(most(scores(i -> 7), 0, COUNT) < Score.THRESHOLD);
    }

    @Test
    void theFirstSamplesScoreLow() {
        double[] noise = noise(6);
        assertTrue(most(scores(i -> noise[i]), 0, 50) < Score.THRESHOLD);
    }

    @Test
    void whatIsNotANumberKeepsTheScore() {
        double[] noise = noise(7);
        AnomalyScorer scorer = new AnomalyScorer();
        double before = 0;
        for (int i = 0; i < 1_000; i++) {
            before = scorer.score(i * MINUTE_US, noise[i], true);
        }
        assertEquals(before, scorer.score(1_000 * MINUTE_US, Double.NaN, true));
        assertEquals(before, scorer.score(1_001 * MINUTE_US, Double.POSITIVE_INFINITY, true));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MAX_VALUE / 4})
    void oddTimesAreSurvived(long stepUs) {
        double[] noise = noise(8);
        AnomalyScorer scorer = new AnomalyScorer();
        for (int i = 0; i < 500; i++) {
            double score = scorer.score(i % 4 * stepUs, 1e300 * noise[i], i % 3 != 0);
            assertTrue(score >= 0 && score <= 1, "score " + score);
        }
    }

    @Test
    void pointsThatPartAreOddTogether() {
        double[] common = noise(9);
        double[] first = noise(21);
        double[] second = noise(22);
        AssetScorer scorer = new AssetScorer(2);
        boolean[] trusted = {true, true};
        double[] scores = new double[2];
        double[] joint = new double[COUNT];
        for (int i = 0; i < COUNT; i++) {
            double sign = i >= 2_000 && i < 2_200 ? -1 : 1;
            joint[i] =
                    scorer.score(
                            i * MINUTE_US,
                            new double[] {
                                common[i] + 0.1 * first[i], sign * common[i] + 0.1 * second[i]
                            },
                            trusted,
                            scores);
        }
        assertTrue(most(joint, 2_000, 2_200) >= Score.THRESHOLD);
        assertTrue(most(joint, 1_000, 2_000) < most(joint, 2_000, 2_200));
    }

    @Test
    void goesOnFromItsStateBitByBit() {
        for (int seed = 0; seed < 4; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            AnomalyScorer whole = new AnomalyScorer();
            AnomalyScorer other = new AnomalyScorer();
            byte[] state = {};
            int most = 0;
            long timeUs = 0;
            double wander = 0;
            // Beyond the last time that a reference is taken anew, with a lasting fault, gaps,
            // values that stay, and samples that teach nothing.
            for (int i = 0; i < 14_000; i++) {
                timeUs += random.nextInt(2_000) == 0 ? 3_600_000_000L : MINUTE_US;
                wander = 0.9 * wander + random.nextDouble() - 0.5;
                double value =
                        3 * Math.sin(i * Math.PI / 50)
                                + wander
                                + (seed == 1 && i > 9_000 ? 12 : 0)
                                + (random.nextInt(700) == 0 ? 9 : 0);
                value = i % 1_000 > 960 ? 1 : value;
                value = random.nextInt(500) == 0 ? Double.NaN : value;
                boolean trusted = random.nextInt(300) != 0;
                assertEquals(
                        whole.score(timeUs, value, trusted),
                        other.score(timeUs, value, trusted),
                        0.0,
                        "sample " + i + ", seed " + seed);
                if (random.nextInt(10) == 0) {
                    state = other.state(state);
                    most = Math.max(most, state.length);
                    other = AnomalyScorer.of(state.clone());
                }
            }
            assertTrue(most > 60_000 && most <= AnomalyScorer.MOST_BYTES, most + " bytes");
        }
    }
}
