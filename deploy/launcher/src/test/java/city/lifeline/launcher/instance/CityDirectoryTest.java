package city.lifeline.launcher.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CityDirectoryTest {

    private static final Path CITIES = Installation.ofThisProcess().cities();

    @TempDir private Path directory;

    @Test
    void theSampleCityIsValid() throws IOException {
        CityDirectory.Valid city = CityDirectory.find("sample", CITIES).validated();

        assertFalse(city.registry().points().isEmpty());
        assertFalse(city.rules().rules().isEmpty());
    }

    @Test
    void everyFaultNamesItsFileAndLine() throws IOException {
        copySample();
        Path points = directory.resolve("points.csv");
        List<String> lines = Files.readAllLines(points);
        lines.set(1, lines.get(1).replaceFirst(",[^,]*,", ",NO-SUCH-GATEWAY,"));
        Files.write(points, lines);

        Refusal refusal =
                assertThrows(Refusal.class, () -> new CityDirectory(directory).validated());

        assertTrue(
                refusal.sentences().get(0).startsWith(points + ":2:"), refusal.sentences().get(0));
    }

    @Test
    void aFileThatIsNotUtf8IsNamed() throws IOException {
        copySample();
        Files.write(directory.resolve("gateways.csv"), "id,合肥".getBytes(StandardCharsets.UTF_16));

        Refusal refusal =
                assertThrows(Refusal.class, () -> new CityDirectory(directory).validated());

        assertTrue(refusal.sentences().get(0).contains("UTF-8"), refusal.sentences().toString());
    }

    @Test
    void anUnknownCityNamesTheKnownOnes() {
        Refusal refusal = assertThrows(Refusal.class, () -> CityDirectory.find("atlantis", CITIES));

        assertTrue(refusal.sentences().get(0).contains("sample"), refusal.sentences().toString());
        assertThrows(Refusal.class, () -> CityDirectory.find("../../no-such", CITIES));
        assertEquals(directory, CityDirectory.find(directory.toString(), CITIES).path());
    }

    private void copySample() throws IOException {
        Path sample = CITIES.resolve("sample");
        try (Stream<Path> files = Files.walk(sample)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = directory.resolve(sample.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }
}
