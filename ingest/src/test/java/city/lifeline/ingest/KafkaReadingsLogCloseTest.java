package city.lifeline.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class KafkaReadingsLogCloseTest {

    private final List<MockProducer<String, byte[]>> made = new ArrayList<>();
    private final KafkaReadingsLog log = new KafkaReadingsLog(this::producer, topic -> 1);

    private MockProducer<String, byte[]> producer() {
        MockProducer<String, byte[]> producer =
                new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
        made.add(producer);
        return producer;
    }

    @Test
    void aResetDropsWhatIsUnderWayAndGoesOnWithAnotherProducer() {
        log.saveProgress("k", new byte[1], failure -> {});
        log.reset();
        log.saveProgress("k", new byte[1], failure -> {});
        assertTrue(made.get(0).closed());
        assertEquals(1, made.get(1).history().size());
    }

    @Test
    void aResetAfterTheEndLeavesNoProducerBehind() {
        log.close(Duration.ZERO);
        log.reset();
        assertEquals(1, made.size());
        assertTrue(made.get(0).closed());
    }
}
