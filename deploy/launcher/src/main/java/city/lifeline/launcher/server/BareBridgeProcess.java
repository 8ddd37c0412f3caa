package city.lifeline.launcher.server;

import city.lifeline.launcher.instance.Installation.Module;
import city.lifeline.launcher.process.Component;
import city.lifeline.launcher.process.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The bare limit that ingest is measured beside; a JVM like ingest's. */
final class BareBridgeProcess implements Component {

    static final String NAME = "bare";

    private final City city;
    private final String kafkaTopic;

    BareBridgeProcess(City city, String kafkaTopic) {
        this.city = city;
        this.kafkaTopic = kafkaTopic;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> needs() {
        return List.of(Kafka.NAME, MqttBrokerProcess.NAME);
    }

    @Override
    public StopStage stopStage() {
        return StopStage.SOURCES;
    }

    private Path readyFile() {
        return city.data().of(NAME).resolve("ready");
    }

    @Override
    public Launch prepare() throws IOException {
        Files.deleteIfExists(readyFile());
        return city.launch(
                new JavaProcess(
                        NAME,
                        Service.INGEST_HEAP_MB,
                        false,
                        Map.of("logback.configurationFile", "logback-benchmark.xml"),
                        List.of("-Xms32m"),
                        city.installation()
                                .stagedClassPath(Module.BENCHMARKS, city.data().libraries()),
                        "city.lifeline.benchmarks.ingest.BareBridge",
                        List.of(
                                city.data().settings().toString(),
                                kafkaTopic,
                                readyFile().toString())));
    }

    @Override
    public boolean isReady() {
        return Files.exists(readyFile());
    }
}
