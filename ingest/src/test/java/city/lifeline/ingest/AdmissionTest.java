package city.lifeline.ingest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.ingest.decode.DecodedBlock;
import city.lifeline.ingest.decode.DecodedMessage;
import city.lifeline.ingest.decode.Reason;
import city.lifeline.ingest.decode.Refusal;
import city.lifeline.model.Block;
import city.lifeline.model.Cause;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Point;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {

    private static final long CLOCK_US = 1_763_712_000_000_000L;
    private static final long MINUTE_US = 60_000_000;
    private static final long DAY_US = 24 * 60 * MINUTE_US;
    private static final Admission.Source SOURCE = source(CLOCK_US, 0);

    private static Admission.Source source(long clockUs, long clockOffsetUs) {
        return new Admission.Source("live", "GW-1", "boot", 7, 42, clockUs, clockOffsetUs);
    }

    private final Counts counts = new Counts();
    private final Admission admission =
            new Admission(
                    new FakeInstalled()
                            .point("P1", "GW-1", OptionalDouble.of(0), OptionalDouble.of(100))
                            .point("P2", "GW-2")
                            .put(pressure(Set.of(65_535.0, -9_999.0), OptionalDouble.of(0.2)))
                            .put(
                                    point(
                                            "GW-1:clock-offset",
                                            "clock-offset",
                                            "s",
                                            Set.of(),
                                            OptionalDouble.empty())),
                    TimeBounds.of(
                            Duration.ofMinutes(5),
                            Duration.ofMinutes(1),
                            Duration.ofDays(1),
                            Duration.ofDays(400)),
                    counts);
    private final List<Block> accepted = new ArrayList<>();
    private final List<Refusal> refused = new ArrayList<>();
    private final List<String> strays = new ArrayList<>();

    private static final class Counts implements Admission.Repeats {
        private int repeated;
        private int contradicted;

        @Override
        public void repeated(int samples) {
            repeated += samples;
        }

        @Override
        public void contradicted(int samples) {
            contradicted += samples;
        }
    }

    private static Point pressure(Set<Double> sentinels, OptionalDouble jump) {
        return point("PRESSURE", "pressure", "MPa", sentinels, jump);
    }

    private static Point point(
            String id, String quantity, String unit, Set<Double> sentinels, OptionalDouble jump) {
        return new Point(
                id,
                "GW-1",
                "",
                quantity,
                unit,
                Duration.ofSeconds(10),
                OptionalDouble.empty(),
                OptionalDouble.of(1.6),
                new Text("测点", "point"),
                null,
                Set.of(),
                Map.of(),
                "",
                sentinels,
                jump);
    }

    private void admit(Admission.Source source, DecodedBlock... blocks) {
        admission.admit(
                new DecodedMessage(
                        "boot", 7, DecodedMessage.NO_TIME, "", List.of(blocks), List.of(), null),
                source,
                (address, aheadUs) -> strays.add(address + " " + aheadUs / MINUTE_US),
                accepted::add,
                refused::add);
    }

    private void admit(DecodedBlock block) {
        admit(SOURCE, block);
        assertEquals(List.of(), refused);
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
        refused.clear();
        admit(SOURCE, block);
        assertEquals(1, refused.size());
        assertEquals(reason, refused.get(0).reason());
        assertEquals(3, refused.get(0).index());
        assertEquals(List.of(), accepted);
        refused.clear();
    }

    private void assertLast(Quality quality, Cause cause) {
        Block last = accepted.get(accepted.size() - 1);
        assertEquals(quality, last.quality());
        assertEquals(cause, last.cause());
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
        assertRefused(Reason.WRONG_UNIT, block("P1", CLOCK_US, 0, "percent", 5));
        assertRefused(Reason.QUANTITY_MISMATCH, block("P1", CLOCK_US, 0, "kPa", 5));
        assertRefused(Reason.WRONG_GATEWAY, reading("GW-1:clock-offset", CLOCK_US, 0));
        admit(block("P1", CLOCK_US, 0, "%{vol}", 5));
    }

    @Test
    void refusesTimesOutOfBounds() {
        assertRefused(Reason.TS_FUTURE, reading("P1", CLOCK_US + DAY_US + 1, 5));
        assertRefused(Reason.TS_TOO_OLD, reading("P1", CLOCK_US - 400 * DAY_US - 1, 5));
        assertRefused(
                Reason.TS_FUTURE, block("P1", CLOCK_US, 30 * (int) MINUTE_US, "", new double[50]));
        assertEquals(List.of("P1 1440", "P1 -576000", "P1 1470"), strays);
        admit(reading("P1", CLOCK_US - 400 * DAY_US, 5));
    }

    @ParameterizedTest
    @CsvSource({"kPa, 300", "bar, 3", "MPa, 0.3", "'', 0.3"})
    void aReadingInAnotherUnitIsConverted(String unit, double value) {
        admit(block("PRESSURE", CLOCK_US, 0, unit, value));

        assertEquals(0.3, accepted.get(0).value(0));
        assertLast(Quality.GOOD, Cause.NONE);
    }

    @Test
    void theRangeHoldsForWhatWasConverted() {
        admit(block("PRESSURE", CLOCK_US, 0, "kPa", 1_601));

        assertLast(Quality.BAD, Cause.RANGE);
        assertRefusedAfter(Reason.OVERFLOW, block("P1", CLOCK_US, 0, "{vol}", 1e307));
    }

    private void assertRefusedAfter(Reason reason, DecodedBlock block) {
        accepted.clear();
        assertRefused(reason, block);
    }

    @Test
    void aSentinelIsWhatTheDeviceSentBeforeAnyConversion() {
        admit(block("PRESSURE", CLOCK_US, 0, "kPa", 65_535));
        assertLast(Quality.BAD, Cause.SENTINEL);
        admit(reading("PRESSURE", CLOCK_US + 1, -9_999));
        assertLast(Quality.BAD, Cause.SENTINEL);
        admit(block("PRESSURE", CLOCK_US + 2, 0, "kPa", 655.35));
        assertLast(Quality.GOOD, Cause.NONE);
    }

    @Test
    void aBlockIsSplitByCause() {
        admit(block("PRESSURE", CLOCK_US, 1_000, "", 0.3, 0.3, -9_999, 1.7, 1.8, 0.3));

        assertEquals(
                List.of("NONE 2", "SENTINEL 1", "RANGE 2", "NONE 1"),
                accepted.stream().map(b -> b.cause() + " " + b.size()).toList());
    }

    @Test
    void aSpikeIsNotBelievedAndAStepIsOnceTheNextSampleAgrees() {
        double[] values = {0.3, 0.9, 0.31, 0.8, 0.82, 0.8, 0.2, 0.9, 0.4, 0.42};
        for (int i = 0; i < values.length; i++) {
            admit(reading("PRESSURE", CLOCK_US + (i - 9) * MINUTE_US / 6, values[i]));
        }

        assertEquals(
                List.of(
                        "NONE", "JUMP", "NONE", "JUMP", "NONE", "NONE", "JUMP", "NONE", "JUMP",
                        "NONE"),
                accepted.stream().map(b -> b.cause().name()).toList());
        assertEquals(0.9, accepted.get(1).value(0));
    }

    @Test
    void afterAPauseNoValueIsAJump() {
        admit(reading("PRESSURE", CLOCK_US - MINUTE_US, 0.3));
        admit(reading("PRESSURE", CLOCK_US - MINUTE_US + 30_000_001, 0.9));
        assertLast(Quality.GOOD, Cause.NONE);
        admit(reading("PRESSURE", CLOCK_US - 2 * MINUTE_US, 0.1));
        assertLast(Quality.GOOD, Cause.NONE);
    }

    @Test
    void badSamplesAreNotComparedWith() {
        admit(reading("PRESSURE", CLOCK_US, 0.3));
        admit(reading("PRESSURE", CLOCK_US + 10, 65_535));
        admit(reading("PRESSURE", CLOCK_US + 20, 9));
        admit(reading("PRESSURE", CLOCK_US + 30, 0.4));
        assertLast(Quality.GOOD, Cause.NONE);
    }

    @Test
    void theSameSampleOnceMoreIsDroppedAndAnotherValueIsKept() {
        admit(reading("P1", CLOCK_US, 5));
        admit(reading("P1", CLOCK_US, 5));
        assertEquals(1, accepted.size());
        assertEquals(1, counts.repeated);

        admit(reading("P1", CLOCK_US, 6));
        assertEquals(2, accepted.size());
        assertEquals(1, counts.contradicted);
        admit(reading("P1", CLOCK_US + 1, 6));
        admit(block("PRESSURE", CLOCK_US, 10, "", 1, 1.1));
        admit(block("PRESSURE", CLOCK_US, 10, "", 1, 1.1));
        admit(block("PRESSURE", CLOCK_US, 10, "", 1, 1.2));
        assertEquals(5, accepted.size());
        assertEquals(3, counts.repeated);
    }

    @Test
    void whatMayNotBeInKafkaIsNoRepeat() {
        admit(reading("P1", CLOCK_US, 5));
        admission.forget();
        admit(reading("P1", CLOCK_US, 5));

        assertEquals(2, accepted.size());
        assertEquals(0, counts.repeated);
    }

    @Test
    void aTimeAheadIsCorrectedToTheClockAndKeptBeside() {
        long deviceUs = CLOCK_US + 10 * MINUTE_US;
        admit(
                SOURCE,
                reading("P1", deviceUs - 20_000_000, 4),
                reading("P1", deviceUs, 5),
                reading("PRESSURE", CLOCK_US + MINUTE_US, 0.5));

        assertEquals(CLOCK_US - 20_000_000, accepted.get(0).startUs());
        assertEquals(CLOCK_US, accepted.get(1).startUs());
        assertEquals(deviceUs, accepted.get(1).deviceStartUs());
        assertEquals(Quality.CLOCK, accepted.get(1).quality());
        assertEquals(Lane.LIVE, accepted.get(1).lane());
        assertEquals(CLOCK_US + MINUTE_US, accepted.get(2).startUs());
        assertEquals(0, accepted.get(2).deviceStartUs());
        assertLast(Quality.GOOD, Cause.NONE);
        assertEquals(List.of("P1 9", "P1 10"), strays);
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 8, -2, -8})
    void allTimesOfAGatewayWhoseClockIsWrongAreCorrected(long hours) {
        long offsetUs = hours * 60 * MINUTE_US;
        admit(
                source(CLOCK_US, offsetUs),
                reading("P1", CLOCK_US + offsetUs, 5),
                reading("P1", CLOCK_US + offsetUs - 10 * MINUTE_US, 4));

        assertEquals(CLOCK_US, accepted.get(0).startUs());
        assertEquals(CLOCK_US + offsetUs, accepted.get(0).deviceStartUs());
        assertEquals(Lane.LIVE, accepted.get(0).lane());
        assertEquals(CLOCK_US - 10 * MINUTE_US, accepted.get(1).startUs());
        assertEquals(Lane.LATE, accepted.get(1).lane());
        assertEquals(List.of(), strays);
    }

    @Test
    void timesOfThePresentAreRightWhateverTheGatewaysClockSays() {
        admit(
                source(CLOCK_US, -8 * 60 * MINUTE_US),
                reading("P1", CLOCK_US - 1_000_000, 5),
                reading("P1", CLOCK_US - 10 * MINUTE_US, 4));

        assertEquals(CLOCK_US - 1_000_000, accepted.get(0).startUs());
        assertEquals(0, accepted.get(0).deviceStartUs());
        assertEquals(CLOCK_US - 10 * MINUTE_US, accepted.get(1).startUs());
    }

    @Test
    void aRunAsideHasItsOwnClockAndRepeatsItself() {
        Admission.Source aside = new Admission.Source("r1", "GW-1", "b", 1, 42, CLOCK_US, 0);
        admit(aside, reading("P1", CLOCK_US, 5), reading("P1", CLOCK_US, 5));
        assertEquals(2, accepted.size());
        admit(aside, reading("P1", CLOCK_US + MINUTE_US + 1, 5));
        assertEquals(Reason.TS_FUTURE, refused.get(0).reason());
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

    @Test
    void manyReadingsAheadOfTheClockAreLookedAtAFewTimesEach() {
        List<DecodedBlock> blocks = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            blocks.add(reading("P1", CLOCK_US + 10 * MINUTE_US - i, 5));
        }
        long[] looks = {0};
        List<DecodedBlock> counted =
                new AbstractList<>() {
                    @Override
                    public DecodedBlock get(int index) {
                        looks[0]++;
                        return blocks.get(index);
                    }

                    @Override
                    public int size() {
                        return blocks.size();
                    }
                };
        admission.admit(
                new DecodedMessage("boot", 7, DecodedMessage.NO_TIME, "", counted, List.of(), null),
                source(CLOCK_US, MINUTE_US),
                Admission.Strays.IGNORED,
                accepted::add,
                refused::add);
        assertEquals(10_000, accepted.size());
        assertEquals(CLOCK_US, accepted.get(0).startUs());
        assertEquals(CLOCK_US - 9_999, accepted.get(9_999).startUs());
        assertTrue(looks[0] <= 3L * blocks.size(), "looked " + looks[0] + " times");
    }
}
