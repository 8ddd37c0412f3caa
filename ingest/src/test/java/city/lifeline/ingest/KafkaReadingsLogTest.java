package city.lifeline.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import city.lifeline.model.DeadLetter;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.wire.DeadLetterCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With Kafka's own producer that sends nothing. */
class KafkaReadingsLogTest {

    private static final DeadLetter LETTER =
            new DeadLetter(
                    new DeadLetter.Origin(
                            "ingest", "parse", "why", "t", "GW-1", "live", 5, -1, "", "", ""),
                    new byte[1 << 20],
                    1 << 20,
                    "");

    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(
                    false,
                    new RoundRobinPartitioner(),
                    new StringSerializer(),
                    new ByteArraySerializer());
    // Never started, so it connects to nothing.
    private final Admin admin =
            Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1"));
    private final KafkaReadingsLog readingsLog =
            new KafkaReadingsLog(() -> producer, new KafkaTopicWatch(admin));
    private final List<@Nullable Exception> told = new ArrayList<>();

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void aLetterThatIsTooLargeForKafkaKeepsItsBeginning() throws Exception {
        readingsLog.deadLetter(LETTER, told::add);
        producer.errorNext(new RecordTooLargeException("too large"));

        assertEquals(List.of(), told, "it is no failure of Kafka's");
        producer.completeNext();
        assertEquals(1, told.size());
        assertNull(told.get(0));
        ProducerRecord<String, byte[]> last = producer.history().get(1);
        DeadLetter kept =
                DeadLetterCodec.decode(
                        last.headers().lastHeader(KafkaTopics.DEAD_LETTER_ORIGIN_HEADER).value(),
                        last.value());
        assertEquals(DeadLetters.BEGINNING_BYTES, kept.bytes().length);
        assertEquals(1 << 20, kept.originalSize());
        assertEquals(64, kept.sha256().length());
        assertEquals("parse", kept.origin().reason());
    }

    @Test
    void anotherFailureIsTold() {
        readingsLog.deadLetter(LETTER, told::add);
        producer.errorNext(new TimeoutException("no answer"));

        assertInstanceOf(TimeoutException.class, told.get(0));
        assertEquals(1, producer.history().size());
    }

    @Test
    void aBeginningThatIsTooLargeIsNotTriedForEver() {
        readingsLog.deadLetter(LETTER, told::add);
        producer.errorNext(new RecordTooLargeException("too large"));
        producer.errorNext(new RecordTooLargeException("too large"));

        assertInstanceOf(RecordTooLargeException.class, told.get(0));
        assertEquals(2, producer.history().size());
    }
}
