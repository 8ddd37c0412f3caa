package city.lifeline.jobs.detection;

import city.lifeline.model.KafkaTopics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rules and registry from Kafka. */
final class KafkaCompactedTopics implements CompactedTopics {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(KafkaCompactedTopics.class);

    static final List<String> TOPICS = List.of(KafkaTopics.REGISTRY, KafkaTopics.RULES);

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Properties connection;

    KafkaCompactedTopics(Properties connection) {
        this.connection = connection;
    }

    @Override
    public void read(Consumer<CompactedRecord> consumer, BooleanSupplier complete) {
        Properties properties = new Properties();
        properties.putAll(connection);
        properties.setProperty(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        properties.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        try (KafkaConsumer<byte[], byte[]> kafka =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = partitions(kafka);
            kafka.assign(partitions);
            kafka.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = new HashMap<>(kafka.endOffsets(partitions));
            Waiting waiting = new Waiting("a sound rule set in " + KafkaTopics.RULES);
            while (!isRead(kafka, ends) || !complete.getAsBoolean()) {
                for (ConsumerRecord<byte[], byte[]> record : kafka.poll(POLL)) {
                    consumer.accept(of(record));
                }
                if (isRead(kafka, ends) && !complete.getAsBoolean()) {
                    waiting.goesOn();
                }
            }
        }
    }

    static CompactedRecord of(ConsumerRecord<byte[], byte[]> record) {
        return new CompactedRecord(
                record.topic(),
                record.partition(),
                record.offset(),
                record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8),
                record.value());
    }

    private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> kafka) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : TOPICS) {
            Waiting waiting = new Waiting("the Kafka topic " + topic);
            List<PartitionInfo> found = partitionsOf(kafka, topic);
            while (found.isEmpty()) {
                waiting.goesOn();
                // Waits for nothing but the time to pass; it ends at once when the task is
                // cancelled.
                pause();
                found = partitionsOf(kafka, topic);
            }
            for (PartitionInfo partition : found) {
                partitions.add(new TopicPartition(topic, partition.partition()));
            }
        }
        return partitions;
    }

    private static List<PartitionInfo> partitionsOf(
            KafkaConsumer<byte[], byte[]> kafka, String topic) {
        try {
            List<PartitionInfo> found = kafka.partitionsFor(topic, PATIENCE);
            return found == null ? List.of() : found;
        } catch (RetriableException e) {
            LOG.debug("Kafka does not answer yet", e);
            return List.of();
        }
    }

    private static boolean isRead(
            KafkaConsumer<byte[], byte[]> kafka, Map<TopicPartition, Long> ends) {
        ends.entrySet().removeIf(end -> kafka.position(end.getKey()) >= end.getValue());
        return ends.isEmpty();
    }

    private static void pause() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }

    /** Says what is waited for: at once, and then now and again. */
    private static final class Waiting {

        private final String what;
        private long saidAt;
        private boolean said;

        private Waiting(String what) {
            this.what = what;
        }

        private void goesOn() {
            long now = System.nanoTime();
            if (!said || now - saidAt >= PATIENCE.toNanos()) {
                LOG.info(
                        "Waiting for {}. Until then no reading is judged, and none is lost.", what);
                said = true;
                saidAt = now;
            }
        }
    }
}
