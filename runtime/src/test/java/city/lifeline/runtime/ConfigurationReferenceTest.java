package city.lifeline.runtime;

import city.lifeline.model.settings.SettingsReference;
import city.lifeline.testing.GeneratedSection;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The configuration reference says what this module reads. */
class ConfigurationReferenceTest {

    @Test
    void kafkaIsUpToDate() throws IOException {
        GeneratedSection.check(
                "docs/configuration.md",
                "kafka",
                SettingsReference.table(KafkaSettings.ALL, List.of()));
    }

    @Test
    void mqttIsUpToDate() throws IOException {
        GeneratedSection.check(
                "docs/configuration.md",
                "mqtt",
                SettingsReference.table(MqttSettings.ALL, List.of()));
    }

    @Test
    void historyIsUpToDate() throws IOException {
        GeneratedSection.check(
                "docs/configuration.md",
                "history",
                SettingsReference.table(HistorySettings.ALL, List.of()));
    }

    @Test
    void clockIsUpToDate() throws IOException {
        GeneratedSection.check(
                "docs/configuration.md",
                "clock",
                SettingsReference.table(ClockSettings.ALL, List.of()));
    }
}
