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

    /**
     * Samples after which the kept reference is taken anew, from all since the time before: the
     * first was learnt while forecasts and covariances were still young, and may hold less than a
     * week. After the last it stays.
     */
    private static final int[] RENEWED_AT = {1_800, 7_000};

    /** A view that said less is not renewed. */
    private static final double RENEWED_FROM = 200;

    /**
     * What is odd so much of the time is how things are now: everything is learnt anew, first what
     * the views measure against, then their ranks, then the rank of all together.
     */
    private static final double ODD_FOR_GOOD = 0.6;

    private static final double ODD_FOR_GOOD_MEMORY = 1_000;
    private static final int LEARNT_ANEW = 3 * COMMISSIONING;

    /** Samples that the other reference remembers. */
    private static final double ADAPTING = 4_000;

    /** How much is learnt while something odd goes on. */
    private static final double LEARNT_WHILE_ODD = 0.02;

    /** Before so many samples the ranks of the views are too coarse to be ranked again. */
    private static final int WHOLE_AFTER = 100;

    /** The worst view counts for so much, and all together for the rest. */
    private static final double WORST_SHARE = 0.5;

    /**
     * Decades less that the views of one sample alone must show: that there are two verdicts must
     * not make more alarms.
     */
    private static final double AT_ONCE_LESS = 0.15;

    private static final double LOWEST = -10;
    private static final double HIGHEST = 20;
    private static final double BEYOND = 1;
    private static final double VIEWS_BEYOND = 2;
    private static final double HIGHEST_WHOLE = 16;

    private final double keptShare;
    private final double hold;
    private final int[] spans;
    private final int[] learntAfter;
    private final double[] gains;
    private final boolean atOnceToo;
    private final double[] quantities;
    private final Rarity[] kept;
    private final Rarity[] next;
    private final Rarity[] adapting;
    private Rarity keptWhole = new Rarity(0, HIGHEST_WHOLE, Double.POSITIVE_INFINITY, BEYOND, 1);
    private Rarity nextWhole = new Rarity(0, HIGHEST_WHOLE, Double.POSITIVE_INFINITY, BEYOND, 1);
    private final Rarity adaptingWhole = new Rarity(0, HIGHEST_WHOLE, ADAPTING, BEYOND, 1);
    private Rarity keptAtOnce = new Rarity(0, HIGHEST_WHOLE, Double.POSITIVE_INFINITY, BEYOND, 1);
    private Rarity nextAtOnce = new Rarity(0, HIGHEST_WHOLE, Double.POSITIVE_INFINITY, BEYOND, 1);
    private final Rarity adaptingAtOnce = new Rarity(0, HIGHEST_WHOLE, ADAPTING, BEYOND, 1);
    private final double[] seen;
    private double oddShare;
    private int learningAnew;
    private double samples;
    private double whole;
    private double peak;
    private double atOnce;
    private double atOncePeak;
    private double rarity;

    /**
     * A verdict on as many quantities as {@code learntAfter} has numbers.
     *
     * @param keptShare weight of the reference that is kept
     * @param hold how much of what was found lasts to the next sample
     * @param atOnceToo whether what is odd in the sample alone is ranked by itself too, so that
     *     slow views that wander do not cover it
     * @param spans samples that each quantity is made of; 1: the sample alone
     * @param learntAfter samples of it after which each quantity means something
     * @param gains how much more than its rank each quantity counts
     */
    Verdict(
            double keptShare,
            double hold,
            boolean atOnceToo,
            int[] spans,
            int[] learntAfter,
            double[] gains) {
        this.keptShare = keptShare;
        this.hold = hold;
        this.atOnceToo = atOnceToo;
        this.spans = spans.clone();
        this.learntAfter = learntAfter.clone();
        this.gains = gains.clone();
        int views = learntAfter.length;
        quantities = new double[views];
        kept = new Rarity[views];
        next = new Rarity[views];
        adapting = new Rarity[views];
        seen = new double[views];
        for (int i = 0; i < views; i++) {
            kept[i] = new Rarity(LOWEST, HIGHEST, Double.POSITIVE_INFINITY, VIEWS_BEYOND, spans[i]);
            next[i] = new Rarity(LOWEST, HIGHEST, Double.POSITIVE_INFINITY, VIEWS_BEYOND, spans[i]);
            adapting[i] = new Rarity(LOWEST, HIGHEST, ADAPTING, VIEWS_BEYOND, spans[i]);
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
        double mostAtOnce = 0;
        double sumAtOnce = 0;
        for (int i = 0; i < quantities.length; i++) {
            double of =
                    Double.isNaN(quantities[i])
                            ? 0
                            : gains[i] * blend(kept[i], adapting[i], quantities[i]);
            most = Math.max(most, of);
            sum += of * of;
            if (spans[i] == 1) {
                mostAtOnce = Math.max(mostAtOnce, of);
                sumAtOnce += of * of;
            }
        }
        whole = Math.max(together(most, sum), hold * whole);
        rarity = blend(keptWhole, adaptingWhole, whole);
        if (atOnceToo) {
            atOnce = Math.max(together(mostAtOnce, sumAtOnce), hold * atOnce);
            rarity = Math.max(rarity, blend(keptAtOnce, adaptingAtOnce, atOnce) - AT_ONCE_LESS);
        }
        return rarity;
    }

    private static double together(double most, double sumOfSquares) {
        return WORST_SHARE * most + (1 - WORST_SHARE) * Math.sqrt(sumOfSquares);
    }

    private double blend(Rarity ofKept, Rarity ofAdapting, double quantity) {
        double recent = ofAdapting.of(quantity);
        return ofKept.total() == 0
                ? recent
                : keptShare * ofKept.of(quantity) + (1 - keptShare) * recent;
    }

    /** How much of the sample in hand is to be learnt. */
    double weight(boolean trusted) {
        if (!trusted) {
            return 0;
        }
        return rarity >= Score.ODD && learningAnew == 0 ? LEARNT_WHILE_ODD : 1;
    }

    /** Learns the sample in hand. */
    void learn(double weight) {
        if (weight > 0) {
            boolean renewing =
                    learningAnew == 0
                            ? samples >= COMMISSIONING && samples < RENEWED_AT[1]
                            : learningAnew <= 2 * COMMISSIONING;
            for (int i = 0; i < quantities.length; i++) {
                if (Double.isNaN(quantities[i])) {
                    continue;
                }
                double since = seen[i]++ - learntAfter[i];
                if (since >= 0) {
                    if (since < COMMISSIONING) {
                        kept[i].learn(quantities[i], weight);
                    }
                    if (renewing) {
                        next[i].learn(quantities[i], weight);
                    }
                    adapting[i].learn(quantities[i], weight);
                }
            }
            if (samples >= WHOLE_AFTER) {
                if (samples < WHOLE_AFTER + COMMISSIONING) {
                    keptWhole.learn(whole, weight);
                    keptAtOnce.learn(atOnce, weight);
                }
                if (renewing) {
                    nextWhole.learn(whole, weight);
                    nextAtOnce.learn(atOnce, weight);
                }
                adaptingWhole.learn(whole, weight);
                adaptingAtOnce.learn(atOnce, weight);
            }
            if (weight < 1) {
                peak = Math.max(peak, whole);
                atOncePeak = Math.max(atOncePeak, atOnce);
            } else if (peak > 0) {
                // An episode that is over is known: only a greater one is as odd again.
                adaptingWhole.learn(peak, 1);
                adaptingAtOnce.learn(atOncePeak, 1);
                peak = 0;
                atOncePeak = 0;
            }
        }
        samples++;
        if (weight > 0 && learningAnew > 0) {
            goOnAnew();
        } else if (learningAnew == 0) {
            if (samples == RENEWED_AT[0] || samples == RENEWED_AT[1]) {
                renewViews();
                renewWhole();
            }
            if (weight > 0) {
                double odd = rarity >= Score.ODD ? 1 : 0;
                oddShare += (odd - oddShare) / ODD_FOR_GOOD_MEMORY;
                learningAnew = oddShare > ODD_FOR_GOOD ? LEARNT_ANEW : 0;
            }
        }
    }

    private void goOnAnew() {
        learningAnew--;
        if (learningAnew == 2 * COMMISSIONING) {
            for (Rarity view : next) {
                view.reset();
            }
        } else if (learningAnew == COMMISSIONING) {
            renewViews();
            nextWhole.reset();
            nextAtOnce.reset();
        } else if (learningAnew == 0) {
            renewWhole();
            oddShare = 0;
        }
    }

    private void renewViews() {
        for (int i = 0; i < kept.length; i++) {
            if (next[i].total() >= RENEWED_FROM) {
                Rarity old = kept[i];
                kept[i] = next[i];
                next[i] = old;
                old.reset();
            }
        }
    }

    private void renewWhole() {
        Rarity oldWhole = keptWhole;
        keptWhole = nextWhole;
        nextWhole = oldWhole;
        oldWhole.reset();
        Rarity oldAtOnce = keptAtOnce;
        keptAtOnce = nextAtOnce;
        nextAtOnce = oldAtOnce;
        oldAtOnce.reset();
    }

    /** Whether what views measure against is to be learnt: at first, or anew. */
    boolean isCommissioning() {
        return samples < COMMISSIONING || learningAnew > 2 * COMMISSIONING;
    }

    /** Whether what views measure against is to be forgotten before it is learnt anew. */
    boolean isBeginningAnew() {
        return learningAnew == LEARNT_ANEW;
    }

    void keep(Tape tape) {
        for (Rarity[] views : new Rarity[][] {kept, next, adapting}) {
            for (Rarity view : views) {
                view.keep(tape);
            }
        }
        keptWhole.keep(tape);
        nextWhole.keep(tape);
        adaptingWhole.keep(tape);
        keptAtOnce.keep(tape);
        nextAtOnce.keep(tape);
        adaptingAtOnce.keep(tape);
        tape.all(seen);
        oddShare = tape.next(oddShare);
        learningAnew = tape.next(learningAnew);
        samples = tape.next(samples);
        whole = tape.next(whole);
        peak = tape.next(peak);
        atOnce = tape.next(atOnce);
        atOncePeak = tape.next(atOncePeak);
        rarity = tape.next(rarity);
    }
}
