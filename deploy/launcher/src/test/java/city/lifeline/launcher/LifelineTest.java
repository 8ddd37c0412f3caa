package city.lifeline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.launcher.console.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class LifelineTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();

    private int execute(String... arguments) {
        CommandLine commandLine =
                Lifeline.commandLine(
                        new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8), false),
                        Clock.systemUTC());
        commandLine.setErr(new PrintWriter(err));
        commandLine.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        return commandLine.execute(arguments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "up --help",
                "status --help",
                "warnings --help",
                "gateways --help",
                "backup --help",
                "restore --help",
                "dead-letters --help",
                "dead-letters list --help",
                "dead-letters show --help",
                "dead-letters replay --help",
                "replay --help",
                "backtest --help",
                "rules --help",
                "rules check --help",
                "rules diff --help",
                "rules apply --help",
                "scenario --help",
                "scenario list --help",
                "scenario run --help",
                "city --help",
                "city generate --help",
                "evaluate --help",
                "record --help",
                "bench --help",
                "prove --help"
            })
    void everyCommandExplainsItself(String arguments) {
        assertEquals(0, execute(arguments.split(" ")));
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("Usage: lifeline"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "up --no-such-option",
                "up --speed fast",
                "up --port-base x",
                "warnings extra",
                "dead-letters",
                "dead-letters show",
                "dead-letters list --limit many",
                "replay",
                "backtest",
                "rules",
                "rules check",
                "scenario",
                "scenario run",
                "scenario run storm --severity strong"
            })
    void wrongArgumentsAreExplained(String arguments) {
        assertEquals(2, execute(arguments.isEmpty() ? new String[0] : arguments.split(" ")));
        assertTrue(!err.toString().isBlank());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "warnings",
                "warnings --all --json",
                "gateways",
                "dead-letters list",
                "dead-letters show x",
                "dead-letters replay x",
                "scenario run storm"
            })
    void withoutACityThereIsNothingToAsk(String arguments, @TempDir Path directory) {
        String[] words = (arguments + " --data " + directory.resolve("none")).split(" ");

        assertEquals(1, execute(words));

        assertTrue(err.toString().startsWith("No Lifeline runs on "), err.toString());
        assertEquals(1, err.toString().lines().count());
    }

    @Test
    void promisesAreListedWithTheirProofs() {
        assertEquals(0, execute("prove", "--list"));

        String said = out.toString(StandardCharsets.UTF_8);
        assertTrue(said.contains("P1   a reading that was acknowledged is never lost"), said);
        assertTrue(said.contains("not shown: "), said);
    }

    @Test
    void aPromiseThatIsNoneIsRefused() {
        assertEquals(1, execute("prove", "P1", "P20"));

        assertTrue(err.toString().startsWith("There is no promise 'P20'"), err.toString());
    }

    @Test
    void scenariosAreListedWithWhatIsExpected() {
        assertEquals(0, execute("scenario", "list", "--city", "sample"));

        String said = out.toString(StandardCharsets.UTF_8);
        assertTrue(said.contains("burst-main"), said);
        assertTrue(said.contains("W1 yellow"), said);
    }

    @Test
    void rulesOfTheSampleCityAreValid() {
        assertEquals(0, execute("rules", "check", sampleRules().toString()));
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("no fault"));
    }

    @Test
    void aFaultyRuleIsNamedByFileAndLine(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("bad.yaml"), "rules:\n  - id: [\n");

        assertEquals(1, execute("rules", "check", directory.toString()));

        String said = out.toString(StandardCharsets.UTF_8);
        assertTrue(said.startsWith(directory + "/bad.yaml:"), said);
    }

    @Test
    void faultsAreObjectsForMachines(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("bad.yaml"), "rules:\n  - id: [\n");

        assertEquals(1, execute("rules", "check", "--json", directory.toString()));

        String said = out.toString(StandardCharsets.UTF_8);
        assertTrue(said.startsWith("{\"file\":\"bad.yaml\",\"line\":"), said);
    }

    private static Path sampleRules() {
        return city.lifeline.launcher.instance.Installation.ofThisProcess()
                .cities()
                .resolve("sample/rules");
    }
}
