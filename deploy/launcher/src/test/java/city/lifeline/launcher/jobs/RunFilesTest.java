package city.lifeline.launcher.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFilesTest {

    @Test
    void onlyActiveRunsWantAJob(@TempDir Path directory) throws IOException {
        RunFiles runs = new RunFiles(directory.resolve("runs"));
        assertEquals(List.of(), runs.active());

        runs.activate("methane-1a2b3c4d");
        runs.activate("river-00000000");
        runs.finish("river-00000000");
        Files.writeString(directory.resolve("runs/readme.txt"), "state=active");
        Files.writeString(directory.resolve("runs/no id.properties"), "state=active");

        assertEquals(List.of("methane-1a2b3c4d"), runs.active());
        assertTrue(runs.isActive("methane-1a2b3c4d"));
        assertFalse(runs.isActive("river-00000000"));
        assertFalse(runs.isActive("never-seen"));
    }

    @Test
    void aRunEndsWithTheProcessThatReplaysIt(@TempDir Path directory)
            throws IOException, InterruptedException {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        Files.writeString(
                directory.resolve("left.properties"),
                "state=active\npid=%d\nstarted=2026-11-21T08:00:00Z\n".formatted(ended.pid()));
        Files.writeString(
                directory.resolve("taken.properties"),
                "state=active\npid=%d\nstarted=2001-01-01T00:00:00Z\n"
                        .formatted(ProcessHandle.current().pid()));

        assertEquals(List.of(), new RunFiles(directory).active());
    }
}
