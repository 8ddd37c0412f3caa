package city.lifeline.detection;

import city.lifeline.detection.rules.Measure;
import city.lifeline.detection.rules.Rule;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.detection.rules.ThresholdLimits;
import city.lifeline.model.Block;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All rules of one point, compiled. What it remembers is in the {@link PointState}, so that another
 * detector (of a newer rule set) can go on where this one stopped. Not for two threads at once.
 *
 * <p>The same blocks in the same order give the same events. Samples at or before the newest one
 * seen are ignored and counted.
 */
public final class PointDetector {

    private final WarningEvents warnings;
    private final ThresholdDetector[] detectors;

    /** Of these, those that must be told when a block is over. */
    private final ThresholdDetector[] keeping;

    private final SilenceDetector[] silences;

    /** Whether a rule may find the sensor stuck or drifting. */
    private final boolean looksAtSensor;

    /** Of the detectors that must see every sample. */
    private final int remembering;

    private final Lanes lanes;

    /** Between these two, both excluded, no rule of values that is quiet can raise. */
    private final double quietAbove;

    private final double quietBelow;

    /** What the rules saw of the newest block's samples, where that may differ from its quality. */
    private Quality[] seen = {};

    private PointDetector(
            WarningEvents warnings,
            Point point,
            List<ThresholdDetector> detectors,
            List<SilenceDetector> silences) {
        this.warnings = warnings;
        this.silences = silences.toArray(SilenceDetector[]::new);
        remembering = (int) detectors.stream().filter(ThresholdDetector::remembers).count();
        // The rules that find a sensor stuck or drifting come first: the others see what they find.
        this.detectors =
                detectors.stream()
                        .sorted(
                                Comparator.comparing(
                                        detector ->
                                                detector.looksForRests()
                                                        ? 0
                                                        : detector.looksForDrift() ? 1 : 2))
                        .toArray(ThresholdDetector[]::new);
        looksAtSensor =
                detectors.stream().anyMatch(each -> each.looksForRests() || each.looksForDrift());
        keeping =
                detectors.stream()
                        .filter(ThresholdDetector::keeps)
                        .toArray(ThresholdDetector[]::new);
        double low = Double.NEGATIVE_INFINITY;
        double high = Double.POSITIVE_INFINITY;
        for (ThresholdDetector detector : detectors) {
            if (detector.remembers()) {
                continue;
            }
            if (detector.above()) {
                high = Math.min(high, detector.mildestRaise());
            } else {
                low = Math.max(low, detector.mildestRaise());
            }
        }
        quietAbove = low;
        quietBelow = high;
        lanes = new Lanes(this, ThresholdDetector.gapUs(point));
    }

    /**
     * Compiles the rules that apply to a point. A rule that cannot watch it ({@link
     * Rule#problemsAt}) is left out.
     *
     * @param run whose warnings these are
     * @param asset that the point belongs to; null if none
     */
    public static PointDetector compile(
            String run, RuleSet rules, Point point, @Nullable Asset asset) {
        WarningEvents warnings = new WarningEvents(run, rules.version(), point);
        List<ThresholdDetector> detectors = new ArrayList<>();
        List<SilenceDetector> silences = new ArrayList<>();
        for (Rule rule : rules.matching(point, asset)) {
            List<ThresholdLimits> limits = rule.limitsFor(point);
            if (limits.isEmpty() || rule.isOfGroup()) {
                continue;
            }
            if (rule.measure() instanceof Measure.Silence) {
                silences.add(new SilenceDetector(rule, limits.get(0), warnings));
            } else {
                detectors.add(ThresholdDetector.of(rule, point, warnings));
            }
        }
        return new PointDetector(warnings, point, detectors, silences);
    }

    /**
     * Whether no rule applies. A block need then be given only to a state that is not {@link
     * PointState#quiet}: it may hold a warning of a rule that is gone.
     */
    public boolean isIdle() {
        return detectors.length == 0 && silences.length == 0;
    }

    /**
     * Takes a block of either lane. The same blocks in the same order give the same events, and an
     * episode that spans both lanes is one warning.
     *
     * @param live what is remembered of the point's newest samples, in whichever lane they came
     * @param late what is remembered of samples that came after newer ones
     */
    public void step(PointState live, PointState late, Block block, Consumer<WarningEvent> events) {
        if (silences.length > 0 && block.startUs() > live.lastUs) {
            for (SilenceDetector silence : silences) {
                silence.hear(live, block.startUs(), block.lane(), events);
            }
        }
        lanes.step(live, late, block, events);
    }

    /**
     * When {@link #wake} has something to say if no block comes before, µs since the epoch; {@link
     * Long#MAX_VALUE} if it never has.
     */
    public long wakeAtUs(PointState live) {
        long wakeAtUs = Long.MAX_VALUE;
        for (SilenceDetector silence : silences) {
            wakeAtUs = Math.min(wakeAtUs, silence.wakeAtUs(live));
        }
        return wakeAtUs;
    }

    /** The run's clock has reached a time without a block of the live lane from before it. */
    public void wake(PointState live, long nowUs, Consumer<WarningEvent> events) {
        for (SilenceDetector silence : silences) {
            silence.pass(live, nowUs, events);
        }
    }

