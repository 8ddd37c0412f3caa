package city.lifeline.detection;

import city.lifeline.model.WarningEvent;
import java.util.EnumMap;
import java.util.Map;

/**
 * The condition of a warning: the lifecycle that detection owns. Handling (acknowledgement,
 * assessment, disposal) is another lifecycle, and alerting's.
 *
 * <pre>
 *                    RISEN / RAISED
 *           QUIET ─────────────────────▶ OPEN ───┐ RISEN / UPGRADED
 *             ▲                           │ ▲    │ FALLEN / DOWNGRADED
 *             │  GONE / CLEARED           │ └────┘ NEW_EXTREME / PEAKED
 *             └───────────────────────────┘
 * </pre>
 *
 * The grade is the highest latched one of the rule's {@link Latch}es. It falls only where the rule
 * does not latch.
 */
enum Condition {
    QUIET,
    OPEN;

    /** What happens to a warning's grade at a sample. */
    enum Change {
        RISEN,
        FALLEN,
        NEW_EXTREME,
        /** No grade is latched any more, or the rule is gone. */
        GONE
    }

    /** Where a change leads, and the event that tells it. */
    record Transition(Condition next, WarningEvent.Kind kind) {}

    private static final Map<Condition, Map<Change, Transition>> TRANSITIONS = transitions();

    /**
     * Where a change leads.
     *
     * @throws IllegalStateException if the change cannot happen here
     */
    Transition after(Change change) {
        Transition transition = TRANSITIONS.getOrDefault(this, Map.of()).get(change);
        if (transition == null) {
            throw new IllegalStateException(
                    "a condition that is " + this + " cannot see " + change);
        }
        return transition;
    }

    private static Map<Condition, Map<Change, Transition>> transitions() {
        Map<Condition, Map<Change, Transition>> table = new EnumMap<>(Condition.class);
        table.put(
                QUIET,
                new EnumMap<>(
                        Map.of(Change.RISEN, new Transition(OPEN, WarningEvent.Kind.RAISED))));
        table.put(
                OPEN,
                new EnumMap<>(
                        Map.of(
                                Change.RISEN,
                                new Transition(OPEN, WarningEvent.Kind.UPGRADED),
                                Change.FALLEN,
                                new Transition(OPEN, WarningEvent.Kind.DOWNGRADED),
                                Change.NEW_EXTREME,
                                new Transition(OPEN, WarningEvent.Kind.PEAKED),
                                Change.GONE,
                                new Transition(QUIET, WarningEvent.Kind.CLEARED))));
        return table;
    }
}
