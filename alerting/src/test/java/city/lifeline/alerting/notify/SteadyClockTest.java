package city.lifeline.alerting.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SteadyClockTest {

    @Test
    void aJumpOfTheWallClockMovesNoDeadline() {
        Instant begun = Instant.parse("2026-11-26T08:00:00Z");
        AtomicReference<Instant> wall = new AtomicReference<>(begun);
        AtomicLong nanos = new AtomicLong(5);
        SteadyClock clock = new SteadyClock(wall::get, nanos::get);
        for (Duration jump : new Duration[] {Duration.ofHours(1), Duration.ofHours(-1)}) {
            wall.set(begun.plus(jump));
            nanos.addAndGet(Duration.ofSeconds(60).toNanos());
        }
        assertEquals(begun.plusSeconds(120), clock.instant());
    }
}
