package city.lifeline.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunClockTest {

    private static final long NOW_US = 1_795_334_400_000_001L;

    @Test
    void theWallClockIsItself() {
        assertEquals(NOW_US, RunClock.WALL.runUs(NOW_US));
    }

    @Test
    void aSimulatedClockRunsFromItsAnchor() {
        RunClock clock = new RunClock(NOW_US, 5_000_000, 60);
        assertEquals(5_000_000, clock.runUs(NOW_US));
        assertEquals(65_000_000, clock.runUs(NOW_US + 1_000_000));
        assertEquals(-55_000_000, clock.runUs(NOW_US - 1_000_000));
    }

    @Test
    void aSpeedOfOneIsExact() {
        RunClock clock = new RunClock(1, 2, 1);
        assertEquals(Long.MAX_VALUE / 2 + 1, clock.runUs(Long.MAX_VALUE / 2));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void aSpeedThatIsNone(double speed) {
        assertThrows(IllegalArgumentException.class, () -> new RunClock(0, 0, speed));
    }
}
