package city.lifeline.launcher.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.lifeline.testing.GeneratedSection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files for several machines, as the tools that read them see them, where these are there. */
class DeploymentToolsIT {

    private static final Path DEPLOY = GeneratedSection.root().resolve("deploy");

    @ParameterizedTest
    @ValueSource(strings = {"check rules alerts.yaml", "test rules alerts-test.yaml"})
    void prometheusTakesTheAlarms(String arguments) throws IOException, InterruptedException {
        run("promtool " + arguments, DEPLOY.resolve("prometheus"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference", "metropolis"})
    void kustomizeBuilds(String overlay) throws IOException, InterruptedException {
        String built = run("kubectl kustomize overlays/" + overlay, DEPLOY.resolve("kubernetes"));
        assertTrue(built.contains("kind: FlinkDeployment"), built);
        assertEquals(overlay.equals("metropolis"), built.contains("parallelism: 8"), "the overlay");
    }

    /** So that a proof on such a set tells a machine that cannot have one from a broken promise. */
    @Test
    void aSetThatTheMachineCannotHaveEndsWithACodeOfItsOwn(@TempDir Path data)
            throws IOException, InterruptedException {
        ProcessBuilder up =
                new ProcessBuilder(DEPLOY.resolve("cluster/cluster").toString(), "up")
                        .redirectErrorStream(true);
        up.environment().put("LIFELINE_CLUSTER_DATA", data.resolve("set").toString());
        up.environment().put("LIFELINE_POSTGRES_BIN", data.resolve("nothing").toString());
        Process process = up.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(3, process.waitFor(), said);
        assertTrue(said.contains("PostgreSQL"), said);
        assertFalse(Files.exists(data.resolve("set")), "nothing was begun");
    }

    private static String run(String command, Path directory)
            throws IOException, InterruptedException {
        List<String> words = List.of(command.split(" "));
        boolean there =
                Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, words.get(0))));
        assumeTrue(there, "skipped: there is no " + words.get(0));
        Process process =
                new ProcessBuilder(words)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }
}
