package city.lifeline.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import city.lifeline.detection.Condition.Change;
import city.lifeline.detection.Condition.Transition;
import city.lifeline.model.WarningEvent.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One test per edge of the table, named after the edge. */
class ConditionTest {

    @Test
    void quietIsRaisedWhenAGradeRises() {
        assertEquals(
                new Transition(Condition.OPEN, Kind.RAISED), Condition.QUIET.after(Change.RISEN));
    }

    @Test
    void openIsUpgradedWhenTheGradeRises() {
        assertEquals(
                new Transition(Condition.OPEN, Kind.UPGRADED), Condition.OPEN.after(Change.RISEN));
    }

    @Test
    void openIsDowngradedWhenTheGradeFalls() {
        assertEquals(
                new Transition(Condition.OPEN, Kind.DOWNGRADED),
                Condition.OPEN.after(Change.FALLEN));
    }

    @Test
    void openPeaksAtANewExtreme() {
        assertEquals(
                new Transition(Condition.OPEN, Kind.PEAKED),
                Condition.OPEN.after(Change.NEW_EXTREME));
    }

    @Test
    void openIsClearedWhenTheGradeIsGone() {
        assertEquals(
                new Transition(Condition.QUIET, Kind.CLEARED), Condition.OPEN.after(Change.GONE));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RISEN")
    void nothingElseHappensToQuiet(Change change) {
        assertThrows(IllegalStateException.class, () -> Condition.QUIET.after(change));
    }
}
