package city.lifeline.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Lifeline's embedded MQTT broker as a process of its own. */
public final class EmbeddedBroker {

    private final Path directory;
    private final int port;
    private ServerProcess process;

    /**
     * Starts it; it takes a while until it answers.
     *
     * @param directory with its {@code accounts.csv}, and for its data and log
     */
    public EmbeddedBroker(Path directory) throws IOException {
        this.directory = directory;
        this.port = ServerProcess.freePort();
        this.process = start();
    }

    public String uri() {
        return "tcp://127.0.0.1:" + port;
    }

    private ServerProcess start() throws IOException {
        return ServerProcess.start(
                directory.resolve("log"),
                "city.lifeline.broker.MqttBroker",
                "--accounts",
                directory.resolve("accounts.csv").toString(),
                "--data",
                directory.resolve("data").toString(),
                "--port",
                Integer.toString(port));
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
