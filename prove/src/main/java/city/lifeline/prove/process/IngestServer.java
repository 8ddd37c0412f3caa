package city.lifeline.prove.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lifeline's ingest. */
public final class IngestServer implements AutoCloseable {

    private static final Pattern POINTS = Pattern.compile("\"points\":(\\d+)");

    private final Path settings;
    private final Path password;
    private final int httpPort = Ports.free();
    private final Http http = new Http();
    private final String extra;
    private final ServerProcess process;
    private volatile String address = "127.0.0.1";

    /** One that is not started yet. */
    public IngestServer(Path directory, Programs programs, Guard guard, String extra)
            throws IOException {
        Files.createDirectories(directory);
        this.extra = extra;
        settings = directory.resolve("lifeline.properties");
        password = directory.resolve("password");
        Files.writeString(password, MqttBrokerServer.password("ingest"));
        process =
                new ServerProcess(
                        "ingest",
                        ServerProcess.java(
                                192,
                                programs.classPath("ingest"),
                                List.of(),
                                "city.lifeline.ingest.Ingest",
                                "--config",
                                settings.toString()),
                        directory.resolve("ingest.out"),
                        guard,
                        this::isWell);
    }

    /** Says where the others are; holds from the next start. */
    public void connect(String mqttUrl, String kafka) throws IOException {
        Files.writeString(
                settings,
                """
                mqtt.url=%s
                kafka.bootstrap.servers=%s
                ingest.mqtt.username=ingest
                ingest.mqtt.password.file=%s
                ingest.http.address=0.0.0.0
                ingest.http.port=%d
                %s
                """
                        .formatted(mqttUrl, kafka, password, httpPort, extra),
                StandardCharsets.UTF_8);
    }

    /** From now on it is asked for its health here. */
    public void reachableAt(String next) {
        address = next;
    }

    public ServerProcess process() {
        return process;
    }

    /** Whether it says that all is well. */
    public boolean isWell() {
        return http.answersOk(page("health"));
    }

    /** What it says of its health; empty if it does not answer. */
    public String health() throws InterruptedException {
        try {
            return http.get(page("health")).body();
        } catch (IOException e) {
            return "";
        }
    }

    /** How many points it knows. */
    public int points() throws InterruptedException {
        Matcher matcher = POINTS.matcher(health());
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** Sum of a metric over all its labels; 0 if it does not answer or knows none. */
    public double metric(String name) throws InterruptedException {
        try {
            return http.get(page("metrics"))
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
        } catch (IOException e) {
            return 0;
        }
    }

    private String page(String name) {
        return "http://%s:%d/%s".formatted(address, httpPort, name);
    }

    @Override
    public void close() {
        process.close();
    }
}
