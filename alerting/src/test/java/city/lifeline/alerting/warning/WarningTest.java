package city.lifeline.alerting.warning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.Micros;
import city.lifeline.alerting.TestEvents;
import city.lifeline.model.Grade;
import city.lifeline.model.WarningEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WarningTest {

    private static List<WarningEvent> wholeLife() {
        TestEvents events = TestEvents.live("MH-1-CH4");
        events.raised(Grade.BLUE, 11);
        events.upgraded(Grade.RED, 52);
        events.peaked(60);
        events.downgraded(Grade.YELLOW, 30);
        events.upgraded(Grade.RED, 55);
        events.cleared(3);
        return events.all();
    }

    private static Warning fold(List<WarningEvent> events) {
        Warning warning = Warning.of(events.get(0));
        for (WarningEvent event : events.subList(1, events.size())) {
            warning = warning.with(event);
        }
        return warning;
    }

    @Test
    void raised() {
        TestEvents events = TestEvents.live("MH-1-CH4");
        Warning warning = Warning.of(events.raised(Grade.BLUE, 11));

        assertEquals(Grade.BLUE, warning.grade());
        assertEquals(Warning.State.RAISED, warning.state());
        assertEquals(1, warning.raises());
        assertEquals(Micros.instant(TestEvents.START_US), warning.gradeSince());
        assertNull(warning.clearedAt());
    }

    @Test
    void peakedKeepsGradeAndItsTime() {
        TestEvents events = TestEvents.live("MH-1-CH4");
        Warning warning = Warning.of(events.raised(Grade.BLUE, 11)).with(events.peaked(15));

        assertEquals(15, warning.peakValue());
        assertEquals(Micros.instant(TestEvents.START_US), warning.gradeSince());
        assertEquals(Micros.instant(TestEvents.START_US + 1_000_000), warning.updatedAt());
    }

    @Test
    void clearedKeepsPeak() {
        Warning warning = fold(wholeLife());
        Instant end = Micros.instant(TestEvents.START_US + 5_000_000);

        assertNull(warning.grade());
        assertEquals(Grade.RED, warning.peak());
        assertEquals(60, warning.peakValue());
        assertEquals(Warning.State.CLEARED, warning.state());
        assertEquals(end, warning.clearedAt());
        assertEquals(
                List.of(1, 2, 1, 1, 6),
                List.of(
                        warning.raises(),
                        warning.upgrades(),
                        warning.downgrades(),
                        warning.clears(),
                        warning.lastEventNumber()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void orderMakesNoDifference(long seed) {
        List<WarningEvent> shuffled = new ArrayList<>(wholeLife());
        Collections.shuffle(shuffled, new Random(seed));

        assertEquals(fold(wholeLife()), fold(shuffled), () -> "order of " + shuffled);
    }

    @Test
    void latchedIsOpenUntilAcknowledged() {
        TestEvents events = new TestEvents("live", "MH-1-CH4", TestEvents.START_US, true);
        Warning warning = Warning.of(events.raised(Grade.RED, 52)).with(events.cleared(3));

        assertTrue(new HandledWarning(warning, Handling.NONE).isOpen());
        assertFalse(
                new HandledWarning(
                                warning,
                                Handling.acknowledged("admin", Instant.EPOCH, null, Grade.RED))
                        .isOpen());
    }
}
