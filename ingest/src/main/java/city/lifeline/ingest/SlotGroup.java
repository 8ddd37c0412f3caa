package city.lifeline.ingest;

import city.lifeline.model.KafkaTopics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which slots this instance holds: those whose partitions of {@code lifeline.ingest-slots}
 * Kafka assigns to it as a member of a consumer group. No record is ever consumed.
 *
 * <p>The leases of the held slots are renewed by committing an offset, which Kafka accepts of a
 * present member only; how long they last is counted from before the commit was sent.
 *
 * <pre>
 *   assigned ─▶ take ─▶ (renew …) ─▶ release    another instance waits for it
 *                           └──────▶ lose       another instance may hold it already
 * </pre>
 */
final class SlotGroup implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SlotGroup.class);

    static final String GROUP = "lifeline-ingest";

    /** After this time without a word from an instance its slots go to the others. */
    static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);

    // Longer than Kafka waits for an instance, so that a rebalance, during which nothing can be
    // committed, does not interrupt those who go on. That two hold a lease for a moment does no
    // harm: the broker has one connection for them.
    private static final Duration LEASE = SESSION_TIMEOUT.plusSeconds(10);
    private static final Duration RENEW_EVERY = Duration.ofSeconds(2);
    private static final Duration COMMIT_PATIENCE = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration AGAIN = Duration.ofSeconds(2);

    private final Slots slots;
    private final Supplier<? extends Consumer<?, ?>> consumers;
    private final Holders holders;
    private final LongSupplier nanos;
    private final Map<Integer, Lease> leases = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::run, "slots");
    private volatile boolean closed;
    private volatile boolean member;
    private long renewedNs;

    /** Works for the slots; called on one thread. */
    interface Holders {

        void take(int part, Lease lease);

        /** Finishes what is under way, within a bound. */
        void release(Set<Integer> parts);

        /** Drops everything at once. */
        void lose(Set<Integer> parts);
    }

    SlotGroup(
            Slots slots,
            Supplier<? extends Consumer<?, ?>> consumers,
            Holders holders,
            LongSupplier nanos) {
        this.slots = slots;
        this.consumers = consumers;
        this.holders = holders;
        this.nanos = nanos;
    }

    void start() {
        thread.start();
    }

    /** Whether Kafka counts this instance in, perhaps without a slot. */
    boolean isMember() {
        return member;
    }

    private void run() {
        while (!closed) {
            try (Consumer<?, ?> consumer = consumers.get()) {
                Listener listener = new Listener(consumer);
                consumer.subscribe(Set.of(KafkaTopics.INGEST_SLOTS), listener);
                try {
                    while (!closed) {
                        consumer.poll(POLL);
                        renew(consumer);
                    }
                } finally {
                    member = false;
                    if (closed) {
                        consumer.unsubscribe();
                    }
                    listener.loseAll();
                }
            } catch (WakeupException | InterruptException e) {
                return;
            } catch (InconsistentGroupProtocolException e) {
                log.error(
                        "other instances run with another ingest.slots than {}; all must have the"
                                + " same. Trying again",
                        slots.count());
            } catch (RuntimeException e) {
                // Of whatever kind: without this thread the process would hold nothing for good.
                log.error("cannot take part in sharing the slots; trying again", e);
            }
            pause();
        }
    }

    private void pause() {
        try {
            if (!closed) {
                Thread.sleep(AGAIN.toMillis());
            }
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    private void renew(Consumer<?, ?> consumer) {
        long now = nanos.getAsLong();
        boolean lapsed = leases.values().stream().anyMatch(lease -> !lease.isHeld());
        if (leases.isEmpty() || (!lapsed && now - renewedNs < RENEW_EVERY.toNanos())) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        leases.keySet().forEach(part -> offsets.put(partition(part), new OffsetAndMetadata(0)));
        try {
            consumer.commitSync(offsets, COMMIT_PATIENCE);
            renewedNs = now;
            leases.values().forEach(lease -> lease.renew(now + LEASE.toNanos()));
        } catch (CommitFailedException | RebalanceInProgressException e) {
            log.debug("the leases are not renewed now: {}", e.getMessage());
        } catch (org.apache.kafka.common.errors.TimeoutException e) {
            log.warn("the leases are not renewed now: {}", e.getMessage());
        }
    }

    private static TopicPartition partition(int part) {
        return new TopicPartition(KafkaTopics.INGEST_SLOTS, part);
    }

    /** Gives all slots back. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(15_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Listener implements ConsumerRebalanceListener {

        private final Consumer<?, ?> consumer;

        Listener(Consumer<?, ?> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            consumer.pause(partitions);
            member = true;
            long now = nanos.getAsLong();
            for (TopicPartition partition : partitions) {
                Lease lease = Lease.until(nanos, now + LEASE.toNanos());
                leases.put(partition.partition(), lease);
                holders.take(partition.partition(), lease);
            }
            say();
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (partitions.isEmpty()) {
                return;
            }
            Set<Integer> parts = parts(partitions);
            holders.release(parts);
            end(parts);
            say();
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            member = false;
            lose(parts(partitions));
        }

        void loseAll() {
            lose(new TreeSet<>(leases.keySet()));
        }

        private void lose(Set<Integer> parts) {
            if (parts.isEmpty()) {
                return;
            }
            log.warn("lost the slots {} to other instances", names(parts));
            end(parts);
            holders.lose(parts);
        }

        private void end(Set<Integer> parts) {
            for (int part : parts) {
                Lease lease = leases.remove(part);
                if (lease != null) {
                    lease.end();
                }
            }
        }

        private Set<Integer> parts(Collection<TopicPartition> partitions) {
            return partitions.stream()
                    .map(TopicPartition::partition)
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        private void say() {
            log.info(
                    "holds the slots {} of {} and the rest",
                    names(new TreeSet<>(leases.keySet())),
                    slots.count());
        }

        private String names(Set<Integer> parts) {
            return parts.stream().map(slots::name).collect(Collectors.joining(", ", "[", "]"));
        }
    }
}
