package city.lifeline.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.ClockSettings;
import city.lifeline.runtime.ConfigurationFile;
import city.lifeline.runtime.KafkaSettings;
import city.lifeline.runtime.MqttSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestSettingsTest {

    @TempDir private Path directory;

    private Settings read(String text) throws IOException {
        Path file = directory.resolve("lifeline.properties");
        Files.writeString(file, text);
        return ConfigurationFile.read(file, IngestSettings.ALL);
    }

    private static final String REQUIRED =
            "kafka.bootstrap.servers=localhost:9092\nmqtt.url=tcp://localhost:1883\n";

    @Test
    void everyDefault() throws IOException {
        Settings settings = read(REQUIRED + "database.url=not.ours\n");
        assertEquals("", settings.get(KafkaSettings.USERNAME));
        assertEquals("lifeline/v1", settings.get(MqttSettings.PREFIX));
        assertEquals("lifeline/run", settings.get(MqttSettings.RUN_PREFIX));
        assertEquals("lifeline-ingest", settings.get(IngestSettings.MQTT_CLIENT_ID));
        assertEquals(Duration.ofDays(7), settings.get(IngestSettings.MQTT_SESSION_EXPIRY));
        assertEquals(1_000, settings.get(IngestSettings.INFLIGHT_MAX));
        assertEquals(32 << 20, settings.get(IngestSettings.INTAKE_BYTES));
        assertEquals(Duration.ofMinutes(5), settings.get(ClockSettings.LATE_AFTER));
        assertEquals(Duration.ofMinutes(1), settings.get(IngestSettings.SKEW_MAX));
        assertEquals(Duration.ofDays(1), settings.get(IngestSettings.FUTURE_MAX));
        assertEquals(Duration.ofDays(400), settings.get(IngestSettings.PAST_MAX));
        assertEquals("127.0.0.1", settings.get(IngestSettings.HTTP_ADDRESS));
        assertEquals(9_401, settings.get(IngestSettings.HTTP_PORT));
        assertEquals(16, IngestSettings.routes(settings).topicFilters().size());
        assertEquals("lifeline/thingsboard", settings.get(MqttSettings.THINGSBOARD_PREFIX));
        assertEquals("", settings.get(IngestSettings.MQTT_PASSWORD_FILE));
    }

    @Test
    void namesEveryFaultAtOnce() {
        InvalidSettingsException e =
                assertThrows(
                        InvalidSettingsException.class,
                        () ->
                                read(
                                        """
                                        ingest.http.port=99999
                                        ingest.routes=x
                                        clock.anchor.wall=yesterday
                                        """));
        assertEquals(5, e.faults().size(), e.faults()::toString);
        assertTrue(e.faults().get(0).contains("kafka.bootstrap.servers"));
    }
}
