package city.lifeline.simulators.telephones;

import city.lifeline.model.settings.SettingsReference;
import city.lifeline.runtime.CommonSettings;
import city.lifeline.testing.GeneratedSection;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The configuration reference says what this module reads. */
class ConfigurationReferenceTest {

    @Test
    void telephoneWallIsUpToDate() throws IOException {
        GeneratedSection.check(
                "docs/configuration.md",
                "telephone-wall",
                SettingsReference.table(WallSettings.ALL, CommonSettings.ALL));
    }
}
