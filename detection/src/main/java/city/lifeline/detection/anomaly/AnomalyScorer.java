package city.lifeline.detection.anomaly;

import java.nio.BufferUnderflowException;

/**
 * Scores the samples of one point as they come: how rare a sample is, looked at in several ways, by
 * what this point showed before. See {@code docs/detection.md}.
 *
 * <p>Nothing is learnt in advance and nothing looks ahead. A sample takes the same time and no
 * memory, however many came before it.
 */
public final class AnomalyScorer {

    /** Of what {@link #state} gives: to be changed with anything that is remembered. */
    public static final int VERSION = 1;

    /** Of a state; {@code AnomalyScorerTest} sees how many it needs. */
    static final int MOST_BYTES = 80_000;

    // Ways of looking at a sample.
    private static final int VALUE = 0;
    private static final int VALUE_LATELY = 1;
    private static final int LEVEL = 2;
    private static final int LEVEL_AT_FIRST = 3;
    private static final int SURPRISE = 4;
    private static final int SURPRISES = 5;
    private static final int RESTLESS = 6;
    private static final int SPREAD = 7;
    private static final int SHAPE = 8;
    private static final int LONGER_SHAPE = 9;
    private static final int LONGEST_SHAPE = 10;
    private static final int TIME_OF_DAY = 11;
    private static final int STILL = 12;
    private static final int NARROW = 13;
    private static final int CYCLE = 14;
    private static final int CYCLES = 15;

    /** Samples that a forecast or a memory must have seen before its errors mean anything. */
    private static final int[] LEARNT_AFTER = {
        0, 0, 0, 50, 100, 100, 20, 60, 300, 800, 1_500, 0, 20, 60, 0, 0
    };

    /** Samples that each way of looking takes in; 1: the one in hand, beside what is known. */
    private static final int[] SPANS = {1, 1, 8, 32, 1, 8, 16, 64, 4, 8, 40, 1, 16, 64, 1, 16};

    /** A stretch of the curve that is like none before says more than the other views. */
    private static final double[] GAINS = {1, 1, 1, 1, 1, 1, 1, 1, 1.5, 1.5, 1.5, 1, 1, 1, 1, 1};

    private static final double KEPT_SHARE = 0.5;
    private static final double HOLD = 0.8;

    /** Of its usual deviations, a value moves means and shapes by no more. */
    private static final double MOST_DEVIATIONS = 5;

    /** Of the usual errors of its forecast, neither. */
    private static final double MOST_SURPRISES = 3;

    /** Of usual steps, one counts as no more. */
    private static final double MOST_STEPS = 8;

    /** Of usual deviations: what is nearer to its cycle is as near as can be. */
    private static final double LEAST_OFF_CYCLE = 1e-3;

    /** Of usual deviations: stretches that are nearer than this are the same. */
    private static final double LEAST_UNLIKE = 1e-4;

    private static final int MEAN_OFF_CYCLE = 16;
    private static final int SHORT = 8;
    private static final int MIDDLE = 32;
    private static final int QUICK_SPREAD = 16;
    private static final int SLOW_SPREAD = 64;

    /**
     * After so many usual intervals without a sample, what came before says nothing of the next.
     */
    private static final double GAP_INTERVALS = 20;

    /** Ended runs of equal values before the length of one means something. */
    private static final double RUNS_NEEDED = 20;

    private static final double LOG2 = 1 / Math.log(2);

    private final Verdict verdict = new Verdict(KEPT_SHARE, HOLD, true, SPANS, LEARNT_AFTER, GAINS);
    private final Rarity runs = new Rarity(0, 20, 4_000, 1, 1);
    private final Level scale = new Level(2_000);
    private final Level shortLevel = new Level(64);
    private final Level longLevel = new Level(1_000);
    private final Level firstLevel = new Level(Verdict.COMMISSIONING);
    private final Level surprise = new Level(500);
    private final Level restlessness = new Level(1_000);
    private final Level firstSpread = new Level(Verdict.COMMISSIONING);
    private final Level offProfile = new Level(1_000);
    private final Forecast forecast = new Forecast();
    private final DailyProfile profile = new DailyProfile();
    private final Discord shape = new Discord(1, 1_024);
    private final Discord longerShape = new Discord(4, 1_024);
    private final Discord longestShape = new Discord(16, 512);

    private final Cycle cycle = new Cycle();
    private double offCycle;
    private double samples;
    private long lastUs = Long.MIN_VALUE;
    private double intervalUs;
    private double last = Double.NaN;
    private double lastTame = Double.NaN;
    private double shortMean;
    private double middleMean;
    private double step;
    private double usualStep;
    private double quickSpread;
    private double slowSpread;
    private double surprises;
    private double run;
    private double runBefore;

