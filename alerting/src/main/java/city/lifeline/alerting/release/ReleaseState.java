package city.lifeline.alerting.release;

import city.lifeline.alerting.warning.IllegalTransitionException;
import java.util.EnumMap;
import java.util.Map;

/**
 * How far the public has been told of a warning. The system suggests; one person proposes; another
 * approves.
 *
 * <pre>
 *               suggest            propose           approve
 *  UNRELEASED ─────────▶ SUGGESTED ───────▶ PROPOSED ───────▶ RELEASED ◀──────────────┐
 *      ▲  └──────────────────────────────────▲  ▲ │              │                    │ approve,
 *      └── reject, lapse ─────────────────────────┘              │                    │ reject
 *                                               │                ├─▶ UPDATE_SUGGESTED ─▶ UPDATE_PROPOSED
 *                                       propose │                │
 *                                               │                └─▶ CANCELLATION_SUGGESTED
 *                                           CANCELLED ◀─ approve ─── CANCELLATION_PROPOSED
 * </pre>
 */
public enum ReleaseState {
    UNRELEASED,
    SUGGESTED,
    PROPOSED,
    RELEASED,
    UPDATE_SUGGESTED,
    UPDATE_PROPOSED,
    CANCELLATION_SUGGESTED,
    CANCELLATION_PROPOSED,
    CANCELLED;

    /** What is done; the first three by the system. */
    public enum Action {
        /** A release, or a worse grade. */
        SUGGEST,
        SUGGEST_CANCELLATION,
        /** What was suggested is over before anybody proposed it. */
        LAPSE,
        PROPOSE,
        PROPOSE_CANCELLATION,
        APPROVE,
        REJECT
    }

    private static final Map<ReleaseState, Map<Action, ReleaseState>> LEGAL =
            new EnumMap<>(ReleaseState.class);

    static {
        legal(UNRELEASED, Action.SUGGEST, SUGGESTED);
        legal(UNRELEASED, Action.PROPOSE, PROPOSED);
        legal(SUGGESTED, Action.SUGGEST, SUGGESTED);
        legal(SUGGESTED, Action.LAPSE, UNRELEASED);
        legal(SUGGESTED, Action.PROPOSE, PROPOSED);
        legal(SUGGESTED, Action.REJECT, UNRELEASED);
        legal(PROPOSED, Action.APPROVE, RELEASED);
        legal(PROPOSED, Action.REJECT, UNRELEASED);
        legal(RELEASED, Action.SUGGEST, UPDATE_SUGGESTED);
        legal(RELEASED, Action.SUGGEST_CANCELLATION, CANCELLATION_SUGGESTED);
        legal(RELEASED, Action.PROPOSE, UPDATE_PROPOSED);
        legal(RELEASED, Action.PROPOSE_CANCELLATION, CANCELLATION_PROPOSED);
        legal(UPDATE_SUGGESTED, Action.SUGGEST, UPDATE_SUGGESTED);
        legal(UPDATE_SUGGESTED, Action.SUGGEST_CANCELLATION, CANCELLATION_SUGGESTED);
        legal(UPDATE_SUGGESTED, Action.PROPOSE, UPDATE_PROPOSED);
        legal(UPDATE_SUGGESTED, Action.PROPOSE_CANCELLATION, CANCELLATION_PROPOSED);
        legal(UPDATE_SUGGESTED, Action.REJECT, RELEASED);
        legal(UPDATE_PROPOSED, Action.APPROVE, RELEASED);
        legal(UPDATE_PROPOSED, Action.REJECT, RELEASED);
        legal(CANCELLATION_SUGGESTED, Action.PROPOSE, UPDATE_PROPOSED);
        legal(CANCELLATION_SUGGESTED, Action.PROPOSE_CANCELLATION, CANCELLATION_PROPOSED);
        legal(CANCELLATION_SUGGESTED, Action.REJECT, RELEASED);
        legal(CANCELLATION_PROPOSED, Action.APPROVE, CANCELLED);
        legal(CANCELLATION_PROPOSED, Action.REJECT, RELEASED);
        legal(CANCELLED, Action.SUGGEST, SUGGESTED);
        legal(CANCELLED, Action.PROPOSE, PROPOSED);
    }

    private static void legal(ReleaseState from, Action action, ReleaseState to) {
        LEGAL.computeIfAbsent(from, state -> new EnumMap<>(Action.class)).put(action, to);
    }

    public boolean allows(Action action) {
        return LEGAL.getOrDefault(this, Map.of()).containsKey(action);
    }

    /** Whether one person has said yes, and another is waited for. */
    public boolean isProposed() {
        return this == PROPOSED || this == UPDATE_PROPOSED || this == CANCELLATION_PROPOSED;
    }

    /**
     * Where an action leads.
     *
     * @throws IllegalTransitionException if it is not legal here
     */
    public ReleaseState after(Action action) {
        ReleaseState next = LEGAL.getOrDefault(this, Map.of()).get(action);
        if (next == null) {
            throw new IllegalTransitionException(reason(action));
        }
        return next;
    }

    private String reason(Action action) {
        if (isProposed() && action != Action.APPROVE && action != Action.REJECT) {
            return "There is a proposal already: approve or reject that first";
        }
        return switch (action) {
            case APPROVE, REJECT ->
                    "Nothing is proposed: somebody has to propose a release or its cancellation first";
            case PROPOSE_CANCELLATION, SUGGEST_CANCELLATION ->
                    "The public has not been told of the warning, so there is nothing to cancel";
            case PROPOSE, SUGGEST, LAPSE -> "Nothing of the kind is open in state " + this;
        };
    }
}
