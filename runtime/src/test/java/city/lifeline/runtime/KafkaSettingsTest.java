package city.lifeline.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaSettingsTest {

    @Test
    void withoutAUserNameNothingLogsIn() {
        assertEquals(
                Map.of("bootstrap.servers", "a:1,b:2"),
                KafkaSettings.client(Settings.of(Map.of("kafka.bootstrap.servers", "a:1,b:2"))));
    }

    @Test
    void aLoginIsQuoted(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("p"), "a\"b\\c\nd\n");

        Map<String, String> client =
                KafkaSettings.client(
                        Settings.of(
                                Map.of(
                                        "kafka.bootstrap.servers", "a:1",
                                        "kafka.username", "jobs",
                                        "kafka.password.file", file.toString())));

        assertEquals("SASL_PLAINTEXT", client.get("security.protocol"));
        assertEquals("SCRAM-SHA-256", client.get("sasl.mechanism"));
        assertEquals(
                "org.apache.kafka.common.security.scram.ScramLoginModule required"
                        + " username=\"jobs\" password=\"a\\\"b\\\\c\\nd\";",
                client.get("sasl.jaas.config"));
    }

    @Test
    void tlsTakesPemFiles(@TempDir Path directory) throws IOException {
        Path ca = Files.writeString(directory.resolve("ca"), "the authority\n");
        Path certificate = Files.writeString(directory.resolve("c"), "the certificate\n");
        Path key = Files.writeString(directory.resolve("k"), "the key\n");
        Path password = Files.writeString(directory.resolve("p"), "secret\n");

        Map<String, String> client =
                KafkaSettings.client(
                        Settings.of(
                                Map.of(
                                        "kafka.bootstrap.servers", "a:1",
                                        "kafka.username", "jobs",
                                        "kafka.password.file", password.toString(),
                                        "kafka.tls.ca.file", ca.toString(),
                                        "kafka.tls.certificate.file", certificate.toString(),
                                        "kafka.tls.key.file", key.toString())));

        assertEquals("SASL_SSL", client.get("security.protocol"));
        assertEquals("PEM", client.get("ssl.truststore.type"));
        assertEquals("the authority", client.get("ssl.truststore.certificates"));
        assertEquals("PEM", client.get("ssl.keystore.type"));
        assertEquals("the certificate", client.get("ssl.keystore.certificate.chain"));
        assertEquals("the key", client.get("ssl.keystore.key"));
    }

    @Test
    void aCertificateNeedsItsKeyAndAnAuthority() {
        for (Map<String, String> half :
                List.of(
                        Map.of("kafka.tls.certificate.file", "c"),
                        Map.of("kafka.tls.key.file", "k", "kafka.tls.ca.file", "a"),
                        Map.of("kafka.tls.certificate.file", "c", "kafka.tls.key.file", "k"))) {
            Map<String, String> texts = new HashMap<>(half);
            texts.put("kafka.bootstrap.servers", "a:1");
            assertThrows(
                    InvalidSettingsException.class, () -> KafkaSettings.client(Settings.of(texts)));
        }
    }
}