    // Of the sample in hand.
    private double error;
    private double tame;
    private double usual;
    private double innovation;
    private double rarity;

    /**
     * Scores the next sample.
     *
     * @param timeUs event time; only its time of the day and its distance from the one before count
     * @param value one that is not finite says nothing and gets the score of the one before
     * @param trusted whether to learn from it: a sample of bad quality is scored, not learnt
     * @return between 0 and 1, see {@link Score}
     */
    public double score(long timeUs, double value, boolean trusted) {
        if (Double.isFinite(value)) {
            follow(timeUs);
            look(timeUs, value);
            rarity = verdict.judge(frozen(value));
            learn(value, verdict.weight(trusted));
            samples++;
        }
        return Score.of(rarity);
    }

    private void follow(long timeUs) {
        if (lastUs != Long.MIN_VALUE) {
            double elapsedUs = (double) timeUs - lastUs;
            if (intervalUs > 0 && (elapsedUs > GAP_INTERVALS * intervalUs || elapsedUs < 0)) {
                forecast.breakOff();
                cycle.breakOff();
                shape.breakOff();
                longerShape.breakOff();
                longestShape.breakOff();
                last = Double.NaN;
                lastTame = Double.NaN;
            }
            if (elapsedUs > 0) {
                intervalUs +=
                        intervalUs == 0
                                ? elapsedUs
                                : 0.05 * (Math.min(elapsedUs, 4 * intervalUs) - intervalUs);
            }
        }
        lastUs = timeUs;
    }

    private void look(long timeUs, double value) {
        double scaled = within(scale.distance(value), MOST_DEVIATIONS);
        usual = profile.at(timeUs);
        double scaledUsual =
                Double.isNaN(usual) ? 0 : within(scale.distance(usual), MOST_DEVIATIONS);
        lookAhead(scaled, scaledUsual);

        double plain = samples < 20 ? value : scale.mean() + scale.deviation() * tame;
        if (samples == 0) {
            shortMean = value;
            middleMean = value;
        }
        shortMean += (plain - shortMean) / Math.min(samples + 1, SHORT);
        middleMean += (plain - middleMean) / Math.min(samples + 1, MIDDLE);
        verdict.set(VALUE, magnitude(scale.distance(value)));
        verdict.set(VALUE_LATELY, magnitude(shortLevel.distance(value)));
        verdict.set(LEVEL, magnitude(longLevel.distance(shortMean)));
        verdict.set(
                LEVEL_AT_FIRST,
                firstLevel.count() == 0 ? Double.NaN : magnitude(firstLevel.distance(middleMean)));
        verdict.set(
                TIME_OF_DAY,
                Double.isNaN(usual) ? Double.NaN : magnitude(offProfile.distance(value - usual)));
        lookAtSpread(plain);
        lookAtCycle();
        verdict.set(SHAPE, magnitude(shape.next(tame) + LEAST_UNLIKE));
        verdict.set(LONGER_SHAPE, magnitude(longerShape.next(tame) + LEAST_UNLIKE));
        verdict.set(LONGEST_SHAPE, magnitude(longestShape.next(tame) + LEAST_UNLIKE));
    }

    private void lookAtCycle() {
        double off = cycle.next(tame);
        if (Double.isNaN(off)) {
            offCycle = 0;
            verdict.set(CYCLE, Double.NaN);
            verdict.set(CYCLES, Double.NaN);
        } else {
            offCycle += (off - offCycle) / MEAN_OFF_CYCLE;
            verdict.set(CYCLE, magnitude(off + LEAST_OFF_CYCLE));
            verdict.set(CYCLES, magnitude(offCycle + LEAST_OFF_CYCLE));
        }
    }

    private void lookAhead(double scaled, double scaledUsual) {
        error = 0;
        innovation = 0;
        tame = scaled;
        if (!forecast.ready()) {
            verdict.set(SURPRISE, Double.NaN);
            verdict.set(SURPRISES, Double.NaN);
            return;
        }
        error = scaled - forecast.predict(scaledUsual);
        innovation = error / surprise.deviation();
        surprises += (Math.min(Math.abs(innovation), 20) - surprises) / SHORT;
        verdict.set(SURPRISE, magnitude(innovation));
        verdict.set(SURPRISES, magnitude(surprises));
        if (surprise.count() > 50) {
            tame = scaled - error + within(error, MOST_SURPRISES * surprise.deviation());
        }
    }

