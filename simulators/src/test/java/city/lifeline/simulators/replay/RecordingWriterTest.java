package city.lifeline.simulators.replay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import city.lifeline.model.Block;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Gateway;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingWriterTest {

    private static final long START_US =
            ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2026-01-01T00:00:00Z"));

    @TempDir private Path directory;

    private record Read(long timeUs, String point, long bits, Quality quality) {}

    @Test
    void everyValueIsReadBackToTheLastBit() throws IOException {
        Random random = new Random(7);
        List<Double> values =
                new ArrayList<>(
                        List.of(
                                0.0,
                                -0.0,
                                Double.MIN_VALUE,
                                -Double.MIN_VALUE,
                                Double.MIN_NORMAL,
                                Math.nextDown(Double.MIN_NORMAL),
                                Double.MAX_VALUE,
                                -Double.MAX_VALUE,
                                Math.PI,
                                2.0e-3,
                                Double.parseDouble("1.0e23"),
                                Double.parseDouble("2.2250738585072011e-308")));
        while (values.size() < 20_000) {
            double any = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(any)) {
                values.add(any);
            }
        }
        List<Block> blocks = new ArrayList<>();
        List<Read> expected = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            Quality quality = List.of(Quality.GOOD, Quality.UNCERTAIN, Quality.BAD).get(i % 3);
            long timeUs = START_US + i * 1_000_001L;
            blocks.add(block("A", timeUs, 0, quality, values.get(i)));
            expected.add(new Read(timeUs, "A", Double.doubleToRawLongBits(values.get(i)), quality));
        }
        Collections.shuffle(blocks, random);

        Path file = write(700, blocks);

        assertEquals(expected, read(file));
    }

    @Test
    void blocksAreReadBackAsTheyWere() throws IOException {
        List<Block> blocks = new ArrayList<>();
        for (int second = 0; second < 5; second++) {
            double[] values = new double[100];
            for (int i = 0; i < values.length; i++) {
                values[i] = Math.sin(second + i / 17.0) - 0.0;
            }
            blocks.add(block("FAST", START_US + second * 1_000_000L, 10_000, Quality.GOOD, values));
        }

        Path file = write(1_000, blocks);

        List<Block> read = new ArrayList<>();
        try (Recording recording = plan(file).open((f, l, c, p, r, t) -> {})) {
            for (Recorded next = recording.next(); next != null; next = recording.next()) {
                read.add(next.block());
            }
        }
        assertEquals(blocks.size(), read.size());
        for (int i = 0; i < blocks.size(); i++) {
            assertEquals(blocks.get(i).startUs(), read.get(i).startUs());
            assertEquals(blocks.get(i).intervalUs(), read.get(i).intervalUs());
            assertArrayEquals(blocks.get(i).values(), read.get(i).values());
        }
    }

    @Test
    void whatWasReadBackIsWrittenAsTheSameBytes() throws IOException {
        Random random = new Random(3);
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            blocks.add(
                    block(
                            i % 2 == 0 ? "A" : "B",
                            START_US + (i / 2) * 1_000_000L,
                            0,
                            i % 50 == 0 ? Quality.BAD : Quality.GOOD,
                            random.nextGaussian()));
        }
        Collections.shuffle(blocks, random);
        Path first = write(100, blocks);

        List<Block> again = new ArrayList<>();
        try (Recording recording = plan(first).open((f, l, c, p, r, t) -> {})) {
            for (Recorded next = recording.next(); next != null; next = recording.next()) {
                again.add(next.block());
            }
        }
        Collections.shuffle(again, random);

        assertEquals(-1, Files.mismatch(first, write(1_000_000, again)));
    }

    @Test
    void ofTwoAtOneTimeTheFirstIsKept() throws IOException {
        Path file = directory.resolve("twice.csv");
        try (RecordingWriter writer = new RecordingWriter(2)) {
            for (double value : new double[] {1, 2, 3}) {
                writer.add(block("A", START_US, 0, Quality.GOOD, value), "1", 0, Long.MAX_VALUE);
            }
            assertEquals(new RecordingWriter.Written(1, 2), writer.writeTo(file));
        }
        assertEquals(
                "time,point,value,unit,quality\n2026-01-01T00:00:00Z,A,1.0,1,GOOD\n",
                Files.readString(file));
    }

    @Test
    void onlyTheRangeIsTakenAndNoValueThatIsNoNumber() throws IOException {
        try (RecordingWriter writer = new RecordingWriter()) {
            Block block = block("FAST", START_US, 10_000, Quality.GOOD, 1, 2, 3, 4);
            writer.add(block, "1", START_US + 10_000, START_US + 30_000);
            assertThrows(
                    IllegalArgumentException.class,
                    () ->
                            writer.add(
                                    block("A", START_US, 0, Quality.BAD, Double.NaN),
                                    "1",
                                    0,
                                    Long.MAX_VALUE));
            assertEquals(2, writer.writeTo(directory.resolve("range.csv")).rows());
        }
    }

    @Test
    void aTimeThatWasCorrectedIsRightInTheRecording() throws IOException {
        Path file = write(10, List.of(block("A", START_US, 0, Quality.CLOCK, 1)));

        assertEquals(
                List.of(new Read(START_US, "A", Double.doubleToRawLongBits(1), Quality.GOOD)),
                read(file));
    }

    private Path write(int inMemory, List<Block> blocks) throws IOException {
        Path file = Files.createTempFile(directory, "r", ".csv");
        try (RecordingWriter writer = new RecordingWriter(inMemory)) {
            for (Block block : blocks) {
                writer.add(block, "1", Long.MIN_VALUE, Long.MAX_VALUE);
            }
            writer.writeTo(file);
        }
        return file;
    }

    private List<Read> read(Path file) throws IOException {
        ReplayPlan plan = plan(file);
        DryRun dryRun = plan.dryRun((bytes, total) -> {});
        assertEquals(List.of(), dryRun.examples());
        List<Read> read = new ArrayList<>();
        try (Recording recording = plan.open((f, l, c, p, r, t) -> {})) {
            for (Recorded next = recording.next(); next != null; next = recording.next()) {
                Block block = next.block();
                for (int i = 0; i < block.size(); i++) {
                    read.add(
                            new Read(
                                    block.timeUs(i),
                                    block.point(),
                                    Double.doubleToRawLongBits(block.value(i)),
                                    block.quality()));
                }
            }
        }
        return read;
    }

    private static ReplayPlan plan(Path file) {
        return ReplayPlan.of(
                List.of(file),
                Mapping.CANONICAL,
                new Registry(
                        Map.of("GW", new Gateway("GW", new Text("", ""))),
                        Map.of(),
                        Map.of(
                                "A",
                                point("A", Duration.ofSeconds(1)),
                                "B",
                                point("B", Duration.ofSeconds(1)),
                                "FAST",
                                point("FAST", Duration.ofMillis(10)))),
                InstantSource.system());
    }

    private static Block block(
            String point, long startUs, int intervalUs, Quality quality, double... values) {
        return new Block(
                point,
                Lane.LIVE,
                startUs,
                values.length > 1 ? intervalUs : 0,
                new int[0],
                values,
                quality,
                "GW",
                "",
                0,
                0);
    }

    private static Point point(String id, Duration interval) {
        return new Point(
                id,
                "GW",
                "",
                "q",
                "1",
                interval,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                new Text(id, id),
                null,
                Set.of(),
                Map.of());
    }
}
