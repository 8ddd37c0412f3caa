package city.lifeline.jobs.detection;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.jobs.JobConfiguration;
import city.lifeline.model.Block;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.PointStatus;
import city.lifeline.model.ReadingsRecord;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.settings.Settings;
import city.lifeline.model.wire.PointStatusCodec;
import city.lifeline.model.wire.ReadingsCodec;
import city.lifeline.model.wire.WarningEventCodec;
import city.lifeline.testing.KafkaServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The job as it runs in production, from a real Kafka to a real Kafka. */
@Timeout(120)
class DetectionJobIT {

    private static final long T0 = 1_795_334_400_000_000L;
    private static final int PARTITIONS = 2;

    @TempDir Path directory;

    private final MiniCluster cluster =
            new MiniCluster(
                    new MiniClusterConfiguration.Builder()
                            .setNumTaskManagers(1)
                            .setNumSlotsPerTaskManager(2)
                            .setConfiguration(new Configuration())
                            .build());

    private KafkaServer kafka;

    @BeforeEach
    void start() throws Exception {
        kafka = new KafkaServer(directory);
        cluster.start();
        createTopics();
    }

    @AfterEach
    void stop() throws Exception {
        cluster.close();
        kafka.close();
    }

    @Test
    void judgesFollowsNewRulesAndGoesOnFromACheckpoint() throws Exception {
        List<CompactedRecord> city = new ArrayList<>();
        SmallCity.of(2).read(city::add, () -> true);
        CompactedRecord rules = city.remove(city.size() - 1);

        // Readings are there before the rules: they wait.
        produce(city);
        produceReadings(
                ReadingsCodec.encode(Block.single("P-0", T0, 1.0)),
                new byte[] {1, 2, 3},
                ReadingsCodec.encodeClock(ReadingsRecord.clock(T0)),
                ReadingsCodec.encode(Block.single("P-1", T0, 0.5)));
        JobID first = submit(null);
        produce(List.of(rules));
        awaitEvents("P-0 1 RAISED v1");

        produce(List.of(SmallCity.rules(1, "v2", 0.4, "gas-manhole")));
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> {
                            // Which block the new rules come before, nobody can say.
                            produceReadings(ReadingsCodec.encode(Block.single("P-1", now(), 0.5)));
                            return events().contains("P-1 1 RAISED v2");
                        });

        Path checkpoint = awaitCheckpoint(first);
        cluster.cancelJob(first).get();
        await().until(() -> cluster.getJobStatus(first).get() == JobStatus.CANCELED);
        produceReadings(ReadingsCodec.encode(Block.single("P-1", now(), 0.1)));
        submit(checkpoint);
        awaitEvents("P-0 1 RAISED v1", "P-1 1 RAISED v2", "P-1 2 CLEARED v2");

        List<PointStatus> statuses = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records(KafkaTopics.POINT_STATUS)) {
            statuses.add(PointStatusCodec.decode(record.value()));
        }
        assertTrue(statuses.stream().anyMatch(status -> status.point().equals("P-0")));
    }

    private long clock = T0;

    /** A new event time. */
    private long now() {
        clock += 1_000_000;
        return clock;
    }

    private JobID submit(@Nullable Path checkpoint) throws Exception {
        StreamExecutionEnvironment env =
                new StreamExecutionEnvironment(
                        JobConfiguration.of(
                                DetectionJob.nameOf("live"),
                                2,
                                directory.resolve("checkpoints").toUri(),
                                Duration.ofMillis(200)));
        DetectionJob.onKafka(
                        "live",
                        Settings.of(Map.of("kafka.bootstrap.servers", kafka.bootstrapServers())))
                .addTo(env);
        JobGraph graph = env.getStreamGraph().getJobGraph();
        if (checkpoint != null) {
            graph.setSavepointRestoreSettings(
                    SavepointRestoreSettings.forPath(checkpoint.toUri().toString()));
        }
        return cluster.submitJob(graph).get().getJobID();
    }

    /** A checkpoint that was begun after this call. */
    private Path awaitCheckpoint(JobID job) throws IOException {
        int last = newest(job);
        await().atMost(Duration.ofSeconds(30)).until(() -> newest(job) >= last + 2);
        return checkpoints(job).resolve("chk-" + newest(job));
    }

    private int newest(JobID job) throws IOException {
        if (!Files.isDirectory(checkpoints(job))) {
            return 0;
        }
        try (Stream<Path> files = Files.list(checkpoints(job))) {
            return files.filter(file -> Files.exists(file.resolve("_metadata")))
                    .map(file -> file.getFileName().toString())
                    .map(name -> Integer.valueOf(name.substring("chk-".length())))
                    .max(Comparator.naturalOrder())
                    .orElse(0);
        }
    }

    private Path checkpoints(JobID job) {
        return directory.resolve("checkpoints/detection-live").resolve(job.toString());
    }

    private void awaitEvents(String... expected) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertEquals(List.of(expected), events()));
    }

    /** Each event once, by point and number. */
    private List<String> events() throws Exception {
        List<String> events = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records(KafkaTopics.WARNING_EVENTS)) {
            WarningEvent event = WarningEventCodec.decode(record.value());
            assertEquals(event.id(), new String(record.key(), StandardCharsets.UTF_8));
            events.add(
                    "%s %d %s %s"
                            .formatted(
                                    event.point(),
                                    event.number(),
                                    event.kind(),
                                    event.rulesVersion()));
        }
        return events.stream().distinct().sorted().toList();
    }

    private List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        connection(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(found -> new TopicPartition(topic, found.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(50)).forEach(records::add);
            }
        }
        return records;
    }

    private void produce(List<CompactedRecord> records) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (CompactedRecord record : records) {
                producer.send(
                                new ProducerRecord<>(
                                        record.topic(),
                                        record.key().getBytes(StandardCharsets.UTF_8),
                                        record.value()))
                        .get();
            }
        }
    }

    private void produceReadings(byte[]... values) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (byte[] value : values) {
                producer.send(new ProducerRecord<>(KafkaTopics.READINGS, 0, null, value)).get();
            }
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                connection(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Map<String, Object> connection() {
        return Map.of(
                "bootstrap.servers", kafka.bootstrapServers(), "auto.offset.reset", "earliest");
    }

    private void createTopics() throws Exception {
        try (Admin admin = Admin.create(connection())) {
            List<NewTopic> topics = new ArrayList<>();
            for (String topic :
                    List.of(
                            KafkaTopics.READINGS,
                            KafkaTopics.WARNING_EVENTS,
                            KafkaTopics.POINT_STATUS)) {
                topics.add(new NewTopic(topic, PARTITIONS, (short) 1));
            }
            for (String topic : List.of(KafkaTopics.RULES, KafkaTopics.REGISTRY)) {
                topics.add(
                        new NewTopic(topic, 1, (short) 1)
                                .configs(Map.of("cleanup.policy", "compact")));
            }
            admin.createTopics(topics).all().get();
        }
    }
}