    private void lookAtSpread(double plain) {
        step = Double.isNaN(lastTame) ? 0 : Math.abs(plain - lastTame) / scale.deviation();
        lastTame = plain;
        double counted = Math.min(step, MOST_STEPS * usualStep + 1e-9);
        quickSpread += (counted - quickSpread) / Math.min(samples + 1, QUICK_SPREAD);
        double apart = Math.min(1e3, Math.abs(plain - middleMean) / scale.deviation());
        slowSpread += (apart - slowSpread) / Math.min(samples + 1, SLOW_SPREAD);
        double quick = restlessness.distance(log2(quickSpread + 1e-6));
        double slow = firstSpread.distance(log2(slowSpread + 1e-6));
        verdict.set(RESTLESS, magnitude(Math.max(quick, 1e-3)));
        verdict.set(SPREAD, magnitude(Math.max(slow, 1e-3)));
        verdict.set(STILL, magnitude(Math.max(-quick, 1e-3)));
        verdict.set(NARROW, magnitude(Math.max(-slow, 1e-3)));
    }

    /** Rarity of a run of equal values that is so long, among those that ended. */
    private double frozen(double value) {
        run = value == last ? run + 1 : 0;
        last = value;
        return run == 0 || runs.total() < RUNS_NEEDED ? 0 : runs.of(log2(run + 1));
    }

    private void learn(double value, double weight) {
        if (weight > 0) {
            if (run == 0) {
                runs.learn(log2(runBefore + 1), weight);
            }
            runBefore = run;
            if (verdict.isBeginningAnew()) {
                firstLevel.reset();
                firstSpread.reset();
            }
            if (verdict.isCommissioning()) {
                firstLevel.learn(value, weight);
                firstSpread.learn(log2(slowSpread + 1e-6), weight);
            }
            scale.learn(value, weight);
            longLevel.learn(value, weight);
            double counted = samples < 20 ? step : Math.min(step, 8 * usualStep + 1e-3);
            usualStep += (counted - usualStep) / Math.min(samples + 1, 300);
            restlessness.learn(log2(quickSpread + 1e-6), weight);
            if (!Double.isNaN(usual)) {
                offProfile.learn(value - usual, weight);
            }
            profile.learn(value, weight);
            if (forecast.ready()) {
                forecast.learn(
                        surprise.count() < 20 ? error : within(error, 5 * surprise.deviation()),
                        weight);
                surprise.learn(error, weight);
            }
        }
        verdict.learn(weight);
        shortLevel.learn(value, 1);
        forecast.add(tame);
    }

    private static double within(double x, double most) {
        return Math.max(-most, Math.min(most, x));
    }

    private static double magnitude(double x) {
        return log2(Math.abs(x));
    }

    private static double log2(double x) {
        return Math.log(x) * LOG2;
    }

    /** Of the last sample, in decades. */
    double rarity() {
        return rarity;
    }

    /** By how many usual errors the last sample missed its forecast. */
    double innovation() {
        return innovation;
    }

    /** By how many usual deviations a value is off. */
    double distance(double value) {
        return scale.distance(value);
    }

    /** Writes what is remembered, or takes it over. */
    private void keep(Tape tape) {
        verdict.keep(tape);
        runs.keep(tape);
        for (Level level :
                new Level[] {
                    scale,
                    shortLevel,
                    longLevel,
                    firstLevel,
                    surprise,
                    restlessness,
                    firstSpread,
                    offProfile
                }) {
            level.keep(tape);
        }
        forecast.keep(tape);
        profile.keep(tape);
        shape.keep(tape);
        longerShape.keep(tape);
        longestShape.keep(tape);
        cycle.keep(tape);
        offCycle = tape.next(offCycle);
        samples = tape.next(samples);
        lastUs = tape.next(lastUs);
        intervalUs = tape.next(intervalUs);
        last = tape.next(last);
        lastTame = tape.next(lastTame);
        shortMean = tape.next(shortMean);
        middleMean = tape.next(middleMean);
        step = tape.next(step);
        usualStep = tape.next(usualStep);
        quickSpread = tape.next(quickSpread);
        slowSpread = tape.next(slowSpread);
        surprises = tape.next(surprises);
        run = tape.next(run);
        runBefore = tape.next(runBefore);
        rarity = tape.next(rarity);
    }

    /**
     * What it remembers, for {@link #of}: it goes on from there bit by bit. Of this version only,
     * see {@link #VERSION}.
     *
     * @param bytes used for the result if they are as many
     */
    public byte[] state(byte[] bytes) {
        Tape tape = Tape.toWrite(MOST_BYTES);
        keep(tape);
        return tape.into(bytes);
    }

    /**
     * One that goes on where another was.
     *
     * @param state as {@link #state} of the same {@link #VERSION} gave it
     * @throws BufferUnderflowException if it is something else
     */
    public static AnomalyScorer of(byte[] state) {
        AnomalyScorer scorer = new AnomalyScorer();
        scorer.keep(Tape.toRead(state));
        return scorer;
    }
}
