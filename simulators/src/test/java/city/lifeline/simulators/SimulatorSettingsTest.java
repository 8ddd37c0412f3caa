package city.lifeline.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.ConfigurationFile;
import city.lifeline.runtime.MqttSettings;
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

        assertEquals("lifeline/v1", settings.get(MqttSettings.PREFIX));
        assertEquals("", settings.get(SimulatorSettings.DATA));
        assertEquals("127.0.0.1", settings.get(SimulatorSettings.HTTP_ADDRESS));
        assertEquals(9402, settings.get(SimulatorSettings.HTTP_PORT));
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
                assertThrows(
                        InvalidSettingsException.class, () -> SimulatedCityFiles.read(directory));

        assertTrue(
                faults.faults().stream().anyMatch(fault -> fault.contains("city.yaml:1")),
                () -> faults.faults().toString());
    }

    private Settings read(String text) throws IOException {
        return ConfigurationFile.read(
                Files.writeString(directory.resolve("lifeline.properties"), text),
                SimulatorSettings.ALL);
    }
}
