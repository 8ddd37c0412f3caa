package city.lifeline.alerting.incident;

import static city.lifeline.alerting.Micros.timestamptz;

import city.lifeline.alerting.Page;
import city.lifeline.alerting.warning.WarningStore;
import city.lifeline.model.Grade;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Incidents in PostgreSQL. */
public final class IncidentStore {

    private static final String OPEN = WarningStore.OPEN;

    private static final String MEMBERS =
            """
             from incidents i
             left join incident_warnings m on m.incident = i.id
             left join warnings w on w.id = m.warning_id and (not :some or w.asset = any(:assets))
             left join warning_handling h on h.warning_id = w.id
            """;

    private static final String FIGURES =
            """
            select i.id, i.run, i.by_hand, i.version, i.merged_into, i.opened_at,
                   max(coalesce(w.grade, w.peak)) filter (where %1$s) as grade,
                   max(w.peak) as peak,
                   (array_agg(w.id order by w.peak desc, w.raised_at, w.id))[1] as lead,
                   max(w.cleared_at) as ended_at, max(w.updated_at) as updated_at,
                   count(w.id) as warnings,
                   count(*) filter (where %1$s) as open,
                   count(*) filter (where %1$s
                       and (h.acknowledged_grade is null or h.acknowledged_grade < w.peak))
                       as unanswered,
                   count(distinct w.asset) as assets,
                   coalesce(bool_and(w.drill is not null), false) as drill,
                   array_remove(array_agg(distinct m.why_join) filter (where w.id is not null), '')
                       as joins
            """
                            .formatted(OPEN)
                    + MEMBERS;

    /** Incidents that have an open warning, the worst and newest first. */
    private static final String OPEN_ONES =
            """
            select i.id from incidents i join (
                select m.incident, max(coalesce(w.grade, w.peak)) as grade from warnings w
                join incident_warnings m on m.warning_id = w.id
                where w.run = :run and (w.state = 'RAISED' or w.latched) and %s
                      and (not :some or w.asset = any(:assets))
                group by m.incident) as open on open.incident = i.id
            order by open.grade desc, i.opened_at desc, i.id
            """
                    .formatted(OPEN);

    private final JdbcTemplate template;
    private final JdbcClient jdbc;

    public IncidentStore(JdbcTemplate template) {
        this.template = template;
        this.jdbc = JdbcClient.create(template);
    }

    /** Which incidents are asked for. */
    public enum Openness {
        OPEN,
        CLOSED,
        ALL
    }

    /**
     * Open ones first, the worst and newest of them on top; then by time.
     *
     * @param assets whose warnings are all that may be seen; null: of any
     */
    public Page<Incident> page(
            String run, Openness openness, @Nullable Set<String> assets, int page, int size) {
        Map<String, Object> values = new HashMap<>(assets(assets));
        values.put("run", run);
        List<String> open =
                openness == Openness.ALL
                        ? List.of()
                        : jdbc.sql(OPEN_ONES).params(values).query(String.class).list();
        if (openness == Openness.OPEN) {
            List<String> ids = open.stream().skip((long) page * size).limit(size).toList();
            return new Page<>(figures(ids, assets), open.size(), page, size);
        }
        String where =
                " from incidents i where i.run = :run and i.merged_into is null"
                        + (assets == null
                                ? ""
                                : " and i.id in (select m.incident from warnings w join"
                                        + " incident_warnings m on m.warning_id = w.id where w.run"
                                        + " = :run and w.asset = any(:assets))");
        long total = jdbc.sql("select count(*)" + where).params(values).query(Long.class).single();
        List<String> ids =
                jdbc.sql(
                                "select i.id"
                                        + where
                                        + " and i.id <> all(:open) order by i.opened_at desc, i.id"
                                        + " limit :size offset :offset")
                        .params(values)
                        .param("open", open.toArray(String[]::new))
                        .param("size", size)
                        .param("offset", (long) page * size)
                        .query(String.class)
                        .list();
        return new Page<>(figures(ids, assets), total - open.size(), page, size);
    }

    /** In the order of the ids. */
    private List<Incident> figures(List<String> ids, @Nullable Set<String> assets) {
        Map<String, Incident> found = new HashMap<>();
        jdbc.sql(FIGURES + " where i.id = any(:ids) group by i.id")
                .params(assets(assets))
                .param("ids", ids.toArray(String[]::new))
                .query(IncidentStore::incident)
                .list()
                .forEach(incident -> found.put(incident.id(), incident));
        return ids.stream().map(found::get).filter(Objects::nonNull).toList();
    }

    private static Map<String, Object> assets(@Nullable Set<String> assets) {
        return Map.of(
                "some",
                assets != null,
                "assets",
                assets == null ? new String[0] : assets.toArray(String[]::new));
    }

