package city.lifeline.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.instance.Installation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CityCommandTest {

    @TempDir private Path directory;

    /** Generating ends with the check that {@code up} makes, too. */
    @ParameterizedTest
    @ValueSource(strings = {"small", "reference"})
    void anInventedCityIsOneThatCanBeStarted(String size) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(new PrintStream(out, true, UTF_8), false);

        int exit =
                new CommandLine(new CityCommand.Generate(terminal))
                        .execute(size, "--out", directory.resolve(size).toString());

        assertEquals(0, exit, out.toString(UTF_8));
        assertTrue(out.toString(UTF_8).contains("rules"), out.toString(UTF_8));
        String plans =
                Files.readString(
                        Installation.ofThisProcess().cities().resolve("sample/plans.yaml"));
        assertEquals(
                plans, Files.readString(directory.resolve(size).resolve("plans.yaml")), "plans");
    }
}
