package city.lifeline.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Lifeline's embedded MQTT broker as a process of its own. */
public final class EmbeddedBroker {

    private final Path directory;
    private final int port;
    private final List<String> more;
    private ServerProcess process;

    /**
     * Starts it; it takes a while until it answers.
     *
     * @param directory with its {@code accounts.csv}, and for its data and log
     * @param more arguments beside those for its files and its port
     */
    public EmbeddedBroker(Path directory, String... more) throws IOException {
        this.directory = directory;
        this.more = List.of(more);
        this.port = ServerProcess.freePort();
        this.process = start();
    }

    public String uri() {
        return "tcp://127.0.0.1:" + port;
    }

    private ServerProcess start() throws IOException {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--accounts",
                                directory.resolve("accounts.csv").toString(),
                                "--data",
                                directory.resolve("data").toString(),
                                "--port",
                                Integer.toString(port)));
        arguments.addAll(more);
        return ServerProcess.start(
                directory.resolve("log"),
                "city.lifeline.broker.MqttBroker",
                arguments.toArray(String[]::new));
    }

    public void kill() {
        process.close();
    }

    /** Starts it again on the same data and port. */
    public void restart() throws IOException {
        process = start();
    }

    public void stop() throws InterruptedException {
        process.stop(Duration.ofSeconds(20));
    }
}
