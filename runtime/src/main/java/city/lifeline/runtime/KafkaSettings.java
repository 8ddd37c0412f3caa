package city.lifeline.runtime;

import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Setting;
import city.lifeline.model.settings.Settings;
import java.nio.file.Path;
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
            Setting.secret("kafka.password.file", "", "file that holds the Kafka password");

    public static final Setting<String> TLS_CA_FILE =
            Setting.text(
                    "kafka.tls.ca.file",
                    "",
                    "authorities of Kafka's certificates, PEM; empty: no TLS");
    public static final Setting<String> TLS_CERTIFICATE_FILE =
            Setting.text("kafka.tls.certificate.file", "", "our certificate for Kafka, PEM");
    public static final Setting<String> TLS_KEY_FILE =
            Setting.secret("kafka.tls.key.file", "", "its key, PEM, PKCS #8 without a password");

    public static final List<Setting<?>> ALL =
            List.of(
                    BOOTSTRAP_SERVERS,
                    USERNAME,
                    PASSWORD_FILE,
                    TLS_CA_FILE,
                    TLS_CERTIFICATE_FILE,
                    TLS_KEY_FILE);

    private KafkaSettings() {}

    /**
     * Properties that any of Kafka's clients connects and logs in with. They hold the password and
     * the key of a certificate: not for a log.
     *
     * @throws city.lifeline.model.settings.InvalidSettingsException if a user name has no password,
     *     or a certificate no key
     */
    public static Map<String, String> client(Settings settings) {
        Map<String, String> client = new HashMap<>();
        client.put("bootstrap.servers", settings.get(BOOTSTRAP_SERVERS));
        Map<String, String> tls = tls(settings);
        client.putAll(tls);
        String username = settings.get(USERNAME);
        if (!username.isEmpty()) {
            String password = SecretFile.required(settings, PASSWORD_FILE);
            client.put("security.protocol", tls.isEmpty() ? "SASL_PLAINTEXT" : "SASL_SSL");
            client.put("sasl.mechanism", "SCRAM-SHA-256");
            client.put(
                    "sasl.jaas.config",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required"
                            + " username=\"%s\" password=\"%s\";"
                                    .formatted(quoted(username), quoted(password)));
        }
        return client;
    }

    private static Map<String, String> tls(Settings settings) {
        String ca = settings.get(TLS_CA_FILE);
        String certificate = settings.get(TLS_CERTIFICATE_FILE);
        if (certificate.isEmpty() == settings.get(TLS_KEY_FILE).isEmpty()) {
            if (ca.isEmpty() && certificate.isEmpty()) {
                return Map.of();
            }
        } else {
            throw fault(
                    TLS_CERTIFICATE_FILE.key() + " and " + TLS_KEY_FILE.key() + " belong together");
        }
        if (ca.isEmpty()) {
            throw fault(TLS_CERTIFICATE_FILE.key() + " needs " + TLS_CA_FILE.key());
        }
        Map<String, String> tls = new HashMap<>();
        tls.put("security.protocol", "SSL");
        tls.put("ssl.truststore.type", "PEM");
        tls.put("ssl.truststore.certificates", SecretFile.read(TLS_CA_FILE.key(), Path.of(ca)));
        if (!certificate.isEmpty()) {
            tls.put("ssl.keystore.type", "PEM");
            tls.put(
                    "ssl.keystore.certificate.chain",
                    SecretFile.read(TLS_CERTIFICATE_FILE.key(), Path.of(certificate)));
            tls.put("ssl.keystore.key", SecretFile.required(settings, TLS_KEY_FILE));
        }
        return tls;
    }

    private static InvalidSettingsException fault(String sentence) {
        return new InvalidSettingsException(List.of(sentence));
    }

    /** As the grammar of JAAS, in which a line break would end the text, wants it. */
    private static String quoted(String text) {
        return text.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }
}
