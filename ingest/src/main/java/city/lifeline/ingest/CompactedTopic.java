package city.lifeline.ingest;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads a compacted topic from its beginning. */
final class CompactedTopic implements AutoCloseable {

    /** Told of each record; no value: the key was removed. */
    interface Reader {
        void record(String key, byte @Nullable [] value);
    }

    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<String, byte[]> consumer;
    private final List<TopicPartition> partitions;

    CompactedTopic(Consumer<String, byte[]> consumer, String kafkaTopic) {
        this.consumer = consumer;
        try {
            this.partitions =
                    consumer.partitionsFor(kafkaTopic).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    /** Reads all that is there now. */
    void readToEnd(Reader reader) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (!isAt(ends)) {
            poll(reader);
        }
    }

    private boolean isAt(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** Reads what comes within a moment. */
    int poll(Reader reader) {
        int count = 0;
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            count++;
            if (record.key() != null) {
                reader.record(record.key(), record.value());
            }
        }
        return count;
    }

    /** Makes a {@link #poll} on another thread throw. */
    void wakeUp() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
