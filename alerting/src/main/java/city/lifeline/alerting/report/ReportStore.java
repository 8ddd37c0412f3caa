package city.lifeline.alerting.report;

import static city.lifeline.alerting.Micros.timestamptz;

import city.lifeline.alerting.warning.Assessment;
import city.lifeline.model.Grade;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads from PostgreSQL what figures are made of. */
public final class ReportStore {

    /** More than that in a month is beyond any figure. */
    static final int MOST = 500_000;

    private static final String SELECT =
            """
            select w.id, w.rule, w.point, w.asset, w.peak, w.raised_at, w.cleared_at, h.assessment,
                   extract(epoch from h.acknowledged_at - w.stored_at) as acknowledged_s,
                   extract(epoch from s.assessed_at - w.stored_at) as assessed_s,
                   extract(epoch from h.closed_at - w.stored_at) as closed_s
            from warnings w
            left join warning_handling h on h.warning_id = w.id
            left join (select warning_id, min(at) as assessed_at from handling_steps
                       where action = 'ASSESS' group by warning_id) s on s.warning_id = w.id
            where w.run = :run and w.drill is null and (not :some or w.asset = any(:assets))
            """;

    private final JdbcClient jdbc;

    public ReportStore(JdbcTemplate template) {
        this.jdbc = JdbcClient.create(template);
    }

    /** Warnings that began in the period. */
    public List<Reported> raised(String run, Period period, @Nullable Set<String> assets) {
        return select(
                run,
                assets,
                " and w.raised_at >= :from and w.raised_at < :to order by w.raised_at, w.id limit "
                        + MOST,
                period.from(),
                period.to());
    }

    /** Warnings that began before the period and held at its end. */
    public List<Reported> holding(
            String run, Period period, Instant end, @Nullable Set<String> assets) {
        return select(
                run,
                assets,
                " and w.raised_at < :from and (w.cleared_at is null or w.cleared_at > :to)"
                        + " order by w.raised_at, w.id limit "
                        + MOST,
                period.from(),
                end);
    }

    private List<Reported> select(
            String run, @Nullable Set<String> assets, String where, Instant from, Instant to) {
        return jdbc.sql(SELECT + where)
                .param("run", run)
                .param("some", assets != null)
                .param("assets", assets == null ? new String[0] : assets.toArray(String[]::new))
                .param("from", timestamptz(from))
                .param("to", timestamptz(to))
                .query(ReportStore::reported)
                .list();
    }

    /**
     * What one person was sent.
     *
     * @param messages sent in the period, by the clock on the wall
     * @param most in any ten minutes
     */
    public record Load(String person, String name, int messages, int most) {}

    /** How much each person was sent between two moments of the wall's clock. */
    public List<Load> loads(Instant from, Instant to) {
        record Sent(String person, String name, Instant at) {}
        List<Sent> sent =
                jdbc.sql(
                                """
                                select n.person, p.name, n.due_at from notifications n
                                join people p on p.id = n.person
                                where n.due_at >= ? and n.due_at < ? and n.kind <> 'TEST'
                                      and n.state not in ('DUE', 'HELD', 'DROPPED')
                                order by n.person, n.due_at
                                """)
                        .params(timestamptz(from), timestamptz(to))
                        .query(
                                (row, n) ->
                                        new Sent(
                                                row.getString("person"),
                                                row.getString("name"),
                                                row.getObject("due_at", OffsetDateTime.class)
                                                        .toInstant()))
                        .list();
        return sent.stream()
                .collect(
                        java.util.stream.Collectors.groupingBy(
                                Sent::person,
                                java.util.TreeMap::new,
                                java.util.stream.Collectors.toList()))
                .values()
                .stream()
                .map(
                        of ->
                                new Load(
                                        of.get(0).person,
                                        of.get(0).name,
                                        of.size(),
                                        AlarmFigures.most(
                                                of.stream().map(Sent::at).toList(),
                                                AlarmFigures.TEN_MINUTES)))
                .toList();
    }

    private static Reported reported(ResultSet row, int n) throws SQLException {
        String assessment = row.getString("assessment");
        OffsetDateTime cleared = row.getObject("cleared_at", OffsetDateTime.class);
        return new Reported(
                row.getString("id"),
                row.getString("rule"),
                row.getString("point"),
                row.getString("asset"),
                Grade.valueOf(row.getString("peak")),
                row.getObject("raised_at", OffsetDateTime.class).toInstant(),
                cleared == null ? null : cleared.toInstant(),
                duration(row, "acknowledged_s"),
                duration(row, "assessed_s"),
                duration(row, "closed_s"),
                assessment == null ? null : Assessment.valueOf(assessment));
    }

    private static @Nullable Duration duration(ResultSet row, String column) throws SQLException {
        double seconds = row.getDouble(column);
        return row.wasNull() ? null : Duration.ofMillis(Math.max(0, Math.round(seconds * 1_000)));
    }
}
