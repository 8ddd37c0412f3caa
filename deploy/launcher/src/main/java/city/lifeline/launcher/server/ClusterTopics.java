package city.lifeline.launcher.server;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Makes the topics that are missing in a Kafka of several brokers: three replicas, of which two
 * must have a record before it is acknowledged.
 */
public final class ClusterTopics {

    private static final short REPLICAS = 3;
    private static final Map<String, String> CONFIGS =
            Map.of(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "2");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private ClusterTopics() {}

    /** Takes the address of a Kafka that asks for no login; waits until its brokers are there. */
    @SuppressWarnings("SystemOut") // For the person at the script that starts this.
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 1) {
            System.err.println("usage: ClusterTopics HOST:PORT,HOST:PORT");
            System.exit(2);
        }
        Instant deadline = Instant.now().plus(PATIENCE);
        try (KafkaAdmin admin = new KafkaAdmin(Map.of("bootstrap.servers", arguments[0]))) {
            while (true) {
                try {
                    admin.createTopics(REPLICAS, CONFIGS);
                    return;
                } catch (ExecutionException | TimeoutException e) {
                    // Fewer brokers than replicas: the others are still starting.
                    if (Instant.now().isAfter(deadline)) {
                        System.err.printf(
                                "The topics cannot be made within %s: %s%n",
                                PATIENCE, e.getMessage());
                        System.exit(1);
                    }
                    TimeUnit.SECONDS.sleep(1);
                }
            }
        }
    }
}
