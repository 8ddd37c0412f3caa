package city.lifeline.benchmarks.peers;

import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.ConfigurationFile;
import city.lifeline.runtime.KafkaSettings;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A threshold over a Kafka topic as one writes it in an afternoon: which points are above is in
 * memory, offsets are committed every second, at least once.
 */
public final class PlainConsumer {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration COMMIT_EVERY = Duration.ofSeconds(1);

    private PlainConsumer() {}

    /** {@code CONFIG FROM-KAFKA-TOPIC TO-KAFKA-TOPIC}. */
    public static void main(String[] arguments)
            throws IOException, InterruptedException, ExecutionException {
        Settings settings = ConfigurationFile.read(Path.of(arguments[0]), KafkaSettings.ALL);
        Map<String, Object> reading = new HashMap<>(KafkaSettings.client(settings));
        reading.put("group.id", "plain-consumer");
        reading.put("enable.auto.commit", "false");
        reading.put("auto.offset.reset", "earliest");
        reading.put("fetch.max.wait.ms", "5");
        Map<String, Object> writing = new HashMap<>(KafkaSettings.client(settings));
        writing.put("acks", "all");
        Set<String> above = new HashSet<>();
        List<Future<RecordMetadata>> told = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                        new KafkaConsumer<>(
                                reading, new StringDeserializer(), new ByteArrayDeserializer());
                KafkaProducer<String, byte[]> producer =
                        new KafkaProducer<>(
                                writing, new StringSerializer(), new ByteArraySerializer())) {
            consumer.subscribe(List.of(arguments[1]));
            long committed = System.nanoTime();
            while (true) {
                for (ConsumerRecord<String, byte[]> each : consumer.poll(COMMIT_EVERY)) {
                    JsonNode one = JSON.readTree(each.value()).path("readings").path(0);
                    String point = one.path("point").asText();
                    double value = one.path("value").asDouble();
                    if (value > PeerBenchmark.RAISE && above.add(point)) {
                        told.add(
                                producer.send(
                                        new ProducerRecord<>(
                                                arguments[2],
                                                point,
                                                one.path("time")
                                                        .asText()
                                                        .getBytes(StandardCharsets.UTF_8))));
                    } else if (value < PeerBenchmark.CLEAR) {
                        above.remove(point);
                    }
                }
                if (System.nanoTime() - committed > COMMIT_EVERY.toNanos()) {
                    for (Future<RecordMetadata> each : told) {
                        each.get();
                    }
                    told.clear();
                    consumer.commitSync();
                    committed = System.nanoTime();
                }
            }
        }
    }
}
