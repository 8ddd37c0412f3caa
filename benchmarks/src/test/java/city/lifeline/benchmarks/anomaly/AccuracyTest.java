package city.lifeline.benchmarks.anomaly;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class AccuracyTest {

    private static final double EXACT = 1e-12;

    @Test
    void aPerfectScoreHasAreasOfOne() {
        Accuracy.Areas areas =
                Accuracy.areas(
                        new double[] {0.1, 0.9, 0.2, 0.8},
                        new boolean[] {false, true, false, true},
                        0);
        assertEquals(1, areas.precisionRecall(), EXACT);
        assertEquals(1, areas.receiver(), EXACT);
    }

    @Test
    void equalScoresTellNothing() {
        Accuracy.Areas areas =
                Accuracy.areas(
                        new double[] {0.5, 0.5, 0.5, 0.5},
                        new boolean[] {true, false, false, false},
                        0);
        assertEquals(0.25, areas.precisionRecall(), EXACT);
        assertEquals(0.5, areas.receiver(), EXACT);
    }

    @Test
    void averagePrecisionIsThatOfTheOddSamples() {
        // In falling order: odd, not, odd; precisions 1 and 2/3.
        Accuracy.Areas areas =
                Accuracy.areas(new double[] {0.9, 0.7, 0.8}, new boolean[] {true, true, false}, 0);
        assertEquals((1 + 2.0 / 3) / 2, areas.precisionRecall(), EXACT);
        assertEquals(0.5, areas.receiver(), EXACT);
    }

    @Test
    void alarmsLastUntilTheReleaseAndAreRightWhereTheyOverlapAnEvent() {
        double[] scores = {0, 0.9, 0.6, 0.9, 0.1, 0.9, 0.1, 0.6};
        boolean[] odd = {false, false, true, false, false, false, false, true};
        assertEquals(
                new Accuracy.Counts(0, 3, 2, 2, 1, 2, 1), Accuracy.at(0.7, 0.5, scores, odd, 0));
    }

    @Test
    void whatComesFirstIsNotJudged() {
        double[] scores = {0.9, 0.9, 0.1};
        boolean[] odd = {false, true, false};
        assertEquals(
                new Accuracy.Counts(1, 0, 0, 1, 1, 1, 1), Accuracy.at(0.7, 0.5, scores, odd, 1));
    }
}
