package city.lifeline.launcher.server;

import city.lifeline.model.KafkaTopics;
import city.lifeline.model.registry.RegistryEntry;
import city.lifeline.model.wire.RegistryCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What the launcher asks of Kafka: topics, and how far consumers are. */
public final class KafkaAdmin implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final short REPLICAS = 1;

    /** A rule set travels as one record. */
    public static final int RULES_MAX_BYTES = 16 << 20;

    /** A refused message is kept whole, and is at most 1 MiB; with room for its header. */
    private static final int LETTER_MAX_BYTES = 2 << 20;

    private static final int READINGS_PARTITIONS = 12;
    private static final Duration READINGS_RETENTION = Duration.ofDays(7);
    private static final long RETENTION_BYTES = 1L << 30;
    private static final Duration RUN_RETENTION = Duration.ofDays(2);
    private static final Duration EVENTS_RETENTION = Duration.ofDays(365);
    private static final Duration DEAD_LETTERS_RETENTION = Duration.ofDays(30);
    private static final Duration RESUBMISSIONS_RETENTION = Duration.ofDays(7);

    /** Small segments, so that compaction and retention find closed ones to work on. */
    private static final int SEGMENT_BYTES = 64 << 20;

    private final Map<String, String> client;
    private final Admin admin;

    /**
     * Connects when it is first asked.
     *
     * @param client properties that any client connects and logs in with
     */
    public KafkaAdmin(Map<String, String> client) {
        this.client = Map.copyOf(client);
        Map<String, Object> config = new HashMap<>(client);
        config.put(AdminClientConfig.CLIENT_ID_CONFIG, "launcher");
        config.put(AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG, "50");
        config.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "500");
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "5000");
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "5000");
        admin = Admin.create(config);
    }

    boolean answers() throws ExecutionException, InterruptedException, TimeoutException {
        return !admin.describeCluster()
                .nodes()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .isEmpty();
    }

    /** Creates the topics that are missing. */
    void createTopics() throws ExecutionException, InterruptedException, TimeoutException {
        Set<String> present =
                admin.listTopics().names().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        List<NewTopic> missing =
                topics().stream().filter(topic -> !present.contains(topic.name())).toList();
        if (!missing.isEmpty()) {
            admin.createTopics(missing).all().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** As {@link #createTopics()}, with more replicas and settings of each topic beside its own. */
    void createTopics(short replicas, Map<String, String> more)
            throws ExecutionException, InterruptedException, TimeoutException {
        Set<String> present =
                admin.listTopics().names().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        List<NewTopic> missing = new ArrayList<>();
        for (NewTopic topic : topics()) {
            if (!present.contains(topic.name())) {
                Map<String, String> configs = new HashMap<>(topic.configs());
                configs.putAll(more);
                missing.add(
                        new NewTopic(topic.name(), topic.numPartitions(), replicas)
                                .configs(configs));
            }
        }
        if (!missing.isEmpty()) {
            admin.createTopics(missing).all().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    static List<NewTopic> topics() {
        return List.of(
                readings(KafkaTopics.READINGS, READINGS_PARTITIONS, READINGS_RETENTION),
                timed(KafkaTopics.WARNING_EVENTS, 6, EVENTS_RETENTION),
                withMaxBytes(
                        bounded(timed(KafkaTopics.DEAD_LETTERS, 3, DEAD_LETTERS_RETENTION)),
                        LETTER_MAX_BYTES),
                compacted(KafkaTopics.REGISTRY, 1),
                withMaxBytes(compacted(KafkaTopics.RULES, 1), RULES_MAX_BYTES),
                compacted(KafkaTopics.POINT_STATUS, 3),
                compacted(KafkaTopics.GATEWAY_PROGRESS, 1),
                compacted(KafkaTopics.GATEWAY_STATUS, 1),
                withMaxBytes(
                        bounded(timed(KafkaTopics.RESUBMISSIONS, 3, RESUBMISSIONS_RETENTION)),
                        LETTER_MAX_BYTES),
                timed(KafkaTopics.RESUBMISSION_OUTCOMES, 1, RESUBMISSIONS_RETENTION));
    }

    /** Topic of the readings of a replay. */
    public static NewTopic runReadings(String kafkaTopic) {
        return readings(kafkaTopic, 4, RUN_RETENTION);
    }

    /** A topic that costs Kafka what the live readings cost. */
    public static NewTopic likeReadings(String kafkaTopic) {
        return readings(kafkaTopic, READINGS_PARTITIONS, READINGS_RETENTION);
    }

    /** Writes a registry that no alerting keeps. */
    @SuppressWarnings("FutureReturnValueIgnored") // The flush waits for all.
    public void putRegistry(List<RegistryEntry> entries) {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(
                        new HashMap<>(client), new StringSerializer(), new ByteArraySerializer())) {
            for (RegistryEntry entry : entries) {
                producer.send(
                        new ProducerRecord<>(
                                KafkaTopics.REGISTRY, entry.key(), RegistryCodec.encode(entry)));
            }
            producer.flush();
        }
    }

    private static NewTopic readings(String name, int partitions, Duration retention) {
        return bounded(timed(name, partitions, retention));
    }

    /** Whoever sends without measure must not fill the disk. */
    private static NewTopic bounded(NewTopic topic) {
        Map<String, String> configs = new HashMap<>(topic.configs());
        configs.put(TopicConfig.RETENTION_BYTES_CONFIG, Long.toString(RETENTION_BYTES));
        return topic.configs(configs);
    }

    /**
     * Retention by the time Kafka took a record in: by the sensors' time, the backlog of a gateway
     * that was cut off would be deleted as soon as it arrives.
     */
    private static NewTopic timed(String name, int partitions, Duration retention) {
        return new NewTopic(name, partitions, REPLICAS)
                .configs(
                        Map.of(
                                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                                "LogAppendTime",
                                TopicConfig.RETENTION_MS_CONFIG,
                                Long.toString(retention.toMillis()),
                                TopicConfig.SEGMENT_BYTES_CONFIG,
                                Integer.toString(SEGMENT_BYTES)));
    }

    private static NewTopic compacted(String name, int partitions) {
        return new NewTopic(name, partitions, REPLICAS)
                .configs(
                        Map.of(
                                TopicConfig.CLEANUP_POLICY_CONFIG,
                                TopicConfig.CLEANUP_POLICY_COMPACT,
                                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                                "LogAppendTime",
                                TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
                                "0.5",
                                TopicConfig.SEGMENT_BYTES_CONFIG,
                                Integer.toString(SEGMENT_BYTES)));
    }

    private static NewTopic withMaxBytes(NewTopic topic, int bytes) {
        Map<String, String> configs = new HashMap<>(topic.configs());
        configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(bytes));
        return topic.configs(configs);
    }

    public void create(NewTopic topic)
            throws ExecutionException, InterruptedException, TimeoutException {
        admin.createTopics(List.of(topic)).all().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    public boolean exists(String kafkaTopic)
            throws ExecutionException, InterruptedException, TimeoutException {
        return admin.listTopics()
                .names()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .contains(kafkaTopic);
    }

    /** Removes all records of a topic; offsets go on from where they are. */
    public void empty(String kafkaTopic)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
        ends(kafkaTopic)
                .forEach((partition, end) -> all.put(partition, RecordsToDelete.beforeOffset(end)));
        admin.deleteRecords(all).all().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    public void deleteGroup(String group)
            throws ExecutionException, InterruptedException, TimeoutException {
        admin.deleteConsumerGroups(List.of(group))
                .all()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** End of every partition of a topic: where the next record will go. */
    public Map<TopicPartition, Long> ends(String kafkaTopic)
            throws ExecutionException, InterruptedException, TimeoutException {
        return offsets(kafkaTopic, OffsetSpec.latest());
    }

    /** Where the first record of every partition of a topic is. */
    public Map<TopicPartition, Long> begins(String kafkaTopic)
            throws ExecutionException, InterruptedException, TimeoutException {
        return offsets(kafkaTopic, OffsetSpec.earliest());
    }

    private Map<TopicPartition, Long> offsets(String kafkaTopic, OffsetSpec which)
            throws ExecutionException, InterruptedException, TimeoutException {
        TopicDescription description =
                Objects.requireNonNull(
                        admin.describeTopics(List.of(kafkaTopic))
                                .allTopicNames()
                                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                                .get(kafkaTopic));
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        description
                .partitions()
                .forEach(
                        partition ->
                                asked.put(
                                        new TopicPartition(kafkaTopic, partition.partition()),
                                        which));
        Map<TopicPartition, ListOffsetsResultInfo> found =
                admin.listOffsets(asked).all().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        Map<TopicPartition, Long> offsets = new HashMap<>();
        found.forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    /** What a group has committed. */
    public Map<TopicPartition, Long> committed(String group)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetAndMetadata> found =
                admin.listConsumerGroupOffsets(group)
                        .partitionsToOffsetAndMetadata()
                        .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        Map<TopicPartition, Long> committed = new HashMap<>();
        found.forEach(
                (partition, offset) -> {
                    if (offset != null) {
                        committed.put(partition, offset.offset());
                    }
                });
        return committed;
    }

    /** Names of the groups that have committed anything. */
    public List<String> groups() throws ExecutionException, InterruptedException, TimeoutException {
        List<String> names = new ArrayList<>();
        admin.listGroups()
                .all()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .forEach(group -> names.add(group.groupId()));
        return names;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
