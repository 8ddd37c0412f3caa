package city.lifeline.simulators.replay;

import city.lifeline.model.Block;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns samples in the order of time into blocks, and refuses a second sample of a point at the
 * same time.
 */
final class BlockAssembler implements Closeable {

    private final SampleSource source;
    private final Channels channels;
    private final Rejects rejects;
    private final Sample sample = new Sample();
    private final ArrayDeque<Recorded> ready = new ArrayDeque<>();
    private final List<Open> open = new ArrayList<>();
    private @Nullable Open[] byChannel = new Open[0];
    private long[] lastUs = {};
    private double[] lastValues = {};
    private long nextDueUs = Long.MAX_VALUE;
    private long nowUs;

    BlockAssembler(SampleSource source, Channels channels, Rejects rejects) {
        this.source = source;
        this.channels = channels;
        this.rejects = rejects;
    }

    /** The next block; null at the end. */
    @Nullable Recorded next() throws IOException {
        while (ready.isEmpty()) {
            if (!source.next(sample)) {
                flushUpTo(Long.MAX_VALUE);
                return ready.poll();
            }
            nowUs = sample.timeUs;
            if (nowUs >= nextDueUs) {
                flushUpTo(nowUs);
            }
            if (isNew()) {
                take();
            }
        }
        return ready.poll();
    }

    private boolean isNew() throws IOException {
        int channel = sample.channel;
        if (channel >= lastUs.length) {
            int before = lastUs.length;
            lastUs = Arrays.copyOf(lastUs, Math.max(channel + 1, 2 * before));
            Arrays.fill(lastUs, before, lastUs.length, Long.MIN_VALUE);
            lastValues = Arrays.copyOf(lastValues, lastUs.length);
            byChannel = Arrays.copyOf(byChannel, lastUs.length);
        }
        if (sample.timeUs > lastUs[channel]) {
            lastUs[channel] = sample.timeUs;
            lastValues[channel] = sample.value;
            return true;
        }
        rejects.reject(
                sample.file,
                sample.line,
                0,
                channels.get(channel).point(),
                sample.value == lastValues[channel]
                        ? "the same reading is there twice"
                        : "another value of the same time is there before: " + lastValues[channel],
                Double.toString(sample.value));
        return false;
    }

    private void take() {
        Channels.Channel channel = channels.get(sample.channel);
        if (channel.blockUs() == 0) {
            ready.add(
                    new Recorded(
                            channel,
                            block(
                                    channel,
                                    sample.timeUs,
                                    0,
                                    new int[0],
                                    new double[] {sample.value},
                                    sample.quality),
                            nowUs));
            return;
        }
        Open current = byChannel[sample.channel];
        if (current != null && current.quality != sample.quality) {
            finish(current);
            open.remove(current);
            current = null;
        }
        if (current == null) {
            current = new Open(channel, sample.timeUs, sample.quality);
            byChannel[sample.channel] = current;
            open.add(current);
            nextDueUs = Math.min(nextDueUs, current.dueUs());
        }
        current.add(sample.timeUs, sample.value);
    }

    private void flushUpTo(long timeUs) {
        nextDueUs = Long.MAX_VALUE;
        List<Open> due = new ArrayList<>();
        for (Open block : open) {
            if (block.dueUs() <= timeUs) {
                due.add(block);
            } else {
                nextDueUs = Math.min(nextDueUs, block.dueUs());
            }
        }
        open.removeAll(due);
        due.forEach(this::finish);
    }

    private void finish(Open block) {
        byChannel[block.channel.index()] = null;
        ready.add(new Recorded(block.channel, block.build(), nowUs));
    }

    private static Block block(
            Channels.Channel channel,
            long startUs,
            int intervalUs,
            int[] offsetsUs,
            double[] values,
            Quality quality) {
        return new Block(
                channel.point(),
                Lane.LIVE,
                startUs,
                intervalUs,
                offsetsUs,
                values,
                quality,
                channel.gateway(),
                "",
                0,
                0);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }

    /** A block that still grows. */
    private static final class Open {

        private final Channels.Channel channel;
        private final long startUs;
        private final Quality quality;
        private int[] offsetsUs = new int[128];
        private double[] values = new double[128];
        private int count;

        Open(Channels.Channel channel, long startUs, Quality quality) {
            this.channel = channel;
            this.startUs = startUs;
            this.quality = quality;
        }

        long dueUs() {
            return startUs + channel.blockUs();
        }

        void add(long timeUs, double value) {
            if (count == values.length) {
                offsetsUs = Arrays.copyOf(offsetsUs, 2 * count);
                values = Arrays.copyOf(values, 2 * count);
            }
            offsetsUs[count] = (int) (timeUs - startUs);
            values[count] = value;
            count++;
        }

        Block build() {
            int interval = count > 1 ? offsetsUs[1] : 0;
            boolean regular = true;
            for (int i = 2; i < count; i++) {
                regular &= offsetsUs[i] == i * interval;
            }
            return block(
                    channel,
                    startUs,
                    regular ? interval : 0,
                    regular ? new int[0] : Arrays.copyOf(offsetsUs, count),
                    Arrays.copyOf(values, count),
                    quality);
        }
    }
}