    /** An incident, with the figures of the warnings that may be seen. */
    public Optional<Incident> find(String id, @Nullable Set<String> assets) {
        return jdbc.sql(FIGURES + " where i.id = :id group by i.id")
                .params(assets(assets))
                .param("id", id)
                .query(IncidentStore::incident)
                .optional();
    }

    /** Why each of its warnings is in it. */
    public List<Membership> members(String id) {
        return jdbc.sql("select * from incident_warnings where incident = ? order by warning_id")
                .param(id)
                .query(
                        (row, n) ->
                                new Membership(
                                        row.getString("warning_id"),
                                        row.getString("why_join"),
                                        row.getString("why_with"),
                                        row.getInt("metres"),
                                        Duration.of(row.getLong("apart_us"), ChronoUnit.MICROS),
                                        row.getString("person")))
                .list();
    }

    /** What was done with it, oldest first. */
    public List<IncidentStep> steps(String id) {
        return jdbc.sql("select * from incident_steps where incident = ? order by id")
                .param(id)
                .query(
                        (row, n) ->
                                new IncidentStep(
                                        row.getString("action"),
                                        row.getString("person"),
                                        row.getObject("at", OffsetDateTime.class).toInstant(),
                                        row.getString("other"),
                                        row.getInt("warnings"),
                                        row.getString("reason")))
                .list();
    }

    /** Keeps everybody else from placing warnings of a run until the transaction ends. */
    void lock(String run) {
        jdbc.sql("select 1 from (select pg_advisory_xact_lock(hashtextextended(?, 2))) as lock")
                .param("incidents/" + run)
                .query(Integer.class)
                .single();
    }

    /** A warning of record that new ones may be linked to. */
    record Known(
            String id,
            String rule,
            String point,
            String asset,
            Instant raisedAt,
            boolean holds,
            boolean drill,
            Candidate.Home home) {}

    /**
     * Warnings at those places that people are not through with, raised since then or still
     * holding.
     */
    List<Known> known(String run, Instant since, Neighbourhood.Places places) {
        return jdbc.sql(
                        """
                        select w.id, w.rule, w.point, w.asset, w.raised_at, w.state = 'RAISED' as holds, w.drill,
                               i.id as incident, i.opened_at, i.by_hand
                        from warnings w
                        join incident_warnings m on m.warning_id = w.id
                        join incidents i on i.id = m.incident
                        left join warning_handling h on h.warning_id = w.id
                        where w.run = :run
                              and ((w.point = any(:points) and w.raised_at >= :since)
                                   or (w.asset = any(:assets) and w.raised_at >= :since)
                                   or (w.point = any(:points) and w.state = 'RAISED')
                                   or (w.asset = any(:assets) and w.state = 'RAISED'))
                              and coalesce(h.state, '') not in ('CLOSED', 'ARCHIVED')
                        order by w.raised_at, w.id
                        """)
                .param("run", run)
                .param("since", timestamptz(since))
                .param("points", places.points().toArray(String[]::new))
                .param("assets", places.assets().toArray(String[]::new))
                .query(
                        (row, n) ->
                                new Known(
                                        row.getString("id"),
                                        row.getString("rule"),
                                        row.getString("point"),
                                        row.getString("asset"),
                                        instant(row, "raised_at"),
                                        row.getBoolean("holds"),
                                        row.getString("drill") != null,
                                        new Candidate.Home(
                                                row.getString("incident"),
                                                instant(row, "opened_at"),
                                                row.getBoolean("by_hand"))))
                .list();
    }

    /** Stores what was decided. */
    void store(String run, Placing.Plan plan, Instant now) {
        template.batchUpdate(
                "insert into incidents (id, run, opened_at) values (?, ?, ?) on conflict do"
                        + " nothing",
                plan.opened().stream()
                        .map(home -> new Object[] {home.id(), run, timestamptz(home.openedAt())})
                        .toList());
        for (Placing.Merge merge : plan.merges()) {
            move(merge.from(), merge.into(), null, null, now, "MERGED");
        }
        template.batchUpdate(
                """
                insert into incident_warnings (warning_id, incident, why_join, why_with, metres, apart_us)
                values (?, ?, ?, ?, ?, ?) on conflict do nothing
                """,
                plan.placed(),
                Math.max(1, plan.placed().size()),
                (statement, placed) -> {
                    statement.setString(1, placed.warning());
                    statement.setString(2, placed.incident());
                    statement.setString(3, placed.why().join());
                    statement.setString(4, placed.why().with());
                    statement.setInt(5, placed.why().metres());
                    statement.setLong(6, placed.why().apart().toNanos() / 1_000);
                });
    }

