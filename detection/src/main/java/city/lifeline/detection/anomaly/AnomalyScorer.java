package city.lifeline.detection.anomaly;

/** Scores the samples of one point as they come. See {@code docs/detection.md}. */
public final class AnomalyScorer {

    static final double COMMISSIONING = Tuning.COMM;

    /** What a sample is looked at for; each has its own idea of what is rare. */
    static final int VALUE = 0;

    static final int SHORT = 1;
    static final int LONG = 2;
    static final int KEPT = 3;
    static final int SURPRISE = 4;
    static final int SURPRISES = 5;
    static final int QUICK_SPREAD = 6;
    static final int SLOW_SPREAD = 7;
    static final int SHAPE_1 = 8;
    static final int SHAPE_4 = 9;
    static final int SHAPE_16 = 10;
    static final int SEASON = 11;
    static final int FROZEN = 12;
    static final int VIEWS = 13;

    private static final double ADAPTING = 4_000;

    private final Rarity[] kept = new Rarity[VIEWS];
    private final Rarity[] adapting = new Rarity[VIEWS];
    private final Rarity keptWhole = new Rarity(0, 16, Double.POSITIVE_INFINITY);
    private final Rarity adaptingWhole = new Rarity(0, 16, ADAPTING);
    private final double[] quantities = new double[VIEWS];
    final double[] rarities = new double[VIEWS];

    private final Level shortLevel = new Level(64);
    private final Level longLevel = new Level(1_000);
    private final Level keptLevel = new Level(Tuning.COMM);
    private final Level scale = new Level(2_000);
    private final Level surpriseLevel = new Level(500);
    private final Level quickSpreadLevel = new Level(1_000);
    private final Level slowSpreadLevel = new Level(Tuning.COMM);
    private final Level seasonLevel = new Level(1_000);
    private final Forecast forecast = new Forecast();
    private final DailyProfile profile = new DailyProfile();
    private final ShapeMemory shape1 = new ShapeMemory(1);
    private final ShapeMemory shape4 = new ShapeMemory(4);
    private final ShapeMemory shape16 = new ShapeMemory(16);

    private double mean8;
    private double mean32;
    private double quickSpread;
    private double slowSpread;
    private double surprises;
    private double last = Double.NaN;
    private long lastUs = Long.MIN_VALUE;
    private double interval;
    private double run;
    private double samples;
    private double held;
    private double score;
    private double rarity;
    private double level;
    private double innovation;

    public AnomalyScorer() {
        for (int i = 0; i < VIEWS; i++) {
            double low = i == FROZEN ? 0 : -10;
            double high = i == FROZEN ? 20 : 10;
            kept[i] = new Rarity(low, high, Double.POSITIVE_INFINITY);
            adapting[i] = new Rarity(low, high, ADAPTING);
        }
    }

    public double score(long timeUs, double value, boolean trusted) {
        if (!Double.isFinite(value)) {
            return score;
        }
        if (samples == 0) {
            mean8 = value;
            mean32 = value;
        }
        if (lastUs != Long.MIN_VALUE) {
            double step = timeUs - lastUs;
            if (interval > 0 && (step > 20 * interval || step < 0)) {
                forecast.breakOff();
                shape1.breakOff();
                shape4.breakOff();
                shape16.breakOff();
                last = Double.NaN;
            }
            if (step > 0) {
                interval =
                        interval == 0
                                ? step
                                : interval + 0.05 * (Math.min(step, 4 * interval) - interval);
            }
        }
        lastUs = timeUs;
        look(timeUs, value);
        double whole = combine();
        double weight = !trusted ? 0 : rarity >= Tuning.ALARM ? Tuning.LEARN : 1;
        learn(value, whole, weight);
        samples++;
        return score;
    }

