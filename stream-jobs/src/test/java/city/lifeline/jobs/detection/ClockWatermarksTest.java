package city.lifeline.jobs.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import city.lifeline.model.Block;
import city.lifeline.model.ReadingsRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.junit.jupiter.api.Test;

class ClockWatermarksTest {

    private final List<Long> emitted = new ArrayList<>();
    private final ClockWatermarks watermarks = new ClockWatermarks();

    private final WatermarkOutput output =
            new WatermarkOutput() {
                @Override
                public void emitWatermark(Watermark watermark) {
                    emitted.add(watermark.getTimestamp());
                }

                @Override
                public void markIdle() {
                    throw new AssertionError("a partition is never idle: its clock goes on");
                }

                @Override
                public void markActive() {}
            };

    @Test
    void onlyClocksMoveEventTime() {
        long in2099 = 4_070_908_800_000_000L;
        watermarks.onEvent(ReadingsRecord.of(Block.single("P-0", in2099, 1)), 0, output);
        watermarks.onPeriodicEmit(output);
        assertEquals(List.of(), emitted);
        watermarks.onEvent(ReadingsRecord.clock(5_000_999), 0, output);
        assertEquals(List.of(4_999L), emitted, "the sample of 5.000 s may still come");
    }

    private void clock(long ms, int slot, int slots) {
        watermarks.onEvent(ReadingsRecord.clock(0, ms * 1_000, slot, slots), 0, output);
    }

    @Test
    void eventTimeIsThatOfTheSlowestSlotOnceAllWereHeard() {
        clock(10, 0, 3);
        clock(30, 2, 3);
        assertEquals(List.of(), emitted);
        clock(20, 1, 3);
        assertEquals(List.of(9L), emitted);
        clock(25, 0, 3);
        assertEquals(List.of(9L, 19L), emitted);
    }

    @Test
    void aSlotThatNobodyHoldsHoldsEventTime() {
        clock(10, 0, 2);
        clock(10, 1, 2);
        clock(20, 1, 2);
        clock(30, 1, 2);
        assertEquals(List.of(9L, 9L, 9L), emitted);
    }

    @Test
    void aZombiesOldPromiseTakesNothingBack() {
        clock(10, 0, 2);
        clock(10, 1, 2);
        clock(20, 0, 2);
        clock(5, 0, 2);
        clock(20, 1, 2);
        assertEquals(List.of(9L, 9L, 9L, 19L), emitted);
    }

    @Test
    void anotherNumberOfSlotsCountsOnceAllOfThemWereHeard() {
        clock(10, 0, 1);
        clock(20, 1, 2);
        clock(11, 0, 1);
        clock(30, 0, 2);
        clock(40, 0, 2);
        assertEquals(List.of(9L, 10L, 19L, 19L), emitted);
        clock(50, 0, 1);
        assertEquals(49L, emitted.get(emitted.size() - 1), "undivided again");
    }

    @Test
    void rulesNeverHoldEventTimeBack() {
        new TimelessWatermarks().onPeriodicEmit(output);
        assertEquals(List.of(Long.MAX_VALUE), emitted);
    }
}
