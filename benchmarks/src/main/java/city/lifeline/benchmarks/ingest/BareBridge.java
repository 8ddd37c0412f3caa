package city.lifeline.benchmarks.ingest;

import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.ConfigurationFile;
import city.lifeline.runtime.KafkaSettings;
import city.lifeline.runtime.MqttSettings;
import city.lifeline.runtime.NoDelaySocketFactory;
import city.lifeline.runtime.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The least that carries MQTT to Kafka without losing a message: each payload becomes one record as
 * it is, keyed by its MQTT topic, and is acknowledged to the broker when Kafka has it. It decodes,
 * checks and remembers nothing.
 *
 * <p>MQTT client and Kafka producer are set as those of ingest ({@code MqttLink}, {@code
 * KafkaAccess}).
 */
public final class BareBridge {

    /** Level of the topics that are copied; ingest does not hear them here. */
    static final String TOPIC_LEVEL = "heartbeat";

    private static final Logger log = LoggerFactory.getLogger(BareBridge.class);

    private static final int RECEIVE_MAXIMUM = 1_000;

    private BareBridge() {}

    /** {@code CONFIG KAFKA-TOPIC READY-FILE}; writes the last when it is subscribed. */
    public static void main(String[] arguments)
            throws IOException, MqttException, InterruptedException {
        Settings settings = ConfigurationFile.read(Path.of(arguments[0]), BenchSettings.ALL);
        String kafkaTopic = arguments[1];
        KafkaProducer<String, byte[]> producer = producer(settings);
        MqttAsyncClient client =
                new MqttAsyncClient(
                        settings.get(MqttSettings.URL).toString(),
                        "bench-bare",
                        new MemoryPersistence());
        client.setManualAcks(true);
        client.setCallback(new Copying(client, producer, kafkaTopic));
        client.connect(options(settings)).waitForCompletion();
        client.subscribe("lifeline/v1/+/" + TOPIC_LEVEL, 1).waitForCompletion();
        Files.writeString(Path.of(arguments[2]), "ready\n");
        new CountDownLatch(1).await();
    }

    private static MqttConnectionOptions options(Settings settings) {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setReceiveMaximum(RECEIVE_MAXIMUM);
        options.setUserName(settings.get(BenchSettings.MQTT_USERNAME));
        options.setPassword(
                SecretFile.required(settings, BenchSettings.MQTT_PASSWORD_FILE)
                        .getBytes(StandardCharsets.UTF_8));
        options.setSocketFactory(new NoDelaySocketFactory());
        return options;
    }

    private static KafkaProducer<String, byte[]> producer(Settings settings) {
        Map<String, Object> config = new HashMap<>(KafkaSettings.client(settings));
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        config.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 << 20);
        return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    private record Copying(
            MqttAsyncClient client, KafkaProducer<String, byte[]> producer, String kafkaTopic)
            implements MqttCallback {

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // The callback is told the same.
        public void messageArrived(String mqttTopic, MqttMessage message) {
            int id = message.getId();
            producer.send(
                    new ProducerRecord<>(kafkaTopic, mqttTopic, message.getPayload()),
                    (metadata, failure) -> acknowledge(id, failure));
        }

        private void acknowledge(int id, @Nullable Exception failure) {
            if (failure != null) {
                log.error("Kafka failed", failure);
                return;
            }
            try {
                client.messageArrivedComplete(id, 1);
            } catch (MqttException e) {
                log.error("the MQTT connection failed", e);
            }
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            log.error("the connection to the MQTT broker was lost: {}", response);
        }

        @Override
        public void mqttErrorOccurred(MqttException exception) {
            log.error("MQTT error", exception);
        }

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String serverUri) {}

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {}
    }
}
