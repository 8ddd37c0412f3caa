package city.lifeline.jobs.detection;

import city.lifeline.model.ReadingsRecord;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Event time follows the clock records of each partition, and nothing else: neither the readings'
 * own times, of which one could be far in the future, nor the clock of this machine.
 */
final class ClockWatermarks implements WatermarkGenerator<ReadingsRecord> {

    static WatermarkStrategy<ReadingsRecord> strategy() {
        return WatermarkStrategy.<ReadingsRecord>forGenerator(context -> new ClockWatermarks())
                .withTimestampAssigner((record, kafkaTime) -> timeMs(record));
    }

    @Override
    public void onEvent(ReadingsRecord record, long eventTime, WatermarkOutput output) {
        if (record.isClock()) {
            // A watermark promises that its own millisecond is over, too.
            output.emitWatermark(new Watermark(timeMs(record) - 1));
        }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        // Clock records say it all.
    }

    private static long timeMs(ReadingsRecord record) {
        return Math.floorDiv(
                record.block() == null ? record.clockUs() : record.block().startUs(), 1_000L);
    }
}
