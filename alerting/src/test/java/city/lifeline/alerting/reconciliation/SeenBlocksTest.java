package city.lifeline.alerting.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Block;
import city.lifeline.model.Lane;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeenBlocksTest {

    private static final Instant HOUR = Instant.parse("2026-11-22T08:00:00Z");

    private final SeenBlocks seen = new SeenBlocks(1 << 12);

    @Test
    void aBlockIsKnownByItsPointAndItsTimes() {
        assertFalse(seen.isKnown(Block.single("P-1", 1_000, 1)));
        assertTrue(seen.isKnown(Block.single("P-1", 1_000, 1)));
        assertFalse(seen.isKnown(Block.single("P-1", 1_001, 1)));
        assertFalse(seen.isKnown(Block.single("P-2", 1_000, 1)));
        assertFalse(seen.isKnown(Block.regular("P-1", 1_000, 10, new double[2])));
        assertFalse(seen.isKnown(Block.regular("P-1", 1_000, 20, new double[2])));
        assertTrue(seen.isKnown(Block.regular("P-1", 1_000, 20, new double[2])));
    }

    @Test
    void whatIsForgottenIsNotKnown() {
        Block block = Block.single("P-1", 1_000, 1);
        assertFalse(seen.isKnown(block));
        seen.forget(Block.single("P-2", 1_000, 1));
        assertTrue(seen.isKnown(block));
        seen.forget(block);
        assertFalse(seen.isKnown(block));
    }

    @Test
    void whatCameAfterTheStoreWasAskedIsNotMissing() {
        assertEquals(
                2,
                Reconciliation.missing(
                        List.of(new HourCounts.Count(HOUR, Lane.LIVE, 30, 8L, HOUR, 10L))));
    }

    @Test
    void noneOfMoreThanItHoldsIsTakenForAnother() {
        for (int i = 0; i < 100_000; i++) {
            assertFalse(seen.isKnown(Block.single("P-" + i % 500, i, i)));
        }
    }

    @Test
    void whatIsInOneLaneOnlyOfTheStoreIsNotMissing() {
        assertEquals(
                0,
                Reconciliation.missing(
                        List.of(
                                new HourCounts.Count(HOUR, Lane.LIVE, 10, 8L, HOUR, 10L),
                                new HourCounts.Count(HOUR, Lane.LATE, 2, 4L, HOUR, 2L))));
    }

    @Test
    void anHourThatHasMoreDoesNotMakeUpForAnother() {
        assertEquals(
                3,
                Reconciliation.missing(
                        List.of(
                                new HourCounts.Count(
                                        HOUR.plusSeconds(7200), Lane.LIVE, 9, null, null, null),
                                new HourCounts.Count(
                                        HOUR.plusSeconds(3600), Lane.LIVE, 10, 7L, HOUR, 10L),
                                new HourCounts.Count(HOUR, Lane.LIVE, 10, 20L, HOUR, 10L))));
    }
}
