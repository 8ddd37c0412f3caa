package city.lifeline.simulators.replay;

import city.lifeline.model.Block;
import city.lifeline.model.Quality;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Writes blocks, in whatever order they come, as {@code time,point,value,unit,quality} in the order
 * of time and, at one time, of the points' ids: the same readings give the same bytes.
 *
 * <p>A value is written so that it is read back to the last bit, a time to the microsecond. Of two
 * samples of a point at one time the first that came is kept. No more than some hundred thousand
 * samples are held in memory; the rest waits in temporary files.
 */
public final class RecordingWriter implements Closeable {

    private static final int IN_MEMORY = 400_000;

    private static final Comparator<Row> ORDER =
            Comparator.comparingLong((Row row) -> row.timeUs)
                    .thenComparing(row -> row.point)
                    .thenComparingLong(row -> row.number);

    private final int inMemory;
    private final Map<String, String> units = new HashMap<>();
    private final List<Row> rows = new ArrayList<>();
    private final List<Path> chunks = new ArrayList<>();
    private long number;

    private record Row(long timeUs, String point, double value, Quality quality, long number) {}

    /**
     * What was written.
     *
     * @param rows samples in the file
     * @param doubles samples that were there before, of the same point and time
     */
    public record Written(long rows, long doubles) {}

    public RecordingWriter() {
        this(IN_MEMORY);
    }

    RecordingWriter(int inMemory) {
        this.inMemory = inMemory;
    }

    /**
     * Takes those samples of a block that lie in a range of time.
     *
     * @param unit that the point is registered with
     * @param untilUs exclusive
     * @throws IllegalArgumentException if a value is none that a file could give back
     */
    public void add(Block block, String unit, long fromUs, long untilUs) throws IOException {
        for (int i = 0; i < block.size(); i++) {
            long timeUs = block.timeUs(i);
            if (timeUs < fromUs || timeUs >= untilUs) {
                continue;
            }
            double value = block.value(i);
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(
                        "%s has the value %s at %s, which no recording can hold"
                                .formatted(block.point(), value, time(timeUs)));
            }
            units.put(block.point(), unit);
            rows.add(new Row(timeUs, block.point(), value, block.quality(), number));
            number++;
            if (rows.size() >= inMemory) {
                spill();
            }
        }
    }

    /** Writes all that was taken, and forgets it. */
    public Written writeTo(Path file) throws IOException {
        rows.sort(ORDER);
        List<DataInputStream> inputs = new ArrayList<>();
        long written = 0;
        long doubles = 0;
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            writer.write("time,point,value,unit,quality\n");
            PriorityQueue<Head> heads =
                    new PriorityQueue<>(Comparator.comparing((Head head) -> head.row, ORDER));
            for (Path chunk : chunks) {
                DataInputStream in =
                        new DataInputStream(
                                new BufferedInputStream(Files.newInputStream(chunk), 1 << 16));
                inputs.add(in);
                advance(heads, () -> read(in));
            }
            int[] next = new int[1];
            advance(heads, () -> next[0] < rows.size() ? rows.get(next[0]++) : null);
            Row last = null;
            for (Head head = heads.poll(); head != null; head = heads.poll()) {
                Row row = head.row;
                if (last != null && last.timeUs == row.timeUs && last.point.equals(row.point)) {
                    doubles++;
                } else {
                    writer.write(
                            time(row.timeUs).toString()
                                    + ','
                                    + row.point
                                    + ','
                                    + row.value
                                    + ','
                                    + units.get(row.point)
                                    + ','
                                    + row.quality
                                    + '\n');
                    written++;
                }
                last = row;
                advance(heads, head.source);
            }
        } finally {
            for (DataInputStream in : inputs) {
                in.close();
            }
            close();
        }
        return new Written(written, doubles);
    }

    private record Head(Row row, Source source) {}

    /** Rows in order. */
    @FunctionalInterface
    private interface Source {
        @Nullable Row next() throws IOException;
    }

    private static void advance(PriorityQueue<Head> heads, Source source) throws IOException {
        Row row = source.next();
        if (row != null) {
            heads.add(new Head(row, source));
        }
    }

    private void spill() throws IOException {
        rows.sort(ORDER);
        Path chunk = Files.createTempFile("lifeline-record-", ".sorted");
        chunks.add(chunk);
        try (DataOutputStream out =
                new DataOutputStream(
                        new BufferedOutputStream(Files.newOutputStream(chunk), 1 << 16))) {
            for (Row row : rows) {
                out.writeLong(row.timeUs);
                out.writeUTF(row.point);
                out.writeLong(Double.doubleToRawLongBits(row.value));
                out.writeUTF(row.quality.name());
                out.writeLong(row.number);
            }
        }
        rows.clear();
    }

    private static @Nullable Row read(DataInputStream in) throws IOException {
        long timeUs;
        try {
            timeUs = in.readLong();
        } catch (EOFException e) {
            return null;
        }
        return new Row(
                timeUs,
                in.readUTF(),
                Double.longBitsToDouble(in.readLong()),
                Quality.valueOf(in.readUTF()),
                in.readLong());
    }

    private static Instant time(long us) {
        return Instant.EPOCH.plus(us, ChronoUnit.MICROS);
    }

    /** Forgets what was taken. */
    @Override
    public void close() throws IOException {
        rows.clear();
        for (Path chunk : chunks) {
            Files.deleteIfExists(chunk);
        }
        chunks.clear();
    }
}
