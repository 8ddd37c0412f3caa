package city.lifeline.ingest;

import city.lifeline.model.Block;
import city.lifeline.model.DeadLetter;
import city.lifeline.model.GatewayStatus;
import city.lifeline.model.ReadingsRecord;
import city.lifeline.model.ResubmissionOutcome;
import city.lifeline.model.wire.GatewayStatusCodec;
import city.lifeline.model.wire.ReadingsCodec;
import city.lifeline.model.wire.UndecodableException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A log in memory that behaves like Kafka: records are kept in order by partition, confirmed later,
 * and a producer that dies leaves a beginning of what it sent in each partition, unconfirmed.
 */
final class FakeLog implements ReadingsLog {

    private static final int PARTITIONS = 3;

    private final Deque<Pending> pending = new ArrayDeque<>();
    private final Set<String> topics;
    private final List<Kept> kept;
    private final Map<String, Set<Long>> numbers;
    private final List<Progress> progress;
    private final List<DeadLetter> deadLetters;
    private final List<ResubmissionOutcome> outcomes;
    private final Map<String, GatewayStatus> statuses;
    private @Nullable RuntimeException next;
    private @Nullable RuntimeException nextLetter;

    /** A readings record as a consumer meets it. */
    record Kept(String kafkaTopic, int partition, ReadingsRecord record) {}

    private record Pending(int partition, Runnable keep, Completion completion) {}

    private record Progress(String key, byte[] value) {}

    FakeLog(String... kafkaTopics) {
        topics = Set.of(kafkaTopics);
        kept = new ArrayList<>();
        numbers = new HashMap<>();
        progress = new ArrayList<>();
        deadLetters = new ArrayList<>();
        outcomes = new ArrayList<>();
        statuses = new HashMap<>();
    }

    private FakeLog(FakeLog shared) {
        topics = shared.topics;
        kept = shared.kept;
        numbers = shared.numbers;
        progress = shared.progress;
        deadLetters = shared.deadLetters;
        outcomes = shared.outcomes;
        statuses = shared.statuses;
    }

    /** Another producer to the same log; for a single thread. */
    FakeLog another() {
        return new FakeLog(this);
    }

    synchronized List<Kept> kept() {
        return List.copyOf(kept);
    }

    synchronized List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        for (Kept entry : kept) {
            Block block = entry.record().block();
            if (block != null) {
                blocks.add(block);
            }
        }
        return blocks;
    }

    synchronized boolean holds(String point, long seq) {
        return numbers.getOrDefault(point, Set.of()).contains(seq);
    }

    synchronized List<DeadLetter> deadLetters() {
        return List.copyOf(deadLetters);
    }

    synchronized SavedProgress progress() {
        SavedProgress saved = new SavedProgress();
        progress.forEach(record -> saved.take(record.key(), record.value()));
        return saved;
    }

    synchronized Map<String, GatewayStatus> statuses() {
        return new HashMap<>(statuses);
    }

    synchronized int pendingCount() {
        return pending.size();
    }

    /** Confirms the oldest records. */
    synchronized void confirm(int count) {
        for (int i = 0; i < count && !pending.isEmpty(); i++) {
            Pending oldest = pending.removeFirst();
            oldest.keep().run();
            oldest.completion().done(null);
        }
    }

    /** The producer dies; what it had under way is in the log, or not. */
    synchronized void fail(Random random) {
        List<Pending> lost = new ArrayList<>(pending);
        dropPending(random);
        for (Pending record : lost) {
            record.completion().done(new IOException("the producer died, as planned"));
        }
    }

    /** As {@link #fail}, but nobody is left to be told. */
    synchronized void dropPending(Random random) {
        Set<Integer> cut = new HashSet<>();
        for (Pending record : pending) {
            if (random.nextInt(6) == 0) {
                cut.add(record.partition());
            }
            if (!cut.contains(record.partition())) {
                record.keep().run();
            }
        }
        pending.clear();
    }

    @Override
    public synchronized boolean hasTopic(String kafkaTopic) {
        return topics.contains(kafkaTopic);
    }

    /** The next dead letter is not even taken. */
    synchronized void failNextLetter(RuntimeException failure) {
        nextLetter = failure;
    }

    /** The next record of readings is not even taken. */
    synchronized void failNext(RuntimeException failure) {
        next = failure;
    }

    @Override
    public synchronized void produce(
            String kafkaTopic, String key, byte[] value, Completion completion) {
        RuntimeException failure = next;
        if (failure != null) {
            next = null;
            throw failure;
        }
        int partition = Math.floorMod(key.hashCode(), PARTITIONS);
        pending.add(
                new Pending(
                        partition,
                        () -> keep(new Kept(kafkaTopic, partition, decode(value))),
                        completion));
    }

    private void keep(Kept record) {
        kept.add(record);
        Block block = record.record().block();
        if (block != null) {
            numbers.computeIfAbsent(block.point(), id -> new HashSet<>()).add(block.seq());
        }
    }

    private static ReadingsRecord decode(byte[] value) {
        try {
            return ReadingsCodec.decode(value);
        } catch (UndecodableException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public synchronized void produceClock(
            String kafkaTopic, ReadingsRecord clock, Completion completion) {
        for (int i = 0; i < PARTITIONS; i++) {
            int partition = i;
            pending.add(
                    new Pending(
                            partition,
                            () -> kept.add(new Kept(kafkaTopic, partition, clock)),
                            completion));
        }
    }

    @Override
    public synchronized void deadLetter(DeadLetter letter, Completion completion) {
        RuntimeException failure = nextLetter;
        if (failure != null) {
            nextLetter = null;
            throw failure;
        }
        pending.add(new Pending(PARTITIONS, () -> deadLetters.add(letter), completion));
    }

    synchronized List<ResubmissionOutcome> outcomes() {
        return List.copyOf(outcomes);
    }

    @Override
    public synchronized void resubmissionOutcome(
            ResubmissionOutcome outcome, Completion completion) {
        pending.add(new Pending(PARTITIONS + 2, () -> outcomes.add(outcome), completion));
    }

    @Override
    public synchronized void saveProgress(String key, byte[] value, Completion completion) {
        pending.add(
                new Pending(
                        PARTITIONS + 1, () -> progress.add(new Progress(key, value)), completion));
    }

    @Override
    public synchronized void gatewayStatus(String gateway, byte[] value, Completion completion) {
        pending.add(
                new Pending(
                        PARTITIONS + 2,
                        () -> {
                            try {
                                statuses.put(gateway, GatewayStatusCodec.decode(value));
                            } catch (UndecodableException e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        completion));
    }

    @Override
    public synchronized void reset() {
        pending.clear();
    }

    @Override
    public void close(Duration patience) {}
}
