package city.lifeline.launcher.endtoend;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.prove.LifelineProcess;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lifeline that goes deaf is heard of by a second way. */
class WatchdogIT {

    private static final Path DIRECTORY =
            Installation.ofThisProcess().home().resolve("deploy/launcher/target/watchdog");
    private final LifelineProcess lifeline = new LifelineProcess(DIRECTORY);
    private long stopped;

    @AfterEach
    void end() throws IOException, InterruptedException {
        if (stopped != 0) {
            signal("CONT");
        }
        lifeline.endAnyhow();
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(stopped)).start();
        assertEquals(0, kill.waitFor());
    }

    @Test
    void aDetectionThatStandsStillIsAnAlarmWithinNinetySeconds()
            throws IOException, InterruptedException {
        DataDirectory.deleteTree(DIRECTORY);
        Files.createDirectories(DIRECTORY);
        Path told = DIRECTORY.resolve("told");
        Path command = DIRECTORY.resolve("alarm.sh");
        Files.writeString(command, "#!/bin/sh\necho \"$1 $2\" >> '%s'\n".formatted(told));
        assertTrue(command.toFile().setExecutable(true));
        Path config = DIRECTORY.resolve("config");
        Files.writeString(config, "watchdog.alarm.command=" + command + "\n");
        lifeline.up("--config", config.toString(), "--no-simulator");

        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> lifeline.status().path("canary").path("smsMs").isNumber());
        JsonNode canary = lifeline.status().path("canary");
        System.out.println("canary: " + canary);
        assertTrue(lifeline.status().path("well").asBoolean());

        for (JsonNode component : lifeline.status().path("components")) {
            if (component.path("name").asText().contains("taskmanager")) {
                stopped = component.path("pid").asLong();
            }
        }
        signal("STOP");
        long begun = System.nanoTime();
        while (!Files.exists(told)) {
            Duration waited = Duration.ofNanos(System.nanoTime() - begun);
            assertTrue(waited.compareTo(Duration.ofSeconds(90)) <= 0, "no alarm after " + waited);
            TimeUnit.MILLISECONDS.sleep(100);
        }
        System.out.println(
                "alarm after %d s: %s"
                        .formatted(
                                Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
                                Files.readString(told)));
        assertTrue(Files.readString(told).startsWith("ALARM "));
        assertTrue(lifeline.status().path("canary").path("alarmSince").isTextual());
        assertEquals(false, lifeline.status().path("well").asBoolean());

        signal("CONT");
        stopped = 0;
        await().atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> Files.readString(told).contains("OVER "));
        // Nobody but the telephone of the watchdog was told, and no list has it.
        assertEquals(0, lifeline.warnings("live").size());
    }
}
