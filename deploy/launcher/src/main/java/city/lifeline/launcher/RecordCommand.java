package city.lifeline.launcher;

import city.lifeline.launcher.client.RunningInstance;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.instance.CityDirectory;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.model.Block;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.files.Durations;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import city.lifeline.model.wire.ReadingsCodec;
import city.lifeline.model.wire.UndecodableException;
import city.lifeline.runtime.KafkaSettings;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lifeline record}. */
@Command(
        name = "record",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes what points of the running city read to a file that lifeline replay reads back",
            "without a mapping, every value to its last bit. Reads Kafka; the city goes on."
        })
final class RecordCommand implements Callable<Integer> {

    private static final Duration POLL = Duration.ofMillis(500);

    @Option(
            names = "--points",
            paramLabel = "GLOB",
            description = "Which, such as 'BRI-*'; may be repeated (default: all).")
    private List<String> globs = List.of("*");

    @Option(
            names = "--from",
            paramLabel = "TIME",
            required = true,
            description = "Readings from then on, such as 2026-11-21T08:00:00Z.")
    private String from = "";

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            description = "For how long, such as 2h (default: up to what is in Kafka now).")
    private @Nullable String lasts;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The CSV file.")
    private Path out = Path.of("");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The running city's data directory (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    private final Terminal terminal;

    RecordCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        long fromUs = from();
        long untilUs = lasts == null ? Long.MAX_VALUE : fromUs + us(duration(lasts));
        RunningInstance instance = RunningInstance.find(data);
        if (Files.exists(out)) {
            throw new Refusal("%s is there already; name a new file.".formatted(out));
        }
        Registry registry =
                new CityDirectory(Path.of(instance.setting("city.directory"))).registry();
        List<PathMatcher> wanted =
                globs.stream()
                        .map(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob))
                        .toList();
        Map<String, Object> properties = new HashMap<>(KafkaSettings.client(instance.settings()));
        properties.put("key.deserializer", ByteArrayDeserializer.class);
        properties.put("value.deserializer", ByteArrayDeserializer.class);
        properties.put("isolation.level", "read_committed");
        long rows = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties);
                BufferedWriter writer = Files.newBufferedWriter(out)) {
            writer.write("time,point,value,unit,quality\n");
            Map<TopicPartition, Long> ends = start(consumer);
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    long end =
                            Objects.requireNonNull(
                                    ends.get(
                                            new TopicPartition(
                                                    record.topic(), record.partition())));
                    Block block = record.offset() < end ? block(record.value()) : null;
                    if (block != null
                            && wanted.stream().anyMatch(m -> m.matches(Path.of(block.point())))) {
                        rows += write(writer, block, registry, fromUs, untilUs);
                    }
                }
            }
        }
        terminal.out().println("%s: %d readings".formatted(out, rows));
        return 0;
    }

    /** From the beginning, since a backlog comes late; returns where each partition ends now. */
    private static Map<TopicPartition, Long> start(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions =
                consumer.partitionsFor(KafkaTopics.READINGS).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer.endOffsets(partitions);
    }

    private static @Nullable Block block(byte[] value) throws IOException {
        try {
            return ReadingsCodec.decode(value).block();
        } catch (UndecodableException e) {
            throw new IOException(e);
        }
    }

    private static long write(
            BufferedWriter writer, Block block, Registry registry, long fromUs, long untilUs)
            throws IOException {
        Point point = registry.points().get(block.point());
        long rows = 0;
        for (int i = 0; i < block.size(); i++) {
            long timeUs = block.timeUs(i);
            if (timeUs < fromUs || timeUs >= untilUs || point == null) {
                continue;
            }
            writer.write(
                    "%s,%s,%s,%s,%s\n"
                            .formatted(
                                    Instant.EPOCH.plus(timeUs, ChronoUnit.MICROS),
                                    block.point(),
                                    block.value(i),
                                    point.unit(),
                                    block.quality()));
            rows++;
        }
        return rows;
    }

    private long from() {
        try {
            return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(from));
        } catch (DateTimeException e) {
            throw new Refusal(
                    "--from is a time such as 2026-11-21T08:00:00Z, not '%s'.".formatted(from));
        }
    }

    private static Duration duration(String text) {
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Refusal("'%s' %s.".formatted(text, e.getMessage()));
        }
    }

    private static long us(Duration duration) {
        return duration.toNanos() / 1_000;
    }
}
