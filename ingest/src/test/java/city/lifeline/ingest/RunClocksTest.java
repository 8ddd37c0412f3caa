package city.lifeline.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import city.lifeline.model.RunClock;
import city.lifeline.model.Runs;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunClocksTest {

    private static final long S_US = 1_000_000;
    private static final long S_NS = 1_000_000_000;
    private static final long LATE_US = 300 * S_US;

    private final RunClocks clocks =
            new RunClocks(
                    new RunClock(0, 0, 10),
                    TimeBounds.of(
                            Duration.ofMinutes(5),
                            Duration.ofMinutes(1),
                            Duration.ofMinutes(5),
                            Duration.ofDays(400)));

    private Map<String, Long> promises(long wallUs, long nowNs) {
        Map<String, Long> promises = new LinkedHashMap<>();
        clocks.promises(
                wallUs,
                nowNs,
                (run, promisedUs, clockUs) -> {
                    assertEquals(clockUs - LATE_US, promisedUs);
                    promises.put(run, promisedUs);
                });
        return promises;
    }

    @Test
    void theLivePromiseIsTheRunsClockLessLateAfter() {
        assertEquals(Map.of(Runs.LIVE, 10_000 * S_US - LATE_US), promises(1_000 * S_US, 0));
    }

    @Test
    void theLiveClockNeverGoesBack() {
        assertEquals(10_000 * S_US, clocks.liveUs(1_000 * S_US));
        assertEquals(10_000 * S_US, clocks.liveUs(400 * S_US));
    }

    @Test
    void aRunAsideIsPromisedItsSlowestGatewayOnceItAdvances() {
        clocks.heard("r", "A", "b", 5_000 * S_US, 0);
        clocks.heard("r", "B", "b", 4_000 * S_US, 0);
        assertEquals(4_000 * S_US - LATE_US, promises(0, S_NS).get("r"));
        assertEquals(null, promises(0, 2 * S_NS).get("r"));
        clocks.heard("r", "B", "b", 6_000 * S_US, 3 * S_NS);
        assertEquals(5_000 * S_US - LATE_US, promises(0, 3 * S_NS).get("r"));
    }

    @Test
    void aGatewayThatIsDoneHoldsUpNobody() {
        clocks.heard("r", "A", "b", 1_000 * S_US, 0);
        clocks.heard("r", "B", "b", 9_000 * S_US, 100 * S_NS);
        assertEquals(9_000 * S_US - LATE_US, promises(0, 100 * S_NS).get("r"));
    }

    @Test
    void sentAtDoesNotGoBackWithARepeat() {
        clocks.heard("r", "A", "b", 5_000 * S_US, 0);
        clocks.heard("r", "A", "b", 4_000 * S_US, 0);
        assertEquals(5_000 * S_US - LATE_US, promises(0, 0).get("r"));
    }

    @Test
    void beginsAgainWithANewBoot() {
        clocks.heard("r", "A", "first", 9_000 * S_US, 0);
        assertEquals(9_000 * S_US - LATE_US, promises(0, S_NS).get("r"));

        clocks.heard("r", "A", "second", 1_000 * S_US, 2 * S_NS);

        assertEquals(1_000 * S_US - LATE_US, promises(0, 3 * S_NS).get("r"));
    }
}
