package city.lifeline.alerting.web;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {

    private final Pace pace = new Pace();

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    /** Whether what is waited for from one second to another comes fast enough. */
    private boolean waitedFor(int bytes, long from, long to) {
        pace.waits(seconds(from));
        pace.waits(seconds(to));
        return pace.came(bytes, seconds(to));
    }

    @Test
    void aByteNowAndThenIsTooSlowOnceTimeForALostPacketHasPassed() {
        assertTrue(pace.came(1, seconds(100)));
        assertTrue(waitedFor(1, 100, 107));
        assertFalse(waitedFor(1, 107, 108));
        // An answer that says so does not open it again for what is left of the body.
        pace.answered();
        assertFalse(waitedFor(1, 108, 109));
    }

    @Test
    void aLargeBodyOverASlowLineIsNot() {
        assertTrue(pace.came(Pace.LEAST_BYTES_A_SECOND, seconds(0)));
        for (int i = 1; i < 600; i++) {
            assertTrue(waitedFor(Pace.LEAST_BYTES_A_SECOND, i - 1, i));
        }
    }

    @Test
    void whoIsReadLateIsNotSlow() {
        assertTrue(pace.came(200, seconds(0)));
        assertTrue(pace.came(40, seconds(30)));
    }

    @Test
    void aRequestThatComesLongAfterTheLastWasAnsweredIsMeasuredByItself() {
        assertTrue(pace.came(400, seconds(0)));
        pace.answered();
        assertTrue(waitedFor(400, 1, 3_600));
        assertTrue(waitedFor(1, 3_600, 3_607));
    }
}
