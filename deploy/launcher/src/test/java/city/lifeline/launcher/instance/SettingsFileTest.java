package city.lifeline.launcher.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {

    @Test
    void readsBackWhatItWrote(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("x.properties");
        Map<String, String> texts =
                Map.of("a.b", "C:\\tmp\\x", "c", "城市 = 合肥", "d", "two\nlines", "e", "");

        SettingsFile.write(file, "Heading\nof two lines", texts);

        assertEquals(texts, SettingsFile.read(file));
        assertTrue(Files.readString(file).startsWith("# Heading\n# of two lines\n"));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void aFileThatIsNotThereHasNoKeys(@TempDir Path directory) throws IOException {
        assertEquals(Map.of(), SettingsFile.read(directory.resolve("none")));
    }
}
