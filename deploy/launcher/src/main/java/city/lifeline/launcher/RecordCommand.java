package city.lifeline.launcher;

import city.lifeline.launcher.client.RunningInstance;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.instance.CityDirectory;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.model.Block;
import city.lifeline.model.Runs;
import city.lifeline.model.files.Durations;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import city.lifeline.model.wire.ReadingsCodec;
import city.lifeline.model.wire.UndecodableException;
import city.lifeline.runtime.KafkaSettings;
import city.lifeline.simulators.replay.RecordingWriter;
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
import java.util.function.Predicate;
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
            names = "--asset",
            paramLabel = "GLOB",
            description = "Only of these assets, such as 'BR-01'; may be repeated.")
    private List<String> assets = List.of("*");

    @Option(
            names = "--class",
            paramLabel = "GLOB",
            description = {
                "Only of assets of these classes, such as 'gas-*' for all of gas; may be repeated."
            })
    private List<String> classes = List.of("*");

    @Option(
            names = "--gateway",
            paramLabel = "GLOB",
            description = "Only what comes through these gateways; may be repeated.")
    private List<String> gateways = List.of("*");

    @Option(
            names = "--run",
            paramLabel = "RUN",
            description = "Of which run (default: ${DEFAULT-VALUE}).")
    private String run = Runs.LIVE;

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
        Map<String, Point> wanted = wanted(registry);
        if (wanted.isEmpty()) {
            throw new Refusal(
                    "The city has no such point; ./lifeline city validate %s counts what it has."
                            .formatted(instance.setting("city.directory")));
        }
        Map<String, Object> properties = new HashMap<>(KafkaSettings.client(instance.settings()));
        properties.put("key.deserializer", ByteArrayDeserializer.class);
        properties.put("value.deserializer", ByteArrayDeserializer.class);
        properties.put("isolation.level", "read_committed");
        RecordingWriter.Written written;
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties);
                RecordingWriter writer = new RecordingWriter()) {
            Map<TopicPartition, Long> ends = start(consumer, Runs.readingsTopic(run));
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    long end =
                            Objects.requireNonNull(
                                    ends.get(
                                            new TopicPartition(
                                                    record.topic(), record.partition())));
                    Block block = record.offset() < end ? block(record.value()) : null;
                    Point point = block == null ? null : wanted.get(block.point());
                    if (block != null && point != null) {
                        writer.add(block, point.unit(), fromUs, untilUs);
                    }
                }
            }
            written = writer.writeTo(out);
        }
        terminal.out().println("%s: %d readings".formatted(out, written.rows()));
        if (written.doubles() > 0) {
            terminal.out()
                    .println(
                            "%d more were left out: of the same point and time as one before"
                                    .formatted(written.doubles()));
        }
        return 0;
    }

    private Map<String, Point> wanted(Registry registry) {
        Predicate<String> byPoint = any(globs);
        Predicate<String> byAsset = any(assets);
        Predicate<String> byClass = any(classes);
        Predicate<String> byGateway = any(gateways);
        Map<String, Point> wanted = new HashMap<>();
        for (Point point : registry.points().values()) {
            Asset asset = registry.assetOf(point);
            if (byPoint.test(point.id())
                    && byAsset.test(asset == null ? "" : asset.id())
                    && byClass.test(asset == null ? "" : asset.assetClass())
                    && byGateway.test(point.gateway())) {
                wanted.put(point.id(), point);
            }
        }
        return wanted;
    }

    private static Predicate<String> any(List<String> globs) {
        List<PathMatcher> matchers =
                globs.stream()
                        .map(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob))
                        .toList();
        return text -> matchers.stream().anyMatch(matcher -> matcher.matches(Path.of(text)));
    }

    /** From the beginning, since a backlog comes late; returns where each partition ends now. */
    private static Map<TopicPartition, Long> start(
            KafkaConsumer<byte[], byte[]> consumer, String topic) {
        List<TopicPartition> partitions =
                consumer.partitionsFor(topic).stream()
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
