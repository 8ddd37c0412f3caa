package city.lifeline.alerting.kafka;

import city.lifeline.model.KafkaTopics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Questions to Kafka that are asked now and then; each takes a connection of its own. */
public final class KafkaAdmin {

    private static final long TIMEOUT_S = 10;

    private static final List<String> NEEDED =
            List.of(
                    KafkaTopics.WARNING_EVENTS,
                    KafkaTopics.REGISTRY,
                    KafkaTopics.RULES,
                    KafkaTopics.POINT_STATUS,
                    KafkaTopics.DEAD_LETTERS,
                    KafkaTopics.RESUBMISSIONS,
                    KafkaTopics.RESUBMISSION_OUTCOMES,
                    KafkaTopics.GATEWAY_STATUS);

    private final KafkaConnection kafka;

    public KafkaAdmin(KafkaConnection kafka) {
        this.kafka = kafka;
    }

    /** What alerting needs and Kafka does not give now, if anything. */
    public Optional<String> lack() throws InterruptedException {
        try (Admin admin = admin()) {
            Set<String> missing = new TreeSet<>(NEEDED);
            missing.removeAll(get(admin.listTopics().names()));
            return missing.isEmpty()
                    ? Optional.empty()
                    : Optional.of("it has no topic " + String.join(", ", missing));
        } catch (ExecutionException | TimeoutException e) {
            return Optional.of(e.toString());
        }
    }

    /** Where the next warning event will go, by partition. */
    public Map<Integer, Long> endOfWarningEvents() throws InterruptedException {
        try (Admin admin = admin()) {
            TopicDescription topic =
                    get(admin.describeTopics(List.of(KafkaTopics.WARNING_EVENTS)).allTopicNames())
                            .get(KafkaTopics.WARNING_EVENTS);
            if (topic == null) {
                throw new IllegalStateException("Kafka has no topic " + KafkaTopics.WARNING_EVENTS);
            }
            Map<TopicPartition, OffsetSpec> asked =
                    topic.partitions().stream()
                            .map(p -> new TopicPartition(topic.name(), p.partition()))
                            .collect(
                                    Collectors.toMap(
                                            Function.identity(), p -> OffsetSpec.latest()));
            Map<Integer, Long> ends = new HashMap<>();
            get(admin.listOffsets(asked).all())
                    .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
            return ends;
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka does not answer: " + e, e);
        }
    }

    private Admin admin() {
        Map<String, Object> config = new HashMap<>(kafka.common());
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 1_000 * (int) TIMEOUT_S);
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 1_000 * (int) TIMEOUT_S);
        return Admin.create(config);
    }

    private static <T> T get(KafkaFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(TIMEOUT_S, TimeUnit.SECONDS);
    }
}
