package city.lifeline.detection;

import city.lifeline.detection.rules.Rule;
import city.lifeline.detection.rules.ThresholdLimits;
import city.lifeline.model.Grade;
import city.lifeline.model.Lane;
import city.lifeline.model.WarningEvent;
import java.util.function.Consumer;

/**
 * One rule about the time since a point's newest sample, compiled for that point. Immutable.
 *
 * <p>It speaks when the run's clock says so, or at the next sample if that comes first; both give
 * the same events, so that it does not matter how far the clock has got when a sample is judged. Of
 * what quality a sample is does not matter: a device that sends nonsense is not silent.
 */
final class SilenceDetector {

    private static final String UNIT = "s";

    private final Rule rule;
    private final WarningEvents warnings;
    private final Grade grade;
    private final double limitSeconds;
    private final long limitUs;

    SilenceDetector(Rule rule, ThresholdLimits limits, WarningEvents warnings) {
        this.rule = rule;
        this.warnings = warnings;
        grade = limits.grade();
        limitSeconds = limits.raise();
        limitUs = (long) (limitSeconds * 1e6);
    }

    String ruleId() {
        return rule.id();
    }

    /** When it would speak if nothing came; greatest if it would not. */
    long wakeAtUs(PointState point) {
        RuleState state = point.rules.get(rule.id());
        boolean heard = point.lastUs != Long.MIN_VALUE;
        return heard && (state == null || !state.open())
                ? Math.addExact(point.lastUs, limitUs)
                : Long.MAX_VALUE;
    }

    /** The run's clock says that nothing older than {@code nowUs} will come. */
    void pass(PointState point, long nowUs, Consumer<WarningEvent> events) {
        long dueUs = wakeAtUs(point);
        if (dueUs > nowUs) {
            return;
        }
        RuleState state = new RuleState();
        state.peakValue = limitSeconds;
        prepare(state);
        warnings.tell(
                rule.id(),
                state,
                Condition.Change.RISEN,
                grade,
                dueUs,
                limitSeconds,
                Lane.LIVE,
                events);
        point.rules.put(rule.id(), state);
    }

    /** Something comes from the point; {@link PointState#lastUs} is still the sample before. */
    void hear(PointState point, long timeUs, Lane lane, Consumer<WarningEvent> events) {
        pass(point, timeUs, events);
        RuleState state = point.rules.get(rule.id());
        if (state == null || !state.open()) {
            return;
        }
        double silentSeconds = (timeUs - point.lastUs) / 1e6;
        state.peakValue = Math.max(state.peakValue, silentSeconds);
        prepare(state);
        // A backlog may fill a silence after it was told.
        long atUs = Math.max(timeUs, state.toldAtUs);
        warnings.tell(
                rule.id(), state, Condition.Change.GONE, null, atUs, silentSeconds, lane, events);
        point.rules.remove(rule.id());
    }

    private void prepare(RuleState state) {
        state.limit = limitSeconds;
        state.certainty = rule.certainty();
        state.latched = rule.latch();
        state.unit = UNIT;
    }
}
