package city.lifeline.broker;

import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletionException;

/** A running broker. */
final class Broker implements AutoCloseable {

    // HiveMQ hands a subscriber the next batch only after all of the last are acknowledged: the
    // default of 50 makes the round trip to Kafka the limit.
    private static final int DELIVERY_WINDOW = 1_000;

    // HiveMQ sizes RocksDB by the machine's memory (1/32 for tables, 1/64 for the cache); one of
    // several servers on a machine must not.
    private static final long ROCKSDB_BYTES = 64L << 20;

    // One per message queue and store; 64 would open 64 of each.
    private static final int BUCKETS = 16;

    private final EmbeddedHiveMQ hiveMq;

    private Broker(EmbeddedHiveMQ hiveMq) {
        this.hiveMq = hiveMq;
    }

    /**
     * Starts and returns when it accepts connections.
     *
     * @throws IOException if the data directory cannot be used or the port is taken
     */
    static Broker start(BrokerConfig config, Access access) throws IOException {
        config.write();
        EmbeddedHiveMQ hiveMq =
                EmbeddedHiveMQ.builder()
                        .withConfigurationFolder(config.configFolder())
                        .withDataFolder(config.dataFolder())
                        .withExtensionsFolder(config.extensionsFolder())
                        .withEmbeddedExtension(extension(access))
                        .withoutLoggingBootstrap()
                        .build();
        tune();
        try {
            hiveMq.start().join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(
                    "the MQTT broker does not start on %s with data in %s: %s"
                            .formatted(config.listeners(), config.data(), cause.getMessage()),
                    cause);
        }
        return new Broker(hiveMq);
    }

    com.codahale.metrics.MetricRegistry metrics() {
        return hiveMq.getMetricRegistry();
    }

    /** Ends all connections and closes the files; sessions and queued messages stay. */
    @Override
    public void close() {
        hiveMq.stop().join();
    }

    /** After build(), which resets the first of these, and before start(), which reads them. */
    private static void tune() {
        InternalConfigurations.AUTH_DENY_UNAUTHENTICATED_CONNECTIONS.set(true);
        InternalConfigurations.PUBLISH_POLL_BATCH_SIZE = DELIVERY_WINDOW;
        InternalConfigurations.MAX_INFLIGHT_WINDOW_SIZE_MESSAGES = DELIVERY_WINDOW;
        InternalConfigurations.PERSISTENCE_BUCKET_COUNT.set(BUCKETS);
        InternalConfigurations.PAYLOAD_PERSISTENCE_BUCKET_COUNT.set(BUCKETS);
        InternalConfigurations.JMX_REPORTER_ENABLED.set(false);
        int portion = (int) Math.max(1, physicalMemory() / ROCKSDB_BYTES);
        InternalConfigurations.PAYLOAD_PERSISTENCE_MEMTABLE_SIZE_PORTION.set(portion);
        InternalConfigurations.PAYLOAD_PERSISTENCE_BLOCK_CACHE_SIZE_PORTION.set(portion);
    }

    private static long physicalMemory() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize();
    }

    private static EmbeddedExtension extension(Access access) {
        return EmbeddedExtension.builder()
                .withId("lifeline-access")
                .withName("Lifeline access")
                .withVersion("1")
                .withAuthor("Lifeline")
                .withExtensionMain(
                        new ExtensionMain() {
                            @Override
                            public void extensionStart(
                                    ExtensionStartInput input, ExtensionStartOutput output) {
                                access.start();
                            }

                            @Override
                            public void extensionStop(
                                    ExtensionStopInput input, ExtensionStopOutput output) {
                                access.stop();
                            }
                        })
                .build();
    }
}
