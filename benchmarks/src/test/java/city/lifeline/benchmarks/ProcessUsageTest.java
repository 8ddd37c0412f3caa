package city.lifeline.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessUsageTest {

    @Test
    void whatEndedChildrenTookCounts() {
        String stat = "42 (a) b) S 1 42 42 0 -1 4194560 900 80 0 0 100 20 3 4 20 0 1 0 5000 1 1";

        assertEquals(1_270_000, ProcessUsage.cpuUsWithEnded(stat));
    }

    @Test
    void whatIsSharedIsCountedInProportion() {
        assertEquals(
                300 * 1_024,
                ProcessUsage.proportional(
                        List.of(
                                "55d0-7ffe ---p 00000000 00:00 0    [rollup]",
                                "Rss:                1000 kB",
                                "Pss:                 300 kB",
                                "Pss_Dirty:            90 kB",
                                "Pss_Anon:             80 kB")));
    }
}
