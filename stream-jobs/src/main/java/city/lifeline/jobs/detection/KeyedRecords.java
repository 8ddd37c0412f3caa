package city.lifeline.jobs.detection;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Kafka records of one topic. They carry no time of their own: event time is in the value, and a
 * record's time is when Kafka got it, or retention would delete a fresh backlog.
 */
final class KeyedRecords<T> implements KafkaRecordSerializationSchema<T> {

    private static final long serialVersionUID = 1L;

    /** A function that Flink can send to where it runs. */
    interface Part<T, R> extends Function<T, R>, Serializable {}

    private final String kafkaTopic;
    private final Part<T, String> key;
    private final Part<T, byte[]> value;

    KeyedRecords(String kafkaTopic, Part<T, String> key, Part<T, byte[]> value) {
        this.kafkaTopic = kafkaTopic;
        this.key = key;
        this.value = value;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            T element, KafkaSinkContext context, @Nullable Long eventTime) {
        return new ProducerRecord<>(
                kafkaTopic,
                key.apply(element).getBytes(StandardCharsets.UTF_8),
                value.apply(element));
    }
}
