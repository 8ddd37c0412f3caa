package city.lifeline.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.HistorySettings;
import city.lifeline.runtime.KafkaSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobSettingsTest {

    @TempDir Path directory;

    @Test
    void everyDefaultIsValid() {
        Settings settings = Settings.of(Map.of());
        assertEquals("", settings.get(KafkaSettings.USERNAME));
        assertEquals("", settings.get(KafkaSettings.PASSWORD_FILE));
        assertEquals(Duration.ofSeconds(3), settings.get(JobSettings.CHECKPOINT_INTERVAL));
        assertEquals(1, settings.get(JobSettings.DETECTION_PARALLELISM));
        assertEquals(1, settings.get(JobSettings.HISTORY_PARALLELISM));
        assertEquals("", settings.get(HistorySettings.USERNAME));
        assertEquals("", settings.get(HistorySettings.PASSWORD_FILE));
        assertEquals(Duration.ofSeconds(1), settings.get(JobSettings.HISTORY_BATCH_DELAY));
        assertEquals(10_000, settings.get(JobSettings.HISTORY_BATCH_LINES));
    }

    @Test
    void whatTheJobsReadIsDeclared() {
        assertTrue(JobSettings.ofDetection().containsAll(KafkaSettings.ALL));
        assertTrue(JobSettings.ofDetection().contains(JobSettings.DETECTION_PARALLELISM));
        assertTrue(JobSettings.ofHistory().containsAll(KafkaSettings.ALL));
        assertTrue(JobSettings.ofHistory().contains(HistorySettings.URL));
        assertTrue(JobSettings.ofHistory().contains(JobSettings.HISTORY_PARALLELISM));
    }

    @Test
    void logsInToKafkaOnlyWithAUserName() {
        Properties consumer =
                new KafkaConnection(Settings.of(Map.of("kafka.bootstrap.servers", "kafka:9092")))
                        .consumer();
        assertEquals("kafka:9092", consumer.getProperty(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG));
        assertNull(consumer.getProperty(SaslConfigs.SASL_JAAS_CONFIG));
    }

    @Test
    void quotesWhatIsInAPassword() throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "a\"b\\c;d=\n");
        Properties producer =
                new KafkaConnection(
                                Settings.of(
                                        Map.of(
                                                "kafka.bootstrap.servers", "kafka:9092",
                                                "kafka.username", "jobs",
                                                "kafka.password.file", file.toString())))
                        .producer();
        String jaas = producer.getProperty(SaslConfigs.SASL_JAAS_CONFIG);
        assertEquals(
                "a\"b\\c;d=",
                JaasContext.loadClientContext(
                                Map.of(SaslConfigs.SASL_JAAS_CONFIG, new Password(jaas)))
                        .configurationEntries()
                        .get(0)
                        .getOptions()
                        .get("password"));
        assertEquals("SCRAM-SHA-256", producer.getProperty(SaslConfigs.SASL_MECHANISM));
        assertEquals("all", producer.getProperty("acks"));
        assertEquals("0", producer.getProperty("linger.ms"));
    }

    @Test
    void aUserNameWithoutAPasswordIsAFault() {
        Settings settings =
                Settings.of(Map.of("kafka.bootstrap.servers", "k:1", "kafka.username", "jobs"));
        InvalidSettingsException e =
                assertThrows(InvalidSettingsException.class, () -> new KafkaConnection(settings));
        assertTrue(String.valueOf(e.getMessage()).startsWith("kafka.password.file"));
    }

    @Test
    void everyJobHasItsOwnCheckpointsAndNoGenericTypes() {
        for (String base : new String[] {"file:///data/checkpoints", "file:///data/checkpoints/"}) {
            Configuration options =
                    JobConfiguration.of(
                            "detection-live", 2, URI.create(base), Duration.ofSeconds(3));
            assertEquals(
                    "file:///data/checkpoints/detection-live",
                    options.get(CheckpointingOptions.CHECKPOINTS_DIRECTORY));
            assertFalse(options.get(PipelineOptions.GENERIC_TYPES));
        }
    }
}
