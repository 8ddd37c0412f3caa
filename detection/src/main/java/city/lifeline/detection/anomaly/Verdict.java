package city.lifeline.detection.anomaly;

/**
 * Makes one rarity of several quantities, each the greater the odder. Each is ranked by itself;
 * what that gives in all is ranked once more against its own past, so that many ways of looking do
 * not make more alarms. Each rank is taken by two references: one that is learnt at the beginning
 * and then kept, so that a fault that lasts is not got used to, and one that adapts.
 */
final class Verdict {

    /** Samples after which the one reference is kept as it is. */
    static final int COMMISSIONING = 500;

    /** Samples that the other reference remembers. */
    private static final double ADAPTING = 4_000;

    /** How much is learnt while something odd goes on. */
    private static final double LEARNT_WHILE_ODD = 0.02;

    /** Before so many samples the ranks of the views are too coarse to be ranked again. */
    private static final int WHOLE_AFTER = 100;

    /** The worst view counts for so much, and all together for the rest. */
    private static final double WORST_SHARE = 0.5;

    private static final double LOWEST = -10;
    private static final double HIGHEST = 20;
    private static final double BEYOND = 1;
    private static final double HIGHEST_WHOLE = 16;

    private final double keptShare;
    private final double hold;
    private final int[] learntAfter;
    private final double[] quantities;
    private final Rarity[] kept;
    private final Rarity[] adapting;
    private final Rarity keptWhole = new Rarity(0, HIGHEST_WHOLE, Double.POSITIVE_INFINITY, BEYOND);
    private final Rarity adaptingWhole = new Rarity(0, HIGHEST_WHOLE, ADAPTING, BEYOND);
    private double samples;
    private double whole;
    private double peak;
    private double rarity;

    /**
     * A verdict on as many quantities as {@code learntAfter} has numbers.
     *
     * @param keptShare weight of the reference that is kept
     * @param hold how much of what was found lasts to the next sample
     * @param learntAfter samples after which each quantity means something
     */
    Verdict(double keptShare, double hold, int... learntAfter) {
        this.keptShare = keptShare;
        this.hold = hold;
        this.learntAfter = learntAfter.clone();
        int views = learntAfter.length;
        quantities = new double[views];
        kept = new Rarity[views];
        adapting = new Rarity[views];
        for (int i = 0; i < views; i++) {
            kept[i] = new Rarity(LOWEST, HIGHEST, Double.POSITIVE_INFINITY, BEYOND);
            adapting[i] = new Rarity(LOWEST, HIGHEST, ADAPTING, BEYOND);
        }
    }

    /** Notes a quantity of the sample in hand; not a number: nothing can be said. */
    void set(int view, double quantity) {
        quantities[view] = quantity;
    }

    /**
     * Judges the sample in hand.
     *
     * @param other rarity that was found elsewhere
     * @return rarity, in decades
     */
    double judge(double other) {
        double most = other;
        double sum = other * other;
        for (int i = 0; i < quantities.length; i++) {
            double of =
                    Double.isNaN(quantities[i]) ? 0 : blend(kept[i], adapting[i], quantities[i]);
            most = Math.max(most, of);
            sum += of * of;
        }
        whole = Math.max(WORST_SHARE * most + (1 - WORST_SHARE) * Math.sqrt(sum), hold * whole);
        rarity = blend(keptWhole, adaptingWhole, whole);
        return rarity;
    }

    private double blend(Rarity ofKept, Rarity ofAdapting, double quantity) {
        double recent = ofAdapting.of(quantity);
        return ofKept.total() == 0
                ? recent
                : keptShare * ofKept.of(quantity) + (1 - keptShare) * recent;
    }

    /** How much of the sample in hand is to be learnt. */
    double weight(boolean trusted) {
        return !trusted ? 0 : rarity >= Score.ODD ? LEARNT_WHILE_ODD : 1;
    }

    /** Learns the sample in hand. */
    void learn(double weight) {
        if (weight > 0) {
            for (int i = 0; i < quantities.length; i++) {
                double since = samples - learntAfter[i];
                if (since >= 0 && !Double.isNaN(quantities[i])) {
                    if (since < COMMISSIONING) {
                        kept[i].learn(quantities[i], weight);
                    }
                    adapting[i].learn(quantities[i], weight);
                }
            }
            if (samples >= WHOLE_AFTER) {
                if (samples < WHOLE_AFTER + COMMISSIONING) {
                    keptWhole.learn(whole, weight);
                }
                adaptingWhole.learn(whole, weight);
            }
            if (weight < 1) {
                peak = Math.max(peak, whole);
            } else if (peak > 0) {
                // An episode that is over is known: only a greater one is as odd again.
                adaptingWhole.learn(peak, 1);
                peak = 0;
            }
        }
        samples++;
    }

    /** Whether the reference that is kept still learns. */
    boolean isCommissioning() {
        return samples < COMMISSIONING;
    }
}
