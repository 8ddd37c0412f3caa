package city.lifeline.launcher;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.launcher.console.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class UnfinishedRestoreTest {

    @TempDir private Path directory;

    @Test
    void upDoesNotStartHalfOfACity() throws Exception {
        Files.createDirectories(directory.resolve(".restoring"));
        StringWriter words = new StringWriter();
        CommandLine lifeline =
                Lifeline.commandLine(
                        new Terminal(
                                new PrintStream(
                                        new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                                false),
                        Clock.systemUTC());
        lifeline.setErr(new PrintWriter(words, true));

        // The missing file ends it too, if this test is to fail.
        int code =
                lifeline.execute(
                        "up",
                        "--data",
                        directory.toString(),
                        "--config",
                        directory.resolve("missing").toString());

        assertNotEquals(0, code);
        assertTrue(words.toString().contains("is being restored"), words.toString());
    }
}
