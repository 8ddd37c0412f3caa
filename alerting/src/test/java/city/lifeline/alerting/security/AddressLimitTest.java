package city.lifeline.alerting.security;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AddressLimitTest {

    private Instant now = Instant.parse("2026-11-22T08:00:00Z");
    private final AddressLimit limit = new AddressLimit(2, Duration.ofMinutes(1), () -> now);

    @Test
    void countsEachAddressByItself() {
        assertTrue(limit.allows("a"));
        assertTrue(limit.allows("a"));
        assertFalse(limit.allows("a"));
        assertTrue(limit.allows("b"));
    }

    @Test
    void beginsAnewAfterTheWindow() {
        limit.allows("a");
        limit.allows("a");
        now = now.plusSeconds(59);
        assertFalse(limit.allows("a"));
        now = now.plusSeconds(1);
        assertTrue(limit.allows("a"));
    }
}
