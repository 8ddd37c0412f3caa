package city.lifeline.jobs.detection;

import city.lifeline.model.ReadingsRecord;
import java.util.Arrays;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Event time follows the clock records of each partition, and nothing else: neither the readings'
 * own times, of which one could be far in the future, nor the clock of this machine.
 *
 * <p>Where ingest is divided into slots, each stamps its own clock into the partition, and event
 * time is that of the slot that is furthest behind; a slot that is not yet heard, or that no
 * instance holds, holds it. When the number of slots changes, those of the new number must all have
 * been heard before they count.
 */
final class ClockWatermarks implements WatermarkGenerator<ReadingsRecord> {

    static WatermarkStrategy<ReadingsRecord> strategy() {
        return WatermarkStrategy.<ReadingsRecord>forGenerator(context -> new ClockWatermarks())
                .withTimestampAssigner((record, kafkaTime) -> timeMs(record));
    }

    private Slots current = new Slots(1);
    private Slots next = new Slots(1);

    /** What each slot has promised; ms. */
    private static final class Slots {

        private final long[] promised;

        Slots(int count) {
            promised = new long[count];
            Arrays.fill(promised, Long.MIN_VALUE);
        }

        /** Returns what all together promise. */
        long heard(int slot, long timeMs) {
            // A holder that was thought dead may yet write what it had under way.
            promised[slot] = Math.max(promised[slot], timeMs);
            long oldest = Long.MAX_VALUE;
            for (long each : promised) {
                oldest = Math.min(oldest, each);
            }
            return oldest;
        }
    }

    @Override
    public void onEvent(ReadingsRecord record, long eventTime, WatermarkOutput output) {
        if (!record.isClock()) {
            return;
        }
        int slots = record.slots();
        if (slots != current.promised.length && slots != next.promised.length) {
            next = new Slots(slots);
        }
        Slots spokenFor = slots == current.promised.length ? current : next;
        long promised = spokenFor.heard(record.slot(), timeMs(record));
        if (promised == Long.MIN_VALUE) {
            return;
        }
        if (spokenFor != current) {
            current = spokenFor;
            next = new Slots(slots);
        }
        // A watermark promises that its own millisecond is over, too.
        output.emitWatermark(new Watermark(promised - 1));
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
