package city.lifeline.launcher.record;

import city.lifeline.launcher.console.StepDisplay;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.model.Block;
import city.lifeline.model.ReadingsRecord;
import city.lifeline.model.Runs;
import city.lifeline.model.registry.Point;
import city.lifeline.model.wire.ReadingsCodec;
import city.lifeline.model.wire.UndecodableException;
import city.lifeline.simulators.replay.RecordingWriter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Readings in Kafka.
 *
 * <p>Its records are in the order in which they came, which is not that of their times: a gateway's
 * backlog comes late, and a simulated city's clock is not Kafka's. So all that is kept is read.
 */
final class KafkaReadings implements KeptReadings {

    private static final Duration POLL = Duration.ofMillis(500);

    private final String run;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Terminal terminal;

    KafkaReadings(String run, Supplier<Consumer<byte[], byte[]>> consumers, Terminal terminal) {
        this.run = run;
        this.consumers = consumers;
        this.terminal = terminal;
    }

    /**
     * In the Kafka that these properties reach.
     *
     * @param client as every client of Kafka needs them
     */
    static KafkaReadings at(String run, Map<String, String> client, Terminal terminal) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put("key.deserializer", ByteArrayDeserializer.class);
        properties.put("value.deserializer", ByteArrayDeserializer.class);
        properties.put("isolation.level", "read_committed");
        // What is deleted while it is read must not go unnoticed, and no topic come of a question.
        properties.put("auto.offset.reset", "none");
        properties.put("allow.auto.create.topics", "false");
        return new KafkaReadings(run, () -> new KafkaConsumer<>(properties), terminal);
    }

    @Override
    public String give(Map<String, Point> points, long fromUs, long untilUs, RecordingWriter writer)
            throws IOException {
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            List<TopicPartition> partitions = partitions(consumer);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            return new Reading(points, fromUs, untilUs, writer, begins).all(consumer, ends);
        } catch (OffsetOutOfRangeException e) {
            throw new Refusal(
                    "Kafka deleted readings of run %s while they were read, since they were older than it keeps; take a later --from."
                            .formatted(run));
        }
    }

    private List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
        String kafkaTopic = Runs.readingsTopic(run);
        List<TopicPartition> partitions =
                Objects.requireNonNullElse(
                                consumer.partitionsFor(kafkaTopic),
                                List.<org.apache.kafka.common.PartitionInfo>of())
                        .stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
        if (partitions.isEmpty()) {
            throw new Refusal(
                    "Kafka has no readings of a run %s; ./lifeline replay list shows the runs that there are."
                            .formatted(run));
        }
        return partitions;
    }

    /** One reading of all that is kept. */
    private final class Reading {

        private final Map<String, Point> points;
        private final long fromUs;
        private final long untilUs;
        private final RecordingWriter writer;
        // Partitions of the living city whose oldest records are gone, until one is seen.
        private final Set<TopicPartition> shortened;
        private long firstUs = Long.MAX_VALUE;
        private long lastUs = Long.MIN_VALUE;

        Reading(
                Map<String, Point> points,
                long fromUs,
                long untilUs,
                RecordingWriter writer,
                Map<TopicPartition, Long> begins) {
            this.points = points;
            this.fromUs = fromUs;
            this.untilUs = untilUs;
            this.writer = writer;
            // A run aside is emptied before it begins again: nothing of it is missing.
            this.shortened =
                    run.equals(Runs.LIVE)
                            ? begins.entrySet().stream()
                                    .filter(begin -> begin.getValue() > 0)
                                    .map(Map.Entry::getKey)
                                    .collect(Collectors.toCollection(HashSet::new))
                            : new HashSet<>();
        }

        String all(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends)
                throws IOException {
            long begin = position(consumer, ends.keySet());
            long total = ends.values().stream().mapToLong(Long::longValue).sum() - begin;
            try (StepDisplay display =
                    new StepDisplay(terminal, "reading Kafka", " records", total)) {
                while (ends.entrySet().stream()
                        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                        TopicPartition partition =
                                new TopicPartition(record.topic(), record.partition());
                        if (record.offset() < Objects.requireNonNull(ends.get(partition))) {
                            take(partition, record.value());
                        }
                    }
                    display.show(position(consumer, ends.keySet()) - begin, total, "");
                }
            }
            return firstUs > lastUs
                    ? "Kafka has no reading of these points."
                    : "Kafka has readings of these points from %s to %s."
                            .formatted(instant(firstUs), instant(lastUs));
        }

        private void take(TopicPartition partition, byte[] value) throws IOException {
            ReadingsRecord record = decode(value);
            Block block = record.block();
            if (shortened.contains(partition)) {
                checkKept(partition, record);
            }
            Point point = block == null ? null : points.get(block.point());
            if (block != null && point != null) {
                firstUs = Math.min(firstUs, block.startUs());
                lastUs = Math.max(lastUs, block.endUs());
                writer.add(block, point.unit(), fromUs, untilUs);
            }
        }

        /** By the city's clock when the oldest record that is left came. */
        private void checkKept(TopicPartition partition, ReadingsRecord record) {
            Block block = record.block();
            long clockUs = block == null ? record.clockUs() : block.clockUs();
            if (clockUs == 0) {
                // Of a version that did not write it.
                return;
            }
            shortened.remove(partition);
            if (fromUs < clockUs) {
                throw new Refusal(
                        "Kafka keeps what the living city read from about %s on, not from %s. Take a later --from, or --source history, which keeps more."
                                .formatted(
                                        instant(clockUs).truncatedTo(ChronoUnit.SECONDS),
                                        instant(fromUs)));
            }
        }
    }

    private static long position(
            Consumer<byte[], byte[]> consumer, Set<TopicPartition> partitions) {
        return partitions.stream().mapToLong(consumer::position).sum();
    }

    private static ReadingsRecord decode(byte[] value) throws IOException {
        try {
            return ReadingsCodec.decode(value);
        } catch (UndecodableException e) {
            throw new IOException(e);
        }
    }

    private static Instant instant(long us) {
        return Instant.EPOCH.plus(us, ChronoUnit.MICROS);
    }
}