    /** Makes one part of another. */
    void move(
            String from,
            String into,
            @Nullable String person,
            @Nullable String reason,
            Instant now,
            String action) {
        int moved =
                jdbc.sql("update incident_warnings set incident = ? where incident = ?")
                        .params(into, from)
                        .update();
        jdbc.sql(
                        """
                        insert into incident_told (incident, person, grade, step, at)
                        select :into, person, grade, step, at from incident_told where incident = :from
                        on conflict (incident, person) do update set
                            grade = greatest(incident_told.grade, excluded.grade),
                            step = greatest(incident_told.step, excluded.step),
                            at = greatest(incident_told.at, excluded.at)
                        """)
                .param("into", into)
                .param("from", from)
                .update();
        jdbc.sql(
                        "update incidents set merged_into = :into, version = version + 1 where id ="
                                + " :from or merged_into = :from")
                .param("into", into)
                .param("from", from)
                .update();
        jdbc.sql(
                        """
                        update incidents i set version = version + 1,
                            by_hand = by_hand or :byHand,
                            opened_at = least(opened_at, (select opened_at from incidents where id = :from))
                        where id = :into
                        """)
                .param("byHand", person != null)
                .param("from", from)
                .param("into", into)
                .update();
        step(into, action, person, from, moved, reason, now);
    }

    /** Takes warnings out of an incident into one of their own. */
    void split(
            String from,
            String next,
            String run,
            List<String> warnings,
            String person,
            String reason,
            Instant now) {
        jdbc.sql(
                        """
                        insert into incidents (id, run, opened_at, by_hand)
                        select :id, :run, min(raised_at), true from warnings where id = any(:warnings)
                        """)
                .param("id", next)
                .param("run", run)
                .param("warnings", warnings.toArray(String[]::new))
                .update();
        jdbc.sql(
                        """
                        update incident_warnings set incident = :next, person = :person,
                            why_join = '', why_with = null, metres = 0, apart_us = 0
                        where warning_id = any(:warnings) and incident = :from
                        """)
                .param("next", next)
                .param("person", person)
                .param("warnings", warnings.toArray(String[]::new))
                .param("from", from)
                .update();
        jdbc.sql("update incidents set by_hand = true, version = version + 1 where id = ?")
                .param(from)
                .update();
        step(from, "SPLIT", person, next, warnings.size(), reason, now);
        step(next, "SPLIT", person, from, warnings.size(), reason, now);
    }

    boolean exists(String id) {
        return jdbc.sql("select count(*) from incidents where id = ?")
                        .param(id)
                        .query(Long.class)
                        .single()
                > 0;
    }

    private void step(
            String incident,
            String action,
            @Nullable String person,
            String other,
            int warnings,
            @Nullable String reason,
            Instant now) {
        jdbc.sql(
                        """
                        insert into incident_steps (incident, action, person, at, other, warnings, reason)
                        values (:incident, :action, :person, :at, :other, :warnings, :reason)
                        """)
                .param("incident", incident)
                .param("action", action)
                .param("person", person, Types.VARCHAR)
                .param("at", timestamptz(now))
                .param("other", other)
                .param("warnings", warnings)
                .param("reason", reason, Types.VARCHAR)
                .update();
    }

    /** The incident of each of those warnings. */
    Map<String, String> homes(Collection<String> warnings) {
        Map<String, String> homes = new HashMap<>();
        jdbc.sql("select warning_id, incident from incident_warnings where warning_id = any(?)")
                .param(warnings.toArray(String[]::new))
                .query(
                        row -> {
                            homes.put(row.getString("warning_id"), row.getString("incident"));
                        });
        return homes;
    }

    private static Incident incident(ResultSet row, int n) throws SQLException {
        int open = row.getInt("open");
        String[] joins =
                row.getArray("joins") == null
                        ? new String[0]
                        : (String[]) row.getArray("joins").getArray();
        return new Incident(
                row.getString("id"),
                row.getString("run"),
                row.getBoolean("by_hand"),
                row.getInt("version"),
                row.getString("merged_into"),
                grade(row, "grade"),
                grade(row, "peak"),
                row.getString("lead"),
                instant(row, "opened_at"),
                open > 0 ? null : optionalInstant(row, "ended_at"),
                optionalInstant(row, "updated_at"),
                row.getInt("warnings"),
                open,
                row.getInt("unanswered"),
                row.getInt("assets"),
                row.getBoolean("drill"),
                Arrays.stream(joins).filter(Objects::nonNull).toList());
    }

    private static @Nullable Grade grade(ResultSet row, String column) throws SQLException {
        String name = row.getString(column);
        return name == null ? null : Grade.valueOf(name);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant optionalInstant(ResultSet row, String column)
            throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
