package city.lifeline.alerting.warning;

import java.util.EnumMap;
import java.util.Map;

/**
 * How far people are with a warning.
 *
 * <pre>
 *           acknowledge        assess            order
 *  RAISED ─────────────▶ ACKNOWLEDGED ─────▶ ASSESSED ─────▶ IN_DISPOSAL ─┐ order, feedback,
 *                          ▲ │ acknowledge     │ ▲ │            │    ▲ └──┘ assess
 *                          └─┘ (a worse grade) │ └─┘ assess     │
 *                                              │ close          │ close
 *                                              ▼                ▼
 *                                            CLOSED ◀───────────┘
 *                                              │ archive
 *                                              ▼
 *                                           ARCHIVED
 * </pre>
 *
 * <p>A worse grade may be acknowledged in ASSESSED and IN_DISPOSAL too. Shelving is beside this
 * life: it silences, it moves nothing.
 */
public enum HandlingState {
    RAISED,
    ACKNOWLEDGED,
    ASSESSED,
    IN_DISPOSAL,
    CLOSED,
    ARCHIVED;

    /** What people do. */
    public enum Action {
        ACKNOWLEDGE,
        ASSESS,
        ORDER,
        FEEDBACK,
        CLOSE,
        ARCHIVE
    }

    private static final Map<HandlingState, Map<Action, HandlingState>> LEGAL =
            new EnumMap<>(HandlingState.class);

    static {
        legal(RAISED, Action.ACKNOWLEDGE, ACKNOWLEDGED);
        legal(ACKNOWLEDGED, Action.ACKNOWLEDGE, ACKNOWLEDGED);
        legal(ACKNOWLEDGED, Action.ASSESS, ASSESSED);
        legal(ASSESSED, Action.ACKNOWLEDGE, ASSESSED);
        legal(ASSESSED, Action.ASSESS, ASSESSED);
        legal(ASSESSED, Action.ORDER, IN_DISPOSAL);
        legal(ASSESSED, Action.CLOSE, CLOSED);
        legal(IN_DISPOSAL, Action.ACKNOWLEDGE, IN_DISPOSAL);
        legal(IN_DISPOSAL, Action.ASSESS, IN_DISPOSAL);
        legal(IN_DISPOSAL, Action.ORDER, IN_DISPOSAL);
        legal(IN_DISPOSAL, Action.FEEDBACK, IN_DISPOSAL);
        legal(IN_DISPOSAL, Action.CLOSE, CLOSED);
        legal(CLOSED, Action.ARCHIVE, ARCHIVED);
    }

    private static void legal(HandlingState from, Action action, HandlingState to) {
        LEGAL.computeIfAbsent(from, state -> new EnumMap<>(Action.class)).put(action, to);
    }

    public boolean allows(Action action) {
        return LEGAL.getOrDefault(this, Map.of()).containsKey(action);
    }

    /**
     * Where an action leads.
     *
     * @throws IllegalTransitionException if it is not legal here
     */
    public HandlingState after(Action action) {
        HandlingState next = LEGAL.getOrDefault(this, Map.of()).get(action);
        if (next == null) {
            throw new IllegalTransitionException(reason(action));
        }
        return next;
    }

    private String reason(Action action) {
        return switch (this) {
            case RAISED -> "Nobody has acknowledged the warning yet: that comes first";
            case ACKNOWLEDGED ->
                    action == Action.ARCHIVE
                            ? "Only a closed warning can be archived: assess and close it first"
                            : "The warning is not assessed yet: say first whether it is confirmed, false,"
                                    + " a drill or known work";
            case ASSESSED ->
                    action == Action.ARCHIVE
                            ? "Only a closed warning can be archived: close it first"
                            : "There is no order yet that feedback could be given on";
            case IN_DISPOSAL -> "Only a closed warning can be archived: close it first";
            case CLOSED -> "The warning is closed: nothing but archiving is left to do";
            case ARCHIVED -> "The warning is archived: nothing is left to do";
        };
    }
}
