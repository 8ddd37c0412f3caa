package city.lifeline.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.RunClock;
import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatorSettingsTest {

    private static final String REQUIRED =
            "city.directory=/city\nmqtt.url=tcp://127.0.0.1:1883\nsimulator.mqtt.passwords.dir=/p\n";

    @TempDir private Path directory;

    @Test
    void hasDefaultsForTheRest() throws IOException {
        Settings settings = read(REQUIRED);

        assertEquals("lifeline/v1", settings.get(SimulatorSettings.MQTT_PREFIX));
        assertEquals("", settings.get(SimulatorSettings.DATA));
        assertEquals("127.0.0.1", settings.get(SimulatorSettings.HTTP_ADDRESS));
        assertEquals(9402, settings.get(SimulatorSettings.HTTP_PORT));
        assertEquals(RunClock.WALL, SimulatorSettings.clock(settings));
    }

    @Test
    void readsAClockOfItsOwn() throws IOException {
        Settings settings =
                read(
                        REQUIRED
                                + "clock.anchor.wall=1970-01-01T00:00:01Z\nclock.anchor.run=1970-01-01T00:00:05Z\nclock.speed=60\n");

        assertEquals(new RunClock(1_000_000, 5_000_000, 60), SimulatorSettings.clock(settings));
    }

    @Test
    void aSpeedNeedsAnAnchor() throws IOException {
        Settings settings = read(REQUIRED + "clock.speed=60\n");

        assertThrows(InvalidSettingsException.class, () -> SimulatorSettings.clock(settings));
    }

    @Test
    void namesAllFaultsAtOnce() {
        InvalidSettingsException faults =
                assertThrows(
                        InvalidSettingsException.class,
                        () -> read("simulator.http.port=x\nclock.anchor.run=now\n"));

        assertEquals(5, faults.faults().size(), () -> faults.faults().toString());
    }

    @Test
    void namesAFaultyCityFileByLine() throws IOException {
        Files.writeString(directory.resolve("city.yaml"), "name: {zh: 城}\n");

        InvalidSettingsException faults =
                assertThrows(InvalidSettingsException.class, () -> CityDirectory.read(directory));

        assertTrue(
                faults.faults().stream().anyMatch(fault -> fault.contains("city.yaml:1")),
                () -> faults.faults().toString());
    }

    private Settings read(String text) throws IOException {
        return SimulatorSettings.read(
                Files.writeString(directory.resolve("lifeline.properties"), text));
    }
}
