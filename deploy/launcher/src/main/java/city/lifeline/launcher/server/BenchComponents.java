package city.lifeline.launcher.server;

import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.instance.Installation.Module;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.launcher.process.Component;
import city.lifeline.launcher.process.JavaProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** The processes of benchmarks: just what is measured. */
public final class BenchComponents {

    /** Names of those whose use of the machine is measured. */
    public static final List<String> MEASURED =
            List.of(Service.INGEST, BareBridgeProcess.NAME, MqttBrokerProcess.NAME, Kafka.NAME);

    /** Whose readiness means that topics exist. */
    public static final String KAFKA = Kafka.NAME;

    /** Where jobs run. */
    public static final String TASK_MANAGER = FlinkProcess.TASK_MANAGER;

    private final City city;

    public BenchComponents(
            Installation installation, DataDirectory data, int portBase, InstantSource clock) {
        Path watchJar = Installation.stage(installation.watchJar(), data.libraries());
        this.city = new City(installation, data, portBase, watchJar, clock);
    }

    /**
     * What a reading passes on its way to Kafka.
     *
     * @param embedded whether the broker is Lifeline's own, else mosquitto
     * @param accounts of the embedded broker
     * @param bareTopic Kafka topic of the bare bridge
     */
    public List<Component> ingesting(
            KafkaAdmin kafkaAdmin, boolean embedded, Path accounts, String bareTopic) {
        return List.of(
                new Kafka(city, kafkaAdmin),
                embedded
                        ? new MqttBrokerProcess(city, BrokerAccess.unlimited(accounts))
                        : new Mosquitto(
                                city,
                                Mosquitto.find()
                                        .orElseThrow(
                                                () ->
                                                        new Refusal(
                                                                "mosquitto is not installed (Debian: apt install mosquitto);"
                                                                        + " or use --broker embedded."))),
                Service.ingest(city, embedded, 0),
                new BareBridgeProcess(city, bareTopic));
    }

    /**
     * Kafka and Flink: what a reading passes on its way from Kafka to a warning.
     *
     * @param points whose states there will be
     */
    public List<Component> judging(KafkaAdmin kafkaAdmin, int points) {
        return List.of(
                new Kafka(city, kafkaAdmin),
                FlinkProcess.jobManager(city),
                FlinkProcess.taskManager(city, points));
    }

    /** Whether there is an external broker to measure with. */
    public static boolean hasMosquitto() {
        return Mosquitto.find().isPresent();
    }

    /** How to start the process that publishes and measures. */
    public List<String> measuring(Path benchSettings) throws IOException {
        return new JavaProcess(
                        "generator",
                        512,
                        false,
                        Map.of("logback.configurationFile", "logback-benchmark.xml"),
                        List.of("-Xms128m"),
                        city.installation()
                                .stagedClassPath(Module.BENCHMARKS, city.data().libraries()),
                        "city.lifeline.benchmarks.ingest.Main",
                        List.of(city.data().settings().toString(), benchSettings.toString()))
                .command(city.data().running(), watchJar());
    }

    private Path watchJar() {
        return city.watchJar();
    }
}
