package city.lifeline.alerting.consumed;

import city.lifeline.model.wire.UndecodableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes records of a topic into the database.
 *
 * <p>What they hold and the offsets move in one transaction, and the offsets by compare-and-set: of
 * two instances that read the same records one stores them and the other reads on from there.
 * Records that nobody can read, or that the database refuses, are kept apart and stop nothing.
 *
 * @param <T> what a record holds
 * @param <R> what storing comes to
 */
public final class TopicIntake<T, R> {

    private static final Logger LOG = LoggerFactory.getLogger(TopicIntake.class);

    private final String kafkaTopic;
    private final TransactionTemplate transactions;
    private final ConsumedOffsets offsets;
    private final UndecodableRecords undecodables;
    private final Decoder<T> decoder;
    private final Store<T, R> store;

    /** Reads a record. */
    @FunctionalInterface
    public interface Decoder<T> {
        T decode(RawRecord raw) throws UndecodableException;
    }

    /** Keeps what was read, in order, inside the transaction. */
    @FunctionalInterface
    public interface Store<T, R> {
        /** What is given is not empty. */
        R store(List<T> items);
    }

    /**
     * What a batch came to.
     *
     * @param parts one, or none if nothing could be read, or several if it was stored piece by
     *     piece; in order
     */
    public record Stored<R>(List<R> parts, int undecodable) {

        public Stored {
            parts = List.copyOf(parts);
        }
    }

    public TopicIntake(
            String kafkaTopic,
            TransactionTemplate transactions,
            ConsumedOffsets offsets,
            UndecodableRecords undecodables,
            Decoder<T> decoder,
            Store<T, R> store) {
        this.kafkaTopic = kafkaTopic;
        this.transactions = transactions;
        this.offsets = offsets;
        this.undecodables = undecodables;
        this.decoder = decoder;
        this.store = store;
    }

    public String kafkaTopic() {
        return kafkaTopic;
    }

    /** Next offset by partition, as the database has it. */
    public Map<Integer, Long> offsets() {
        return offsets.load(kafkaTopic);
    }

    /**
     * Stores a batch, and moves {@code offsets} when it is stored.
     *
     * @param batch of each partition, in its order
     * @param offsets where the database is believed to be, by partition; changed by this call
     * @throws OffsetsMovedException if the database is somewhere else; nothing is stored
     * @throws org.springframework.dao.DataAccessException if the database is out of reach; nothing
     *     is stored
     */
    public Stored<R> store(List<RawRecord> batch, Map<Integer, Long> offsets) {
        try {
            return storeWhole(batch, offsets);
        } catch (DataIntegrityViolationException e) {
            // One record that the database refuses must not keep the others out.
            LOG.warn("A batch of {} records is refused; storing them one by one", batch.size(), e);
            List<R> parts = new ArrayList<>();
            int undecodable = 0;
            for (RawRecord one : batch) {
                Stored<R> stored = storeOne(one, offsets);
                parts.addAll(stored.parts());
                undecodable += stored.undecodable();
            }
            return new Stored<>(parts, undecodable);
        }
    }

    private Stored<R> storeWhole(List<RawRecord> batch, Map<Integer, Long> offsets) {
        List<T> items = new ArrayList<>(batch.size());
        List<UndecodableRecord> undecodable = new ArrayList<>();
        for (RawRecord raw : batch) {
            try {
                items.add(decoder.decode(raw));
            } catch (UndecodableException e) {
                undecodable.add(new UndecodableRecord(raw, String.valueOf(e.getMessage())));
            }
        }
        return inTransaction(batch, offsets, items, undecodable);
    }

    private Stored<R> storeOne(RawRecord raw, Map<Integer, Long> offsets) {
        try {
            return storeWhole(List.of(raw), offsets);
        } catch (DataIntegrityViolationException e) {
            return inTransaction(
                    List.of(raw),
                    offsets,
                    List.of(),
                    List.of(
                            new UndecodableRecord(
                                    raw, "the database refuses it: " + e.getMostSpecificCause())));
        }
    }

    private Stored<R> inTransaction(
            List<RawRecord> batch,
            Map<Integer, Long> offsets,
            List<T> items,
            List<UndecodableRecord> undecodable) {
        Map<Integer, Long> next = new TreeMap<>();
        batch.forEach(raw -> next.merge(raw.partition(), raw.offset() + 1, Math::max));
        List<R> parts =
                transactions.execute(
                        status -> {
                            next.forEach(
                                    (partition, offset) ->
                                            this.offsets.advance(
                                                    kafkaTopic,
                                                    partition,
                                                    offsets.getOrDefault(
                                                            partition, ConsumedOffsets.NONE),
                                                    offset));
                            if (!undecodable.isEmpty()) {
                                undecodables.insert(kafkaTopic, undecodable);
                            }
                            return items.isEmpty() ? List.of() : List.of(store.store(items));
                        });
        offsets.putAll(next);
        for (UndecodableRecord one : undecodable) {
            LOG.error(
                    "{}-{} at {} is kept in undecodable_records: {}",
                    kafkaTopic,
                    one.record().partition(),
                    one.record().offset(),
                    one.reason());
        }
        return new Stored<>(parts, undecodable.size());
    }
}
