package city.lifeline.model;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GradeTest {

    @Test
    void redIsTheWorst() {
        assertTrue(Grade.RED.isAbove(Grade.ORANGE));
        assertTrue(Grade.ORANGE.isAbove(Grade.YELLOW));
        assertTrue(Grade.YELLOW.isAbove(Grade.BLUE));
        assertFalse(Grade.BLUE.isAbove(Grade.BLUE));
        assertTrue(Grade.BLUE.isAtLeast(Grade.BLUE));
        assertFalse(Grade.BLUE.isAtLeast(Grade.YELLOW));
    }
}
