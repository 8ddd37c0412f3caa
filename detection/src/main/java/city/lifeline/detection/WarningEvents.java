package city.lifeline.detection;

import city.lifeline.model.Grade;
import city.lifeline.model.Lane;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.WarningIds;
import city.lifeline.model.registry.Point;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Moves the condition of a point's, or a group's, warnings and tells it, event by numbered event.
 */
final class WarningEvents {

    private final String run;
    private final String rulesVersion;
    private final String point;
    private final String asset;
    private final String unit;

    /** What a warning's id is made of, beside rule and time. */
    private final String subject;

    WarningEvents(String run, String rulesVersion, Point point) {
        this(run, rulesVersion, point.id(), point.asset(), point.unit(), point.id());
    }

    /** Of a group, told of one of its points. */
    WarningEvents(
            String run,
            String rulesVersion,
            String point,
            String asset,
            String unit,
            String subject) {
        this.run = run;
        this.rulesVersion = rulesVersion;
        this.point = point;
        this.asset = asset;
        this.unit = unit;
        this.subject = subject;
    }

    /**
     * Moves the condition of a warning by one change, and tells it. A new episode starts with the
     * sample that raises it.
     *
     * @param grade from now on; null if none
     */
    void tell(
            String rule,
            RuleState state,
            Condition.Change change,
            @Nullable Grade grade,
            long timeUs,
            double value,
            Lane lane,
            Consumer<WarningEvent> events) {
        Condition condition = state.open() ? Condition.OPEN : Condition.QUIET;
        Condition.Transition transition = condition.after(change);
        if (condition == Condition.QUIET) {
            state.warning = WarningIds.of(run, rule, subject, timeUs);
            state.raisedAtUs = timeUs;
        }
        emit(rule, state, transition, grade, timeUs, value, lane, events);
        if (transition.next() == Condition.QUIET) {
            state.warning = "";
            state.number = 0;
            state.peak = null;
        }
    }

    /** Tells of a late warning that is open and of which nobody was told. */
    void tellRaised(String rule, RuleState state, double limit, Consumer<WarningEvent> events) {
        Grade grade = state.grade;
        if (grade == null) {
            throw new IllegalStateException("a warning of rule " + rule + " is not open");
        }
        state.number = 1;
        state.toldPeakValue = state.peakValue;
        events.accept(
                new WarningEvent(
                        state.warning,
                        state.number,
                        WarningEvent.Kind.RAISED,
                        run,
                        rule,
                        rulesVersion,
                        point,
                        asset,
                        grade,
                        state.peak == null ? grade : state.peak,
                        state.peakValue,
                        state.peakValue,
                        limit,
                        unit(state),
                        state.raisedAtUs,
                        state.raisedAtUs,
                        Lane.LATE,
                        state.certainty,
                        state.latched,
                        state.outlook));
    }

    /** The first event of a warning that is over, with its highest grade. */
    static WarningEvent raisedAtLast(WarningEvent cleared, double limit) {
        return new WarningEvent(
                cleared.id(),
                1,
                WarningEvent.Kind.RAISED,
                cleared.run(),
                cleared.rule(),
                cleared.rulesVersion(),
                cleared.point(),
                cleared.asset(),
                cleared.peak(),
                cleared.peak(),
                cleared.peakValue(),
                cleared.peakValue(),
                limit,
                cleared.unit(),
                cleared.raisedAtUs(),
                cleared.raisedAtUs(),
                cleared.lane(),
                cleared.certainty(),
                cleared.latched());
    }

    /** The same event under another number. */
    static WarningEvent numbered(WarningEvent event, int number) {
        return new WarningEvent(
                event.id(),
                number,
                event.kind(),
                event.run(),
                event.rule(),
                event.rulesVersion(),
                event.point(),
                event.asset(),
                event.grade(),
                event.peak(),
                event.value(),
                event.peakValue(),
                event.limit(),
                event.unit(),
                event.atUs(),
                event.raisedAtUs(),
                event.lane(),
                event.certainty(),
                event.latched(),
                event.outlook(),
                event.inputs());
    }

    private void emit(
            String rule,
            RuleState state,
            Condition.Transition transition,
            @Nullable Grade grade,
            long timeUs,
            double value,
            Lane lane,
            Consumer<WarningEvent> events) {
        Grade peak =
                state.peak == null || (grade != null && grade.isAbove(state.peak))
                        ? grade
                        : state.peak;
        if (peak == null) {
            throw new IllegalStateException("an open warning of rule " + rule + " has no grade");
        }
        state.peak = peak;
        state.grade = grade;
        state.number++;
        state.toldAtUs = timeUs;
        state.toldPeakValue = state.peakValue;
        events.accept(
                new WarningEvent(
                        state.warning,
                        state.number,
                        transition.kind(),
                        run,
                        rule,
                        rulesVersion,
                        point,
                        asset,
                        grade,
                        peak,
                        value,
                        state.peakValue,
                        state.limit,
                        unit(state),
                        timeUs,
                        state.raisedAtUs,
                        lane,
                        state.certainty,
                        state.latched,
                        grade == null ? null : state.outlook,
                        state.inputs == null ? Map.of() : state.inputs));
    }

    private String unit(RuleState state) {
        return state.unit.isEmpty() ? unit : state.unit;
    }
}
