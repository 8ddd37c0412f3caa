package city.lifeline.detection.anomaly;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AssetScorerTest {

    private static final int CHANNELS = 3;
    private static final int CHANGE = 3_000;

    /** Channels that follow one course; from the change on the first is off, for good. */
    private static double[] run(double off, int samples) {
        SplittableRandom random = new SplittableRandom(4);
        AssetScorer scorer = new AssetScorer(CHANNELS);
        boolean[] trusted = new boolean[CHANNELS];
        Arrays.fill(trusted, true);
        double[] joint = new double[samples];
        double common = 0;
        for (int i = 0; i < samples; i++) {
            common = 0.9 * common + random.nextGaussian();
            double[] row = new double[CHANNELS];
            for (int c = 0; c < CHANNELS; c++) {
                row[c] = common * (c + 1) + 0.2 * random.nextGaussian();
            }
            row[0] += i >= CHANGE ? off : 0;
            joint[i] = scorer.score(i * 60_000_000L, row, trusted, new double[CHANNELS]);
        }
        return joint;
    }

    @Test
    void aChangeForGoodIsOddForAThousandSamplesAndThenHowThingsAre() {
        double[] joint = run(25, 9_000);

        for (int i = CHANGE + 2; i < CHANGE + 800; i++) {
            assertTrue(joint[i] >= Score.RELEASE, "ended at " + i + " by " + joint[i]);
        }
        int odd = 0;
        for (int i = CHANGE + 3_500; i < joint.length; i++) {
            odd += joint[i] >= Score.RELEASE ? 1 : 0;
        }
        assertTrue(odd <= 100, odd + " of the last samples are still odd");
    }
}
