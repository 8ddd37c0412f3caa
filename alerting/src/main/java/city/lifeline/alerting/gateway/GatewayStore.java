package city.lifeline.alerting.gateway;

import static city.lifeline.alerting.Micros.timestamptz;

import city.lifeline.alerting.Micros;
import city.lifeline.alerting.consumed.ConsumedOffsets;
import city.lifeline.alerting.consumed.TopicIntake;
import city.lifeline.alerting.consumed.UndecodableRecords;
import city.lifeline.model.GatewayStatus;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.wire.GatewayStatusCodec;
import city.lifeline.model.wire.UndecodableException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Gateways' states in PostgreSQL. */
public final class GatewayStore {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayStore.class);

    private final JdbcClient jdbc;

    public GatewayStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Of {@code lifeline.gateway-status}; storing gives the ids of those that have changed. */
    public TopicIntake<?, Set<String>> intake(
            TransactionTemplate transactions,
            ConsumedOffsets offsets,
            UndecodableRecords undecodables) {
        return new TopicIntake<Optional<GatewayStatus>, Set<String>>(
                KafkaTopics.GATEWAY_STATUS,
                transactions,
                offsets,
                undecodables,
                raw -> {
                    byte[] value = raw.value();
                    return value == null
                            ? Optional.empty()
                            : Optional.of(GatewayStatusCodec.decode(value));
                },
                this::store);
    }

    private Set<String> store(List<Optional<GatewayStatus>> statuses) {
        Set<String> changed = new LinkedHashSet<>();
        Map<String, GatewayStatus> known = new HashMap<>();
        for (Optional<GatewayStatus> one : statuses) {
            one.ifPresent(
                    status -> {
                        GatewayStatus before =
                                known.computeIfAbsent(status.gateway(), this::statusOrNull);
                        if (before == null || status.atUs() > before.atUs()) {
                            add(status, GatewayChange.between(before, status));
                            known.put(status.gateway(), status);
                            changed.add(status.gateway());
                        }
                    });
        }
        for (String gateway : changed) {
            GatewayStatus status = known.get(gateway);
            if (status != null) {
                put(status);
            }
        }
        return changed;
    }

    private void add(GatewayStatus status, GatewayChange change) {
        Instant hour = Micros.instant(status.atUs()).truncatedTo(ChronoUnit.HOURS);
        if (change.received() != 0 || change.missing() != 0) {
            jdbc.sql(
                            """
                            insert into gateway_hours as h (gateway, hour, received, missing)
                            values (:gateway, :hour, :received, :missing)
                            on conflict (gateway, hour) do update set
                                received = h.received + excluded.received,
                                missing = h.missing + excluded.missing
                            """)
                    .param("gateway", status.gateway())
                    .param("hour", timestamptz(hour))
                    .param("received", change.received())
                    .param("missing", change.missing())
                    .update();
        }
        change.refused()
                .forEach(
                        (reason, count) ->
                                jdbc.sql(
                                                """
                                                insert into gateway_refusals as r (gateway, hour, reason, count)
                                                values (:gateway, :hour, :reason, :count)
                                                on conflict (gateway, hour, reason) do update
                                                    set count = r.count + excluded.count
                                                """)
                                        .param("gateway", status.gateway())
                                        .param("hour", timestamptz(hour))
                                        .param("reason", reason)
                                        .param("count", count)
                                        .update());
    }

    private void put(GatewayStatus status) {
        jdbc.sql(
                        """
                        insert into gateway_status (gateway, at_us, status) values (:gateway, :at, :status)
                        on conflict (gateway) do update set at_us = excluded.at_us, status = excluded.status
                        """)
                .param("gateway", status.gateway())
                .param("at", status.atUs())
                .param("status", GatewayStatusCodec.encode(status))
                .update();
    }

    private @Nullable GatewayStatus statusOrNull(String gateway) {
        return jdbc.sql("select status from gateway_status where gateway = ?")
                .param(gateway)
                .query((row, n) -> decoded(gateway, row.getBytes("status")))
                .optional()
                .flatMap(status -> status)
                .orElse(null);
    }

    private static Optional<GatewayStatus> decoded(String gateway, byte[] status) {
        try {
            return Optional.of(GatewayStatusCodec.decode(status));
        } catch (UndecodableException e) {
            // Of a version to come: the next one replaces it.
            LOG.warn("The status of {} is not readable: {}", gateway, e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * All gateways that were ever heard of.
     *
     * @param since from which hour on things are counted
     */
    public Map<String, GatewayFigures> all(Instant since) {
        Map<String, GatewayStatus> statuses = new HashMap<>();
        jdbc.sql("select gateway, status from gateway_status")
                .query(
                        row -> {
                            String gateway = row.getString("gateway");
                            decoded(gateway, row.getBytes("status"))
                                    .ifPresent(status -> statuses.put(gateway, status));
                        });
        Map<String, long[]> came = new HashMap<>();
        jdbc.sql(
                        """
                        select gateway, sum(received) as received, sum(missing) as missing
                        from gateway_hours where hour >= ? group by gateway
                        """)
                .param(timestamptz(since.truncatedTo(ChronoUnit.HOURS)))
                .query(
                        row -> {
                            came.put(
                                    row.getString("gateway"),
                                    new long[] {row.getLong("received"), row.getLong("missing")});
                        });
        Map<String, Map<String, Long>> refused = new HashMap<>();
        jdbc.sql(
                        """
                        select gateway, reason, sum(count) as count
                        from gateway_refusals where hour >= ? group by gateway, reason
                        """)
                .param(timestamptz(since.truncatedTo(ChronoUnit.HOURS)))
                .query(
                        row -> {
                            refused.computeIfAbsent(
                                            row.getString("gateway"), gateway -> new HashMap<>())
                                    .put(row.getString("reason"), row.getLong("count"));
                        });
        Set<String> names = new HashSet<>(statuses.keySet());
        names.addAll(came.keySet());
        names.addAll(refused.keySet());
        Map<String, GatewayFigures> all = new HashMap<>();
        for (String name : names) {
            long[] counts = came.getOrDefault(name, new long[2]);
            all.put(
                    name,
                    new GatewayFigures(
                            statuses.get(name),
                            counts[0],
                            counts[1],
                            refused.getOrDefault(name, Map.of())));
        }
        return all;
    }

    /** Hours in which something came, the oldest first. */
    public List<GatewayHour> hours(String gateway, Instant since) {
        return new ArrayList<>(
                jdbc.sql(
                                """
                                select hour, sum(received) as received, sum(missing) as missing, sum(refused) as refused
                                from (
                                    select hour, received, missing, 0 as refused from gateway_hours
                                    where gateway = :gateway and hour >= :since
                                    union all
                                    select hour, 0, 0, count from gateway_refusals
                                    where gateway = :gateway and hour >= :since) as parts
                                group by hour order by hour
                                """)
                        .param("gateway", gateway)
                        .param("since", timestamptz(since.truncatedTo(ChronoUnit.HOURS)))
                        .query(
                                (row, n) ->
                                        new GatewayHour(
                                                row.getObject("hour", OffsetDateTime.class)
                                                        .toInstant(),
                                                row.getLong("received"),
                                                row.getLong("missing"),
                                                row.getLong("refused")))
                        .list());
    }

    /** Forgets hours before a moment. */
    public void tidy(Instant oldest) {
        jdbc.sql("delete from gateway_hours where hour < ?").param(timestamptz(oldest)).update();
        jdbc.sql("delete from gateway_refusals where hour < ?").param(timestamptz(oldest)).update();
    }
}
