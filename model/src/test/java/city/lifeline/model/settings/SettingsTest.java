package city.lifeline.model.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    private static final Setting<String> NAME = Setting.text("a.name", null, "who it is");
    private static final Setting<Integer> PORT =
            Setting.integer("a.port", "8080", 0, 65_535, "where it listens");
    private static final Setting<Double> SPEED =
            Setting.number("a.speed", "1", 0.1, 10, "how fast it is");
    private static final Setting<Duration> AFTER =
            Setting.duration("a.after", "PT5M", "when it is late");
    private static final Setting<URI> ADDRESS =
            Setting.uri("a.url", "http://127.0.0.1:1", "where it asks");

    private static Settings settings(String... keysAndTexts) {
        return Settings.of(
                keysAndTexts.length == 0 ? Map.of() : Map.of(keysAndTexts[0], keysAndTexts[1]));
    }

    @Test
    void aMissingKeyHasItsDefault() {
        assertEquals(8080, settings().get(PORT));
        assertEquals(1.0, settings().get(SPEED));
        assertEquals(Duration.ofMinutes(5), settings().get(AFTER));
        assertEquals(URI.create("http://127.0.0.1:1"), settings().get(ADDRESS));
    }

    @Test
    void aBlankTextIsAMissingOne() {
        assertEquals(8080, settings("a.port", "  ").get(PORT));
    }

    @Test
    void textsAreReadByType() {
        assertEquals("x y", settings("a.name", " x y ").get(NAME));
        assertEquals(0, settings("a.port", "0").get(PORT));
        assertEquals(0.1, settings("a.speed", "0.1").get(SPEED));
        assertEquals(Duration.ofMillis(1500), settings("a.after", "PT1.5S").get(AFTER));
        assertEquals(URI.create("tcp://h:1"), settings("a.url", "tcp://h:1").get(ADDRESS));
    }

    @Test
    void aRequiredKeySaysWhatItIsFor() {
        assertFault("a.name is missing: who it is", settings(), NAME);
    }

    @ParameterizedTest
    @CsvSource({
        "a.port, x, is not a whole number",
        "a.port, -1, must be from 0 to 65535",
        "a.port, 65536, must be from 0 to 65535",
        "a.port, 99999999999, is not a whole number",
        "a.speed, fast, is not a number",
        "a.speed, 0, must be from 0.1 to 10.0",
        "a.speed, NaN, must be from 0.1 to 10.0",
        "a.after, 5min, is not an ISO-8601 duration such as PT5M",
        "a.after, PT-5M, must not be negative",
        "a.url, localhost, is not an address such as tcp://127.0.0.1:1883",
        "a.url, ':', is not an address"
    })
    void aTextThatIsNotOfTheType(String key, String text, String reason) {
        InvalidSettingsException e =
                assertThrows(
                        InvalidSettingsException.class,
                        () -> settings(key, text).checked(List.of(PORT, SPEED, AFTER, ADDRESS)));
        assertEquals(1, e.faults().size());
        assertTrue(e.faults().get(0).startsWith(key + ": '" + text + "' " + reason), e::getMessage);
    }

    @Test
    void allFaultsAtOnce() {
        Settings settings = Settings.of(Map.of("a.port", "x", "a.speed", "y", "unknown", "z"));
        InvalidSettingsException e =
                assertThrows(
                        InvalidSettingsException.class,
                        () -> settings.checked(List.of(NAME, PORT, SPEED, AFTER)));
        assertEquals(3, e.faults().size());
    }

    @Test
    void settingsWithoutFaultAreThemselves() {
        Settings settings = settings("a.name", "x");
        assertSame(settings, settings.checked(List.of(NAME, PORT)));
    }

    private static void assertFault(String fault, Settings settings, Setting<?> setting) {
        InvalidSettingsException e =
                assertThrows(InvalidSettingsException.class, () -> settings.get(setting));
        assertEquals(List.of(fault), e.faults());
    }
}
