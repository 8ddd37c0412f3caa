package city.lifeline.alerting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.RunClock;
import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertingSettingsTest {

    @TempDir private Path directory = Path.of("");

    private final Map<String, String> texts = new HashMap<>();

    @BeforeEach
    void leastThatIsNeeded() throws IOException {
        texts.put("alerting.http.port", "8080");
        texts.put("alerting.admin.password.file", file("admin", "swordfish\n"));
        texts.put("alerting.token.file", file("token", "t0ken\n"));
        texts.put("database.url", "jdbc:postgresql://127.0.0.1:5432/lifeline");
        texts.put("kafka.bootstrap.servers", "127.0.0.1:9092");
        texts.put("history.url", "http://127.0.0.1:9000");
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    private AlertingSettings read() {
        return AlertingSettings.read(Settings.of(texts));
    }

    private List<String> faults() {
        return assertThrows(InvalidSettingsException.class, this::read).faults();
    }

    @Test
    void defaults() {
        AlertingSettings settings = read();

        assertEquals("127.0.0.1", settings.httpAddress());
        assertEquals("lifeline", settings.databaseUsername());
        assertEquals("", settings.databasePassword());
        assertEquals(Map.of("bootstrap.servers", "127.0.0.1:9092"), settings.kafka());
        assertEquals("", settings.history().username());
        assertEquals(Optional.empty(), settings.cityDirectory());
        assertEquals(Duration.ofMinutes(3), settings.startupPatience());
        assertEquals(RunClock.WALL, settings.clock());
        assertEquals("swordfish", settings.adminPassword());
        assertEquals("t0ken", settings.token());
    }

    @Test
    void everyKey() throws IOException {
        texts.put("alerting.http.address", "0.0.0.0");
        texts.put("alerting.startup.patience", "PT10S");
        texts.put("database.username", "li");
        texts.put("database.password.file", file("db", "dbsecret"));
        texts.put("kafka.username", "alerting");
        texts.put("kafka.password.file", file("kafka", "kafkasecret"));
        texts.put("history.username", "reader");
        texts.put("history.password.file", file("history", "historysecret"));
        texts.put("city.directory", "/srv/city");
        texts.put("clock.anchor.wall", "2026-11-21T08:00:00Z");
        texts.put("clock.anchor.run", "2026-01-01T00:00:00Z");
        texts.put("clock.speed", "60");
        AlertingSettings settings = read();

        assertEquals("0.0.0.0", settings.httpAddress());
        assertEquals(Duration.ofSeconds(10), settings.startupPatience());
        assertEquals("li", settings.databaseUsername());
        assertEquals("dbsecret", settings.databasePassword());
        assertTrue(
                String.valueOf(settings.kafka().get("sasl.jaas.config"))
                        .contains("\"kafkasecret\""));
        assertEquals("historysecret", settings.history().password());
        assertEquals(Optional.of(Path.of("/srv/city")), settings.cityDirectory());
        assertEquals(
                new RunClock(1_795_248_000_000_000L, 1_767_225_600_000_000L, 60), settings.clock());
        assertFalse(settings.toString().contains("secret"), settings.toString());
    }

    @Test
    void allFaultsAtOnce() {
        texts.remove("database.url");
        texts.put("alerting.http.port", "80800");
        texts.put("clock.speed", "fast");

        assertEquals(3, faults().size(), () -> faults().toString());
    }

    @Test
    void nobodyIsGivenNoTimeToAnswer() {
        texts.put("notify.acknowledge.within.red", "PT0S");
        texts.put("notify.acknowledge.within.blue", "-PT1M");
        assertEquals(2, faults().size(), () -> faults().toString());
    }

    @Test
    void aSecretThatIsNotThereIsNamedByItsKeyAndFile() {
        texts.put("database.password.file", "/nowhere/db");

        assertTrue(
                faults().get(0).startsWith("database.password.file: there is no file /nowhere/db"));
    }

    @Test
    void anEmptySecretIsNone() throws IOException {
        texts.put("alerting.token.file", file("token", " \n"));

        AlertingSettings settings = read();
        assertThrows(InvalidSettingsException.class, settings::token);
    }

    @Test
    void aClockNeedsBothAnchors() {
        texts.put("clock.speed", "60");
        assertTrue(faults().get(0).contains("clock.anchor"));
        texts.put("clock.anchor.wall", "now");
        texts.put("clock.anchor.run", "then");
        assertTrue(faults().get(0).contains("'now' is not a time"));
    }

    @Test
    void whatSmppCannotCarryIsRefusedBeforeItIsToldInAnError() throws IOException {
        texts.put("sms.primary.host", "smsc.example");
        texts.put("sms.primary.password.file", file("sms", "nine-char"));
        assertEquals(
                List.of("sms.primary.password.file: a password of SMPP has at most 8 characters"),
                faults());
        texts.put("sms.primary.password.file", file("sms", "eight-ch"));
        assertEquals("smsc.example", read().notifying().providers().get(0).host());
    }

    @Test
    void springIsTold() {
        Map<String, Object> spring = Alerting.springProperties(read());

        assertEquals(8080, spring.get("server.port"));
        assertEquals("127.0.0.1", spring.get("server.address"));
        assertEquals(
                "jdbc:postgresql://127.0.0.1:5432/lifeline", spring.get("spring.datasource.url"));
    }
}
