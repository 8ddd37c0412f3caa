package city.lifeline.ingest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import city.lifeline.ingest.decode.DecodedBlock;
import city.lifeline.ingest.decode.Reason;
import city.lifeline.ingest.decode.Refusal;
import city.lifeline.model.Block;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private static final long CLOCK_US = 1_763_712_000_000_000L;
    private static final long MINUTE_US = 60_000_000;
    private static final long DAY_US = 24 * 60 * MINUTE_US;
    private static final Admission.Source SOURCE = new Admission.Source("GW-1", "boot", 7, 42);

    private final Admission admission =
            new Admission(
                    new FakeInstalled()
                            .point("P1", "GW-1", OptionalDouble.of(0), OptionalDouble.of(100))
                            .point("P2", "GW-2"),
                    TimeBounds.of(
                            Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofDays(400)));
    private final List<Block> accepted = new ArrayList<>();

    private void admit(DecodedBlock block) {
        assertNull(admission.admit(block, SOURCE, CLOCK_US, accepted::add));
    }

    private static DecodedBlock reading(String point, long timeUs, double value) {
        return block(point, timeUs, 0, "", value);
    }

    private static DecodedBlock block(
            String point, long startUs, int intervalUs, String unit, double... values) {
        return new DecodedBlock(
                3, point, startUs, intervalUs, new int[0], values, unit, Quality.GOOD);
    }

    private void assertRefused(Reason reason, DecodedBlock block) {
        Refusal refusal = admission.admit(block, SOURCE, CLOCK_US, accepted::add);
        assertNotNull(refusal);
        assertEquals(reason, refusal.reason());
        assertEquals(3, refusal.index());
        assertEquals(List.of(), accepted);
    }

    @Test
    void aReadingKeepsWhereItCameFrom() {
        admit(reading("P1", CLOCK_US, 5));
        Block block = accepted.get(0);
        assertEquals("GW-1", block.gateway());
        assertEquals("boot", block.boot());
        assertEquals(7, block.seq());
        assertEquals(42, block.receivedAtUs());
        assertEquals(Lane.LIVE, block.lane());
        assertEquals(Quality.GOOD, block.quality());
    }

    @Test
    void refusesWhatIsNotRegisteredLikeThis() {
        assertRefused(Reason.UNKNOWN_DEVICE, reading("P9", CLOCK_US, 5));
        assertRefused(Reason.WRONG_GATEWAY, reading("P2", CLOCK_US, 5));
        assertRefused(Reason.WRONG_UNIT, block("P1", CLOCK_US, 0, "%{LEL}", 5));
        admit(block("P1", CLOCK_US, 0, "%{vol}", 5));
    }

    @Test
    void refusesTimesOutOfBounds() {
        assertRefused(Reason.TS_FUTURE, reading("P1", CLOCK_US + 5 * MINUTE_US + 1, 5));
        assertRefused(Reason.TS_TOO_OLD, reading("P1", CLOCK_US - 400 * DAY_US - 1, 5));
        assertRefused(Reason.TS_FUTURE, block("P1", CLOCK_US, (int) MINUTE_US, "", new double[7]));
        admit(reading("P1", CLOCK_US + 5 * MINUTE_US, 5));
        admit(reading("P1", CLOCK_US - 400 * DAY_US, 5));
    }

    @Test
    void theLaneIsThatOfTheFirstSample() {
        admit(reading("P1", CLOCK_US - 5 * MINUTE_US, 5));
        admit(reading("P1", CLOCK_US - 5 * MINUTE_US - 1, 5));
        admit(block("P1", CLOCK_US - 6 * MINUTE_US, (int) MINUTE_US, "", new double[6]));
        assertEquals(
                List.of(Lane.LIVE, Lane.LATE, Lane.LATE),
                accepted.stream().map(Block::lane).toList());
    }

    @Test
    void anImpossibleValueGoesOnAsBad() {
        admit(reading("P1", CLOCK_US, 101));
        assertEquals(Quality.BAD, accepted.get(0).quality());
        assertEquals(101, accepted.get(0).value(0));
    }

    @Test
    void thePartsOfAnUnevenBlockKeepTheirTimes() {
        admit(
                new DecodedBlock(
                        3,
                        "P1",
                        CLOCK_US,
                        0,
                        new int[] {0, 7, 15, 30},
                        new double[] {1, -1, 2, 3},
                        "",
                        Quality.GOOD));

        assertEquals(3, accepted.size());
        assertEquals(CLOCK_US + 7, accepted.get(1).timeUs(0));
        assertEquals(CLOCK_US + 15, accepted.get(2).timeUs(0));
        assertEquals(CLOCK_US + 30, accepted.get(2).timeUs(1));
    }

    @Test
    void onlyTheImpossiblePartOfABlockIsBad() {
        admit(block("P1", CLOCK_US, 10, "", 1, 2, -1, 101, 5));

        assertEquals(3, accepted.size());
        assertArrayEquals(new double[] {1, 2}, accepted.get(0).values());
        assertEquals(Quality.BAD, accepted.get(1).quality());
        assertEquals(CLOCK_US + 20, accepted.get(1).timeUs(0));
        assertEquals(CLOCK_US + 30, accepted.get(1).timeUs(1));
        assertEquals(Quality.GOOD, accepted.get(2).quality());
        assertEquals(CLOCK_US + 40, accepted.get(2).timeUs(0));
    }
}
