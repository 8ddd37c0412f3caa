package city.lifeline.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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

class SecretFileTest {

    private static final Setting<String> FILE =
            Setting.text("x.password.file", "", "file that holds a password");

    @TempDir private Path directory;

    private static Settings naming(Object file) {
        return Settings.of(Map.of("x.password.file", file.toString()));
    }

    private static List<String> faults(Settings settings) {
        return assertThrows(
                        InvalidSettingsException.class, () -> SecretFile.required(settings, FILE))
                .faults();
    }

    @Test
    void theLineBreakThatEditorsLeaveIsNoPartOfIt() throws IOException {
        Path file = Files.writeString(directory.resolve("p"), "open sesame\r\n");

        assertEquals("open sesame", SecretFile.required(naming(file), FILE));
        assertEquals("open sesame", SecretFile.optional(naming(file), FILE));
    }

    @Test
    void aSecretMayBeInAnEnvironmentVariable() {
        Map<String, String> environment = Map.of("X_PASSWORD", "open sesame\n", "BLANK", " ");

        assertEquals("open sesame", read("env:X_PASSWORD", environment));
        assertEquals(
                "x.password.file: the environment variable 'NONE' is not set",
                assertThrows(InvalidSettingsException.class, () -> read("env:NONE", environment))
                        .getMessage());
        assertEquals(
                "x.password.file: the environment variable 'BLANK' is empty",
                assertThrows(InvalidSettingsException.class, () -> read("env:BLANK", environment))
                        .getMessage());
    }

    private static String read(String where, Map<String, String> environment) {
        return SecretFile.read(FILE.key(), Path.of(where), environment::get);
    }

    @Test
    void noFileIsNoSecret() {
        assertEquals("", SecretFile.optional(Settings.of(Map.of()), FILE));
        assertEquals(
                List.of("x.password.file is missing: a user name needs a password"),
                faults(Settings.of(Map.of())));
    }

    @Test
    void aFileThatIsNotThereOrEmptyIsNamed() throws IOException {
        Path none = directory.resolve("none");
        assertEquals(List.of("x.password.file: there is no file " + none), faults(naming(none)));
        Path empty = Files.writeString(directory.resolve("empty"), " \n");
        assertEquals(List.of("x.password.file: " + empty + " is empty"), faults(naming(empty)));
    }
}
