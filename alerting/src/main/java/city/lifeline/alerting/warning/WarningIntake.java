package city.lifeline.alerting.warning;

import city.lifeline.alerting.run.RunStore;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.wire.UndecodableException;
import city.lifeline.model.wire.WarningEventCodec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes records of {@code lifeline.warning-events} into the database.
 *
 * <p>Events, the warnings they make up and the offsets move in one transaction. Together with the
 * events' numbers that makes the effect of each exactly once, whatever is delivered again, in
 * whatever order, and to however many instances: the offsets move by compare-and-set, so of two
 * instances that read the same records one stores them and the other reads on from there.
 */
public final class WarningIntake {

    private static final Logger LOG = LoggerFactory.getLogger(WarningIntake.class);

    private static final String KAFKA_TOPIC = KafkaTopics.WARNING_EVENTS;

    private final TransactionTemplate transactions;
    private final ConsumedOffsets offsets;
    private final WarningStore warnings;
    private final RunStore runs;

    public WarningIntake(
            TransactionTemplate transactions,
            ConsumedOffsets offsets,
            WarningStore warnings,
            RunStore runs) {
        this.transactions = transactions;
        this.offsets = offsets;
        this.warnings = warnings;
        this.runs = runs;
    }

    /**
     * What a batch came to.
     *
     * @param changed each warning that a new event belongs to, as it is now
     * @param events new ones
     * @param duplicates events that were stored before
     * @param undecodable records that are kept apart
     */
    public record Outcome(
            List<HandledWarning> changed, int events, int duplicates, int undecodable) {

        public Outcome {
            changed = List.copyOf(changed);
        }

        private Outcome plus(Outcome other) {
            Map<String, HandledWarning> last = new LinkedHashMap<>();
            changed.forEach(handled -> last.put(handled.warning().id(), handled));
            other.changed.forEach(handled -> last.put(handled.warning().id(), handled));
            return new Outcome(
                    List.copyOf(last.values()),
                    events + other.events,
                    duplicates + other.duplicates,
                    undecodable + other.undecodable);
        }
    }

    /** Next offset by partition, as the database has it. */
    public Map<Integer, Long> offsets() {
        return offsets.load(KAFKA_TOPIC);
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
    public Outcome store(List<RawRecord> batch, Map<Integer, Long> offsets) {
        try {
            return storeWhole(batch, offsets);
        } catch (DataIntegrityViolationException e) {
            // One record that the database refuses must not keep the others out.
            LOG.warn("A batch of {} records is refused; storing them one by one", batch.size(), e);
            Outcome outcome = new Outcome(List.of(), 0, 0, 0);
            for (RawRecord one : batch) {
                outcome = outcome.plus(storeOne(one, offsets));
            }
            return outcome;
        }
    }

    private Outcome storeWhole(List<RawRecord> batch, Map<Integer, Long> offsets) {
        List<Located> events = new ArrayList<>(batch.size());
        List<UndecodableRecord> undecodable = new ArrayList<>();
        for (RawRecord raw : batch) {
            decode(raw, events, undecodable);
        }
        return inTransaction(batch, offsets, events, undecodable);
    }

    private Outcome storeOne(RawRecord raw, Map<Integer, Long> offsets) {
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

    private Outcome inTransaction(
            List<RawRecord> batch,
            Map<Integer, Long> offsets,
            List<Located> events,
            List<UndecodableRecord> undecodable) {
        Map<Integer, Long> next = new TreeMap<>();
        batch.forEach(raw -> next.merge(raw.partition(), raw.offset() + 1, Math::max));
        Outcome outcome =
                transactions.execute(
                        status -> {
                            next.forEach(
                                    (partition, offset) ->
                                            this.offsets.advance(
                                                    KAFKA_TOPIC,
                                                    partition,
                                                    offsets.getOrDefault(
                                                            partition, ConsumedOffsets.NONE),
                                                    offset));
                            if (!undecodable.isEmpty()) {
                                warnings.insertUndecodable(KAFKA_TOPIC, undecodable);
                            }
                            return storeEvents(events, undecodable.size());
                        });
        offsets.putAll(next);
        for (UndecodableRecord one : undecodable) {
            LOG.error(
                    "{}-{} at {} is kept in undecodable_records: {}",
                    KAFKA_TOPIC,
                    one.record().partition(),
                    one.record().offset(),
                    one.reason());
        }
        return outcome;
    }

    private Outcome storeEvents(List<Located> located, int undecodable) {
        if (located.isEmpty()) {
            return new Outcome(List.of(), 0, 0, undecodable);
        }
        RunStore.Barriers barriers = runs.enter(located.stream().map(l -> l.event.run()).toList());
        List<WarningEvent> events =
                located.stream()
                        .filter(l -> barriers.lets(l.event.run(), l.partition, l.offset))
                        .map(Located::event)
                        .toList();
        if (events.isEmpty()) {
            return new Outcome(List.of(), 0, 0, undecodable);
        }
        List<WarningEvent> fresh = warnings.insertEvents(events);
        if (fresh.isEmpty()) {
            return new Outcome(List.of(), 0, events.size(), undecodable);
        }
        Map<String, HandledWarning> before =
                warnings.lock(fresh.stream().map(WarningEvent::id).distinct().toList());
        Map<String, Warning> after = new LinkedHashMap<>();
        for (WarningEvent event : fresh) {
            Warning known = after.get(event.id());
            if (known == null) {
                known =
                        Optional.ofNullable(before.get(event.id()))
                                .map(HandledWarning::warning)
                                .orElse(null);
            }
            after.put(event.id(), known == null ? Warning.of(event) : known.with(event));
        }
        List<Warning> changed = List.copyOf(after.values());
        warnings.upsert(changed);
        return new Outcome(
                changed.stream()
                        .map(
                                warning -> {
                                    HandledWarning old = before.get(warning.id());
                                    return new HandledWarning(
                                            warning, old == null ? null : old.handling());
                                })
                        .toList(),
                fresh.size(),
                events.size() - fresh.size(),
                undecodable);
    }

    private static void decode(
            RawRecord raw, List<Located> events, List<UndecodableRecord> undecodable) {
        byte[] value = raw.value();
        if (value == null) {
            undecodable.add(new UndecodableRecord(raw, "it has no value"));
            return;
        }
        try {
            WarningEvent event = WarningEventCodec.decode(value);
            WarningEventCheck.fault(event)
                    .ifPresentOrElse(
                            fault -> undecodable.add(new UndecodableRecord(raw, fault)),
                            () -> events.add(new Located(raw.partition(), raw.offset(), event)));
        } catch (UndecodableException e) {
            undecodable.add(new UndecodableRecord(raw, String.valueOf(e.getMessage())));
        }
    }

    private record Located(int partition, long offset, WarningEvent event) {}
}
