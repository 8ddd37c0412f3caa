package city.lifeline.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import city.lifeline.model.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
