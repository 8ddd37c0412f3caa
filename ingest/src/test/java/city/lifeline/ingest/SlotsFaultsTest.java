package city.lifeline.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.KafkaTopics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A fault that nobody thought of ends neither who shares the slots nor who reads their records. */
@Timeout(30)
class SlotsFaultsTest {

    private static final Slots THREE = new Slots(3);

    @Test
    void theGroupIsJoinedAgainAfterAnyFault() throws InterruptedException {
        CountDownLatch tries = new CountDownLatch(2);
        SlotGroup group =
                new SlotGroup(
                        THREE,
                        () -> {
                            tries.countDown();
                            throw new IllegalStateException("unthought of");
                        },
                        new NoHolders(),
                        System::nanoTime);
        group.start();
        assertTrue(tries.await(20, TimeUnit.SECONDS));
        group.close();
    }

    @Test
    void theRecordsAreReadAgainAfterAnyFault() throws InterruptedException {
        AtomicInteger tries = new AtomicInteger();
        try (SlotRecords records =
                new SlotRecords(
                        THREE,
                        () -> {
                            if (tries.incrementAndGet() == 1) {
                                throw new IllegalStateException("unthought of");
                            }
                            return emptyTopic();
                        },
                        new MockProducer<>(
                                true, null, new StringSerializer(), new ByteArraySerializer()))) {
            records.start();
            assertEquals(2, tries.get());
            assertFalse(records.areOfThisDivision());
            records.write(0, Set.of("GW-1"));
            assertTrue(records.areOfThisDivision());
        }
    }

    private static Consumer<String, byte[]> emptyTopic() {
        MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
        TopicPartition partition = new TopicPartition(KafkaTopics.INGEST_SLOTS, 0);
        Node[] none = {};
        consumer.updatePartitions(
                partition.topic(),
                List.of(new PartitionInfo(partition.topic(), 0, Node.noNode(), none, none)));
        consumer.updateBeginningOffsets(Map.of(partition, 0L));
        consumer.updateEndOffsets(Map.of(partition, 0L));
        return consumer;
    }

    private static final class NoHolders implements SlotGroup.Holders {
        @Override
        public void take(int part, Lease lease) {}

        @Override
        public void release(Set<Integer> parts) {}

        @Override
        public void lose(Set<Integer> parts) {}
    }
}
