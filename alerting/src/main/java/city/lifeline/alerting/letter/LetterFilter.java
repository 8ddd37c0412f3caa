package city.lifeline.alerting.letter;

import city.lifeline.alerting.Micros;
import city.lifeline.model.Runs;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which letters are asked for; null: any.
 *
 * @param from inclusive
 * @param to exclusive
 */
public record LetterFilter(
        @Nullable String reason,
        @Nullable String gateway,
        @Nullable String run,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable Boolean resubmitted) {

    /** A condition on table {@code l}, and its parameters. */
    record Condition(String sql, Map<String, Object> parameters) {}

    Condition condition() {
        StringBuilder sql = new StringBuilder("true");
        Map<String, Object> parameters = new LinkedHashMap<>();
        put(sql, parameters, "l.reason = :reason", "reason", reason);
        put(sql, parameters, "l.gateway = :gateway", "gateway", gateway);
        // What names no run came to the live city.
        put(
                sql,
                parameters,
                Runs.LIVE.equals(run) ? "l.run in (:run, '')" : "l.run = :run",
                "run",
                run);
        put(sql, parameters, "l.received_at >= :from", "from", moment(from));
        put(sql, parameters, "l.received_at < :to", "to", moment(to));
        if (resubmitted != null) {
            sql.append(" and l.resubmitted_at is ").append(resubmitted ? "not null" : "null");
        }
        return new Condition(sql.toString(), parameters);
    }

    private static @Nullable Object moment(@Nullable Instant moment) {
        return moment == null ? null : Micros.timestamptz(moment);
    }

    private static void put(
            StringBuilder sql,
            Map<String, Object> parameters,
            String condition,
            String name,
            @Nullable Object value) {
        if (value != null) {
            sql.append(" and ").append(condition);
            parameters.put(name, value);
        }
    }
}
