package city.lifeline.detection.anomaly;

import java.util.Arrays;

/**
 * Scores the points of one asset together: each by itself, and whether they still go together as
 * they did. See {@code docs/detection.md}.
 */
public final class AssetScorer {

    // Means of the last 1, 8 and 40 samples, against how the points went together at first, and
    // against how they have of late.
    private static final int[] MEMORIES = {1, 8, 40};
    private static final int TOGETHER_AT_FIRST = 0;
    private static final int WORST_AT_FIRST = 3;
    private static final int TOGETHER_LATELY = 4;
    private static final int WORST_LATELY = 7;
    private static final int SURPRISE = 8;
    private static final int SURPRISES = 9;
    private static final int ALONE = 10;

    /** Samples that each view is made of. */
    private static final int[] SPANS = {1, 8, 40, 40, 1, 8, 40, 40, 1, 8, 1};

    /**
     * Samples after which how the points went together at first is what they did since
     * commissioning; before the verdict's own reference is renewed, so that this one sees it.
     */
    private static final double RENEWED_AT = 1_500;

    private static final double KEPT_SHARE = 0.8;
    private static final double HOLD = 0.9;

    /** Of a point's score, what the whole asset shows counts for so much. */
    private static final double JOINT_SHARE = 0.75;

    /** And of that so much whether or not the point has a part in it. */
    private static final double COMMON_SHARE = 0.85;

    /**
     * The verdict on an asset ranks among what it said while it hardly knew how the points go
     * together, and so says too little. By so much, on synthetic series; the order of scores stays.
     */
    private static final double TIMID = 1.2;

    private static final double MOST_DEVIATIONS = 30;
    private static final double LOG2 = 1 / Math.log(2);

    private final int size;
    private final AnomalyScorer[] points;
    private final Verdict verdict =
            new Verdict(KEPT_SHARE, HOLD, false, SPANS, new int[ALONE + 1], gains());
    private Coherence atFirst;
    private final Coherence nextAtFirst;
    private final Coherence lately;
    private final Coherence innovations;
    private final double[][] means;
    private final double[] level;
    private final double[] innovation;
    private final double[] meanInnovation;
    private final double[] off;
    private final double[] conditional;
    private final double[] part;
    private double samples;

    /**
     * A scorer.
     *
     * @param size number of points
     */
    public AssetScorer(int size) {
        this.size = size;
        points = new AnomalyScorer[size];
        Arrays.setAll(points, i -> new AnomalyScorer());
        atFirst = new Coherence(size, Double.POSITIVE_INFINITY);
        nextAtFirst = new Coherence(size, Double.POSITIVE_INFINITY);
        lately = new Coherence(size, 2_000);
        innovations = new Coherence(size, 2_000);
        means = new double[MEMORIES.length][size];
        level = new double[size];
        innovation = new double[size];
        meanInnovation = new double[size];
        off = new double[size];
        conditional = new double[size];
        part = new double[size];
    }

    /**
     * Scores the samples of one instant.
     *
     * @param values of each point; not a number: it has none now
     * @param trusted whether to learn from each
     * @param scores filled in: of each point, its own together with what the asset shows
     * @return what the asset shows as a whole, between 0 and 1
     */
    public double score(long timeUs, double[] values, boolean[] trusted, double[] scores) {
        double sum = 0;
        boolean allTrusted = true;
        for (int i = 0; i < size; i++) {
            AnomalyScorer point = points[i];
            point.score(timeUs, values[i], trusted[i]);
            if (Double.isFinite(values[i])) {
                level[i] = within(point.distance(values[i]));
                innovation[i] = within(point.innovation());
                allTrusted &= trusted[i];
            }
            meanInnovation[i] += (innovation[i] - meanInnovation[i]) / 8;
            sum += point.rarity() * point.rarity();
        }
        verdict.set(ALONE, 0.5 * Math.log(sum / size + 1e-3));
        look();
        double rarity = verdict.judge(0);
        double weight = verdict.weight(allTrusted);
        if (weight > 0) {
            if (verdict.isBeginningAnew()) {
                atFirst.reset();
            }
            if (verdict.isCommissioning()) {
                atFirst.learn(level, weight);
            } else if (samples < RENEWED_AT) {
                nextAtFirst.learn(level, weight);
            }
            lately.learn(level, weight);
            innovations.learn(innovation, weight);
        }
        verdict.learn(weight);
        samples++;
        if (samples == RENEWED_AT && nextAtFirst.ready()) {
            atFirst = nextAtFirst;
        }
        double said = TIMID * rarity;
        share(said, scores);
        return Score.of(said);
    }

    private static double[] gains() {
        double[] gains = new double[ALONE + 1];
        Arrays.fill(gains, 1);
        return gains;
    }

    private void look() {
        for (int m = 0; m < MEMORIES.length; m++) {
            double memory = Math.min(samples + 1, MEMORIES[m]);
            for (int i = 0; i < size; i++) {
                means[m][i] += (level[i] - means[m][i]) / memory;
            }
        }
        look(atFirst, TOGETHER_AT_FIRST, WORST_AT_FIRST);
        for (int i = 0; i < size; i++) {
            part[i] = atFirst.ready() ? Math.abs(conditional[i]) : 0;
        }
        look(lately, TOGETHER_LATELY, WORST_LATELY);
        boolean ready = innovations.ready();
        verdict.set(
                SURPRISE, ready ? log2(innovations.judge(innovation, conditional)) : Double.NaN);
        verdict.set(
                SURPRISES,
                ready ? log2(innovations.judge(meanInnovation, conditional)) : Double.NaN);
    }

    /** Leaves in {@code conditional} how far each point's middle mean is from the others'. */
    private void look(Coherence known, int together, int worst) {
        for (int at = 0; at < MEMORIES.length; at++) {
            // The middle one last.
            int m = at == 0 ? 0 : MEMORIES.length - at;
            if (!known.ready()) {
                verdict.set(together + m, Double.NaN);
                continue;
            }
            for (int i = 0; i < size; i++) {
                off[i] = means[m][i] - known.mean(i);
            }
            verdict.set(together + m, log2(known.judge(off, conditional)));
        }
        double most = Double.NaN;
        if (known.ready()) {
            most = 0;
            for (double of : conditional) {
                most = Math.max(most, Math.abs(of));
            }
        }
        verdict.set(worst, 2 * log2(most));
    }

    private void share(double rarity, double[] scores) {
        double most = 1e-9;
        for (double of : part) {
            most = Math.max(most, of);
        }
        for (int i = 0; i < size; i++) {
            double joint = rarity * (COMMON_SHARE + (1 - COMMON_SHARE) * part[i] / most);
            scores[i] = Score.of(JOINT_SHARE * joint + (1 - JOINT_SHARE) * points[i].rarity());
        }
    }

    private static double within(double x) {
        return Math.max(-MOST_DEVIATIONS, Math.min(MOST_DEVIATIONS, x));
    }

    private static double log2(double x) {
        return Math.log(x + 1e-9) * LOG2;
    }
}
