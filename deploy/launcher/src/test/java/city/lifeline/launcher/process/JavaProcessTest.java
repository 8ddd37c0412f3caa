package city.lifeline.launcher.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaProcessTest {

    @Test
    void everythingGoesThroughAnArgumentFileOfItsOwnersAlone(@TempDir Path running)
            throws IOException {
        JavaProcess process =
                new JavaProcess(
                        "kafka",
                        256,
                        true,
                        Map.of("a", "b c"),
                        List.of("-Xms32m"),
                        List.of(Path.of("/x/a.jar"), Path.of("/x/b.jar")),
                        "kafka.Kafka",
                        List.of("say \"hi\"", "back\\slash"));

        List<String> command = process.command(running, Path.of("/x/watch.jar"));

        Path file = running.resolve("kafka.args");
        assertEquals(List.of(JavaProcess.java().toString(), "@" + file), command);
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        List<String> words = Files.readAllLines(file);
        assertTrue(words.contains("\"-Xmx256m\""), words.toString());
        assertTrue(words.contains("\"-XX:TieredStopAtLevel=1\""), words.toString());
        assertTrue(words.contains("\"-Da=b c\""), words.toString());
        assertTrue(words.contains("\"/x/a.jar:/x/b.jar:/x/watch.jar\""), words.toString());
        assertEquals(
                List.of(
                        "\"city.lifeline.launcher.watch.Child\"",
                        "\"kafka.Kafka\"",
                        "\"say \\\"hi\\\"\"",
                        "\"back\\\\slash\""),
                words.subList(words.size() - 4, words.size()));
    }
}
