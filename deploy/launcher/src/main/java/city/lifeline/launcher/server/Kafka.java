package city.lifeline.launcher.server;

import city.lifeline.launcher.instance.CitySettings;
import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.launcher.instance.Installation.Module;
import city.lifeline.launcher.instance.Port;
import city.lifeline.launcher.instance.Secrets;
import city.lifeline.launcher.process.Component;
import city.lifeline.launcher.process.JavaProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.Uuid;

/** Kafka in KRaft mode, broker and controller in one process. */
final class Kafka implements Component {

    static final String NAME = "kafka";

    private static final String MAIN = "kafka.Kafka";
    private static final String FORMAT_MAIN = "kafka.tools.StorageTool";

    private final City city;
    private final KafkaAdmin admin;
    private boolean topicsExist;

    Kafka(City city, KafkaAdmin admin) {
        this.city = city;
        this.admin = admin;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public StopStage stopStage() {
        return StopStage.STORES;
    }

    @Override
    public Launch prepare() throws IOException, InterruptedException {
        Path directory = Files.createDirectories(city.data().of(NAME));
        Path log = directory.resolve("log");
        Path settings = directory.resolve("server.properties");
        DataDirectory.writePrivate(settings, properties(log));
        if (!Files.exists(log.resolve("meta.properties"))) {
            format(log, settings);
        }
        return city.launch(process(NAME, 320, MAIN, List.of(settings.toString())));
    }

    private JavaProcess process(String name, int heapMb, String main, List<String> arguments)
            throws IOException {
        Path logging = city.data().running().resolve("log4j2-kafka.xml");
        Resources.copy("log4j2-kafka.xml", logging);
        return new JavaProcess(
                name,
                heapMb,
                false,
                Map.of("log4j2.configurationFile", logging.toString()),
                List.of("-Xms96m"),
                city.installation().dependencies(Module.SERVERS),
                main,
                arguments);
    }

    /**
     * Prepares an empty log directory. The first user's password can only be given as an argument,
     * so it goes through an argument file, where no list of processes shows it.
     */
    private void format(Path log, Path settings) throws IOException, InterruptedException {
        DataDirectory.deleteTree(log);
        JavaProcess format =
                process(
                        "kafka-format",
                        96,
                        FORMAT_MAIN,
                        List.of(
                                "format",
                                "--standalone",
                                "--cluster-id",
                                Uuid.randomUuid().toString(),
                                "--config",
                                settings.toString(),
                                "--add-scram",
                                "SCRAM-SHA-256=[name=%s,password=%s]"
                                        .formatted(
                                                CitySettings.USER,
                                                Secrets.read(city.secret("kafka")))));
        Launch launch = city.launch(format);
        Process process =
                new ProcessBuilder(launch.command())
                        .redirectErrorStream(true)
                        .directory(launch.directory().toFile())
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        Files.deleteIfExists(JavaProcess.argumentFile(city.data().running(), format.name()));
        Files.deleteIfExists(launch.directory());
        if (exit != 0) {
            throw new IOException("Kafka's log cannot be prepared: " + lastLine(output));
        }
    }

    private static String lastLine(String output) {
        return output.strip().substring(output.strip().lastIndexOf('\n') + 1);
    }

    private String properties(Path log) throws IOException {
        return Resources.template(
                "kafka.properties",
                Map.of(
                        "port", Integer.toString(city.port(Port.KAFKA)),
                        "controller.port", Integer.toString(city.port(Port.KAFKA_CONTROLLER)),
                        "log.dir", log.toString(),
                        "user", CitySettings.USER,
                        "password", Secrets.read(city.secret("kafka")),
                        "controller.password", Secrets.read(city.secret("kafka-controller"))));
    }

    @Override
    public boolean isReady() throws IOException, InterruptedException {
        if (!Probe.accepts(city.port(Port.KAFKA))) {
            return false;
        }
        try {
            if (topicsExist) {
                return admin.answers();
            }
            admin.createTopics();
            topicsExist = true;
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }
}
