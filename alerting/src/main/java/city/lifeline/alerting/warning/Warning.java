package city.lifeline.alerting.warning;

import city.lifeline.alerting.Micros;
import city.lifeline.model.Certainty;
import city.lifeline.model.Grade;
import city.lifeline.model.Lane;
import city.lifeline.model.Outlook;
import city.lifeline.model.WarningEvent;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A warning's condition: what its events so far add up to.
 *
 * <p>It depends on the set of events alone, not on their order: counters and moments are sums and
 * maxima, all else is the newest event's. That each event is added once is the store's business.
 *
 * @param grade null once the condition is gone
 * @param gradeSince when the grade last changed
 * @param raises 0 or 1: whether the first event has come
 * @param clears 0 or 1
 * @param lastEventNumber of the newest event that is in it
 * @param outlook of the newest event, if it forecasts
 * @param inputs of the newest event, if its rule has such
 */
public record Warning(
        String id,
        String run,
        String rule,
        String rulesVersion,
        String point,
        String asset,
        String unit,
        @Nullable Grade grade,
        Grade peak,
        State state,
        double value,
        double peakValue,
        double limit,
        Instant raisedAt,
        Instant gradeSince,
        Instant updatedAt,
        @Nullable Instant clearedAt,
        Certainty certainty,
        boolean delayed,
        boolean latched,
        int raises,
        int upgrades,
        int downgrades,
        int clears,
        int lastEventNumber,
        @Nullable Outlook outlook,
        Map<String, Double> inputs) {

    public Warning {
        inputs = Map.copyOf(inputs);
    }

    /** Of the condition, not of what people do about it. */
    public enum State {
        RAISED,
        CLEARED
    }

    public static Warning of(WarningEvent event) {
        Instant at = Micros.instant(event.atUs());
        boolean cleared = event.kind() == WarningEvent.Kind.CLEARED;
        return new Warning(
                event.id(),
                event.run(),
                event.rule(),
                event.rulesVersion(),
                event.point(),
                event.asset(),
                event.unit(),
                event.grade(),
                event.peak(),
                cleared ? State.CLEARED : State.RAISED,
                event.value(),
                event.peakValue(),
                event.limit(),
                Micros.instant(event.raisedAtUs()),
                changesGrade(event) ? at : Micros.instant(event.raisedAtUs()),
                at,
                cleared ? at : null,
                event.certainty(),
                event.lane() == Lane.LATE,
                event.latched(),
                one(event, WarningEvent.Kind.RAISED),
                one(event, WarningEvent.Kind.UPGRADED),
                one(event, WarningEvent.Kind.DOWNGRADED),
                one(event, WarningEvent.Kind.CLEARED),
                event.number(),
                event.outlook(),
                event.inputs());
    }

    /** The warning with one more event, which must not be in it yet. */
    public Warning with(WarningEvent event) {
        Warning other = of(event);
        boolean newer = event.number() > lastEventNumber;
        Warning newest = newer ? other : this;
        return new Warning(
                id,
                run,
                rule,
                newest.rulesVersion,
                point,
                asset,
                unit,
                newest.grade,
                other.peak.isAbove(peak) ? other.peak : peak,
                newest.state,
                newest.value,
                newest.peakValue,
                newest.limit,
                raisedAt,
                later(gradeSince, other.gradeSince),
                newest.updatedAt,
                newest.clearedAt,
                newest.certainty,
                delayed || other.delayed,
                newest.latched,
                raises + other.raises,
                upgrades + other.upgrades,
                downgrades + other.downgrades,
                clears + other.clears,
                newest.lastEventNumber,
                newest.outlook,
                newest.inputs);
    }

    private static boolean changesGrade(WarningEvent event) {
        return event.kind() != WarningEvent.Kind.PEAKED;
    }

    private static int one(WarningEvent event, WarningEvent.Kind kind) {
        return event.kind() == kind ? 1 : 0;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
