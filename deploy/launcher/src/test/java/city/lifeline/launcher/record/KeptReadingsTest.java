package city.lifeline.launcher.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.model.Block;
import city.lifeline.model.Cause;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.model.ReadingsRecord;
import city.lifeline.model.Runs;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Gateway;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import city.lifeline.model.wire.ReadingsCodec;
import city.lifeline.simulators.replay.Mapping;
import city.lifeline.simulators.replay.Recorded;
import city.lifeline.simulators.replay.Recording;
import city.lifeline.simulators.replay.RecordingWriter;
import city.lifeline.simulators.replay.ReplayPlan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptReadingsTest {

    private static final int PARTITIONS = 3;
    private static final String HEADER = "time,point,value,unit,quality\n";
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final long START_US = ChronoUnit.MICROS.between(Instant.EPOCH, START);
    private static final Terminal NOWHERE =
            new Terminal(
                    new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                    false);
    private static final Registry REGISTRY =
            new Registry(
                    Map.of("GW", new Gateway("GW", new Text("", ""))),
                    Map.of(),
                    Map.of(
                            "A", point("A", Duration.ofSeconds(1)),
                            "B", point("B", Duration.ofSeconds(1)),
                            "FAST", point("FAST", Duration.ofMillis(10))));

    @TempDir private Path directory;

    @Test
    void whatWasReplayedAsideIsRecordedAsTheSameBytes() throws Exception {
        List<List<ReadingsRecord>> lived = city(new Random(11));
        Path first = record(kafka(Runs.LIVE, lived, 0), START_US, START_US + 60_000_000L);

        Path again = record(kafka("aside", partitions(replayed(first)), 0), 0, Long.MAX_VALUE);

        assertEquals(1 + 2 * 60 + 60 * 100, Files.readAllLines(first).size());
        assertEquals(-1, Files.mismatch(first, again));
    }

    @Test
    void theHistoryStoreGivesTheSameBytesAsKafka() throws Exception {
        Path kafka = record(kafka(Runs.LIVE, city(new Random(5)), 0), START_US, Long.MAX_VALUE);
        List<String> asked = new ArrayList<>();
        HistoryReadings history =
                new HistoryReadings(
                        (points, from, until, file) -> {
                            asked.add(points + " " + from + " " + until);
                            Files.copy(kafka, file);
                        },
                        REGISTRY,
                        InstantSource.fixed(START.plus(Duration.ofHours(1))),
                        NOWHERE);

        assertEquals(-1, Files.mismatch(kafka, record(history, START_US, Long.MAX_VALUE)));
        assertEquals(List.of("[A, B, FAST] 2026-01-01T00:00:00Z 2026-01-02T01:00:00Z"), asked);
    }

    @Test
    void theHistoryStoreIsReadOneExportAtATime() throws Exception {
        Map<String, Point> points = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            points.put("P%02d".formatted(i), point("P%02d".formatted(i), Duration.ofSeconds(1)));
        }
        Registry many =
                new Registry(Map.of("GW", new Gateway("GW", new Text("", ""))), Map.of(), points);
        List<Long> exportsOnDisk = new ArrayList<>();
        HistoryReadings history =
                new HistoryReadings(
                        (asked, from, until, file) -> {
                            StringBuilder rows = new StringBuilder(HEADER);
                            for (String point : asked) {
                                rows.append(START).append(',').append(point).append(",1,1,GOOD\n");
                            }
                            Files.writeString(file, rows);
                            try (Stream<Path> files = Files.list(file.getParent())) {
                                exportsOnDisk.add(files.count());
                            }
                        },
                        many,
                        InstantSource.fixed(START.plus(Duration.ofHours(1))),
                        NOWHERE);
        Path written = directory.resolve("many.csv");
        try (RecordingWriter writer = new RecordingWriter()) {
            history.give(points, START_US, Long.MAX_VALUE, writer);
            writer.writeTo(written);
        }

        List<String> rows = Files.readAllLines(written);
        assertEquals(101, rows.size());
        assertTrue(rows.get(100).contains(",P99,"), rows.get(100));
        assertEquals(List.of(1L, 1L, 1L), exportsOnDisk);
    }

    @Test
    void aDamagedExportOfTheHistoryStoreIsNamed() {
        Refusal headless = refused((points, from, until, file) -> Files.writeString(file, "Oops"));
        assertTrue(
                String.valueOf(headless.getMessage())
                        .contains(
                                "damaged: readings of 3 points from A to FAST, 2026-01-01T00:00:00Z"),
                headless.getMessage());

        Refusal brokenOff =
                refused(
                        (points, from, until, file) -> {
                            throw new IOException("EOF reached while reading");
                        });
        assertTrue(
                String.valueOf(brokenOff.getMessage()).contains("broke off (EOF reached"),
                brokenOff.getMessage());
    }

    /** As points that have gone since, or whose unit has changed. */
    @Test
    void anExportWithoutAUsableRowIsCountedAndTheOthersAreUsed() throws Exception {
        Map<String, Point> points = new HashMap<>();
        for (int i = 0; i < 41; i++) {
            points.put("P%02d".formatted(i), point("P%02d".formatted(i), Duration.ofSeconds(1)));
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        HistoryReadings history =
                new HistoryReadings(
                        (asked, from, until, file) ->
                                Files.writeString(
                                        file,
                                        HEADER
                                                + (asked.contains("P40")
                                                        ? START + ",P40,1,1,GOOD\n"
                                                        : "yesterday,P00,1,1,GOOD\n")),
                        new Registry(
                                Map.of("GW", new Gateway("GW", new Text("", ""))),
                                Map.of(),
                                points),
                        InstantSource.fixed(START.plus(Duration.ofHours(1))),
                        new Terminal(new PrintStream(said, true, StandardCharsets.UTF_8), false));
        Path written = directory.resolve("some.csv");
        try (RecordingWriter writer = new RecordingWriter()) {
            history.give(points, START_US, Long.MAX_VALUE, writer);
            writer.writeTo(written);
        }

        List<String> rows = Files.readAllLines(written);
        assertEquals(2, rows.size());
        assertTrue(rows.get(1).contains(",P40,"), rows.get(1));
        String words = said.toString(StandardCharsets.UTF_8);
        assertTrue(words.contains("1 readings of the history store cannot be used"), words);
        assertTrue(words.contains("yesterday"), words);
    }

    private Refusal refused(HistoryReadings.Export export) {
        HistoryReadings history =
                new HistoryReadings(
                        export,
                        REGISTRY,
                        InstantSource.fixed(START.plus(Duration.ofHours(1))),
                        NOWHERE);
        return assertThrows(Refusal.class, () -> record(history, START_US, Long.MAX_VALUE));
    }

    @Test
    void saysFromWhenOnKafkaKeepsReadings() {
        List<List<ReadingsRecord>> lived = city(new Random(1));
        // Of partition 1 the first twenty seconds are gone.
        Refusal refusal =
                assertThrows(
                        Refusal.class,
                        () -> record(kafka(Runs.LIVE, lived, 20), START_US, Long.MAX_VALUE));
        assertTrue(
                refusal.sentences().get(0).contains("from about 2026-01-01T00:00:20Z on"),
                refusal.getMessage());
        assertTrue(refusal.sentences().get(0).contains("--source history"), refusal.getMessage());
    }

    @Test
    void aRunAsideIsEmptiedBeforeItBegins() throws Exception {
        List<List<ReadingsRecord>> lived = city(new Random(1));

        record(kafka("aside", lived, 20), START_US, Long.MAX_VALUE);
    }

    @Test
    void saysWhatThereIsWhereARangeIsEmpty() throws Exception {
        try (RecordingWriter writer = new RecordingWriter()) {
            assertEquals(
                    "Kafka has readings of these points from 2026-01-01T00:00:00Z to 2026-01-01T00:00:59Z.",
                    kafka(Runs.LIVE, city(new Random(1)), 0)
                            .give(
                                    Map.of("A", point("A", Duration.ofSeconds(1))),
                                    START_US + 3_600_000_000L,
                                    Long.MAX_VALUE,
                                    writer));
        }
    }

    /** A minute of three points, each in a partition of its own, with ingest's clock. */
    private static List<List<ReadingsRecord>> city(Random random) {
        List<List<ReadingsRecord>> partitions = new ArrayList<>();
        for (int i = 0; i < PARTITIONS; i++) {
            partitions.add(new ArrayList<>());
        }
        for (int second = 0; second < 60; second++) {
            long us = START_US + second * 1_000_000L;
            partitions.forEach(each -> each.add(ReadingsRecord.clock(us)));
            Quality quality = second % 7 == 0 ? Quality.BAD : Quality.GOOD;
            partitions.get(0).add(block("A", us, 0, quality, random.nextGaussian()));
            double[] wave = random.doubles(100).toArray();
            partitions.get(2).add(block("FAST", us, 10_000, Quality.GOOD, wave));
        }
        // B's gateway was away: its readings come last, the newest first.
        for (int second = 59; second >= 0; second--) {
            long us = START_US + second * 1_000_000L;
            partitions.get(1).add(block("B", us, 0, Quality.GOOD, random.nextDouble()));
        }
        return partitions;
    }

    private static List<ReadingsRecord> replayed(Path file) throws IOException {
        ReplayPlan plan =
                ReplayPlan.of(List.of(file), Mapping.CANONICAL, REGISTRY, InstantSource.system());
        List<ReadingsRecord> records = new ArrayList<>();
        try (Recording recording = plan.open((f, l, c, p, r, t) -> {})) {
            for (Recorded next = recording.next(); next != null; next = recording.next()) {
                records.add(ReadingsRecord.of(next.block()));
            }
        }
        return records;
    }

    private static List<List<ReadingsRecord>> partitions(List<ReadingsRecord> records) {
        Map<String, List<ReadingsRecord>> byPoint = new HashMap<>();
        for (ReadingsRecord record : records) {
            Block block = record.block();
            if (block != null) {
                byPoint.computeIfAbsent(block.point(), point -> new ArrayList<>()).add(record);
            }
        }
        return List.copyOf(byPoint.values());
    }

    /**
     * Kafka with these partitions.
     *
     * @param begin the oldest record of the middle one that is left
     */
    private static KafkaReadings kafka(
            String run, List<List<ReadingsRecord>> partitions, int begin) {
        String kafkaTopic = Runs.readingsTopic(run);
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
        Map<TopicPartition, Long> begins = new HashMap<>();
        Map<TopicPartition, Long> ends = new HashMap<>();
        List<PartitionInfo> infos = new ArrayList<>();
        for (int i = 0; i < partitions.size(); i++) {
            TopicPartition partition = new TopicPartition(kafkaTopic, i);
            begins.put(partition, i == 1 ? (long) begin : 0L);
            ends.put(partition, (long) partitions.get(i).size());
            infos.add(new PartitionInfo(kafkaTopic, i, Node.noNode(), new Node[0], new Node[0]));
        }
        consumer.updatePartitions(kafkaTopic, infos);
        consumer.updateBeginningOffsets(begins);
        consumer.updateEndOffsets(ends);
        consumer.schedulePollTask(
                () ->
                        begins.forEach(
                                (partition, first) ->
                                        add(
                                                consumer,
                                                partition,
                                                first.intValue(),
                                                partitions.get(partition.partition()))));
        return new KafkaReadings(run, () -> consumer, NOWHERE);
    }

    private static void add(
            MockConsumer<byte[], byte[]> consumer,
            TopicPartition partition,
            int first,
            List<ReadingsRecord> records) {
        for (int offset = first; offset < records.size(); offset++) {
            ReadingsRecord record = records.get(offset);
            Block block = record.block();
            consumer.addRecord(
                    new ConsumerRecord<>(
                            partition.topic(),
                            partition.partition(),
                            offset,
                            new byte[0],
                            block == null
                                    ? ReadingsCodec.encodeClock(record)
                                    : ReadingsCodec.encode(block)));
        }
    }

    private Path record(KeptReadings readings, long fromUs, long untilUs)
            throws IOException, InterruptedException {
        Path file = Files.createTempFile(directory, "r", ".csv");
        try (RecordingWriter writer = new RecordingWriter()) {
            readings.give(REGISTRY.points(), fromUs, untilUs, writer);
            writer.writeTo(file);
        }
        return file;
    }

    private static ReadingsRecord block(
            String point, long startUs, int intervalUs, Quality quality, double... values) {
        return ReadingsRecord.of(
                new Block(
                        point,
                        Lane.LIVE,
                        startUs,
                        intervalUs,
                        new int[0],
                        values,
                        quality,
                        Cause.NONE,
                        "GW",
                        "",
                        0,
                        startUs,
                        0,
                        startUs));
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
