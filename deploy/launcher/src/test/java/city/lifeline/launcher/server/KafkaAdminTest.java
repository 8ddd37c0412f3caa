package city.lifeline.launcher.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import city.lifeline.model.KafkaTopics;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

class KafkaAdminTest {

    private final Map<String, NewTopic> topics =
            KafkaAdmin.topics().stream()
                    .collect(Collectors.toMap(NewTopic::name, Function.identity()));

    @Test
    void partitionCountsAreFixed() {
        assertEquals(
                Map.of(
                        KafkaTopics.READINGS, 12,
                        KafkaTopics.WARNING_EVENTS, 6,
                        KafkaTopics.DEAD_LETTERS, 3,
                        KafkaTopics.REGISTRY, 1,
                        KafkaTopics.RULES, 1,
                        KafkaTopics.POINT_STATUS, 3,
                        KafkaTopics.GATEWAY_PROGRESS, 1,
                        KafkaTopics.GATEWAY_STATUS, 1,
                        KafkaTopics.RESUBMISSIONS, 3,
                        KafkaTopics.RESUBMISSION_OUTCOMES, 1),
                topics.values().stream()
                        .collect(Collectors.toMap(NewTopic::name, NewTopic::numPartitions)));
        assertEquals(4, KafkaAdmin.runReadings("lifeline.readings.x").numPartitions());
    }

    @Test
    void noRecordIsDeletedByTheSensorsTime() {
        topics.values()
                .forEach(
                        topic ->
                                assertEquals(
                                        "LogAppendTime",
                                        topic.configs().get("message.timestamp.type"),
                                        topic.name()));
    }

    @Test
    void whatIsOfRecordIsCompacted() {
        for (String name :
                new String[] {
                    KafkaTopics.REGISTRY,
                    KafkaTopics.RULES,
                    KafkaTopics.POINT_STATUS,
                    KafkaTopics.GATEWAY_PROGRESS,
                    KafkaTopics.GATEWAY_STATUS
                }) {
            assertEquals("compact", config(name, "cleanup.policy"), name);
        }
        assertEquals(Integer.toString(16 << 20), config(KafkaTopics.RULES, "max.message.bytes"));
    }

    @Test
    void aRefusedMessageOfTheLargestSizeFits() {
        for (String name : new String[] {KafkaTopics.DEAD_LETTERS, KafkaTopics.RESUBMISSIONS}) {
            assertEquals(Integer.toString(2 << 20), config(name, "max.message.bytes"), name);
        }
    }

    @Test
    void whoeverSendsWithoutMeasureDoesNotFillTheDisk() {
        for (String name :
                new String[] {
                    KafkaTopics.READINGS, KafkaTopics.DEAD_LETTERS, KafkaTopics.RESUBMISSIONS
                }) {
            assertEquals(Long.toString(1L << 30), config(name, "retention.bytes"), name);
        }
    }

    private String config(String topic, String key) {
        return Objects.requireNonNull(
                Objects.requireNonNull(topics.get(topic)).configs().get(key), key);
    }
}
