package city.lifeline.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.settings.InvalidSettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobArgumentsTest {

    @TempDir Path directory;

    @Test
    void readsTheRunAndTheParallelism() {
        JobArguments arguments = parse("--run", "mine-2014", "--parallelism", "4");
        assertEquals("mine-2014", arguments.run());
        assertEquals(4, arguments.parallelismOr(1));
        assertEquals(2, parse("--run", "live").parallelismOr(2));
    }

    @Test
    void namesAnUnknownArgument() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> parse("--rum", "live"));
        assertEquals(
                "unknown argument '--rum'; known are --config, --parallelism, --run",
                e.getMessage());
    }

    @Test
    void namesAnArgumentWithoutItsValue() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> parse("--run"));
        assertEquals("--run lacks its value", e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "两"})
    void refusesARunThatIsNoId(String run) {
        JobArguments arguments = parse("--run", run);
        assertThrows(IllegalArgumentException.class, arguments::run);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "129", "many"})
    void refusesAnImpossibleParallelism(String parallelism) {
        JobArguments arguments = parse("--parallelism", parallelism);
        assertThrows(IllegalArgumentException.class, () -> arguments.parallelismOr(1));
    }

    @Test
    void namesEveryFaultOfTheConfigurationAtOnce() throws IOException {
        Path file =
                Files.writeString(
                        directory.resolve("lifeline.properties"), "detection.parallelism=no");
        JobArguments arguments = parse("--config", file.toString());
        InvalidSettingsException e =
                assertThrows(
                        InvalidSettingsException.class,
                        () -> arguments.settings(JobSettings.ofDetection()));
        assertEquals(
                List.of(
                        "kafka.bootstrap.servers",
                        "flink.checkpoints.dir",
                        "detection.parallelism"),
                e.faults().stream().map(fault -> fault.split("[: ]")[0]).toList());
    }

    @Test
    void namesAConfigurationFileThatIsNotThere() {
        JobArguments arguments = parse("--config", "/nowhere/lifeline.properties");
        InvalidSettingsException e =
                assertThrows(
                        InvalidSettingsException.class,
                        () -> arguments.settings(JobSettings.ofDetection()));
        assertTrue(String.valueOf(e.getMessage()).contains("/nowhere/lifeline.properties"));
    }

    private static JobArguments parse(String... args) {
        return JobArguments.parse(args, Set.of("config", "run", "parallelism"));
    }
}
