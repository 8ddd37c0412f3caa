package city.lifeline.simulators.replay;

import city.lifeline.model.Quality;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts the samples of an unsorted file in the order of time, keeping the file's order among equal
 * times: sorts as many as fit in memory, writes them to temporary files and merges those.
 */
final class SampleSorter {

    /** Some 35 bytes each. */
    static final int IN_MEMORY = 500_000;

    private final long[] times;
    private final double[] values;
    private final int[] channels;
    private final Quality[] qualities;
    private final long[] lines;
    private int count;
    private int file;

    private SampleSorter(int capacity) {
        times = new long[capacity];
        values = new double[capacity];
        channels = new int[capacity];
        qualities = new Quality[capacity];
        lines = new long[capacity];
    }

    /** Reads the source to its end and closes it. */
    static SampleSource sort(SampleSource source, int inMemory) throws IOException {
        List<SampleSource> chunks = new ArrayList<>();
        try (source) {
            SampleSorter sorter = new SampleSorter(inMemory);
            Sample sample = new Sample();
            while (source.next(sample)) {
                if (sorter.count == inMemory) {
                    chunks.add(sorter.spill());
                }
                sorter.add(sample);
            }
            chunks.add(chunks.isEmpty() ? sorter.inMemory() : sorter.spill());
            return chunks.size() == 1 ? chunks.get(0) : new MergedSamples(chunks);
        } catch (IOException | RuntimeException e) {
            for (SampleSource chunk : chunks) {
                chunk.close();
            }
            throw e;
        }
    }

    private void add(Sample sample) {
        times[count] = sample.timeUs;
        values[count] = sample.value;
        channels[count] = sample.channel;
        qualities[count] = sample.quality;
        lines[count] = sample.line;
        file = sample.file;
        count++;
    }

    private void get(int index, Sample into) {
        into.timeUs = times[index];
        into.value = values[index];
        into.channel = channels[index];
        into.quality = qualities[index];
        into.line = lines[index];
        into.file = file;
    }

    private SampleSource inMemory() {
        int[] order = order();
        return new SampleSource() {
            private int next;

            @Override
            public boolean next(Sample into) {
                if (next == order.length) {
                    return false;
                }
                get(order[next], into);
                next++;
                return true;
            }

            @Override
            public void close() {}
        };
    }

    private SampleSource spill() throws IOException {
        Path path = Files.createTempFile("lifeline-replay-", ".sorted");
        try (DataOutputStream out =
                new DataOutputStream(
                        new BufferedOutputStream(Files.newOutputStream(path), 1 << 16))) {
            for (int index : order()) {
                out.writeLong(times[index]);
                out.writeDouble(values[index]);
                out.writeInt(channels[index]);
                out.writeByte(code(qualities[index]));
                out.writeLong(lines[index]);
            }
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw e;
        }
        count = 0;
        return new Spilled(path, file);
    }

    private static int code(Quality quality) {
        return switch (quality) {
            case GOOD -> 0;
            case UNCERTAIN -> 1;
            case BAD, STUCK, MISSING, CLOCK -> 2;
        };
    }

    private static Quality quality(int code) {
        return switch (code) {
            case 0 -> Quality.GOOD;
            case 1 -> Quality.UNCERTAIN;
            default -> Quality.BAD;
        };
    }

    /** Indices by time; a merge sort from below, which keeps equal times in order. */
    private int[] order() {
        int[] from = new int[count];
        for (int i = 0; i < count; i++) {
            from[i] = i;
        }
        int[] to = new int[count];
        for (int width = 1; width < count; width *= 2) {
            for (int start = 0; start < count; start += 2 * width) {
                merge(from, to, start, Math.min(start + width, count), start + 2 * width);
            }
            int[] swapped = from;
            from = to;
            to = swapped;
        }
        return from;
    }

    private void merge(int[] from, int[] to, int start, int middle, int beyond) {
        int end = Math.min(beyond, count);
        int left = start;
        int right = middle;
        for (int i = start; i < end; i++) {
            boolean takeLeft =
                    right >= end || (left < middle && times[from[left]] <= times[from[right]]);
            to[i] = takeLeft ? from[left++] : from[right++];
        }
    }

    /** A sorted temporary file, deleted when closed. */
    private static final class Spilled implements SampleSource {

        private final Path path;
        private final int file;
        private final DataInputStream in;

        Spilled(Path path, int file) throws IOException {
            this.path = path;
            this.file = file;
            this.in =
                    new DataInputStream(
                            new BufferedInputStream(Files.newInputStream(path), 1 << 16));
        }

        @Override
        public boolean next(Sample into) throws IOException {
            try {
                into.timeUs = in.readLong();
            } catch (EOFException e) {
                return false;
            }
            into.value = in.readDouble();
            into.channel = in.readInt();
            into.quality = quality(in.readByte());
            into.line = in.readLong();
            into.file = file;
            return true;
        }

        @Override
        public void close() throws IOException {
            in.close();
            Files.deleteIfExists(path);
        }
    }
}
