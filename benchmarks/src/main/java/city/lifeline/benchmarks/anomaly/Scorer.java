package city.lifeline.benchmarks.anomaly;

import city.lifeline.detection.anomaly.AnomalyScorer;
import city.lifeline.detection.anomaly.AssetScorer;
import com.amazon.randomcutforest.RandomCutForest;
import java.util.Arrays;

/** Scores one series, row by row, as they come. */
interface Scorer {

    /** The greater, the odder; only what came before counts. */
    double score(long timeUs, double[] row);

    /** Lifeline's score: of the point, or of the asset that the channels are. */
    static Scorer lifeline(int channels) {
        if (channels == 1) {
            AnomalyScorer point = new AnomalyScorer();
            return (timeUs, row) -> point.score(timeUs, row[0], true);
        }
        AssetScorer asset = new AssetScorer(channels);
        boolean[] trusted = new boolean[channels];
        Arrays.fill(trusted, true);
        double[] scores = new double[channels];
        return (timeUs, row) -> asset.score(timeUs, row, trusted, scores);
    }

    /**
     * Random Cut Forest over the last eight rows. Channels are brought to one scale by their mean
     * and deviation so far, for it measures distances across them.
     */
    static Scorer forest(int channels, long seed) {
        RandomCutForest forest =
                RandomCutForest.builder()
                        .dimensions(8 * channels)
                        .shingleSize(8)
                        .internalShinglingEnabled(true)
                        .numberOfTrees(50)
                        .sampleSize(256)
                        .randomSeed(seed)
                        .build();
        float[] point = new float[channels];
        double[] mean = new double[channels];
        double[] square = new double[channels];
        long[] count = {0};
        return (timeUs, row) -> {
            count[0]++;
            for (int i = 0; i < channels; i++) {
                if (Double.isFinite(row[i])) {
                    double off = row[i] - mean[i];
                    mean[i] += off / count[0];
                    square[i] += off * (row[i] - mean[i]);
                    double deviation = Math.sqrt(square[i] / count[0]);
                    point[i] = (float) ((row[i] - mean[i]) / Math.max(deviation, 1e-9));
                }
            }
            double score = forest.getAnomalyScore(point);
            forest.update(point);
            return score;
        };
    }
}
