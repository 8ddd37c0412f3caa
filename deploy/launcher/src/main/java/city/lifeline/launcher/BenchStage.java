package city.lifeline.launcher;

import city.lifeline.launcher.instance.CitySettings;
import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.launcher.instance.PortBase;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.launcher.instance.Secrets;
import city.lifeline.launcher.instance.SettingsFile;
import city.lifeline.launcher.preflight.LocalMachine;
import city.lifeline.launcher.process.Component;
import city.lifeline.launcher.process.ComponentStatus;
import city.lifeline.launcher.process.Supervisor;
import city.lifeline.launcher.process.SupervisorListener;
import city.lifeline.launcher.server.BenchComponents;
import city.lifeline.launcher.server.KafkaAdmin;
import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.KafkaSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Processes in a temporary directory of their own, which are gone when they were measured. */
final class BenchStage implements AutoCloseable {

    private static final Duration START_PATIENCE = Duration.ofSeconds(90);
    private static final int LOG_LINES = 10;

    private final DataDirectory data;
    private final int portBase;
    private final Map<String, String> settings;
    private final KafkaAdmin kafka;
    private @Nullable Supervisor supervisor;
    private @Nullable Thread stop;

    /**
     * An empty stage.
     *
     * @param given settings beyond those of any city
     */
    BenchStage(InstantSource clock, Map<String, String> given) throws IOException {
        data = new DataDirectory(Files.createTempDirectory("lifeline-bench-"));
        Files.createDirectories(data.logs());
        System.setProperty("lifeline.log", data.logs().resolve("launcher.log").toString());
        DataDirectory.createPrivate(data.running());
        portBase = PortBase.choose(null, null, new LocalMachine()::isPortFree);
        Secrets secrets = new Secrets(data.secrets(), new SecureRandom());
        secrets.machine("kafka");
        secrets.machine("kafka-controller");
        settings =
                new HashMap<>(
                        CitySettings.of(
                                data,
                                data.root(),
                                portBase,
                                null,
                                clock.instant(),
                                Map.of(),
                                Map.of()));
        settings.putAll(given);
        SettingsFile.write(data.settings(), "Configuration of a benchmark.", settings);
        kafka = new KafkaAdmin(KafkaSettings.client(Settings.of(settings)));
    }

    DataDirectory data() {
        return data;
    }

    int portBase() {
        return portBase;
    }

    /** Of all processes. */
    Map<String, String> settings() {
        return settings;
    }

    KafkaAdmin kafka() {
        return kafka;
    }

    /** Starts the processes and waits for Kafka alone. */
    void start(List<Component> components) throws InterruptedException {
        Supervisor started = new Supervisor(components, data.logs(), new Silent());
        supervisor = started;
        Thread thread = new Thread(this::stop, "stop");
        stop = thread;
        Runtime.getRuntime().addShutdownHook(thread);
        started.start();
        long deadlineNs = System.nanoTime() + START_PATIENCE.toNanos();
        while (!isReady(started, BenchComponents.KAFKA)) {
            if (System.nanoTime() > deadlineNs) {
                throw new Refusal(explanation(List.of(BenchComponents.KAFKA), started));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** Waits for all processes. */
    void awaitReady() throws InterruptedException {
        Supervisor started = started();
        List<String> missing = started.awaitReady(START_PATIENCE);
        if (!missing.isEmpty()) {
            throw new Refusal(explanation(missing, started));
        }
    }

    List<ComponentStatus> statuses() {
        return started().statuses();
    }

    private Supervisor started() {
        if (supervisor == null) {
            throw new IllegalStateException("not started");
        }
        return supervisor;
    }

    private static boolean isReady(Supervisor supervisor, String component) {
        return supervisor.statuses().stream()
                .anyMatch(
                        status ->
                                status.name().equals(component)
                                        && status.state() == ComponentStatus.State.READY);
    }

    private static List<String> explanation(List<String> missing, Supervisor supervisor) {
        List<String> lines = new ArrayList<>();
        for (String name : missing) {
            lines.add("%s does not start. Its last lines:".formatted(name));
            supervisor.logTail(name, LOG_LINES).forEach(line -> lines.add("    " + line));
        }
        return lines;
    }

    private void stop() {
        try {
            if (supervisor != null) {
                supervisor.stop();
            }
            DataDirectory.deleteTree(data.root());
        } catch (InterruptedException | IOException e) {
            // The machine's clean-up of temporary files has to do it.
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kafka.close();
        stop();
        if (stop != null) {
            Runtime.getRuntime().removeShutdownHook(stop);
        }
    }

    /** The processes come and go without a word. */
    private static final class Silent implements SupervisorListener {

        @Override
        public void starting(String component) {}

        @Override
        public void ready(String component, Duration took) {}

        @Override
        public void ended(String component, String how, Duration delay) {}

        @Override
        public void stopped(String component) {}

        @Override
        public void changed() {}
    }
}
