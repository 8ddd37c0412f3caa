package city.lifeline.benchmarks.ingest;

import city.lifeline.benchmarks.Percentiles;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads a topic from its end and notes how old the records are when they can be read. */
final class LatencyReader implements AutoCloseable {

    private static final double US_PER_MS = 1_000;

    private final KafkaConsumer<String, byte[]> consumer;

    LatencyReader(Map<String, Object> common, String kafkaTopic) {
        Map<String, Object> config = new HashMap<>(common);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.CHECK_CRCS_CONFIG, false);
        consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions =
                consumer.partitionsFor(kafkaTopic, Duration.ofSeconds(10)).stream()
                        .map(info -> new TopicPartition(kafkaTopic, info.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /**
     * Reads for a while.
     *
     * @param publishedUs when a record's message was published; empty for a record that tells
     *     nothing of it
     */
    Percentiles read(
            Duration warmUp,
            Duration duration,
            Function<ConsumerRecord<String, byte[]>, OptionalLong> publishedUs,
            LongSupplier wallUs) {
        Percentiles milliseconds = new Percentiles();
        long fromUs = wallUs.getAsLong() + warmUp.toNanos() / 1_000;
        long toUs = fromUs + duration.toNanos() / 1_000;
        while (wallUs.getAsLong() < toUs) {
            var records = consumer.poll(Duration.ofMillis(20));
            long nowUs = wallUs.getAsLong();
            for (ConsumerRecord<String, byte[]> record : records) {
                OptionalLong published = publishedUs.apply(record);
                if (published.isPresent() && published.getAsLong() >= fromUs) {
                    milliseconds.add((nowUs - published.getAsLong()) / US_PER_MS);
                }
            }
        }
        return milliseconds;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
