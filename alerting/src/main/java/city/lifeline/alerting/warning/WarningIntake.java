package city.lifeline.alerting.warning;

import city.lifeline.alerting.consumed.ConsumedOffsets;
import city.lifeline.alerting.consumed.RawRecord;
import city.lifeline.alerting.consumed.TopicIntake;
import city.lifeline.alerting.consumed.UndecodableRecords;
import city.lifeline.alerting.run.RunStore;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.wire.UndecodableException;
import city.lifeline.model.wire.WarningEventCodec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
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

    private final TopicIntake<Located, Outcome> intake;
    private final WarningStore warnings;
    private final RunStore runs;
    private final Marker marker;
    private final Joiner joiner;
    private final Follower follower;
    private final UnaryOperator<List<WarningEvent>> canaries;

    /** What else belongs to a change of warnings and is stored in the same transaction. */
    @FunctionalInterface
    public interface Follower {
        /** No one is told of anything. */
        Follower NONE = changes -> {};

        void changed(List<Change> changes);
    }

    /** Puts new warnings into incidents, in the transaction that stores them. */
    @FunctionalInterface
    public interface Joiner {
        /** There are no incidents. */
        Joiner NONE = (fresh, drills) -> new Joined(Map.of(), Map.of());

        /**
         * What became of them.
         *
         * @param incidents by warning
         * @param merged incidents that have become part of others, by their ids
         */
        record Joined(Map<String, String> incidents, Map<String, String> merged) {
            public Joined {
                incidents = Map.copyOf(incidents);
                merged = Map.copyOf(merged);
            }
        }

        /**
         * Finds a place for each.
         *
         * @param drills those of the warnings that are only for training
         */
        Joined join(List<Warning> fresh, Set<String> drills);
    }

    /** Knows which warnings a drill has raised. */
    @FunctionalInterface
    public interface Marker {
        /** There are no drills. */
        Marker NONE = fresh -> Map.of();

        /** Marks them in the database; drills by warning. */
        Map<String, String> mark(List<String> fresh);
    }

    /**
     * A warning that new events have come for.
     *
     * @param before null: it is new
     */
    public record Change(@Nullable HandledWarning before, HandledWarning after) {}

    /** Where there is no watchdog. */
    WarningIntake(
            TransactionTemplate transactions,
            ConsumedOffsets offsets,
            UndecodableRecords undecodables,
            WarningStore warnings,
            RunStore runs,
            Joiner joiner,
            Follower follower) {
        this(
                transactions,
                offsets,
                undecodables,
                warnings,
                runs,
                Marker.NONE,
                joiner,
                follower,
                UnaryOperator.identity());
    }

    /**
     * Of a database.
     *
     * @param canaries takes those of the watchdog out, which are no warnings of the city
     */
    public WarningIntake(
            TransactionTemplate transactions,
            ConsumedOffsets offsets,
            UndecodableRecords undecodables,
            WarningStore warnings,
            RunStore runs,
            Marker marker,
            Joiner joiner,
            Follower follower,
            UnaryOperator<List<WarningEvent>> canaries) {
        this.intake =
                new TopicIntake<>(
                        KafkaTopics.WARNING_EVENTS,
                        transactions,
                        offsets,
                        undecodables,
                        WarningIntake::decode,
                        this::storeEvents);
        this.warnings = warnings;
        this.runs = runs;
        this.marker = marker;
        this.joiner = joiner;
        this.follower = follower;
        this.canaries = canaries;
    }

    /**
     * What a batch came to.
     *
     * @param changed each warning that a new event belongs to, as it is now
     * @param events new ones
     * @param duplicates events that were stored before
     * @param undecodable records that are kept apart
     * @param merged incidents that have become part of others, by their ids
     */
    public record Outcome(
            List<HandledWarning> changed,
            int events,
            int duplicates,
            int undecodable,
            Map<String, String> merged) {

        public Outcome {
            changed = List.copyOf(changed);
            merged = Map.copyOf(merged);
        }

        private Outcome(List<HandledWarning> changed, int events, int duplicates, int undecodable) {
            this(changed, events, duplicates, undecodable, Map.of());
        }

        private Outcome plus(Outcome other) {
            Map<String, HandledWarning> last = new LinkedHashMap<>();
            changed.forEach(handled -> last.put(handled.warning().id(), handled));
            other.changed.forEach(handled -> last.put(handled.warning().id(), handled));
            Map<String, String> all = new LinkedHashMap<>(merged);
            all.putAll(other.merged);
            return new Outcome(
                    List.copyOf(last.values()),
                    events + other.events,
                    duplicates + other.duplicates,
                    undecodable + other.undecodable,
                    all);
        }
    }

    /** Next offset by partition, as the database has it. */
    public Map<Integer, Long> offsets() {
        return intake.offsets();
    }

    /** As {@link TopicIntake#store}. */
    public Outcome store(List<RawRecord> batch, Map<Integer, Long> offsets) {
        TopicIntake.Stored<Outcome> stored = intake.store(batch, offsets);
        Outcome outcome = new Outcome(List.of(), 0, 0, stored.undecodable());
        for (Outcome part : stored.parts()) {
            outcome = outcome.plus(part);
        }
        return outcome;
    }

    private Outcome storeEvents(List<Located> located) {
        RunStore.Barriers barriers = runs.enter(located.stream().map(l -> l.event.run()).toList());
        List<WarningEvent> events =
                located.stream()
                        .filter(l -> barriers.lets(l.event.run(), l.partition, l.offset))
                        .map(Located::event)
                        .toList();
        events = canaries.apply(events);
        if (events.isEmpty()) {
            return new Outcome(List.of(), 0, 0, 0);
        }
        List<WarningEvent> fresh = warnings.insertEvents(events);
        if (fresh.isEmpty()) {
            return new Outcome(List.of(), 0, events.size(), 0);
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
        List<Warning> news =
                changed.stream().filter(warning -> !before.containsKey(warning.id())).toList();
        Map<String, String> drills =
                news.isEmpty() ? Map.of() : marker.mark(news.stream().map(Warning::id).toList());
        Joiner.Joined joined =
                news.isEmpty()
                        ? new Joiner.Joined(Map.of(), Map.of())
                        : joiner.join(news, drills.keySet());
        List<Change> changes =
                changed.stream()
                        .map(
                                warning -> {
                                    HandledWarning old = before.get(warning.id());
                                    return new Change(
                                            old,
                                            (old == null
                                                            ? new HandledWarning(
                                                                            warning, Handling.NONE)
                                                                    .of(drills.get(warning.id()))
                                                            : old.with(warning))
                                                    .in(incident(joined, warning.id(), old)));
                                })
                        .toList();
        follower.changed(changes);
        return new Outcome(
                changes.stream().map(Change::after).toList(),
                fresh.size(),
                events.size() - fresh.size(),
                0,
                joined.merged());
    }

    private static @Nullable String incident(
            Joiner.Joined joined, String warning, @Nullable HandledWarning old) {
        String known = old == null ? joined.incidents().get(warning) : old.incident();
        return known == null ? null : joined.merged().getOrDefault(known, known);
    }

    private static Located decode(RawRecord raw) throws UndecodableException {
        byte[] value = raw.value();
        if (value == null) {
            throw new UndecodableException("it has no value");
        }
        WarningEvent event = WarningEventCodec.decode(value);
        Optional<String> fault = WarningEventCheck.fault(event);
        if (fault.isPresent()) {
            throw new UndecodableException(fault.get());
        }
        return new Located(raw.partition(), raw.offset(), event);
    }

    private record Located(int partition, long offset, WarningEvent event) {}
}
