package city.lifeline.benchmarks.ingest;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Follows how many records a topic holds, by its ends, on a thread of its own. */
final class KafkaProgress implements AutoCloseable {

    private static final long POLL_MS = 5;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Thread thread;
    private volatile Sample latest;
    private volatile @Nullable KafkaException fault;
    private volatile boolean closed;

    /** How many records there were at a moment of {@link System#nanoTime}. */
    record Sample(long atNs, long records) {}

    KafkaProgress(Map<String, Object> common, String kafkaTopic) {
        Map<String, Object> config = new HashMap<>(common);
        consumer =
                new KafkaConsumer<>(
                        config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        partitions =
                consumer.partitionsFor(kafkaTopic, Duration.ofSeconds(10)).stream()
                        .map(info -> new TopicPartition(kafkaTopic, info.partition()))
                        .toList();
        latest = ask();
        thread = new Thread(this::follow, "ends-" + kafkaTopic);
        thread.setDaemon(true);
        thread.start();
    }

    int partitions() {
        return partitions.size();
    }

    Sample latest() {
        KafkaException known = fault;
        if (known != null) {
            throw known;
        }
        return latest;
    }

    private void follow() {
        try {
            while (!closed) {
                latest = ask();
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
            }
        } catch (KafkaException e) {
            fault = e;
        } catch (InterruptedException e) {
            // Closed.
        } finally {
            consumer.close();
        }
    }

    private Sample ask() {
        long records =
                consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
        return new Sample(System.nanoTime(), records);
    }

    @Override
    public void close() {
        closed = true;
    }
}
