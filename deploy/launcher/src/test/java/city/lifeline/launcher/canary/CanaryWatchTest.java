package city.lifeline.launcher.canary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CanaryWatchTest {

    private static final Instant START = Instant.parse("2026-11-26T00:00:00Z");

    private final CanaryWatch watch = new CanaryWatch(Duration.ofSeconds(85), START);

    private static Instant at(long seconds) {
        return START.plusSeconds(seconds);
    }

    private static CanaryWatch.Pass pass(long publishedAt, long doneAt) {
        return new CanaryWatch.Pass(at(publishedAt), at(doneAt), at(doneAt), true);
    }

    @Test
    void silenceIsToldOnceAndItsEndOnce() {
        assertEquals(Optional.empty(), watch.check(at(84)));
        assertEquals(Optional.of(CanaryWatch.News.ALARM), watch.check(at(85)));
        assertEquals(Optional.empty(), watch.check(at(86)));
        watch.passed(pass(90, 92));
        assertEquals(Optional.of(CanaryWatch.News.OVER), watch.check(at(92)));
        assertEquals(Optional.empty(), watch.check(at(93)));
        assertNull(watch.alarmSince());
    }

    @Test
    void theSameOneAgainIsNoNews() {
        watch.passed(pass(0, 1));
        watch.passed(pass(0, 1));
        assertEquals(Optional.of(CanaryWatch.News.ALARM), watch.check(at(86)));
        watch.passed(pass(0, 1));
        assertEquals(Optional.empty(), watch.check(at(87)));
    }

    @Test
    void oneThatWasLongUnderWayEndsTheSilenceWhenItComes() {
        assertEquals(Optional.of(CanaryWatch.News.ALARM), watch.check(at(100)));
        watch.passed(pass(5, 110));
        assertEquals(Optional.of(CanaryWatch.News.OVER), watch.check(at(111)));
        assertEquals(Duration.ofSeconds(1), watch.silentFor(at(111)));
    }
}