    /** Notes, for each rule, the first sample since the gap that is safe. */
    void noteSafe(PointState live, Block block) {
        if (live.gapSafeUs.size() >= detectors.length) {
            return;
        }
        for (ThresholdDetector detector : detectors) {
            for (int i = 0;
                    i < block.size() && !live.gapSafeUs.containsKey(detector.ruleId());
                    i++) {
                if (detector.isSafe(
                        block.timeUs(i), block.value(i), block.quality(), block.cause())) {
                    live.gapSafeUs.put(detector.ruleId(), block.timeUs(i));
                    live.gapSafeValue.put(detector.ruleId(), detector.safeValue(block.value(i)));
                }
            }
        }
    }

    /** Ends a warning of the past, of which nobody was told, and tells of it. */
    void tellEnded(
            String rule,
            RuleState state,
            double limit,
            long timeUs,
            double value,
            Consumer<WarningEvent> events) {
        warnings.tellRaised(rule, state, limit, events);
        warnings.tell(rule, state, Condition.Change.GONE, null, timeUs, value, Lane.LATE, events);
    }

    /** Tells of a warning that is open and of which nobody was told. */
    void tellRaised(String rule, RuleState state, double limit, Consumer<WarningEvent> events) {
        warnings.tellRaised(rule, state, limit, events);
    }

    /**
     * The quality that the rules saw of a sample of the block that was taken last: a sensor that is
     * stuck or drifts says nothing of it itself.
     *
     * @param i of a sample that was newer than all before it
     */
    Quality qualityOf(Block block, int i) {
        return looksAtSensor ? seen[i] : block.quality();
    }

    /** Takes a block of one lane; allocates nothing where nothing changes. */
    public void step(PointState state, Block block, Consumer<WarningEvent> events) {
        if (remembering == 0
                && state.memories.isEmpty()
                && state.quiet()
                && isInOrder(state, block)
                && isHarmless(block.values())) {
            state.lastUs = block.endUs();
            return;
        }
        if (state.memories.size() > remembering) {
            forgetGoneRules(state);
        }
        boolean holdsGoneRules = holdsGoneRules(state);
        int size = block.size();
        if (looksAtSensor && seen.length < size) {
            seen = new Quality[size];
        }
        for (int i = 0; i < size; i++) {
            long timeUs = block.timeUs(i);
            if (timeUs <= state.lastUs) {
                state.ignoredSamples++;
                continue;
            }
            state.lastUs = timeUs;
            double value = block.value(i);
            if (holdsGoneRules && Double.isFinite(value)) {
                clearGoneRules(state, timeUs, value, block, events);
                holdsGoneRules = false;
            }
            Quality quality = block.quality();
            for (ThresholdDetector detector : detectors) {
                detector.sample(state, timeUs, value, quality, block.cause(), block.lane(), events);
                if (detector.looksForRests() && isTrusted(quality) && detector.isStuck(state)) {
                    quality = Quality.STUCK;
                }
                if (detector.looksForDrift()
                        && isTrusted(quality)
                        && detector.isDrifting(state, timeUs, value)) {
                    quality = Quality.UNCERTAIN;
                }
            }
            if (looksAtSensor) {
                seen[i] = quality;
            }
        }
        for (ThresholdDetector detector : keeping) {
            detector.keep(state);
        }
    }

    private static boolean isTrusted(Quality quality) {
        return switch (quality) {
            case GOOD, UNCERTAIN, CLOCK -> true;
            case BAD, STUCK, MISSING -> false;
        };
    }

    private static boolean isInOrder(PointState state, Block block) {
        if (block.startUs() <= state.lastUs) {
            return false;
        }
        int[] offsetsUs = block.offsetsUs();
        if (offsetsUs.length == 0) {
            return block.size() == 1 || block.intervalUs() > 0;
        }
        if (offsetsUs[0] != 0) {
            return false;
        }
        for (int i = 1; i < offsetsUs.length; i++) {
            if (offsetsUs[i] <= offsetsUs[i - 1]) {
                return false;
            }
        }
        return true;
    }

    private boolean isHarmless(double[] values) {
        for (double value : values) {
            if (!(value > quietAbove && value < quietBelow)) {
                return false;
            }
        }
        return true;
    }

    private boolean holdsGoneRules(PointState state) {
        int known = 0;
        if (!state.quiet()) {
            for (ThresholdDetector detector : detectors) {
                if (state.rules.containsKey(detector.ruleId())) {
                    known++;
                }
            }
            for (SilenceDetector silence : silences) {
                if (state.rules.containsKey(silence.ruleId())) {
                    known++;
                }
            }
        }
        return known < state.rules.size();
    }

    private void forgetGoneRules(PointState state) {
        state.memories
                .keySet()
                .removeIf(
                        rule -> {
                            for (ThresholdDetector detector : detectors) {
                                if (detector.remembers() && detector.ruleId().equals(rule)) {
                                    return false;
                                }
                            }
                            return true;
                        });
    }

    /** Clears the warnings of rules that apply no longer. */
    private void clearGoneRules(
            PointState state,
            long timeUs,
            double value,
            Block block,
            Consumer<WarningEvent> events) {
        TreeSet<String> gone = new TreeSet<>(state.rules.keySet());
        for (ThresholdDetector detector : detectors) {
            gone.remove(detector.ruleId());
        }
        for (SilenceDetector silence : silences) {
            gone.remove(silence.ruleId());
        }
        for (String rule : gone) {
            RuleState of = state.rules.remove(rule);
            if (of != null && of.open()) {
                warnings.tell(
                        rule, of, Condition.Change.GONE, null, timeUs, value, block.lane(), events);
            }
        }
    }
}
