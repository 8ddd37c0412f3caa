package city.lifeline.jobs;

import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.KafkaSettings;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;

/** How the jobs reach Kafka. */
public final class KafkaConnection {

    private final Properties properties = new Properties();

    public KafkaConnection(Settings settings) {
        KafkaSettings.client(settings).forEach(properties::setProperty);
    }

    /** For a consumer. */
    public Properties consumer() {
        return copy();
    }

    /** For a producer that waits for every replica and for nothing else. */
    public Properties producer() {
        Properties producer = copy();
        producer.setProperty(ProducerConfig.ACKS_CONFIG, "all");
        producer.setProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        producer.setProperty(ProducerConfig.LINGER_MS_CONFIG, "0");
        return producer;
    }

    private Properties copy() {
        Properties copy = new Properties();
        copy.putAll(properties);
        return copy;
    }
}
