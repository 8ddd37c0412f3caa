package city.lifeline.ingest;

import city.lifeline.model.settings.SettingsReference;
import city.lifeline.runtime.CommonSettings;
import city.lifeline.testing.GeneratedSection;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The configuration reference says what this module reads. */
class ConfigurationReferenceTest {

    @Test
    void ingestIsUpToDate() throws IOException {
        GeneratedSection.check(
                "docs/configuration.md",
                "ingest",
                SettingsReference.table(IngestSettings.ALL, CommonSettings.ALL));
    }
}
