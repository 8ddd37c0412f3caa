package city.lifeline.alerting.reconciliation;

import static city.lifeline.alerting.Micros.timestamptz;

import city.lifeline.alerting.Micros;
import city.lifeline.alerting.consumed.ConsumedOffsets;
import city.lifeline.alerting.consumed.TopicIntake;
import city.lifeline.alerting.consumed.UndecodableRecords;
import city.lifeline.model.Block;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.Lane;
import city.lifeline.model.ReadingsRecord;
import city.lifeline.model.wire.ReadingsCodec;
import city.lifeline.model.wire.UndecodableException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Counts of readings by their hour and lane, in PostgreSQL. */
public final class HourCounts {

    /** Of blocks; 8 MB, in which all of a few minutes of a large city are known. */
    private static final int REMEMBERED = 1 << 20;

    private static final long HOUR_US = 3_600_000_000L;

    private final JdbcClient jdbc;
    private final SeenBlocks seen = new SeenBlocks(REMEMBERED);

    public HourCounts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What is known of an hour and lane.
     *
     * @param taken readings that Kafka has taken
     * @param kept readings that the history store had; null: it has not been asked
     * @param askedAt when it was
     * @param askedWith what Kafka had taken by then
     */
    public record Count(
            Instant hour,
            Lane lane,
            long taken,
            @Nullable Long kept,
            @Nullable Instant askedAt,
            @Nullable Long askedWith) {

        /** Whether nothing has come since the store was asked. */
        public boolean isCompared() {
            return askedWith != null && askedWith == taken;
        }
    }

    /** Of the live run's readings; storing gives how many were counted. */
    public TopicIntake<?, Long> intake(
            TransactionTemplate transactions,
            ConsumedOffsets offsets,
            UndecodableRecords undecodables) {
        return new TopicIntake<ReadingsRecord, Long>(
                KafkaTopics.READINGS,
                transactions,
                offsets,
                undecodables,
                raw -> {
                    byte[] value = raw.value();
                    if (value == null) {
                        throw new UndecodableException("there is no value");
                    }
                    return ReadingsCodec.decode(value);
                },
                this::add);
    }

    private long add(List<ReadingsRecord> records) {
        Map<Lane, Map<Long, Long>> counts = new EnumMap<>(Lane.class);
        List<Block> fresh = new ArrayList<>();
        forgetUnlessCommitted(fresh);
        long sum = 0;
        for (ReadingsRecord record : records) {
            Block block = record.block();
            if (block == null || seen.isKnown(block)) {
                continue;
            }
            fresh.add(block);
            // In order of the hour, so that two instances never wait for each other.
            Map<Long, Long> ofLane = counts.computeIfAbsent(block.lane(), lane -> new TreeMap<>());
            count(block, ofLane);
            sum += block.size();
        }
        counts.forEach(
                (lane, hours) ->
                        hours.forEach(
                                (hour, count) ->
                                        jdbc.sql(
                                                        """
                                                        insert into readings_by_hour as r (hour, lane, taken)
                                                        values (:hour, :lane, :count)
                                                        on conflict (hour, lane) do update
                                                            set taken = r.taken + excluded.taken
                                                        """)
                                                .param(
                                                        "hour",
                                                        timestamptz(Micros.instant(hour * HOUR_US)))
                                                .param("lane", lane.name())
                                                .param("count", count)
                                                .update()));
        return sum;
    }

    private static void count(Block block, Map<Long, Long> counts) {
        int counted = 0;
        for (int i = 1; i <= block.size(); i++) {
            long hour = Math.floorDiv(block.timeUs(counted), HOUR_US);
            if (i == block.size() || Math.floorDiv(block.timeUs(i), HOUR_US) != hour) {
                counts.merge(hour, (long) i - counted, Long::sum);
                counted = i;
            }
        }
    }

    /** What is rolled back comes once more, and is to be counted then. */
    private void forgetUnlessCommitted(List<Block> blocks) {
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCompletion(int status) {
                        if (status != STATUS_COMMITTED) {
                            blocks.forEach(seen::forget);
                        }
                    }
                });
    }

    /**
     * Hours of which the store is to be asked: it has not been, or more has been taken since, or it
     * did not have all; the newest first.
     *
     * @param from inclusive
     * @param to exclusive
     */
    List<Instant> toAsk(Instant from, Instant to) {
        return jdbc
                .sql(
                        """
                        select hour from readings_by_hour where hour >= :from and hour < :to
                        group by hour
                        having bool_or(asked_with is distinct from taken)
                            or sum(taken) <> sum(coalesce(kept, 0))
                        order by hour desc
                        """)
                .param("from", timestamptz(from))
                .param("to", timestamptz(to))
                .query(OffsetDateTime.class)
                .list()
                .stream()
                .map(OffsetDateTime::toInstant)
                .toList();
    }

    /** What had been taken of an hour before the store was asked. */
    Map<Lane, Long> taken(Instant hour) {
        Map<Lane, Long> taken = new EnumMap<>(Lane.class);
        for (Count each : counts(hour, hour.plus(1, ChronoUnit.HOURS))) {
            taken.put(each.lane, each.taken);
        }
        return taken;
    }

    /** Writes down what the store had. */
    void put(Instant hour, Map<Lane, Long> taken, Map<Lane, Long> kept, Instant at) {
        taken.forEach(
                (lane, count) ->
                        jdbc.sql(
                                        """
                                        update readings_by_hour set kept = :kept, asked_at = :at,
                                            asked_with = :count
                                        where hour = :hour and lane = :lane
                                        """)
                                .param("kept", kept.getOrDefault(lane, 0L))
                                .param("at", timestamptz(at))
                                .param("count", count)
                                .param("hour", timestamptz(hour))
                                .param("lane", lane.name())
                                .update());
    }

    /**
     * What is known, the newest hour first.
     *
     * @param from inclusive
     * @param to exclusive
     */
    public List<Count> counts(Instant from, Instant to) {
        return jdbc.sql(
                        """
                        select hour, lane, taken, kept, asked_at, asked_with
                        from readings_by_hour
                        where hour >= :from and hour < :to
                        order by hour desc, lane desc
                        """)
                .param("from", timestamptz(from))
                .param("to", timestamptz(to))
                .query(
                        (row, number) -> {
                            OffsetDateTime askedAt =
                                    row.getObject("asked_at", OffsetDateTime.class);
                            return new Count(
                                    row.getObject("hour", OffsetDateTime.class).toInstant(),
                                    Lane.valueOf(row.getString("lane")),
                                    row.getLong("taken"),
                                    row.getObject("kept", Long.class),
                                    askedAt == null ? null : askedAt.toInstant(),
                                    row.getObject("asked_with", Long.class));
                        })
                .list();
    }

    /** Forgets hours before a moment. */
    void forgetBefore(Instant moment) {
        jdbc.sql("delete from readings_by_hour where hour < :moment")
                .param("moment", timestamptz(moment))
                .update();
    }
}
