package city.lifeline.jobs;

import city.lifeline.model.settings.Setting;
import city.lifeline.model.settings.SettingsReference;
import city.lifeline.runtime.CommonSettings;
import city.lifeline.testing.GeneratedSection;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The configuration reference says what this module reads. */
class ConfigurationReferenceTest {

    @Test
    void jobsIsUpToDate() throws IOException {
        GeneratedSection.check(
                "docs/configuration.md",
                "jobs",
                SettingsReference.table(
                        Stream.concat(
                                        JobSettings.ofDetection().stream(),
                                        JobSettings.ofHistory().stream())
                                .<Setting<?>>map(setting -> setting)
                                .toList(),
                        CommonSettings.ALL));
    }
}
