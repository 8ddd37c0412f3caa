package city.lifeline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import city.lifeline.model.KafkaTopics;
import city.lifeline.model.Resubmission;
import city.lifeline.model.wire.ResubmissionCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResubmissionReaderTest {

    private static final TopicPartition PARTITION =
            new TopicPartition(KafkaTopics.RESUBMISSIONS, 0);

    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final Deque<Optional<Exception>> answers = new ArrayDeque<>();
    private final ResubmissionReader reader =
            new ResubmissionReader(
                    "resubmissions",
                    () -> consumer,
                    (messages, told) -> {
                        taken.add(
                                String.join(",", messages.stream().map(Resubmission::id).toList()));
                        Optional<Exception> answer = answers.poll();
                        if (answer != null) {
                            told.done(answer.orElse(null));
                        }
                    },
                    Duration.ofMillis(1));

    ResubmissionReaderTest() {
        consumer.updatePartitions(
                KafkaTopics.RESUBMISSIONS,
                List.of(
                        new PartitionInfo(
                                KafkaTopics.RESUBMISSIONS,
                                0,
                                Node.noNode(),
                                new Node[0],
                                new Node[0])));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    }

    @AfterEach
    void close() {
        reader.close();
    }

    private static ConsumerRecord<String, byte[]> record(long offset, String id, String gateway) {
        RecordHeaders headers = new RecordHeaders();
        if (!id.isEmpty()) {
            headers.add(
                    KafkaTopics.RESUBMISSION_HEADER,
                    ResubmissionCodec.encodeHeader(
                            new Resubmission(
                                    id, 0, "t", gateway, "live", 0, "", List.of(), new byte[0])));
        }
        return new ConsumerRecord<>(
                PARTITION.topic(),
                0,
                offset,
                0,
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                gateway,
                "x".getBytes(UTF_8),
                headers,
                Optional.empty());
    }

    private void given(List<ConsumerRecord<String, byte[]>> records) {
        List<ConsumerRecord<String, byte[]>> all = new ArrayList<>(records);
        consumer.schedulePollTask(() -> all.forEach(consumer::addRecord));
        reader.start();
    }

    private long committed() {
        OffsetAndMetadata committed = consumer.committed(Set.of(PARTITION)).get(PARTITION);
        return committed == null ? -1 : committed.offset();
    }

    @Test
    void handsOverInOrderAndCommitsWhatIsKept() {
        answers.add(Optional.empty());
        given(List.of(record(0, "a", "GW-1"), record(1, "b", "GW-1")));

        await().until(() -> committed() == 2);
        assertEquals(List.of("a,b"), taken);
    }

    @Test
    void handsOverAgainUntilItIsKept() {
        answers.add(Optional.of(new IOException("Kafka is away")));
        answers.add(Optional.of(new IOException("still")));
        answers.add(Optional.empty());
        given(List.of(record(0, "a", "GW-1")));

        await().until(() -> committed() == 1);
        assertEquals(List.of("a", "a", "a"), taken);
    }

    @Test
    void commitsNothingThatIsNotKept() {
        given(List.of(record(0, "a", "GW-1")));

        await().until(() -> taken.size() == 1);
        reader.close();
        assertEquals(List.of("a"), taken);
    }

    @Test
    void passesOverWhatIsNone() {
        answers.add(Optional.empty());
        given(List.of(record(0, "", "GW-1"), record(1, "c", "GW-1")));

        await().until(() -> committed() == 2);
        assertEquals(List.of("c"), taken);
    }
}
