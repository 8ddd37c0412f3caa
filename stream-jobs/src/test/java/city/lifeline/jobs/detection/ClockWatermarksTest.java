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
        ClockWatermarks watermarks = new ClockWatermarks();
        long in2099 = 4_070_908_800_000_000L;
        watermarks.onEvent(ReadingsRecord.of(Block.single("P-0", in2099, 1)), 0, output);
        watermarks.onPeriodicEmit(output);
        assertEquals(List.of(), emitted);
        watermarks.onEvent(ReadingsRecord.clock(5_000_999), 0, output);
        assertEquals(List.of(4_999L), emitted, "the sample of 5.000 s may still come");
    }

    @Test
    void rulesNeverHoldEventTimeBack() {
        new TimelessWatermarks().onPeriodicEmit(output);
        assertEquals(List.of(Long.MAX_VALUE), emitted);
    }
}
