package city.lifeline.jobs;

import city.lifeline.model.settings.Settings;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.security.scram.ScramLoginModule;

/** How the jobs reach Kafka. */
public final class KafkaConnection {

    private final Properties properties = new Properties();

    public KafkaConnection(Settings settings) {
        properties.setProperty(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                settings.get(JobSettings.KAFKA_SERVERS));
        String username = settings.get(JobSettings.KAFKA_USERNAME);
        if (!username.isEmpty()) {
            String password =
                    Secrets.read(
                            JobSettings.KAFKA_PASSWORD_FILE.key(),
                            settings.get(JobSettings.KAFKA_PASSWORD_FILE));
            properties.setProperty(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "SASL_PLAINTEXT");
            properties.setProperty(SaslConfigs.SASL_MECHANISM, "SCRAM-SHA-256");
            properties.setProperty(
                    SaslConfigs.SASL_JAAS_CONFIG,
                    "%s required username=\"%s\" password=\"%s\";"
                            .formatted(
                                    ScramLoginModule.class.getName(),
                                    quoted(username),
                                    quoted(password)));
        }
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

    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
