package city.lifeline.ingest;

import city.lifeline.model.KafkaTopics;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that {@code lifeline.ingest-slots} has a partition for each slot and the rest, on as
 * many brokers as {@code lifeline.readings}: without it no slot can be held.
 */
final class SlotsTopic {

    private static final Logger log = LoggerFactory.getLogger(SlotsTopic.class);

    private static final long ANSWER_S = 10;
    private static final long AGAIN_MS = 1_000;

    private SlotsTopic() {}

    /** Returns when the topic is as it must be. */
    static void await(Admin admin, Slots slots) throws InterruptedException {
        boolean said = false;
        while (true) {
            try {
                int partitions = partitions(admin);
                if (partitions >= slots.parts()) {
                    return;
                }
                make(admin, slots.parts(), partitions);
            } catch (ExecutionException | TimeoutException e) {
                if (!said) {
                    log.warn(
                            "waiting for the Kafka topic {} with {} partitions, cleanup.policy ="
                                    + " compact: {}",
                            KafkaTopics.INGEST_SLOTS,
                            slots.parts(),
                            String.valueOf(e));
                }
                said = true;
            }
            Thread.sleep(AGAIN_MS);
        }
    }

    private static int partitions(Admin admin)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return describe(admin, KafkaTopics.INGEST_SLOTS).partitions().size();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return 0;
            }
            throw e;
        }
    }

    private static TopicDescription describe(Admin admin, String topic)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, TopicDescription> found =
                admin.describeTopics(List.of(topic))
                        .allTopicNames()
                        .get(ANSWER_S, TimeUnit.SECONDS);
        return Objects.requireNonNull(found.get(topic));
    }

    /** The topic as it is to be made. */
    static NewTopic topic(int partitions, TopicDescription readings) {
        int replicas =
                readings.partitions().stream()
                        .mapToInt(partition -> partition.replicas().size())
                        .max()
                        .orElse(1);
        return new NewTopic(KafkaTopics.INGEST_SLOTS, partitions, (short) replicas)
                .configs(
                        Map.of(
                                TopicConfig.CLEANUP_POLICY_CONFIG,
                                TopicConfig.CLEANUP_POLICY_COMPACT));
    }

    private static void make(Admin admin, int wanted, int present)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (present > 0) {
            admin.createPartitions(
                            Map.of(KafkaTopics.INGEST_SLOTS, NewPartitions.increaseTo(wanted)))
                    .all()
                    .get(ANSWER_S, TimeUnit.SECONDS);
            return;
        }
        NewTopic topic = topic(wanted, describe(admin, KafkaTopics.READINGS));
        try {
            admin.createTopics(List.of(topic)).all().get(ANSWER_S, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            // Another instance was faster.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }
}
