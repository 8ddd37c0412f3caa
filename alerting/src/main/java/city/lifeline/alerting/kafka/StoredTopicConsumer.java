package city.lifeline.alerting.kafka;

import city.lifeline.alerting.consumed.ConsumedOffsets;
import city.lifeline.alerting.consumed.OffsetsMovedException;
import city.lifeline.alerting.consumed.RawRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic into the database and tells of it what has changed, in that order.
 *
 * <p>Where to read on is what the database says. Kafka is told too, for tools that show lag.
 */
public final class StoredTopicConsumer implements SupervisedThread.Task {

    private static final Logger LOG = LoggerFactory.getLogger(StoredTopicConsumer.class);

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration TELL_AGAIN = Duration.ofSeconds(1);

    private final KafkaConnection kafka;
    private final KafkaConnection.Bounds bounds;
    private final String kafkaTopic;
    private final Sink sink;
    private final InstantSource clock;

    /** What Kafka has not yet been told, or not answered. Belongs to the consumer's thread. */
    private final Map<TopicPartition, OffsetAndMetadata> untold = new HashMap<>();

    private Instant lastToldAt = Instant.EPOCH;

    /** Where the records go. */
    public interface Sink {
        /** Next offset by partition, as the database has it. */
        Map<Integer, Long> offsets();

        /**
         * Stores a batch, moves {@code offsets} and tells of it.
         *
         * @throws OffsetsMovedException if the database is somewhere else; nothing is stored
         */
        void store(List<RawRecord> batch, Map<Integer, Long> offsets);

        /** What was stored last may have been told to nobody. */
        default void missed() {}

        /** How many records wait. */
        default void lag(long records) {}
    }

    public StoredTopicConsumer(
            KafkaConnection kafka,
            KafkaConnection.Bounds bounds,
            String kafkaTopic,
            Sink sink,
            InstantSource clock) {
        this.kafka = kafka;
        this.bounds = bounds;
        this.kafkaTopic = kafkaTopic;
        this.sink = sink;
        this.clock = clock;
    }

    @Override
    public void run(SupervisedThread.Supervisor supervisor) {
        try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer(bounds)) {
            List<TopicPartition> partitions = KafkaConnection.partitions(consumer, kafkaTopic);
            consumer.assign(partitions);
            Map<Integer, Long> offsets = seekToStored(consumer, partitions);
            while (supervisor.goOn()) {
                try {
                    poll(consumer, offsets);
                } catch (OffsetsMovedException e) {
                    LOG.info("{}; reading on from where the database is", e.getMessage());
                    offsets = seekToStored(consumer, partitions);
                } catch (OffsetOutOfRangeException e) {
                    restart(consumer, e);
                }
                sink.lag(lag(consumer, partitions));
            }
        }
    }

    private void poll(KafkaConsumer<byte[], byte[]> consumer, Map<Integer, Long> offsets) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        if (records.isEmpty()) {
            if (Duration.between(lastToldAt, clock.instant()).abs().compareTo(TELL_AGAIN) > 0) {
                tellKafka(consumer);
            }
            return;
        }
        List<RawRecord> batch = new ArrayList<>(records.count());
        for (ConsumerRecord<byte[], byte[]> one : records) {
            batch.add(raw(one));
        }
        sink.store(batch, offsets);
        records.nextOffsets().forEach(untold::put);
        tellKafka(consumer);
    }

    private static RawRecord raw(ConsumerRecord<byte[], byte[]> one) {
        Map<String, byte[]> headers = new HashMap<>();
        for (Header header : one.headers()) {
            if (header.value() != null) {
                headers.put(header.key(), header.value());
            }
        }
        return new RawRecord(
                one.partition(),
                one.offset(),
                one.key(),
                one.value(),
                headers,
                Instant.ofEpochMilli(one.timestamp()));
    }

    /**
     * Tells Kafka how far alerting is. Only onlookers need it (replays wait for it), and it is told
     * again until Kafka has taken it.
     */
    private void tellKafka(KafkaConsumer<byte[], byte[]> consumer) {
        if (untold.isEmpty()) {
            return;
        }
        lastToldAt = clock.instant();
        consumer.commitAsync(
                Map.copyOf(untold),
                (told, failure) -> {
                    if (failure == null) {
                        told.forEach(untold::remove);
                    } else {
                        LOG.debug("Kafka does not know how far alerting is", failure);
                    }
                });
    }

    private Map<Integer, Long> seekToStored(
            KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        Map<Integer, Long> offsets = sink.offsets();
        untold.clear();
        for (TopicPartition partition : partitions) {
            long offset = offsets.getOrDefault(partition.partition(), ConsumedOffsets.NONE);
            if (offset == ConsumedOffsets.NONE) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seek(partition, offset);
                untold.put(partition, new OffsetAndMetadata(offset));
            }
        }
        LOG.info("Reading {} from {}", kafkaTopic, offsets);
        // What was committed just before this consumer failed was told to nobody.
        sink.missed();
        return offsets;
    }

    /**
     * Kafka no longer has, or does not yet have, what comes next: it was replaced, or kept too
     * little. All that it has is read again: what is stored already is recognised.
     */
    private static void restart(
            KafkaConsumer<byte[], byte[]> consumer, OffsetOutOfRangeException e) {
        e.offsetOutOfRangePartitions()
                .forEach(
                        (partition, offset) -> {
                            LOG.error(
                                    "Kafka does not hold {} at {}, where the database is: records"
                                            + " may be missing; reading all that Kafka has",
                                    partition,
                                    offset);
                            consumer.seekToBeginning(List.of(partition));
                        });
    }

    private static long lag(
            KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        long sum = 0;
        for (TopicPartition partition : partitions) {
            OptionalLong lag = consumer.currentLag(partition);
            sum += lag.orElse(0);
        }
        return sum;
    }
}
