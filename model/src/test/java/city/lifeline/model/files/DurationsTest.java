package city.lifeline.model.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "0s, PT0S",
        "250us, PT0.00025S",
        "10ms, PT0.01S",
        "1.5s, PT1.5S",
        "30 s, PT30S",
        "5min, PT5M",
        "1h, PT1H",
        "7d, P7D",
        "36525d, P36525D"
    })
    void readsNumberAndUnit(String text, Duration duration) {
        assertEquals(duration, Durations.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "s",
                "-5s",
                "5m",
                "PT5S",
                "1e3s",
                "1,5s",
                "5s 3ms",
                "36526d",
                "999999999d"
            })
    void refusesAnythingElse(String text) {
        assertThrows(IllegalArgumentException.class, () -> Durations.parse(text));
    }
}