    private void look(long timeUs, double value) {
        mean8 += (value - mean8) / Math.min(samples + 1, 8);
        mean32 += (value - mean32) / Math.min(samples + 1, 32);
        double scaled = clip(scale.distance(value));
        double usual = profile.at(timeUs);
        double scaledUsual = Double.isNaN(usual) ? 0 : clip(scale.distance(usual));
        quantities[VALUE] = magnitude(scale.distance(value));
        quantities[SHORT] = magnitude(shortLevel.distance(value));
        quantities[LONG] = magnitude(longLevel.distance(mean8));
        quantities[KEPT] =
                keptLevel.count() == 0 ? Double.NaN : magnitude(keptLevel.distance(mean32));
        double error = 0;
        if (forecast.ready()) {
            error = scaled - forecast.predict(scaledUsual);
            innovation = error / surpriseLevel.deviation();
            quantities[SURPRISE] = magnitude(innovation);
            surprises += (Math.min(Math.abs(innovation), 20) - surprises) / 8;
            quantities[SURPRISES] = magnitude(surprises);
        } else {
            innovation = 0;
            quantities[SURPRISE] = Double.NaN;
            quantities[SURPRISES] = Double.NaN;
        }
        pendingError = error;
        pendingScaled = scaled;
        double change = Double.isNaN(last) ? 0 : Math.abs(value - last) / scale.deviation();
        change = Math.min(change, 1e6);
        quickSpread += (change - quickSpread) / Math.min(samples + 1, 16);
        slowSpread +=
                (Math.min(1e3, Math.abs(value - mean32) / scale.deviation()) - slowSpread)
                        / Math.min(samples + 1, 64);
        quantities[QUICK_SPREAD] = magnitude(quickSpreadLevel.distance(logOf(quickSpread)));
        quantities[SLOW_SPREAD] = magnitude(slowSpreadLevel.distance(logOf(slowSpread)));
        quantities[SHAPE_1] = magnitude(shape1.next(scaled));
        quantities[SHAPE_4] = magnitude(shape4.next(scaled));
        quantities[SHAPE_16] = magnitude(shape16.next(scaled));
        if (Double.isNaN(usual)) {
            quantities[SEASON] = Double.NaN;
        } else {
            quantities[SEASON] = magnitude(seasonLevel.distance(value - usual));
        }
        run = value == last ? run + 1 : 0;
        quantities[FROZEN] = run == 0 ? 0 : log2(run + 1);
        last = value;
        level = scale.distance(value);
    }

    private double pendingError;
    private double pendingScaled;
    private double runEnded;

    private double combine() {
        double most = 0;
        double sum = 0;
        for (int i = 0; i < VIEWS; i++) {
            double r = 0;
            if (!Double.isNaN(quantities[i])) {
                if (i == FROZEN) {
                    r = adapting[i].total() >= 20 ? adapting[i].of(quantities[i]) : 0;
                } else {
                    r = blend(kept[i], adapting[i], quantities[i]);
                }
            }
            r *= Tuning.WEIGHTS[i];
            rarities[i] = r;
            most = Math.max(most, r);
            sum += r * r;
        }
        double whole = Tuning.MAX * most + (1 - Tuning.MAX) * Math.sqrt(sum);
        held = Math.max(whole, Tuning.HOLD * held);
        whole = held;
        rarity = blend(keptWhole, adaptingWhole, whole);
        score = Score.of(rarity);
        return whole;
    }

    static double blend(Rarity kept, Rarity adapting, double quantity) {
        double recent = adapting.of(quantity);
        return kept.total() == 0
                ? recent
                : Tuning.KEPT * kept.of(quantity) + (1 - Tuning.KEPT) * recent;
    }

    private void learn(double value, double whole, double weight) {
        if (weight > 0) {
            for (int i = 0; i < VIEWS; i++) {
                if (Double.isNaN(quantities[i])) {
                    continue;
                }
                if (i == FROZEN) {
                    if (run == 0) {
                        adapting[i].learn(runEnded, weight);
                    }
                    runEnded = quantities[i];
                    continue;
                }
                if (samples < Tuning.COMM) {
                    kept[i].learn(quantities[i], weight);
                }
                adapting[i].learn(quantities[i], weight);
            }
            if (samples < Tuning.COMM) {
                keptWhole.learn(whole, weight);
                keptLevel.learn(value, weight);
                slowSpreadLevel.learn(logOf(slowSpread), weight);
            }
            adaptingWhole.learn(whole, weight);
            longLevel.learn(value, weight);
            scale.learn(value, weight);
            quickSpreadLevel.learn(logOf(quickSpread), weight);
            double usual = profile.at(lastUs);
            if (!Double.isNaN(usual)) {
                seasonLevel.learn(value - usual, weight);
            }
            profile.learn(value, weight);
            shape1.learn(weight);
            shape4.learn(weight);
            shape16.learn(weight);
            if (forecast.ready()) {
                double most = 5 * surpriseLevel.deviation();
                double error =
                        surpriseLevel.count() < 20
                                ? pendingError
                                : Math.max(-most, Math.min(most, pendingError));
                forecast.learn(error, weight);
                surpriseLevel.learn(pendingError, weight);
            }
        }
        shortLevel.learn(value, 1);
        forecast.add(pendingScaled);
    }

    private static double clip(double x) {
        return Math.max(-50, Math.min(50, x));
    }

    private static double magnitude(double x) {
        return log2(Math.abs(x));
    }

    private static double logOf(double x) {
        return log2(x + 1e-6);
    }

    private static final double LOG2 = 1 / Math.log(2);

    private static double log2(double x) {
        return Math.log(x) * LOG2;
    }

    public double rarity() {
        return rarity;
    }

    double innovation() {
        return innovation;
    }

    double level() {
        return level;
    }
}
