package city.lifeline.detection.anomaly;

/** Scores the points of one asset together. */
public final class AssetScorer {

    private static final int VIEWS = 11;
    private static final double ADAPTING = 4_000;

    private final int size;
    private final AnomalyScorer[] points;
    private final Coherence keptLevels;
    private final Coherence levels;
    private final Coherence innovations;
    private final double[][] means;
    private final double[] level;
    private final double[] innovation;
    private final double[] slowInnovation;
    private final double[] input;
    private final double[] conditional;
    private final double[] share;
    private final Rarity[] kept = new Rarity[VIEWS];
    private final Rarity[] adapting = new Rarity[VIEWS];
    private final Rarity keptWhole = new Rarity(0, 16, Double.POSITIVE_INFINITY);
    private final Rarity adaptingWhole = new Rarity(0, 16, ADAPTING);
    private final double[] quantities = new double[VIEWS];
    private final double[] rarities = new double[VIEWS];
    private double held;
    private double rarity;
    private final boolean[] allTrusted;
    private double samples;

    public AssetScorer(int size) {
        this.size = size;
        allTrusted = new boolean[size];
        java.util.Arrays.fill(allTrusted, true);
        points = new AnomalyScorer[size];
        for (int i = 0; i < size; i++) {
            points[i] = new AnomalyScorer();
        }
        keptLevels = new Coherence(size, Double.POSITIVE_INFINITY);
        levels = new Coherence(size, 2_000);
        innovations = new Coherence(size, 2_000);
        means = new double[3][size];
        level = new double[size];
        innovation = new double[size];
        slowInnovation = new double[size];
        input = new double[size];
        conditional = new double[size];
        share = new double[size];
        for (int i = 0; i < VIEWS; i++) {
            kept[i] = new Rarity(-10, 20, Double.POSITIVE_INFINITY);
            adapting[i] = new Rarity(-10, 20, ADAPTING);
        }
    }

    public double score(long timeUs, double[] values, double[] scores) {
        return score(timeUs, values, allTrusted, scores);
    }

    public double score(long timeUs, double[] values, boolean[] trusted, double[] scores) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            points[i].score(timeUs, values[i], trusted[i]);
            double z = points[i].level();
            level[i] = Math.max(-30, Math.min(30, z));
            innovation[i] = Math.max(-30, Math.min(30, points[i].innovation()));
            slowInnovation[i] += (innovation[i] - slowInnovation[i]) / 8;
            sum += points[i].rarity() * points[i].rarity();
            share[i] = 0;
        }
        java.util.Arrays.fill(quantities, Double.NaN);
        quantities[6] = 0.5 * Math.log(sum / size + 1e-3);
        double[] lambda = {1, 8, 40};
        double most = 0;
        for (int m = 0; m < 3; m++) {
            for (int i = 0; i < size; i++) {
                means[m][i] += (level[i] - means[m][i]) / Math.min(samples + 1, lambda[m]);
            }
            if (keptLevels.ready()) {
                for (int i = 0; i < size; i++) {
                    input[i] = means[m][i] - keptLevels.mean(i);
                }
                quantities[m] = log2(keptLevels.judge(input, conditional));
                if (m == 1) {
                    for (int i = 0; i < size; i++) {
                        most = Math.max(most, Math.abs(conditional[i]));
                        share[i] = Math.abs(conditional[i]);
                    }
                    quantities[5] = 2 * log2(most);
                }
            }
        }
        if (levels.ready()) {
            for (int m = 0; m < 3; m++) {
                double largest = 0;
                for (int i = 0; i < size; i++) {
                    input[i] = means[m][i] - levels.mean(i);
                }
                quantities[7 + m] = log2(levels.judge(input, conditional));
                if (m == 1) {
                    for (int i = 0; i < size; i++) {
                        largest = Math.max(largest, Math.abs(conditional[i]));
                    }
                    quantities[10] = 2 * log2(largest);
                }
            }
        }
        if (innovations.ready()) {
            quantities[3] = log2(innovations.judge(innovation, conditional));
            quantities[4] = log2(innovations.judge(slowInnovation, conditional));
        }
        double whole = combine();
        double weight = rarity >= Tuning.ALARM ? Tuning.LEARN : 1;
        for (int i = 0; i < VIEWS; i++) {
            if (!Double.isNaN(quantities[i])) {
                if (samples < Tuning.COMM) {
                    kept[i].learn(quantities[i], weight);
                }
                adapting[i].learn(quantities[i], weight);
            }
        }
        if (samples < Tuning.COMM) {
            keptWhole.learn(whole, weight);
            keptLevels.learn(level, weight);
        }
        adaptingWhole.learn(whole, weight);
        levels.learn(level, weight);
        innovations.learn(innovation, weight);
        samples++;
        double top = 1e-9;
        for (int i = 0; i < size; i++) {
            top = Math.max(top, share[i]);
        }
        for (int i = 0; i < size; i++) {
            double part = 0.7 + 0.3 * share[i] / top;
            scores[i] =
                    Score.of(
                            Tuning.JOINT * rarity * part + (1 - Tuning.JOINT) * points[i].rarity());
        }
        return Score.of(rarity);
    }

    static double blend(Rarity kept, Rarity adapting, double quantity) {
        double recent = adapting.of(quantity);
        return kept.total() == 0
                ? recent
                : Tuning.KEPTJ * kept.of(quantity) + (1 - Tuning.KEPTJ) * recent;
    }

    private double combine() {
        double most = 0;
        double sum = 0;
        for (int i = 0; i < VIEWS; i++) {
            double r = 0;
            if (!Double.isNaN(quantities[i])) {
                r = blend(kept[i], adapting[i], quantities[i]);
            }
            r *= Tuning.JW[i];
            rarities[i] = r;
            most = Math.max(most, r);
            sum += r * r;
        }
        double whole = Tuning.MAX * most + (1 - Tuning.MAX) * Math.sqrt(sum);
        held = Math.max(whole, Tuning.HOLDJ * held);
        whole = held;
        rarity = blend(keptWhole, adaptingWhole, whole);
        return whole;
    }

    private static double log2(double x) {
        return Math.log(x + 1e-9) / Math.log(2);
    }

    public double rarity() {
        return rarity;
    }
}
