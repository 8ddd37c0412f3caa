package city.lifeline.launcher.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CitySettingsTest {

    private static final DataDirectory DATA = new DataDirectory(Path.of("/data/x"));
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    private static Map<String, String> settings(
            @Nullable Double speed, Instant now, Map<String, String> stored) {
        return CitySettings.of(DATA, Path.of("/cities/a"), 21_000, speed, now, stored, Map.of());
    }

    @Test
    void everyProcessFindsTheOthers() {
        Map<String, String> settings = settings(null, NOW, Map.of());

        assertEquals("127.0.0.1:21002", settings.get("kafka.bootstrap.servers"));
        assertEquals("tcp://127.0.0.1:21001", settings.get("mqtt.url"));
        assertEquals("jdbc:postgresql://127.0.0.1:21004/lifeline", settings.get("database.url"));
        assertEquals("http://127.0.0.1:21005", settings.get("history.url"));
        assertEquals("21000", settings.get("alerting.http.port"));
        assertEquals("21008", settings.get("ingest.http.port"));
        assertEquals("/cities/a", settings.get("city.directory"));
        assertEquals("file:///data/x/flink/checkpoints", settings.get("flink.checkpoints.dir"));
        assertEquals("/data/x/secrets/kafka", settings.get("kafka.password.file"));
    }

    @Test
    void noSecretIsInTheFile() {
        settings(null, NOW, Map.of())
                .forEach(
                        (key, value) ->
                                assertTrue(
                                        !key.contains("password") || value.startsWith("/data/x/"),
                                        key));
    }

    @Test
    void theClockIsTheWallClockUnlessASpeedIsAskedFor() {
        assertFalse(settings(null, NOW, Map.of()).containsKey("clock.anchor.wall"));
        assertFalse(settings(1.0, NOW, Map.of()).containsKey("clock.anchor.wall"));
    }

    @Test
    void aSpeedAnchorsTheClockAtNow() {
        Map<String, String> settings = settings(60.0, NOW, Map.of());

        assertEquals(NOW.toString(), settings.get("clock.anchor.wall"));
        assertEquals(NOW.toString(), settings.get("clock.anchor.run"));
        assertEquals("60.0", settings.get("clock.speed"));
        assertEquals("PT5H", settings.get("ingest.late.after"));
        assertEquals("PT5M", settings.get("detection.groups.after"));
    }

    @Test
    void theNextStartGoesOnWithTheSameClock() {
        Map<String, String> first = settings(60.0, NOW, Map.of());
        Map<String, String> second = settings(null, NOW.plus(Duration.ofHours(1)), first);

        assertEquals(first.get("clock.anchor.wall"), second.get("clock.anchor.wall"));
        assertEquals(first.get("clock.anchor.run"), second.get("clock.anchor.run"));
        assertEquals("60.0", second.get("clock.speed"));
    }

    @Test
    void anotherSpeedGoesOnFromWhatTheClockReads() {
        Map<String, String> first = settings(60.0, NOW, Map.of());
        Instant later = NOW.plus(Duration.ofMinutes(1));
        Map<String, String> second = settings(1.0, later, first);

        assertEquals(later.toString(), second.get("clock.anchor.wall"));
        assertEquals(NOW.plus(Duration.ofHours(1)).toString(), second.get("clock.anchor.run"));
        assertEquals("1.0", second.get("clock.speed"));
    }

    @Test
    void aPersonsSettingsCountButNotOnesThatUpDecides() {
        Map<String, String> settings =
                CitySettings.of(
                        DATA,
                        Path.of("/cities/a"),
                        21_000,
                        null,
                        NOW,
                        Map.of(),
                        Map.of("ingest.late.after", "PT1M"));
        assertEquals("PT1M", settings.get("ingest.late.after"));

        Refusal refusal =
                assertThrows(
                        Refusal.class,
                        () ->
                                CitySettings.of(
                                        DATA,
                                        Path.of("/cities/a"),
                                        21_000,
                                        null,
                                        NOW,
                                        Map.of(),
                                        Map.of("kafka.bootstrap.servers", "a:1")));
        assertTrue(refusal.sentences().get(0).contains("kafka.bootstrap.servers"));
    }
}
