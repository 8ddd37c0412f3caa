package city.lifeline.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.UUID;

/** A Kafka broker of one node as a process of its own, without a login. */
public final class KafkaServer implements AutoCloseable {

    private final Path log;
    private final Path configuration;
    private final int port;
    private ServerProcess process;

    /**
     * Starts it; it takes a while until it answers.
     *
     * @param directory for its configuration, data and log
     */
    public KafkaServer(Path directory) throws IOException {
        log = directory.resolve("kafka.log");
        port = ServerProcess.freePort();
        int controller = ServerProcess.freePort();
        configuration =
                Files.writeString(
                        directory.resolve("kafka.properties"),
                        """
                        process.roles=broker,controller
                        node.id=1
                        controller.quorum.voters=1@127.0.0.1:%2$d
                        listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                        controller.listener.names=CONTROLLER
                        log.dirs=%3$s
                        offsets.topic.replication.factor=1
                        offsets.topic.num.partitions=1
                        auto.create.topics.enable=false
                        """
                                .formatted(port, controller, directory.resolve("kafka")));
        ServerProcess.start(
                        log,
                        "kafka.tools.StorageTool",
                        "format",
                        "-t",
                        clusterId(),
                        "-c",
                        configuration.toString())
                .awaitEnd();
        process = start();
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    private ServerProcess start() throws IOException {
        return ServerProcess.start(log, "kafka.Kafka", configuration.toString());
    }

    /** As Kafka writes its ids. */
    private static String clusterId() {
        UUID id = UUID.randomUUID();
        ByteBuffer bytes = ByteBuffer.allocate(16);
        // Kafka's tools take an id that begins with a hyphen for an option.
        bytes.putLong(id.getMostSignificantBits() & Long.MAX_VALUE);
        bytes.putLong(id.getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    public void kill() {
        process.close();
    }

    /** Starts it again on the same data and port. */
    public void restart() throws IOException {
        process = start();
    }

    /** Kills it. */
    @Override
    public void close() {
        kill();
    }
}
