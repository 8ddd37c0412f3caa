package city.lifeline.alerting.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Makes Kafka clients.
 *
 * @param client properties that any client connects and logs in with
 */
public record KafkaConnection(Map<String, String> client) {

    /** Under which consumed offsets are shown to Kafka's tools. */
    private static final String GROUP = "lifeline-alerting";

    /**
     * How much a consumer holds at a time.
     *
     * @param records in a batch
     * @param bytes fetched at once; a single larger record is fetched nevertheless
     * @param gathered bytes that Kafka waits for before it answers
     * @param patience how long it waits for them
     */
    public record Bounds(int records, int bytes, int gathered, Duration patience) {

        private static final Duration KAFKAS_OWN_PATIENCE = Duration.ofMillis(500);

        /** Records of some hundred bytes. */
        public static final Bounds SMALL = new Bounds(2_000, 50 << 20, 1, KAFKAS_OWN_PATIENCE);

        /** Records of up to a megabyte. */
        public static final Bounds LARGE = new Bounds(500, 8 << 20, 1, KAFKAS_OWN_PATIENCE);

        /**
         * Many small records that nobody waits for. Taken as they come, each handful costs a
         * request and a transaction.
         */
        public static final Bounds GATHERED =
                new Bounds(10_000, 50 << 20, 1 << 20, Duration.ofSeconds(2));

        /** Many small records that somebody sees on a screen. */
        public static final Bounds SEEN =
                new Bounds(2_000, 50 << 20, 256 << 10, Duration.ofMillis(200));
    }

    Map<String, Object> common() {
        Map<String, Object> config = new HashMap<>(client);
        config.put(CommonClientConfigs.CLIENT_ID_CONFIG, GROUP);
        config.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, "2000");
        config.put("enable.metrics.push", "false");
        return config;
    }

    /**
     * A consumer that stands where it is put: partitions are assigned and sought by hand, so a
     * restarted process reads on at once instead of waiting until its predecessor is thought dead.
     */
    KafkaConsumer<byte[], byte[]> consumer(Bounds bounds) {
        Map<String, Object> config = common();
        config.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, bounds.records());
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, bounds.bytes());
        config.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, bounds.gathered());
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) bounds.patience().toMillis());
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        return new KafkaConsumer<>(
                config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    KafkaConsumer<byte[], byte[]> consumer() {
        return consumer(Bounds.SMALL);
    }

    KafkaProducer<String, byte[]> producer() {
        Map<String, Object> config = common();
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        // A rule set is one record, as large as its topic allows; the bound counts before
        // compression.
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, "16777216");
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, "33554432");
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String kafkaTopic) {
        List<PartitionInfo> infos = consumer.partitionsFor(kafkaTopic);
        if (infos.isEmpty()) {
            throw new IllegalStateException("Kafka has no topic " + kafkaTopic);
        }
        return infos.stream().map(i -> new TopicPartition(i.topic(), i.partition())).toList();
    }

    /** Says nothing about the password. */
    @Override
    public String toString() {
        return String.valueOf(client.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
    }
}
