package city.lifeline.jobs.history;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetentionTest {

    @ParameterizedTest
    @CsvSource({
        "PT0S, PT0S, PT0S",
        "P90D, PT0S, PT0S",
        "P90D, P90D, P90D",
        "P90D, P800D, P7300D",
        "P90D, P800D, PT0S"
    })
    void sumsMayBeKeptAsLongAsWhatTheyAreMadeFromOrLonger(
            String readings, String minutes, String hours) {
        assertDoesNotThrow(() -> Retention.of(settings(readings, minutes, hours)));
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, P90D, PT0S, 1",
        "P90D, P89D, P89D, 1",
        "P90D, PT0S, P7300D, 1",
        "PT0S, P90D, P30D, 2"
    })
    void sumsThatAreDroppedBeforeWhatTheyAreMadeFromAreRefused(
            String readings, String minutes, String hours, int faults) {
        assertEquals(
                faults,
                assertThrows(
                                InvalidSettingsException.class,
                                () -> Retention.of(settings(readings, minutes, hours)))
                        .faults()
                        .size());
    }

    @Test
    void theRefusalNamesBothSettings() {
        assertEquals(
                List.of(
                        "history.keep.minutes=PT2160H must not be shorter than"
                                + " history.keep.readings=PT0S, from which it is summed up (PT0S:"
                                + " for ever)"),
                assertThrows(
                                InvalidSettingsException.class,
                                () -> Retention.of(settings("PT0S", "P90D", "PT0S")))
                        .faults());
    }

    private static Settings settings(String readings, String minutes, String hours) {
        return Settings.of(
                Map.of(
                        "history.keep.readings", readings,
                        "history.keep.minutes", minutes,
                        "history.keep.hours", hours));
    }
}
