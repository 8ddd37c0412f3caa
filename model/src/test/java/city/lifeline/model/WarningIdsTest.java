package city.lifeline.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WarningIdsTest {

    /** Worked out by another program: what is stored must never change its id. */
    @Test
    void idsAreStable() {
        assertEquals(
                "4wx0jz5hy5yf4j7zqkv5",
                WarningIds.of("live", "G1", "GAS-MH-01-CH4", 1_795_334_400_000_000L));
        assertEquals("36r7hhf4tp1xc4jqek60", WarningIds.of("r", "甲", "p", -1));
    }

    @Test
    void everyPartCounts() {
        Set<String> ids = new HashSet<>();
        for (String run : new String[] {"live", "replay"}) {
            for (String rule : new String[] {"G1", "G2"}) {
                for (String point : new String[] {"P1", "P2"}) {
                    for (long start = 0; start < 100; start++) {
                        ids.add(WarningIds.of(run, rule, point, start));
                    }
                }
            }
        }
        assertEquals(800, ids.size());
        assertTrue(ids.stream().allMatch(id -> id.matches("[0-9a-hjkmnp-tv-z]{20}")));
    }
}
