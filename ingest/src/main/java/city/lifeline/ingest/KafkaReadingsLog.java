package city.lifeline.ingest;

import city.lifeline.model.DeadLetter;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.ReadingsRecord;
import city.lifeline.model.ResubmissionOutcome;
import city.lifeline.model.wire.DeadLetterCodec;
import city.lifeline.model.wire.ReadingsCodec;
import city.lifeline.model.wire.ResubmissionCodec;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log in Kafka. */
final class KafkaReadingsLog implements ReadingsLog {

    private static final Logger log = LoggerFactory.getLogger(KafkaReadingsLog.class);

    private final Supplier<? extends Producer<String, byte[]>> producers;
    private final ToIntFunction<String> partitions;
    // Lets a producer be made only if whoever closes will see it.
    private final Object lock = new Object();
    private volatile Producer<String, byte[]> producer;
    private boolean closed;

    KafkaReadingsLog(
            Supplier<? extends Producer<String, byte[]>> producers, KafkaTopicWatch topics) {
        this(producers, topics::partitions);
    }

    /**
     * Makes a log that takes records.
     *
     * @param partitions of a topic, by its name; 0 if there is no such topic
     */
    KafkaReadingsLog(
            Supplier<? extends Producer<String, byte[]>> producers,
            ToIntFunction<String> partitions) {
        this.producers = producers;
        this.partitions = partitions;
        this.producer = producers.get();
    }

    @Override
    public boolean hasTopic(String kafkaTopic) {
        return partitions.applyAsInt(kafkaTopic) > 0;
    }

    @Override
    public void produce(String kafkaTopic, String key, byte[] value, Completion completion) {
        send(new ProducerRecord<>(kafkaTopic, key, value), completion);
    }

    @Override
    public void produceClock(String kafkaTopic, ReadingsRecord clock, Completion completion) {
        byte[] value = ReadingsCodec.encodeClock(clock);
        int count = partitions.applyAsInt(kafkaTopic);
        for (int partition = 0; partition < count; partition++) {
            send(
                    new ProducerRecord<String, byte[]>(kafkaTopic, partition, noKey(), value),
                    completion);
        }
    }

    @SuppressWarnings("NullAway") // Kafka's way to say that a record has no key.
    private static String noKey() {
        return null;
    }

    @Override
    public void deadLetter(DeadLetter letter, Completion completion) {
        Producer<String, byte[]> current = producer;
        send(
                current,
                record(letter),
                failure -> {
                    if (failure instanceof RecordTooLargeException) {
                        // It would be as large whenever the broker delivers the message again.
                        sendBeginning(current, letter, completion);
                    } else {
                        completion.done(failure);
                    }
                });
    }

    private static void sendBeginning(
            Producer<String, byte[]> producer, DeadLetter letter, Completion completion) {
        log.warn(
                "Kafka takes no dead letter of {} B, only its beginning is kept; raise"
                        + " max.message.bytes of {}",
                letter.bytes().length,
                KafkaTopics.DEAD_LETTERS);
        try {
            send(producer, record(DeadLetters.beginning(letter)), completion);
        } catch (RuntimeException e) {
            completion.done(e);
        }
    }

    private static ProducerRecord<String, byte[]> record(DeadLetter letter) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(
                        KafkaTopics.DEAD_LETTERS, letter.origin().gateway(), letter.bytes());
        record.headers()
                .add(KafkaTopics.DEAD_LETTER_ORIGIN_HEADER, DeadLetterCodec.encodeOrigin(letter));
        return record;
    }

    @Override
    public void resubmissionOutcome(ResubmissionOutcome outcome, Completion completion) {
        send(
                new ProducerRecord<>(
                        KafkaTopics.RESUBMISSION_OUTCOMES,
                        outcome.id(),
                        ResubmissionCodec.encode(outcome)),
                completion);
    }

    @Override
    public void saveProgress(String key, byte[] value, Completion completion) {
        send(new ProducerRecord<>(KafkaTopics.GATEWAY_PROGRESS, key, value), completion);
    }

    @Override
    public void gatewayStatus(String gateway, byte[] value, Completion completion) {
        send(new ProducerRecord<>(KafkaTopics.GATEWAY_STATUS, gateway, value), completion);
    }

    private void send(ProducerRecord<String, byte[]> record, Completion completion) {
        send(producer, record, completion);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The callback is told the same.
    private static void send(
            Producer<String, byte[]> producer,
            ProducerRecord<String, byte[]> record,
            Completion completion) {
        producer.send(record, (metadata, failure) -> completion.done(failure));
    }

    @Override
    public void reset() {
        producer.close(Duration.ZERO);
        synchronized (lock) {
            if (!closed) {
                producer = producers.get();
            }
        }
    }

    @Override
    public void close(Duration patience) {
        Producer<String, byte[]> last;
        synchronized (lock) {
            closed = true;
            last = producer;
        }
        last.close(patience);
    }
}
