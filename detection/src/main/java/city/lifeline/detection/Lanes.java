package city.lifeline.detection;

import city.lifeline.model.Block;
import city.lifeline.model.Lane;
import city.lifeline.model.WarningEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Judges the two lanes of a point so that an episode is one warning, in whichever lane its samples
 * come. Immutable, but for the states it is given.
 *
 * <p>A late block that is newer than everything before it is judged by the state of the live lane,
 * as if it had come in time. So a backlog that comes in its order is judged like any other series,
 * and only its events say that they are late.
 *
 * <p>A late block that is older belongs to a gap that the live lane has left behind. It is judged
 * from the live lane's state at the beginning of the gap, by a state of its own, which says nothing
 * until an episode is over:
 *
 * <pre>
 *   live  ──────┤ leaves      gap      resumes ├──────────▶
 *   late        ├──▶ goes on from there   ──▶ ┤ joins
 *
 *   an episode that was open when the gap began    is the live lane's
 *   one that begins and ends within the gap        is told when it has ended: raised, cleared
 *   one that reaches the gap's end                 is the live lane's, if that has one there;
 *                                                  else it is told, and goes on in the live lane
 * </pre>
 */
final class Lanes {

    /** A backlog of which nothing has come for so long, by the live lane's samples, is over. */
    private static final long BACKLOG_OVER_US = 300_000_000;

    private static final long SHORTEST_GAP_US = 60_000_000;
    private static final long LONGEST_MEMORY_US = 86_400_000_000L;

    private final PointDetector detector;
    private final long gapUs;

    Lanes(PointDetector detector, long gapUs) {
        this.detector = detector;
        this.gapUs = gapUs;
    }

    void step(PointState live, PointState late, Block block, Consumer<WarningEvent> events) {
        if (block.lane() == Lane.LIVE || block.startUs() > live.lastUs) {
            noteGap(live, block.startUs());
            if (!late.quiet()) {
                join(live, late, block.startUs(), events);
            }
            if (live.gapToUs == Long.MIN_VALUE) {
                detector.step(live, block, events);
            } else {
                noteSafe(live, block);
                detector.step(
                        live,
                        block,
                        event -> {
                            noteWarning(live, event);
                            events.accept(event);
                        });
            }
            return;
        }
        late.heardAtUs = live.lastUs;
        boolean inGap = block.startUs() > live.gapFromUs && block.endUs() < live.gapToUs;
        if (inGap && late.gapToUs != live.gapToUs) {
            begin(live, late, events);
        }
        detector.step(late, block, event -> hold(late, event, events));
    }

    private void noteGap(PointState live, long startUs) {
        long fromUs = live.lastUs;
        if (fromUs == Long.MIN_VALUE || startUs - fromUs <= Math.max(gapUs, SHORTEST_GAP_US)) {
            return;
        }
        boolean known = live.gapToUs != Long.MIN_VALUE;
        if (known
                && live.gapToUs - live.gapFromUs > startUs - fromUs
                && startUs - live.gapToUs < LONGEST_MEMORY_US) {
            return;
        }
        live.gapFromUs = fromUs;
        live.gapToUs = startUs;
        live.gapRules = copy(live.rules);
        live.gapWarned = new HashMap<>();
        live.gapSafeUs = new HashMap<>();
        live.gapSafeValue = new HashMap<>();
        live.rules.forEach(
                (rule, state) -> {
                    if (state.open()) {
                        live.gapWarned.put(rule, state.raisedAtUs);
                    }
                });
    }

    private void noteSafe(PointState live, Block block) {
        detector.noteSafe(live, block);
        if (!live.gapWarned.isEmpty()) {
            // It ended within the gap: what the gap's end has is another.
            live.gapSafeUs.forEach(
                    (rule, safeUs) -> {
                        if (safeUs == live.gapToUs) {
                            live.gapWarned.remove(rule);
                        }
                    });
        }
    }

    /** Whether the live lane has a warning of what was dangerous at the end of the gap. */
    private static void noteWarning(PointState live, WarningEvent event) {
        Long safeUs = live.gapSafeUs.get(event.rule());
        if (event.kind() == WarningEvent.Kind.RAISED
                && (safeUs == null || event.raisedAtUs() < safeUs)) {
            live.gapWarned.put(event.rule(), event.raisedAtUs());
        }
    }

    private void begin(PointState live, PointState late, Consumer<WarningEvent> events) {
        settle(live, late, events);
        late.gapToUs = live.gapToUs;
        late.lastUs = live.gapFromUs;
        late.rules = copy(live.gapRules);
        // Windows begin anew: what they held when the gap began is gone.
        late.memories = new HashMap<>();
        late.rules.forEach(
                (rule, state) -> {
                    if (state.open()) {
                        late.heldBack.put(rule, Double.NaN);
                    }
                });
    }

    private static Map<String, RuleState> copy(Map<String, RuleState> rules) {
        Map<String, RuleState> copies = new HashMap<>();
        rules.forEach((rule, state) -> copies.put(rule, state.copy()));
        return copies;
    }

    /** Nothing is told before it is over; not a number: of an episode that is the live lane's. */
    private static void hold(PointState late, WarningEvent event, Consumer<WarningEvent> events) {
        if (event.kind() == WarningEvent.Kind.RAISED) {
            late.heldBack.put(event.rule(), event.limit());
        } else if (event.kind() == WarningEvent.Kind.CLEARED) {
            Double limit = late.heldBack.remove(event.rule());
            if (limit != null && !limit.isNaN()) {
                events.accept(WarningEvents.raisedAtLast(event, limit));
                events.accept(WarningEvents.numbered(event, 2));
            }
        }
    }

    private void join(
            PointState live, PointState late, long startUs, Consumer<WarningEvent> events) {
        boolean reached = late.gapToUs != Long.MIN_VALUE && late.lastUs >= late.gapToUs - gapUs;
        if (reached || startUs - late.heardAtUs > BACKLOG_OVER_US) {
            settle(live, late, events);
        }
    }

    /** The live lane goes on with whatever the late lane has left open. */
    private void settle(PointState live, PointState late, Consumer<WarningEvent> events) {
        for (Map.Entry<String, RuleState> entry : new TreeMap<>(late.rules).entrySet()) {
            String rule = entry.getKey();
            RuleState state = entry.getValue();
            Double limit = late.heldBack.get(rule);
            if (!state.open()
                    || limit == null
                    || limit.isNaN()
                    || live.gapWarned.containsKey(rule)) {
                continue;
            }
            Long safeUs = live.gapSafeUs.get(rule);
            Double safeValue = live.gapSafeValue.get(rule);
            RuleState present = live.rules.get(rule);
            if (safeUs != null && safeValue != null && safeUs > state.acceptedUs) {
                detector.tellEnded(rule, state, limit, safeUs, safeValue, events);
            } else if (present == null || !present.open()) {
                detector.tellRaised(rule, state, limit, events);
                live.rules.put(rule, state);
            }
        }
        late.rules = new HashMap<>();
        late.heldBack = new HashMap<>();
    }
}
