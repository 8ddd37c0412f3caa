package city.lifeline.launcher;

import city.lifeline.benchmarks.Row;
import city.lifeline.benchmarks.ingest.BenchCity;
import city.lifeline.launcher.instance.CitySettings;
import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.instance.MqttAccounts;
import city.lifeline.launcher.instance.SettingsFile;
import city.lifeline.launcher.process.ComponentStatus;
import city.lifeline.launcher.server.BenchComponents;
import city.lifeline.launcher.server.KafkaAdmin;
import city.lifeline.model.registry.MutableRegistry;
import city.lifeline.model.registry.RegistryEntry;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Brings up Kafka, an MQTT broker, ingest and the bare bridge in a directory of their own, has them
 * measured, and removes everything.
 */
final class IngestBench {

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
        List<RegistryEntry> registry = BenchCity.registry(options.gateways());
        // Without heartbeats: the bare bridge hears those topics.
        Map<String, String> routes =
                Map.of(
                        "ingest.routes",
                        "lifeline/v1/{gateway}/readings=lifeline-json,"
                                + "lifeline/v1/{gateway}/readings.pb=lifeline-protobuf");
        try (BenchStage stage = new BenchStage(clock, routes)) {
            MutableRegistry entries = new MutableRegistry();
            registry.forEach(entries::put);
            Path accounts =
                    MqttAccounts.write(stage.data(), entries.snapshot(), new SecureRandom());
            BenchComponents components =
                    new BenchComponents(installation, stage.data(), stage.portBase(), clock);
            stage.start(
                    components.ingesting(stage.kafka(), options.embedded(), accounts, BARE_TOPIC));
            stage.kafka().create(KafkaAdmin.likeReadings(BARE_TOPIC));
            stage.kafka().putRegistry(registry);
            stage.awaitReady();
            return measure(stage, components);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("Kafka cannot be prepared: " + e.getMessage(), e);
        }
    }

    private List<Row> measure(BenchStage stage, BenchComponents components)
            throws IOException, InterruptedException {
        DataDirectory data = stage.data();
        Map<String, String> bench = new HashMap<>();
        for (ComponentStatus status : stage.statuses()) {
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
}
