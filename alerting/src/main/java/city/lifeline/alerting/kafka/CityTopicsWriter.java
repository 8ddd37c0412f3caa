package city.lifeline.alerting.kafka;

import city.lifeline.alerting.city.CityOfRecord;
import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.alerting.city.RegistryDiff;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.RuleFiles;
import city.lifeline.model.registry.RegistryEntry;
import city.lifeline.model.wire.RegistryCodec;
import city.lifeline.model.wire.RuleFilesCodec;
import city.lifeline.model.wire.UndecodableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings {@code lifeline.registry} and {@code lifeline.rules} to what is of record.
 *
 * <p>It reads what the topics hold and produces the difference. So it makes no odds whether the
 * last attempt died half-way or Kafka was replaced by an empty one, and a restart disturbs no job.
 */
public final class CityTopicsWriter implements SupervisedThread.Task {

    private static final Logger LOG = LoggerFactory.getLogger(CityTopicsWriter.class);

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final KafkaConnection kafka;
    private final CurrentCity city;
    private final Runnable refresh;

    /**
     * Follows a city.
     *
     * @param refresh takes over what another process has put of record
     */
    public CityTopicsWriter(KafkaConnection kafka, CurrentCity city, Runnable refresh) {
        this.kafka = kafka;
        this.city = city;
        this.refresh = refresh;
    }

    @Override
    public void run(SupervisedThread.Supervisor supervisor)
            throws InterruptedException, ExecutionException {
        // Kafka may have been away for long, and another process may have put another city
        // meanwhile.
        refresh.run();
        long written = city.changes();
        write(city.get());
        while (supervisor.goOn()) {
            if (city.awaitChange(written, LOOK_AGAIN)) {
                written = city.changes();
                write(city.get());
            } else {
                refresh.run();
            }
        }
    }

    private void write(CityOfRecord wanted) throws InterruptedException, ExecutionException {
        Map<String, RegistryEntry> registry = new HashMap<>();
        List<RuleFiles> rules = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer()) {
            readAll(
                    consumer,
                    KafkaTopics.REGISTRY,
                    (key, value) -> {
                        if (value == null) {
                            registry.remove(key);
                        } else {
                            decodeEntry(key, value, registry);
                        }
                    });
            readAll(
                    consumer,
                    KafkaTopics.RULES,
                    (key, value) -> {
                        rules.clear();
                        if (value != null) {
                            decodeRules(value, rules);
                        }
                    });
        }
        RegistryDiff diff = RegistryDiff.between(registry, wanted.registry());
        boolean otherRules = !rules.equals(List.of(wanted.ruleFiles()));
        if (!diff.isEmpty() || otherRules) {
            produce(diff, otherRules ? wanted.ruleFiles() : null);
        }
        LOG.info(
                "Kafka has the city of record: {} registry entries changed, rules {}{}",
                diff.put().size() + diff.removed().size(),
                wanted.ruleFiles().version(),
                otherRules ? " (new)" : "");
    }

    private void produce(RegistryDiff diff, @Nullable RuleFiles rules)
            throws InterruptedException, ExecutionException {
        try (KafkaProducer<String, byte[]> producer = kafka.producer()) {
            List<Future<?>> pending = new ArrayList<>();
            for (RegistryEntry entry : diff.put()) {
                pending.add(
                        producer.send(
                                new ProducerRecord<>(
                                        KafkaTopics.REGISTRY,
                                        entry.key(),
                                        RegistryCodec.encode(entry))));
            }
            for (String key : diff.removed()) {
                pending.add(producer.send(new ProducerRecord<>(KafkaTopics.REGISTRY, key, null)));
            }
            // The rules refer to the registry, so they come after it.
            for (Future<?> one : pending) {
                one.get();
            }
            if (rules != null) {
                producer.send(
                                new ProducerRecord<>(
                                        KafkaTopics.RULES,
                                        KafkaTopics.RULES_KEY,
                                        RuleFilesCodec.encode(rules)))
                        .get();
            }
        }
    }

    private static void readAll(
            KafkaConsumer<byte[], byte[]> consumer,
            String kafkaTopic,
            BiConsumer<String, byte @Nullable []> each) {
        List<TopicPartition> partitions = KafkaConnection.partitions(consumer, kafkaTopic);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
            for (ConsumerRecord<byte[], byte[]> one : consumer.poll(POLL)) {
                if (one.key() != null) {
                    each.accept(new String(one.key(), StandardCharsets.UTF_8), one.value());
                }
            }
        }
    }

    private static void decodeEntry(String key, byte[] value, Map<String, RegistryEntry> registry) {
        try {
            RegistryEntry entry = RegistryCodec.decode(value);
            registry.put(key, entry);
        } catch (UndecodableException e) {
            LOG.warn("{} holds under {}: {}", KafkaTopics.REGISTRY, key, e.getMessage());
            registry.remove(key);
        }
    }

    private static void decodeRules(byte[] value, List<RuleFiles> rules) {
        try {
            rules.add(RuleFilesCodec.decode(value));
        } catch (UndecodableException e) {
            LOG.warn("{} holds {}", KafkaTopics.RULES, e.getMessage());
        }
    }
}
