package city.lifeline.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.detection.Latch.Input;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** One test per edge of the table, named after the edge. */
class LatchTest {

    @Test
    void offBecomesPendingWhenDangerous() {
        assertEquals(Latch.PENDING, Latch.OFF.after(Input.DANGEROUS));
    }

    @Test
    void offStaysOffBetween() {
        assertEquals(Latch.OFF, Latch.OFF.after(Input.BETWEEN));
    }

    @Test
    void offStaysOffWhenSafe() {
        assertEquals(Latch.OFF, Latch.OFF.after(Input.SAFE));
    }

    @Test
    void pendingStaysPendingWhileDangerous() {
        assertEquals(Latch.PENDING, Latch.PENDING.after(Input.DANGEROUS));
    }

    @Test
    void pendingBecomesOnAfterOnDelay() {
        assertEquals(Latch.ON, Latch.PENDING.after(Input.ON_DELAY_OVER));
    }

    @Test
    void pendingBecomesOffBetween() {
        assertEquals(Latch.OFF, Latch.PENDING.after(Input.BETWEEN));
    }

    @Test
    void pendingBecomesOffWhenSafe() {
        assertEquals(Latch.OFF, Latch.PENDING.after(Input.SAFE));
    }

    @Test
    void onStaysOnWhileDangerous() {
        assertEquals(Latch.ON, Latch.ON.after(Input.DANGEROUS));
    }

    @Test
    void onStaysOnBetween() {
        assertEquals(Latch.ON, Latch.ON.after(Input.BETWEEN));
    }

    @Test
    void onBecomesReleasingWhenSafe() {
        assertEquals(Latch.RELEASING, Latch.ON.after(Input.SAFE));
    }

    @Test
    void releasingStaysReleasingWhileSafe() {
        assertEquals(Latch.RELEASING, Latch.RELEASING.after(Input.SAFE));
    }

    @Test
    void releasingBecomesOffAfterOffDelay() {
        assertEquals(Latch.OFF, Latch.RELEASING.after(Input.OFF_DELAY_OVER));
    }

    @Test
    void releasingBecomesOnBetween() {
        assertEquals(Latch.ON, Latch.RELEASING.after(Input.BETWEEN));
    }

    @Test
    void releasingBecomesOnWhenDangerous() {
        assertEquals(Latch.ON, Latch.RELEASING.after(Input.DANGEROUS));
    }

    @ParameterizedTest
    @EnumSource
    void anyBecomesOffWhenItsGradeIsGone(Latch latch) {
        assertEquals(Latch.OFF, latch.after(Input.GRADE_GONE));
    }

    @ParameterizedTest
    @CsvSource({
        "OFF, ON_DELAY_OVER",
        "OFF, OFF_DELAY_OVER",
        "PENDING, OFF_DELAY_OVER",
        "ON, ON_DELAY_OVER",
        "ON, OFF_DELAY_OVER",
        "RELEASING, ON_DELAY_OVER"
    })
    void anUnknownPairThrows(Latch latch, Input input) {
        assertThrows(IllegalStateException.class, () -> latch.after(input));
    }

    @ParameterizedTest
    @EnumSource
    void itsCodeNamesIt(Latch latch) {
        assertEquals(latch, Latch.of(latch.code()));
    }

    @Test
    void itIsLatchedUntilItIsReleased() {
        assertFalse(Latch.PENDING.latched());
        assertTrue(Latch.ON.latched());
        assertTrue(Latch.RELEASING.latched());
        assertFalse(Latch.OFF.latched());
    }
}
