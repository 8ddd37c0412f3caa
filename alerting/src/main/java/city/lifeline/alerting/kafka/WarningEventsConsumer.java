package city.lifeline.alerting.kafka;

import city.lifeline.alerting.warning.ConsumedOffsets;
import city.lifeline.alerting.warning.HandledWarning;
import city.lifeline.alerting.warning.OffsetsMovedException;
import city.lifeline.alerting.warning.RawRecord;
import city.lifeline.alerting.warning.WarningIntake;
import city.lifeline.model.KafkaTopics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads {@code lifeline.warning-events} into the database and tells of it what has changed, in that
 * order.
 *
 * <p>Where to read on is what the database says. Kafka is told too, for tools that show lag.
 */
public final class WarningEventsConsumer implements SupervisedThread.Task {

    private static final Logger LOG = LoggerFactory.getLogger(WarningEventsConsumer.class);

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration TELL_AGAIN = Duration.ofSeconds(1);

    private final KafkaConnection kafka;
    private final WarningIntake intake;
    private final Consumer<List<HandledWarning>> changed;
    private final Runnable missed;
    private final InstantSource clock;
    private final Counter stored;
    private final Counter duplicates;
    private final Counter undecodable;
    private final Timer eventToRow;
    private final AtomicLong lag = new AtomicLong();

    /** What Kafka has not yet been told, or not answered. Belongs to the consumer's thread. */
    private final Map<TopicPartition, OffsetAndMetadata> untold = new HashMap<>();

    private Instant lastToldAt = Instant.EPOCH;

    public WarningEventsConsumer(
            KafkaConnection kafka,
            WarningIntake intake,
            Consumer<List<HandledWarning>> changed,
            Runnable missed,
            InstantSource clock,
            MeterRegistry metrics) {
        this.kafka = kafka;
        this.intake = intake;
        this.changed = changed;
        this.missed = missed;
        this.clock = clock;
        this.stored =
                Counter.builder("lifeline.alerting.events")
                        .description("Warning events stored")
                        .register(metrics);
        this.duplicates =
                Counter.builder("lifeline.alerting.events.duplicate")
                        .description("Warning events that were stored before")
                        .register(metrics);
        this.undecodable =
                Counter.builder("lifeline.alerting.events.undecodable")
                        .description("Records kept in undecodable_records")
                        .register(metrics);
        this.eventToRow =
                Timer.builder("lifeline.alerting.event.to.row")
                        .description("From the Kafka broker's time stamp to the committed row")
                        .serviceLevelObjectives(
                                Duration.ofMillis(10),
                                Duration.ofMillis(25),
                                Duration.ofMillis(50),
                                Duration.ofMillis(100),
                                Duration.ofMillis(250),
                                Duration.ofMillis(500),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(30))
                        .register(metrics);
        metrics.gauge("lifeline.alerting.events.lag", lag);
    }

    @Override
    public void run(SupervisedThread.Supervisor supervisor) {
        try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer()) {
            List<TopicPartition> partitions =
                    KafkaConnection.partitions(consumer, KafkaTopics.WARNING_EVENTS);
            consumer.assign(partitions);
            Map<Integer, Long> offsets = seekToStored(consumer, partitions);
            while (supervisor.goOn()) {
                try {
                    poll(consumer, offsets);
                } catch (OffsetsMovedException e) {
                    LOG.info("{}; reading on from where the database is", e.getMessage());
                    offsets = seekToStored(consumer, partitions);
                } catch (OffsetOutOfRangeException e) {
                    restart(consumer, e);
                }
                lag.set(lag(consumer, partitions));
            }
        }
    }

    private void poll(KafkaConsumer<byte[], byte[]> consumer, Map<Integer, Long> offsets) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        if (records.isEmpty()) {
            if (Duration.between(lastToldAt, clock.instant()).abs().compareTo(TELL_AGAIN) > 0) {
                tellKafka(consumer);
            }
            return;
        }
        List<RawRecord> batch = new ArrayList<>(records.count());
        for (ConsumerRecord<byte[], byte[]> one : records) {
            batch.add(
                    new RawRecord(
                            one.partition(),
                            one.offset(),
                            one.key(),
                            one.value(),
                            Instant.ofEpochMilli(one.timestamp())));
        }
        WarningIntake.Outcome outcome = intake.store(batch, offsets);
        count(batch, outcome);
        changed.accept(outcome.changed());
        records.nextOffsets().forEach(untold::put);
        tellKafka(consumer);
    }

    /**
     * Tells Kafka how far alerting is. Only onlookers need it (replays wait for it), and it is told
     * again until Kafka has taken it.
     */
    private void tellKafka(KafkaConsumer<byte[], byte[]> consumer) {
        if (untold.isEmpty()) {
            return;
        }
        lastToldAt = clock.instant();
        consumer.commitAsync(
                Map.copyOf(untold),
                (told, failure) -> {
                    if (failure == null) {
                        told.forEach(untold::remove);
                    } else {
                        LOG.debug("Kafka does not know how far alerting is", failure);
                    }
                });
    }

    private void count(List<RawRecord> batch, WarningIntake.Outcome outcome) {
        stored.increment(outcome.events());
        duplicates.increment(outcome.duplicates());
        undecodable.increment(outcome.undecodable());
        Instant now = clock.instant();
        for (RawRecord raw : batch) {
            Duration taken = Duration.between(raw.appendedAt(), now);
            eventToRow.record(taken.isNegative() ? Duration.ZERO : taken);
        }
    }

    private Map<Integer, Long> seekToStored(
            KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        Map<Integer, Long> offsets = intake.offsets();
        untold.clear();
        for (TopicPartition partition : partitions) {
            long offset = offsets.getOrDefault(partition.partition(), ConsumedOffsets.NONE);
            if (offset == ConsumedOffsets.NONE) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seek(partition, offset);
                untold.put(partition, new OffsetAndMetadata(offset));
            }
        }
        LOG.info("Reading {} from {}", KafkaTopics.WARNING_EVENTS, offsets);
        // What was committed just before this consumer failed was told to nobody.
        missed.run();
        return offsets;
    }

    /**
     * Kafka no longer has, or does not yet have, what comes next: it was replaced, or kept too
     * little. All that it has is read again: what is stored already is recognised.
     */
    private static void restart(
            KafkaConsumer<byte[], byte[]> consumer, OffsetOutOfRangeException e) {
        e.offsetOutOfRangePartitions()
                .forEach(
                        (partition, offset) -> {
                            LOG.error(
                                    "Kafka does not hold {} at {}, where the database is: events"
                                            + " may be missing; reading all that Kafka has",
                                    partition,
                                    offset);
                            consumer.seekToBeginning(List.of(partition));
                        });
    }

    private static long lag(
            KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        long sum = 0;
        for (TopicPartition partition : partitions) {
            OptionalLong lag = consumer.currentLag(partition);
            sum += lag.orElse(0);
        }
        return sum;
    }
}
