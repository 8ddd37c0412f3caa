package city.lifeline.launcher;

import city.lifeline.benchmarks.Row;
import city.lifeline.benchmarks.ingest.BenchCity;
import city.lifeline.launcher.instance.CitySettings;
import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.instance.MqttAccounts;
import city.lifeline.launcher.instance.PortBase;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.launcher.instance.Secrets;
import city.lifeline.launcher.instance.SettingsFile;
import city.lifeline.launcher.preflight.LocalMachine;
import city.lifeline.launcher.process.ComponentStatus;
import city.lifeline.launcher.process.Supervisor;
import city.lifeline.launcher.process.SupervisorListener;
import city.lifeline.launcher.server.BenchComponents;
import city.lifeline.launcher.server.KafkaAdmin;
import city.lifeline.model.registry.MutableRegistry;
import city.lifeline.model.registry.RegistryEntry;
import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.KafkaSettings;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Brings up Kafka, an MQTT broker, ingest and the bare bridge in a directory of their own, has them
 * measured, and removes everything.
 */
final class IngestBench {

    private static final Duration START_PATIENCE = Duration.ofSeconds(90);
    private static final int LOG_LINES = 10;
    private static final String BARE_TOPIC = "bench.bare";

    private final Options options;
    private final Installation installation;
    private final InstantSource clock;
    private final Consumer<String> say;

    /**
     * What to measure.
     *
     * @param cases keys of the cases, separated by commas
     * @param seconds of each measurement
     * @param embedded whether with Lifeline's own broker, else with mosquitto
     * @param soakMinutes for which the first case goes on at half load; 0: not at all
     */
    record Options(String cases, int seconds, int gateways, boolean embedded, int soakMinutes) {}

    IngestBench(
            Options options, Installation installation, InstantSource clock, Consumer<String> say) {
        this.options = options;
        this.installation = installation;
        this.clock = clock;
        this.say = say;
    }

    List<Row> run() throws IOException, InterruptedException {
        DataDirectory data = new DataDirectory(Files.createTempDirectory("lifeline-bench-"));
        try {
            return run(data);
        } finally {
            DataDirectory.deleteTree(data.root());
        }
    }

    private List<Row> run(DataDirectory data) throws IOException, InterruptedException {
        Files.createDirectories(data.logs());
        System.setProperty("lifeline.log", data.logs().resolve("launcher.log").toString());
        DataDirectory.createPrivate(data.running());
        int base = PortBase.choose(null, null, new LocalMachine()::isPortFree);
        List<RegistryEntry> registry = BenchCity.registry(options.gateways());
        Path accounts = prepare(data, base, registry);
        BenchComponents components = new BenchComponents(installation, data, base, clock);
        try (KafkaAdmin kafka =
                new KafkaAdmin(
                        KafkaSettings.client(Settings.of(SettingsFile.read(data.settings()))))) {
            Supervisor supervisor =
                    new Supervisor(
                            components.all(kafka, options.embedded(), accounts, BARE_TOPIC),
                            data.logs(),
                            new Silent());
            Thread stop = new Thread(() -> stop(supervisor, data), "stop");
            Runtime.getRuntime().addShutdownHook(stop);
            supervisor.start();
            try {
                awaitKafka(supervisor);
                kafka.create(KafkaAdmin.likeReadings(BARE_TOPIC));
                kafka.putRegistry(registry);
                List<String> missing = supervisor.awaitReady(START_PATIENCE);
                if (!missing.isEmpty()) {
                    throw new Refusal(explanation(missing, supervisor));
                }
                return measure(data, components, supervisor);
            } catch (ExecutionException | TimeoutException e) {
                throw new IOException("Kafka cannot be prepared: " + e.getMessage(), e);
            } finally {
                supervisor.stop();
                Runtime.getRuntime().removeShutdownHook(stop);
            }
        }
    }

    private static void stop(Supervisor supervisor, DataDirectory data) {
        try {
            supervisor.stop();
            DataDirectory.deleteTree(data.root());
        } catch (InterruptedException | IOException e) {
            // The machine's clean-up of temporary files has to do it.
            Thread.currentThread().interrupt();
        }
    }

    /** Writes passwords, accounts and the configuration; returns the accounts file. */
    private Path prepare(DataDirectory data, int base, List<RegistryEntry> registry)
            throws IOException {
        SecureRandom random = new SecureRandom();
        Secrets secrets = new Secrets(data.secrets(), random);
        secrets.machine("kafka");
        secrets.machine("kafka-controller");
        MutableRegistry entries = new MutableRegistry();
        registry.forEach(entries::put);
        Path accounts = MqttAccounts.write(data, entries.snapshot(), random);
        Map<String, String> settings =
                new HashMap<>(
                        CitySettings.of(
                                data,
                                data.root(),
                                base,
                                null,
                                clock.instant(),
                                Map.of(),
                                Map.of()));
        // Without heartbeats: the bare bridge hears those topics.
        settings.put(
                "ingest.routes",
                "lifeline/v1/{gateway}/readings=lifeline-json,"
                        + "lifeline/v1/{gateway}/readings.pb=lifeline-protobuf");
        SettingsFile.write(data.settings(), "Configuration of a benchmark.", settings);
        return accounts;
    }

    private static void awaitKafka(Supervisor supervisor) throws InterruptedException {
        long deadlineNs = System.nanoTime() + START_PATIENCE.toNanos();
        while (!isReady(supervisor, BenchComponents.KAFKA)) {
            if (System.nanoTime() > deadlineNs) {
                throw new Refusal(explanation(List.of(BenchComponents.KAFKA), supervisor));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
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

    private List<Row> measure(DataDirectory data, BenchComponents components, Supervisor supervisor)
            throws IOException, InterruptedException {
        Map<String, String> bench = new HashMap<>();
        for (ComponentStatus status : supervisor.statuses()) {
            bench.put("pid." + status.name(), Long.toString(status.pid()));
        }
        bench.put("bare.topic", BARE_TOPIC);
        bench.put("gateways", Integer.toString(options.gateways()));
        bench.put("seconds", Integer.toString(options.seconds()));
        bench.put("cases", options.cases());
        bench.put("soak.minutes", Integer.toString(options.soakMinutes()));
        if (options.embedded()) {
            bench.put("passwords", CitySettings.mqttPasswords(data).toString());
        }
        Path file = data.root().resolve("bench.properties");
        SettingsFile.write(file, "What is measured.", bench);
        Process process =
                new ProcessBuilder(components.measuring(file))
                        .redirectError(data.logs().resolve("generator.log").toFile())
                        .start();
        List<Row> rows = new ArrayList<>();
        ObjectMapper json = new ObjectMapper();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode object = json.readTree(line);
                if (object.has("progress")) {
                    say.accept(object.get("progress").asText());
                } else {
                    JsonNode bare = object.path("bare");
                    rows.add(
                            new Row(
                                    object.path("name").asText(),
                                    object.path("value").asDouble(),
                                    object.path("unit").asText(),
                                    bare.isNumber() ? bare.asDouble() : null));
                }
            }
        } finally {
            process.destroy();
        }
        if (process.waitFor() != 0) {
            List<String> said = Files.readAllLines(data.logs().resolve("generator.log"));
            throw new IOException("the measurement failed: " + String.join("\n", said));
        }
        return rows;
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
