package city.lifeline.runtime;

import city.lifeline.model.settings.Setting;
import city.lifeline.model.settings.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How every process reaches Kafka. */
public final class KafkaSettings {

    public static final Setting<String> BOOTSTRAP_SERVERS =
            Setting.text("kafka.bootstrap.servers", null, "Kafka's addresses, host:port,host:port");
    public static final Setting<String> USERNAME =
            Setting.text("kafka.username", "", "SCRAM-SHA-256 user name; empty: no login");
    public static final Setting<String> PASSWORD_FILE =
            Setting.text("kafka.password.file", "", "file that holds the Kafka password");

    public static final List<Setting<?>> ALL = List.of(BOOTSTRAP_SERVERS, USERNAME, PASSWORD_FILE);

    private KafkaSettings() {}

    /**
     * Properties that any of Kafka's clients connects and logs in with. They hold the password: not
     * for a log.
     *
     * @throws city.lifeline.model.settings.InvalidSettingsException if a user name has no password
     */
    public static Map<String, String> client(Settings settings) {
        Map<String, String> client = new HashMap<>();
        client.put("bootstrap.servers", settings.get(BOOTSTRAP_SERVERS));
        String username = settings.get(USERNAME);
        if (!username.isEmpty()) {
            String password = SecretFile.required(settings, PASSWORD_FILE);
            client.put("security.protocol", "SASL_PLAINTEXT");
            client.put("sasl.mechanism", "SCRAM-SHA-256");
            client.put(
                    "sasl.jaas.config",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required"
                            + " username=\"%s\" password=\"%s\";"
                                    .formatted(quoted(username), quoted(password)));
        }
        return client;
    }

    /** As the grammar of JAAS, in which a line break would end the text, wants it. */
    private static String quoted(String text) {
        return text.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }
}
