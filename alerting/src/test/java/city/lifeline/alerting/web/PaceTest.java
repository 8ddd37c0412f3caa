package city.lifeline.alerting.web;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void aByteNowAndThenIsTooSlowOnceTimeForALostPacketHasPassed() {
        Pace pace = new Pace();
        assertTrue(pace.came(1, seconds(100)));
        assertTrue(pace.came(1, seconds(107)));
        assertFalse(pace.came(1, seconds(108)));
        // An answer that says so does not open it again for what is left of the body.
        pace.answered();
        assertFalse(pace.came(1, seconds(109)));
    }

    @Test
    void aLargeBodyOverASlowLineIsNot() {
        Pace pace = new Pace();
        for (int i = 0; i < 600; i++) {
            assertTrue(pace.came(Pace.LEAST_BYTES_A_SECOND, seconds(i)));
        }
    }

    @Test
    void aRequestThatComesLongAfterTheLastWasAnsweredIsMeasuredByItself() {
        Pace pace = new Pace();
        assertTrue(pace.came(400, seconds(0)));
        pace.answered();
        assertTrue(pace.came(400, seconds(3_600)));
        assertTrue(pace.came(1, seconds(3_607)));
    }
}
