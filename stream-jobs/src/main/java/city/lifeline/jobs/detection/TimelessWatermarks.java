package city.lifeline.jobs.detection;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/** For a stream without event time, so that it never holds back the one it is joined with. */
final class TimelessWatermarks implements WatermarkGenerator<CompactedRecord> {

    static WatermarkStrategy<CompactedRecord> strategy() {
        return WatermarkStrategy.forGenerator(context -> new TimelessWatermarks());
    }

    @Override
    public void onEvent(CompactedRecord record, long eventTime, WatermarkOutput output) {
        // See onPeriodicEmit.
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        output.emitWatermark(Watermark.MAX_WATERMARK);
    }
}
