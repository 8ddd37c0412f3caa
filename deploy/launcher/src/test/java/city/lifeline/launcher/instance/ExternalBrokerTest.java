package city.lifeline.launcher.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExternalBrokerTest {

    @TempDir private Path directory;

    @Test
    void withoutItsAddressThereIsNothingToCheck() {
        assertEquals(List.of(), ExternalBroker.faults(Map.of("ingest.mqtt.username", "x"), true));
    }

    @Test
    void itsAddressAndAccountsReplaceThoseOfTheEmbeddedBroker() {
        Map<String, String> given =
                Map.of(
                        "mqtt.url", "tcp://broker:1883",
                        "ingest.mqtt.username", "lifeline",
                        "ingest.mqtt.password.file", "/etc/lifeline/ingest");

        Map<String, String> settings =
                CitySettings.of(
                        new DataDirectory(Path.of("/data/x")),
                        Path.of("/cities/a"),
                        21_000,
                        null,
                        Instant.EPOCH,
                        Map.of(),
                        given);

        given.forEach((key, value) -> assertEquals(value, settings.get(key)));
        assertFalse(settings.containsKey("replay.mqtt.username"));
        assertFalse(settings.containsKey("simulator.mqtt.passwords.dir"));
    }

    @Test
    void itsPasswordsMustBeInFilesThatCanBeRead() throws IOException {
        Path password = Files.writeString(directory.resolve("ingest"), "secret");
        Map<String, String> good =
                Map.of(
                        "mqtt.url", "tcp://broker:1883",
                        "ingest.mqtt.username", "ingest",
                        "ingest.mqtt.password.file", password.toString());
        assertEquals(List.of(), ExternalBroker.faults(good, false));

        Map<String, String> bad =
                Map.of(
                        "mqtt.url", "broker",
                        "ingest.mqtt.username", "ingest",
                        "replay.mqtt.username", "replay",
                        "replay.mqtt.password.file", "secrets/replay",
                        "simulator.mqtt.passwords.dir", "/nowhere");
        List<String> faults = ExternalBroker.faults(bad, true);
        assertEquals(4, faults.size(), faults::toString);
        assertTrue(faults.get(0).startsWith("mqtt.url"));
        assertTrue(faults.get(1).contains("lacks ingest.mqtt.password.file"));
        assertTrue(faults.get(2).contains("must begin with /"));
        assertTrue(faults.get(3).contains("/nowhere cannot be read"));
    }

    @Test
    void simulatedGatewaysNeedAccountsThere() {
        Map<String, String> given = Map.of("mqtt.url", "tcp://broker:1883");

        assertEquals(List.of(), ExternalBroker.faults(given, false));
        assertTrue(ExternalBroker.faults(given, true).get(0).contains("--no-simulator"));
    }
}
