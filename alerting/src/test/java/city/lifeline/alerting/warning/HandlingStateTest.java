package city.lifeline.alerting.warning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import city.lifeline.alerting.warning.HandlingState.Action;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HandlingStateTest {

    /** Written down once more, so that a slip in the table is seen. */
    private static final Map<HandlingState, Set<Action>> LEGAL =
            Map.of(
                    HandlingState.RAISED, Set.of(Action.ACKNOWLEDGE),
                    HandlingState.ACKNOWLEDGED, Set.of(Action.ACKNOWLEDGE, Action.ASSESS),
                    HandlingState.ASSESSED,
                            Set.of(Action.ACKNOWLEDGE, Action.ASSESS, Action.ORDER, Action.CLOSE),
                    HandlingState.IN_DISPOSAL,
                            Set.of(
                                    Action.ACKNOWLEDGE,
                                    Action.ASSESS,
                                    Action.ORDER,
                                    Action.FEEDBACK,
                                    Action.CLOSE),
                    HandlingState.CLOSED, Set.of(Action.ARCHIVE),
                    HandlingState.ARCHIVED, Set.of());

    @ParameterizedTest
    @EnumSource(HandlingState.class)
    void everyPairIsLegalOrRefusedWithAReason(HandlingState state) {
        for (Action action : Action.values()) {
            boolean legal = LEGAL.getOrDefault(state, Set.of()).contains(action);
            assertEquals(legal, state.allows(action), state + " " + action);
            if (!legal) {
                IllegalTransitionException refused =
                        assertThrows(IllegalTransitionException.class, () -> state.after(action));
                assertFalse(String.valueOf(refused.getMessage()).isBlank());
            }
        }
    }
}
