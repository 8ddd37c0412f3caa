package city.lifeline.launcher.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartDelayTest {

    private final RestartDelay delay = new RestartDelay();

    @Test
    void theFirstRestartComesAtOnceAndFurtherOnesLater() {
        Duration last = Duration.ZERO;
        for (int i = 0; i < 5; i++) {
            Duration next = delay.next(Duration.ofSeconds(1));
            assertTrue(next.compareTo(last) > 0, next.toString());
            last = next;
        }
        assertEquals(Duration.ofSeconds(10), delay.next(Duration.ofSeconds(1)));
    }

    @Test
    void aProcessThatRanForAWhileIsForgiven() {
        Duration first = delay.next(Duration.ofSeconds(1));
        delay.next(Duration.ofSeconds(1));

        assertEquals(first, delay.next(Duration.ofMinutes(1)));
    }
}
