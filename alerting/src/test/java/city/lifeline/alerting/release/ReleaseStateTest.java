package city.lifeline.alerting.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import city.lifeline.alerting.release.ReleaseState.Action;
import city.lifeline.alerting.warning.IllegalTransitionException;
import city.lifeline.model.Grade;
import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Settings;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseStateTest {

    /** Written down once more, so that a slip in the table is seen. */
    private static final Map<ReleaseState, Map<Action, ReleaseState>> LEGAL =
            Map.of(
                    ReleaseState.UNRELEASED,
                    Map.of(
                            Action.SUGGEST, ReleaseState.SUGGESTED,
                            Action.PROPOSE, ReleaseState.PROPOSED),
                    ReleaseState.SUGGESTED,
                    Map.of(
                            Action.SUGGEST, ReleaseState.SUGGESTED,
                            Action.LAPSE, ReleaseState.UNRELEASED,
                            Action.PROPOSE, ReleaseState.PROPOSED,
                            Action.REJECT, ReleaseState.UNRELEASED),
                    ReleaseState.PROPOSED,
                    Map.of(
                            Action.APPROVE, ReleaseState.RELEASED,
                            Action.REJECT, ReleaseState.UNRELEASED),
                    ReleaseState.RELEASED,
                    Map.of(
                            Action.SUGGEST, ReleaseState.UPDATE_SUGGESTED,
                            Action.SUGGEST_CANCELLATION, ReleaseState.CANCELLATION_SUGGESTED,
                            Action.PROPOSE, ReleaseState.UPDATE_PROPOSED,
                            Action.PROPOSE_CANCELLATION, ReleaseState.CANCELLATION_PROPOSED),
                    ReleaseState.UPDATE_SUGGESTED,
                    Map.of(
                            Action.SUGGEST, ReleaseState.UPDATE_SUGGESTED,
                            Action.SUGGEST_CANCELLATION, ReleaseState.CANCELLATION_SUGGESTED,
                            Action.PROPOSE, ReleaseState.UPDATE_PROPOSED,
                            Action.PROPOSE_CANCELLATION, ReleaseState.CANCELLATION_PROPOSED,
                            Action.REJECT, ReleaseState.RELEASED),
                    ReleaseState.UPDATE_PROPOSED,
                    Map.of(
                            Action.APPROVE, ReleaseState.RELEASED,
                            Action.REJECT, ReleaseState.RELEASED),
                    ReleaseState.CANCELLATION_SUGGESTED,
                    Map.of(
                            Action.PROPOSE, ReleaseState.UPDATE_PROPOSED,
                            Action.PROPOSE_CANCELLATION, ReleaseState.CANCELLATION_PROPOSED,
                            Action.REJECT, ReleaseState.RELEASED),
                    ReleaseState.CANCELLATION_PROPOSED,
                    Map.of(
                            Action.APPROVE, ReleaseState.CANCELLED,
                            Action.REJECT, ReleaseState.RELEASED),
                    ReleaseState.CANCELLED,
                    Map.of(
                            Action.SUGGEST, ReleaseState.SUGGESTED,
                            Action.PROPOSE, ReleaseState.PROPOSED));

    @ParameterizedTest
    @EnumSource(ReleaseState.class)
    void everyPairIsLegalOrRefusedWithAReason(ReleaseState state) {
        for (Action action : Action.values()) {
            ReleaseState next = LEGAL.getOrDefault(state, Map.of()).get(action);
            assertEquals(next != null, state.allows(action), state + " " + action);
            if (next == null) {
                IllegalTransitionException refused =
                        assertThrows(IllegalTransitionException.class, () -> state.after(action));
                assertFalse(String.valueOf(refused.getMessage()).isBlank());
            } else {
                assertEquals(next, state.after(action));
            }
        }
    }

    /** Nothing but an approval brings anything to the public. */
    @Test
    void onlyAnApprovalOfAProposalReleases() {
        for (ReleaseState state : ReleaseState.values()) {
            for (Action action : Action.values()) {
                if (action != Action.REJECT
                        && state.allows(action)
                        && Set.of(ReleaseState.RELEASED, ReleaseState.CANCELLED)
                                .contains(state.after(action))) {
                    assertEquals(Action.APPROVE, action, state.name());
                }
            }
        }
    }

    private static ReleaseSettings read(Map<String, String> texts) {
        return ReleaseSettings.read(Settings.of(texts).checked(ReleaseSettings.ALL));
    }

    @Test
    void redIsSuggestedUnlessARuleSaysOtherwise() {
        ReleaseSettings settings = read(Map.of("release.suggest.rules", "D2=orange, G1=never"));
        assertEquals(false, settings.suggests("B1", Grade.ORANGE));
        assertEquals(true, settings.suggests("B1", Grade.RED));
        assertEquals(true, settings.suggests("D2", Grade.ORANGE));
        assertEquals(false, settings.suggests("G1", Grade.RED));
        assertEquals(ReleaseSettings.standard(), read(Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "release.suggest.from=purple",
                "release.suggest.rules=G1",
                "release.suggest.rules=G1=purple",
                "release.propose.roles=VIEWER",
                "release.approve.roles=COMMANDER,MACHINE"
            })
    void aFaultySettingIsNamed(String line) {
        String[] parts = line.split("=", 2);
        InvalidSettingsException refused =
                assertThrows(
                        InvalidSettingsException.class, () -> read(Map.of(parts[0], parts[1])));
        assertEquals(true, refused.faults().get(0).startsWith(parts[0]));
    }
}
