package city.lifeline.jobs.history;

import city.lifeline.model.Block;
import java.time.Duration;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.metrics.Counter;
import org.jspecify.annotations.Nullable;

/**
 * Collects samples into batches. A batch is written when it is large, when it is old, and before a
 * checkpoint; so what a checkpoint covers is in the store, and summed up, and what follows it may
 * be written twice, which the store makes one.
 */
final class HistoryWriter implements SinkWriter<RunBlock> {

    private static final long MINUTE_US = 60_000_000;

    private final PatientWriter writer;
    private final ProcessingTimeService timers;
    private final Counter written;
    private final int maxLines;
    private final long delayMs;
    private final StringBuilder batch = new StringBuilder();
    private final NavigableSet<Long> minutes = new TreeSet<>();
    private int lines;
    private @Nullable ScheduledFuture<?> timer;

    HistoryWriter(
            PatientWriter writer,
            ProcessingTimeService timers,
            Counter written,
            int maxLines,
            Duration delay) {
        this.writer = writer;
        this.timers = timers;
        this.written = written;
        this.maxLines = maxLines;
        this.delayMs = delay.toMillis();
    }

    @Override
    public void write(RunBlock runBlock, Context context) throws InterruptedException {
        LineProtocol.append(batch, runBlock);
        Block block = runBlock.block();
        lines += block.size();
        for (int i = 0; i < block.size(); i++) {
            minutes.add(Math.floorDiv(block.timeUs(i), MINUTE_US));
        }
        if (lines >= maxLines) {
            writeBatch();
        } else if (timer == null) {
            timer =
                    timers.registerTimer(
                            timers.getCurrentProcessingTime() + delayMs, time -> writeBatch());
        }
    }

    @Override
    public void flush(boolean endOfInput) throws InterruptedException {
        writeBatch();
        writer.sumUp(minutes, endOfInput);
        minutes.clear();
    }

    @Override
    public void close() {
        writer.close();
    }

    private void writeBatch() throws InterruptedException {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        if (lines > 0) {
            writer.write(batch.toString());
            written.inc(lines);
            batch.setLength(0);
            lines = 0;
        }
    }
}
