package city.lifeline.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Setting;
import city.lifeline.model.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFileTest {

    private static final Setting<Integer> PORT =
            Setting.integer("x.port", "1", 0, 9, "a number of one digit");
    private static final Setting<String> NAME = Setting.text("x.name", null, "how it is called");

    @TempDir private Path directory;

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("lifeline.properties"), text);
    }

    private static List<String> faults(Path file) {
        return assertThrows(
                        InvalidSettingsException.class,
                        () -> ConfigurationFile.read(file, List.of(PORT, NAME)))
                .faults();
    }

    @Test
    void otherProcessesKeysAreLeftAlone() throws IOException {
        Path file = file("# comment\nother=1\nx.name =  合肥  \n");

        assertEquals("合肥", ConfigurationFile.read(file, List.of(PORT, NAME)).get(NAME));
        assertEquals(Map.of("other", "1", "x.name", "合肥"), ConfigurationFile.texts(file));
    }

    @Test
    void everyFaultIsNamedAtOnce() throws IOException {
        assertEquals(2, faults(file("x.port=10\n")).size());
    }

    @Test
    void environmentVariablesThatAreMissingAreNamedBesideTheOtherFaults() {
        Setting<String> one = Setting.secret("one.password.file", "", "a password");
        Setting<String> two = Setting.secret("two.token.file", null, "a token");
        Settings settings =
                Settings.of(
                        Map.of(
                                "x.port",
                                "10",
                                "one.password.file",
                                "env:NONE",
                                "two.token.file",
                                "env:NEITHER",
                                "x.name",
                                "env:NAMES_OF_OTHER_THINGS_ARE_LEFT_ALONE"));

        assertEquals(
                List.of(
                        "x.port: '10' must be from 0 to 9 (a number of one digit)",
                        "one.password.file: the environment variable 'NONE' is not set",
                        "two.token.file: the environment variable 'NEITHER' is not set"),
                assertThrows(
                                InvalidSettingsException.class,
                                () ->
                                        ConfigurationFile.checked(
                                                settings,
                                                List.of(PORT, NAME, one, two),
                                                variable -> null))
                        .faults());
        assertEquals(
                "env:NONE",
                ConfigurationFile.checked(settings, List.of(NAME, one, two), variable -> "secret")
                        .get(one));
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws IOException {
        Path none = directory.resolve("none");
        assertEquals(List.of("there is no configuration file " + none), faults(none));
        Path malformed = file("x.name=\\u12\n");
        assertTrue(faults(malformed).get(0).startsWith(malformed.toString()));
        Path notText = directory.resolve("latin1");
        Files.write(notText, new byte[] {'a', '=', (byte) 0xe4});
        assertTrue(faults(notText).get(0).startsWith(notText.toString()));
    }
}
