package city.lifeline.alerting.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Grade;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class IncidentStepsTest {

    private static final Instant NOW = Instant.parse("2026-07-01T00:00:00Z");
    private static final Duration TEN = Duration.ofMinutes(10);

    private static IncidentSteps told(Grade grade, int step, Duration ago) {
        return new IncidentSteps(
                Map.of(
                        new IncidentSteps.Key("storm", "wang"),
                        new IncidentSteps.Told(grade, step, NOW.minus(ago))),
                NOW);
    }

    @Test
    void theSameGradeIsNewsOnceAndAWorseOneAgain() {
        IncidentSteps steps = told(Grade.YELLOW, 1, TEN);
        assertFalse(steps.tells("storm", "wang", Grade.YELLOW, 1, null));
        assertFalse(steps.tells("storm", "wang", Grade.BLUE, 1, null));
        assertTrue(steps.tells("storm", "li", Grade.BLUE, 1, null));
        assertTrue(steps.tells("storm", "wang", Grade.ORANGE, 1, null));
        assertTrue(steps.tells("fire", "wang", Grade.BLUE, 1, null));
        assertEquals(3, steps.noted().size());
    }

    @Test
    void whatComesTogetherIsToldTogether() {
        IncidentSteps steps = new IncidentSteps(Map.of(), NOW);
        assertTrue(steps.tells("storm", "wang", Grade.ORANGE, 1, null));
        assertTrue(steps.tells("storm", "wang", Grade.YELLOW, 1, null));
        assertEquals(
                Grade.ORANGE,
                Objects.requireNonNull(steps.noted().get(new IncidentSteps.Key("storm", "wang")))
                        .grade());
    }

    @Test
    void redIsAlwaysTold() {
        IncidentSteps steps = told(Grade.RED, 1, Duration.ZERO);
        assertFalse(steps.tells("storm", "wang", Grade.ORANGE, 1, null));
        assertTrue(steps.tells("storm", "wang", Grade.RED, 1, null));
    }

    @Test
    void aWarningInNoIncidentIsAlwaysTold() {
        IncidentSteps steps = told(Grade.RED, 1, Duration.ZERO);
        assertTrue(steps.tells(null, "wang", Grade.BLUE, 1, null));
    }

    @Test
    void whoIsToldOnIsTheNextStepAndIsRemindedWhenItsTimeIsOver() {
        assertTrue(told(Grade.YELLOW, 1, TEN).tells("storm", "wang", Grade.YELLOW, 2, TEN));
        assertFalse(
                told(Grade.YELLOW, 2, TEN.minusSeconds(1))
                        .tells("storm", "wang", Grade.YELLOW, 2, TEN));
        assertTrue(told(Grade.YELLOW, 2, TEN).tells("storm", "wang", Grade.YELLOW, 2, TEN));
    }

    @Test
    void afterAShiftTheSameIsNewsAgain() {
        assertFalse(
                told(Grade.YELLOW, 1, Duration.ofHours(11))
                        .tells("storm", "wang", Grade.YELLOW, 1, null));
        assertTrue(
                told(Grade.YELLOW, 1, Duration.ofHours(12))
                        .tells("storm", "wang", Grade.YELLOW, 1, null));
    }
}
