package city.lifeline.ingest;

import city.lifeline.model.KafkaTopics;
import city.lifeline.model.Resubmission;
import city.lifeline.model.wire.ResubmissionCodec;
import city.lifeline.model.wire.UndecodableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings {@code lifeline.resubmissions} to a pipeline, on a thread of its own: one batch at a time,
 * the next only when all that the last became is in Kafka, and only then the offsets are committed.
 * So nothing is lost if Kafka fails or the process is killed; what was not committed is taken
 * again.
 */
final class ResubmissionReader implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ResubmissionReader.class);

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final Supplier<? extends Consumer<String, byte[]>> consumers;
    private final Taker taker;
    private final Duration pause;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** As {@link Pipeline#resubmit}. */
    interface Taker {
        void resubmit(List<Resubmission> messages, ReadingsLog.Completion told);
    }

    /**
     * Makes a reader that has not begun.
     *
     * @param consumers of one group, that nobody else reads with
     * @param pause before another try after a failure
     */
    ResubmissionReader(
            String name,
            Supplier<? extends Consumer<String, byte[]>> consumers,
            Taker taker,
            Duration pause) {
        this.consumers = consumers;
        this.taker = taker;
        this.pause = pause;
        this.thread = new Thread(this::readUntilClosed, name);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void readUntilClosed() {
        try {
            while (!isClosed()) {
                try (Consumer<String, byte[]> consumer = consumers.get()) {
                    read(consumer);
                } catch (RuntimeException e) {
                    log.warn("resubmissions cannot be read, trying again", e);
                    rest();
                }
            }
        } catch (InterruptedException e) {
            log.info("interrupted; what was not committed is taken again");
        }
    }

    private void read(Consumer<String, byte[]> consumer) throws InterruptedException {
        consumer.assign(
                consumer.partitionsFor(KafkaTopics.RESUBMISSIONS).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList());
        while (!isClosed()) {
            ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
            if (records.isEmpty()) {
                continue;
            }
            List<Resubmission> messages = new ArrayList<>();
            for (ConsumerRecord<String, byte[]> one : records) {
                Resubmission message = decode(one);
                if (message != null) {
                    messages.add(message);
                }
            }
            if (!messages.isEmpty() && !take(messages)) {
                return;
            }
            consumer.commitSync(records.nextOffsets());
        }
    }

    private static @Nullable Resubmission decode(ConsumerRecord<String, byte[]> one) {
        Header header = one.headers().lastHeader(KafkaTopics.RESUBMISSION_HEADER);
        try {
            if (header == null || one.value() == null) {
                throw new UndecodableException("it has no header or no value");
            }
            return ResubmissionCodec.decode(header.value(), one.value());
        } catch (UndecodableException e) {
            log.error("{}-{} at {}: {}", one.topic(), one.partition(), one.offset(), e.toString());
            return null;
        }
    }

    /** Hands over until it is taken; false if this is closed before. */
    private boolean take(List<Resubmission> messages) throws InterruptedException {
        while (!isClosed()) {
            CompletableFuture<Optional<Exception>> told = new CompletableFuture<>();
            taker.resubmit(messages, failure -> told.complete(Optional.ofNullable(failure)));
            Optional<Exception> failure = await(told);
            if (failure.isEmpty()) {
                return true;
            }
            log.warn(
                    "{} resubmitted messages are taken again: {}",
                    messages.size(),
                    failure.get().toString());
            rest();
        }
        return false;
    }

    private Optional<Exception> await(CompletableFuture<Optional<Exception>> told)
            throws InterruptedException {
        while (true) {
            try {
                return told.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (isClosed()) {
                    return Optional.of(e);
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException("it is never completed so", e);
            }
        }
    }

    @SuppressWarnings("ReturnValueIgnored") // Whether it was closed meanwhile is asked by the loop.
    private void rest() throws InterruptedException {
        closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Call it when the pipeline has stopped, so that what it still took is committed. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
