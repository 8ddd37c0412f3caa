package city.lifeline.prove.ledger;

import city.lifeline.model.Block;
import city.lifeline.model.DeadLetter;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.ReadingsRecord;
import city.lifeline.model.registry.GatewayPoints;
import city.lifeline.model.wire.DeadLetterCodec;
import city.lifeline.model.wire.ReadingsCodec;
import city.lifeline.model.wire.UndecodableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads what is in Lifeline's topics, without a group. */
public final class KafkaContent implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaConsumer<String, byte[]> consumer;

    /** Told of each record. */
    private interface Reader {
        void record(ConsumerRecord<String, byte[]> record) throws UndecodableException;
    }

    public KafkaContent(String bootstrap) {
        this(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap));
    }

    /**
     * Of a Kafka that asks who reads.
     *
     * @param client properties that any client connects and logs in with
     */
    public KafkaContent(Map<String, String> client) {
        Map<String, Object> config = new HashMap<>(client);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 30_000);
        consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** A place in a topic: the end of each of its partitions. */
    public Map<TopicPartition, Long> ends(String kafkaTopic) {
        return Map.copyOf(consumer.endOffsets(partitions(kafkaTopic)));
    }

    private List<TopicPartition> partitions(String kafkaTopic) {
        return consumer.partitionsFor(kafkaTopic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    /**
     * Readings of the live run after a place, each sample by itself, in order by point; without
     * those that ingest itself makes.
     */
    public List<Kept> readings(Map<TopicPartition, Long> since) {
        List<Kept> readings = new ArrayList<>();
        read(
                KafkaTopics.READINGS,
                since,
                record -> {
                    ReadingsRecord decoded = ReadingsCodec.decode(record.value());
                    Block block = decoded.block();
                    if (block != null
                            && !block.point()
                                    .equals(GatewayPoints.clockOffsetId(block.gateway()))) {
                        for (int i = 0; i < block.size(); i++) {
                            readings.add(kept(block, i, record.timestamp()));
                        }
                    }
                });
        return readings;
    }

    private static Kept kept(Block block, int sample, long appendedAtMs) {
        return new Kept(
                block.gateway(),
                block.boot(),
                block.seq(),
                block.point(),
                block.timeUs(sample),
                block.value(sample),
                block.quality(),
                block.lane(),
                appendedAtMs);
    }

    /** Dead letters after a place. */
    public List<DeadLetter> deadLetters(Map<TopicPartition, Long> since) {
        List<DeadLetter> letters = new ArrayList<>();
        read(
                KafkaTopics.DEAD_LETTERS,
                since,
                record ->
                        letters.add(
                                DeadLetterCodec.decode(
                                        record.headers()
                                                .lastHeader(KafkaTopics.DEAD_LETTER_ORIGIN_HEADER)
                                                .value(),
                                        record.value())));
        return letters;
    }

    /** Last value by key of a compacted topic. */
    public Map<String, byte[]> table(String kafkaTopic) {
        Map<String, byte[]> table = new HashMap<>();
        read(
                kafkaTopic,
                Map.of(),
                record -> {
                    byte @Nullable [] value = record.value();
                    if (value == null) {
                        table.remove(record.key());
                    } else {
                        table.put(record.key(), value);
                    }
                });
        return table;
    }

    private void read(String kafkaTopic, Map<TopicPartition, Long> since, Reader reader) {
        List<TopicPartition> partitions = partitions(kafkaTopic);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        consumer.assign(partitions);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        partitions.forEach(
                partition ->
                        consumer.seek(
                                partition,
                                Math.max(
                                        begins.getOrDefault(partition, 0L),
                                        since.getOrDefault(partition, 0L))));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                try {
                    reader.record(record);
                } catch (UndecodableException e) {
                    throw new IllegalStateException(record.topic() + ": " + e.getMessage(), e);
                }
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(kafkaTopic + " cannot be read to its end");
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
