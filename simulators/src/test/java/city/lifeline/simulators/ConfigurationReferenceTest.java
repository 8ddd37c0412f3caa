package city.lifeline.simulators;

import city.lifeline.model.settings.SettingsReference;
import city.lifeline.runtime.CommonSettings;
import city.lifeline.testing.GeneratedSection;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The configuration reference says what this module reads. */
class ConfigurationReferenceTest {

    @Test
    void simulatorIsUpToDate() throws IOException {
        GeneratedSection.check(
                "docs/configuration.md",
                "simulator",
                SettingsReference.table(SimulatorSettings.ALL, CommonSettings.ALL));
    }
}
