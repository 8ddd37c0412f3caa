package city.lifeline.alerting.warning;

import static city.lifeline.alerting.Micros.timestamptz;

import city.lifeline.alerting.Micros;
import city.lifeline.alerting.Page;
import city.lifeline.model.Certainty;
import city.lifeline.model.Grade;
import city.lifeline.model.Outlook;
import city.lifeline.model.Runs;
import city.lifeline.model.WarningEvent;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Warnings, their events and their handling in PostgreSQL. */
public final class WarningStore {

    /**
     * Of a warning {@code w}, as {@link HandledWarning#isOpen} has it. Handling is looked up of
     * latched ones only: joined, that of a whole archive would be read for each list.
     */
    public static final String OPEN =
            "(w.state = 'RAISED' or (w.latched and (select o.acknowledged_at from warning_handling o"
                    + " where o.warning_id = w.id) is null))";

    /**
     * That a word is in an id, taken literally, or names something of the warning. {@code #}: of
     * which word.
     */
    private static final String SEARCHED =
            "(w.rule = any(:rules#) or w.asset = any(:assets#) or w.point = any(:points#)"
                    + " or strpos(lower(w.point), :word#) > 0"
                    + " or strpos(lower(w.asset), :word#) > 0"
                    + " or strpos(lower(w.rule), :word#) > 0 or starts_with(w.id, :word#))";

    private static final String FROM =
            " from warnings w left join warning_handling h on h.warning_id = w.id";

    private static final String SELECT =
            """
            select w.*, h.state as handling_state, h.version, h.acknowledged_by, h.acknowledged_at,
                   h.comment, h.acknowledged_grade, h.assessment, h.assignee, h.disposal_order,
                   h.closed_at, h.shelved_by, h.shelved_reason, h.shelved_until,
                   h.shelving_confirmed_by, r.grade as released_grade, m.incident
            """
                    + FROM
                    + " left join releases r on r.warning_id = w.id"
                    + " left join incident_warnings m on m.warning_id = w.id";

    private final JdbcTemplate template;
    private final JdbcClient jdbc;

    public WarningStore(JdbcTemplate template) {
        this.template = template;
        this.jdbc = JdbcClient.create(template);
    }

    public Page<HandledWarning> page(
            WarningFilter filter, WarningFilter.Order order, int page, int size) {
        List<String> conditions = new ArrayList<>();
        Map<String, Object> values = new HashMap<>();
        if (filter.run() != null) {
            conditions.add("w.run = :run");
            values.put("run", filter.run());
        }
        if (filter.point() != null) {
            conditions.add("w.point = :point");
            values.put("point", filter.point());
        }
        if (filter.rule() != null) {
            conditions.add("w.rule = :rule");
            values.put("rule", filter.rule());
        }
        if (!filter.grades().isEmpty()) {
            conditions.add("w.grade = any(cast(:grades as grade[]))");
            values.put("grades", filter.grades().stream().map(Enum::name).toArray(String[]::new));
        }
        if (filter.assets() != null) {
            conditions.add("w.asset = any(:assets)");
            values.put("assets", filter.assets().toArray(String[]::new));
        }
        for (int i = 0; i < filter.words().size(); i++) {
            SearchWord word = filter.words().get(i);
            conditions.add(SEARCHED.replace("#", Integer.toString(i)));
            values.put("word" + i, word.text());
            values.put("points" + i, word.points().toArray(String[]::new));
            values.put("assets" + i, word.assets().toArray(String[]::new));
            values.put("rules" + i, word.rules().toArray(String[]::new));
        }
        switch (filter.openness()) {
            case OPEN -> conditions.add(OPEN);
            case CLOSED -> conditions.add("not " + OPEN);
            case ALL -> {
                // Nothing to add.
            }
        }
        String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
        // What is over has no current grade to be sorted by, and time has an index.
        String sorted =
                filter.openness() == WarningFilter.Openness.CLOSED && order.isByGrade()
                        ? WarningFilter.Order.NEWEST_FIRST.sql()
                        : order.sql();
        long total =
                jdbc.sql("select count(*) from warnings w" + where)
                        .params(values)
                        .query(Long.class)
                        .single();
        List<HandledWarning> items =
                jdbc.sql(
                                // What else belongs to a warning is read of those of the page
                                // only.
                                SELECT
                                        + " where w.id in (select w.id from warnings w"
                                        + where
                                        + " order by "
                                        + sorted
                                        + " limit :size offset :offset) order by "
                                        + sorted)
                        .params(values)
                        .param("size", size)
                        .param("offset", (long) page * size)
                        .query(WarningStore::handled)
                        .list();
        return new Page<>(items, total, page, size);
    }

    /**
     * The live run's warnings that are over and that people have begun with and not closed, the
     * newest first; drills and the like too.
     *
     * @param assets whose warnings are wanted; null: of any
     */
    public Page<HandledWarning> unfinished(@Nullable Set<String> assets, int most) {
        return some(
                "h.state in ('ACKNOWLEDGED', 'ASSESSED', 'IN_DISPOSAL') and not " + OPEN,
                Map.of(),
                assets,
                most);
    }

    /**
     * The live run's warnings that somebody has shelved until after a moment, the newest first.
     *
     * @param assets whose warnings are wanted; null: of any
     */
    public Page<HandledWarning> shelved(Instant at, @Nullable Set<String> assets, int most) {
        return some("h.shelved_until > :at", Map.of("at", timestamptz(at)), assets, most);
    }

    private Page<HandledWarning> some(
            String condition, Map<String, Object> values, @Nullable Set<String> assets, int most) {
        Map<String, Object> params = new HashMap<>(values);
        params.put("run", Runs.LIVE);
        params.put("some", assets != null);
        params.put("assets", assets == null ? new String[0] : assets.toArray(String[]::new));
        String where =
                " from warnings w join warning_handling h on h.warning_id = w.id where w.run = :run"
                        + " and (not :some or w.asset = any(:assets)) and "
                        + condition;
        long total = jdbc.sql("select count(*)" + where).params(params).query(Long.class).single();
        return new Page<>(
                jdbc.sql(
                                SELECT
                                        + " where w.id in (select w.id"
                                        + where
                                        + " order by w.raised_at desc, w.id limit :most)"
                                        + " order by w.raised_at desc, w.id")
                        .params(params)
                        .param("most", most)
                        .query(WarningStore::handled)
                        .list(),
                total,
                0,
                most);
    }

    public Optional<HandledWarning> find(String id) {
        return jdbc.sql(SELECT + " where w.id = ?")
                .param(id)
                .query(WarningStore::handled)
                .optional();
    }

    /** Those of the warnings that exist. */
    public List<HandledWarning> find(Collection<String> ids) {
        return jdbc.sql(SELECT + " where w.id = any(?)")
                .param(ids.toArray(String[]::new))
                .query(WarningStore::handled)
                .list();
    }

    public List<StoredEvent> events(String id) {
        return jdbc.sql("select * from warning_events where warning_id = ? order by number")
                .param(id)
                .query(WarningStore::storedEvent)
                .list();
    }

    /**
     * Figures of a run.
     *
     * @param run null for all runs
     */
    public WarningSummary summary(@Nullable String run) {
        return summary(run, null);
    }

    /**
     * Figures of a run.
     *
     * @param run null for all runs
     * @param assets whose warnings are counted; null: of any
     */
    public WarningSummary summary(@Nullable String run, @Nullable Set<String> assets) {
        Map<Grade, Long> open = zeros();
        Map<Grade, Long> peaks = zeros();
        long[] sums = new long[5];
        // One pass; the four sums are carried by the rows of the peaks.
        jdbc.sql(
                        """
                        select w.peak, case when %s then coalesce(w.grade, w.peak) end as open_grade,
                               count(*) as warnings, sum(w.raises) as raises,
                               sum(w.upgrades) as upgrades, sum(w.downgrades) as downgrades,
                               sum(w.clears) as clears
                        %s
                        where (:all or w.run = :run) and (not :some or w.asset = any(:assets))
                        group by 1, 2
                        """
                                .formatted(OPEN, " from warnings w"))
                .param("all", run == null)
                .param("run", run, Types.VARCHAR)
                .param("some", assets != null)
                .param("assets", assets == null ? new String[0] : assets.toArray(String[]::new))
                .query(
                        row -> {
                            long warnings = row.getLong("warnings");
                            peaks.merge(Grade.valueOf(row.getString("peak")), warnings, Long::sum);
                            Grade grade = grade(row, "open_grade");
                            if (grade != null) {
                                open.merge(grade, warnings, Long::sum);
                            }
                            sums[0] += warnings;
                            sums[1] += row.getLong("raises");
                            sums[2] += row.getLong("upgrades");
                            sums[3] += row.getLong("downgrades");
                            sums[4] += row.getLong("clears");
                        });
        return new WarningSummary(
                run == null ? "all" : run,
                sums[0],
                sums[1],
                sums[2],
                sums[3],
                sums[4],
                open,
                peaks);
    }

    /**
     * Warnings of some rules whose condition holds, the worst first.
     *
     * @param assets whose warnings are wanted; null: of any
     */
    public List<Warning> raised(
            String run, Collection<String> rules, @Nullable Set<String> assets, int most) {
        return jdbc
                .sql(
                        SELECT
                                + " where w.run = :run and w.state = 'RAISED' and w.rule ="
                                + " any(:rules) and (not :some or w.asset = any(:assets)) order by"
                                + " w.grade desc, w.raised_at desc, w.id limit :most")
                .param("run", run)
                .param("rules", rules.toArray(String[]::new))
                .param("some", assets != null)
                .param("assets", assets == null ? new String[0] : assets.toArray(String[]::new))
                .param("most", most)
                .query(WarningStore::handled)
                .list()
                .stream()
                .map(HandledWarning::warning)
                .toList();
    }

    /**
     * Warnings of some points that were raised at some time in a stretch, the newest first.
     *
     * @param to exclusive
     */
    public List<Warning> overlapping(
            String run, Collection<String> points, Instant from, Instant to, int most) {
        return jdbc
                .sql(
                        SELECT
                                + " where w.run = :run and w.point = any(:points)"
                                + " and w.raised_at < :to"
                                + " and coalesce(w.cleared_at, 'infinity') >= :from"
                                + " order by w.raised_at desc, w.id limit :most")
                .param("run", run)
                .param("points", points.toArray(String[]::new))
                .param("from", timestamptz(from))
                .param("to", timestamptz(to))
                .param("most", most)
                .query(WarningStore::handled)
                .list()
                .stream()
                .map(HandledWarning::warning)
                .toList();
    }

    /** Where warnings of a run are open. */
    public List<OpenAtPlace> openByPlace(String run) {
        return jdbc.sql(
                        """
                        select w.asset, w.point, max(coalesce(w.grade, w.peak)) as open_grade,
                               count(*) as warnings
                        %s
                        where w.run = ? and %s
                        group by w.asset, w.point
                        """
                                .formatted(" from warnings w", OPEN))
                .param(run)
                .query(
                        (row, n) ->
                                new OpenAtPlace(
                                        row.getString("asset"),
                                        row.getString("point"),
                                        Grade.valueOf(row.getString("open_grade")),
                                        row.getInt("warnings")))
                .list();
    }

    /**
     * How warnings of a run that were stored in a stretch of time were answered in it, by their
     * peak.
     *
     * @param until exclusive
     * @param assets whose warnings are counted; null: of any
     */
    public List<Answered> answers(
            String run, Instant since, Instant until, @Nullable Set<String> assets) {
        return jdbc.sql(
                        """
                        select w.peak, count(*) as warnings,
                               count(*) filter (where h.acknowledged_at < :until) as answered,
                               percentile_cont(0.5) within group (
                                   order by greatest(0,
                                       extract(epoch from h.acknowledged_at - w.stored_at)::float8))
                                   filter (where h.acknowledged_at < :until) as median
                        %s
                        where w.run = :run and w.stored_at >= :since and w.stored_at < :until
                              and (not :some or w.asset = any(:assets))
                        group by w.peak order by w.peak desc
                        """
                                .formatted(FROM))
                .param("run", run)
                .param("since", timestamptz(since))
                .param("until", timestamptz(until))
                .param("some", assets != null)
                .param("assets", assets == null ? new String[0] : assets.toArray(String[]::new))
                .query(
                        (row, n) ->
                                new Answered(
                                        Grade.valueOf(row.getString("peak")),
                                        row.getLong("warnings"),
                                        row.getLong("answered"),
                                        row.getObject("median", Double.class)))
                .list();
    }

    /**
     * Warnings of a run like one of it that people have closed: of the same rule, at the same point
     * first, then elsewhere at the same asset, the latest first.
     *
     * @param most of each
     */
    public List<HandledWarning> alike(Warning one, int most) {
        List<HandledWarning> found = new ArrayList<>();
        for (String at : List.of("w.point = :point", "w.point <> :point")) {
            jdbc.sql(
                            SELECT
                                    + " where w.id in (select w.id from warnings w join"
                                    + " warning_handling h on h.warning_id = w.id where w.run = :run"
                                    + " and w.rule = :rule and w.id <> :id"
                                    + " and w.asset = :asset and "
                                    + at
                                    + " and h.state in ('CLOSED', 'ARCHIVED')"
                                    + " order by w.raised_at desc, w.id limit :most)"
                                    + " order by w.raised_at desc, w.id")
                    .param("run", one.run())
                    .param("rule", one.rule())
                    .param("id", one.id())
                    .param("point", one.point())
                    .param("asset", one.asset())
                    .param("most", most)
                    .query(WarningStore::handled)
                    .list()
                    .forEach(found::add);
        }
        return List.copyOf(found);
    }

    /** Who closed warnings, and what they said, by the warnings' ids. */
    public Map<String, HandlingStep> closings(Collection<String> ids) {
        Map<String, HandlingStep> closings = new HashMap<>();
        jdbc.sql("select * from handling_steps where warning_id = any(?) and action = 'CLOSE'")
                .param(ids.toArray(String[]::new))
                .query(
                        row -> {
                            closings.put(row.getString("warning_id"), step(row));
                        });
        return closings;
    }

    /** What was done about a warning, oldest first. */
    public List<HandlingStep> steps(String id) {
        return jdbc.sql("select * from handling_steps where warning_id = ? order by number")
                .param(id)
                .query((row, n) -> step(row))
                .list();
    }

    private static HandlingStep step(ResultSet row) throws SQLException {
        return new HandlingStep(
                row.getInt("number"),
                row.getString("action"),
                row.getString("person"),
                HandlingStep.Via.valueOf(row.getString("via")),
                instant(row, "at"),
                row.getString("comment"),
                row.getString("detail"),
                HandlingState.valueOf(row.getString("state")));
    }

    void save(String id, Handling handling, HandlingStep step) {
        Shelving shelving = handling.shelving();
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("id", id);
        values.put("state", handling.state().name());
        values.put("version", handling.version());
        values.put("by", handling.acknowledgedBy());
        values.put("at", orNull(handling.acknowledgedAt()));
        values.put("comment", handling.comment());
        values.put(
                "grade",
                handling.acknowledgedGrade() == null ? null : handling.acknowledgedGrade().name());
        values.put(
                "assessment", handling.assessment() == null ? null : handling.assessment().name());
        values.put("assignee", handling.assignee());
        values.put("order", handling.order());
        values.put("closed", orNull(handling.closedAt()));
        values.put("shelvedBy", shelving == null ? null : shelving.by());
        values.put("shelvedReason", shelving == null ? null : shelving.reason());
        values.put("shelvedUntil", shelving == null ? null : timestamptz(shelving.until()));
        values.put("confirmedBy", shelving == null ? null : shelving.confirmedBy());
        jdbc.sql(
                        """
                        insert into warning_handling
                            (warning_id, state, version, acknowledged_by, acknowledged_at, comment,
                             acknowledged_grade, assessment, assignee, disposal_order, closed_at,
                             shelved_by, shelved_reason, shelved_until, shelving_confirmed_by)
                        values (:id, :state, :version, :by, cast(:at as timestamptz), :comment,
                                cast(:grade as grade), :assessment, :assignee, :order,
                                cast(:closed as timestamptz), :shelvedBy, :shelvedReason,
                                cast(:shelvedUntil as timestamptz), :confirmedBy)
                        on conflict (warning_id) do update set
                            state = excluded.state, version = excluded.version,
                            acknowledged_by = excluded.acknowledged_by,
                            acknowledged_at = excluded.acknowledged_at,
                            comment = excluded.comment,
                            acknowledged_grade = excluded.acknowledged_grade,
                            assessment = excluded.assessment, assignee = excluded.assignee,
                            disposal_order = excluded.disposal_order,
                            closed_at = excluded.closed_at, shelved_by = excluded.shelved_by,
                            shelved_reason = excluded.shelved_reason,
                            shelved_until = excluded.shelved_until,
                            shelving_confirmed_by = excluded.shelving_confirmed_by
                        """)
                .params(values)
                .update();
        jdbc.sql(
                        """
                        insert into handling_steps values
                            (:id, :number, :action, :person, :via, :at, :comment, :detail, :state)
                        """)
                .param("id", id)
                .param("number", step.number())
                .param("action", step.action())
                .param("person", step.person())
                .param("via", step.via().name())
                .param("at", timestamptz(step.at()))
                .param("comment", step.comment(), Types.VARCHAR)
                .param("detail", step.detail(), Types.VARCHAR)
                .param("state", step.state().name())
                .update();
    }

    private static @Nullable OffsetDateTime orNull(@Nullable Instant instant) {
        return instant == null ? null : timestamptz(instant);
    }

    /** Keeps other writers of these warnings out until the transaction ends. */
    public Map<String, HandledWarning> lock(Collection<String> ids) {
        Map<String, HandledWarning> found = new HashMap<>();
        jdbc.sql(SELECT + " where w.id = any(:ids) order by w.id for update of w")
                .param("ids", ids.toArray(String[]::new))
                .query(WarningStore::handled)
                .list()
                .forEach(handled -> found.put(handled.warning().id(), handled));
        return found;
    }

    /** Those of the events that were not stored before. */
    List<WarningEvent> insertEvents(List<WarningEvent> events) {
        int[][] inserted =
                template.batchUpdate(
                        """
                        insert into warning_events
                            (warning_id, number, kind, rules_version, grade, peak, value, peak_value,
                             limit_value, at, raised_at, lane, certainty, latched)
                        values (?, ?, ?, ?, ?::grade, ?::grade, ?, ?, ?, ?, ?, ?, ?, ?)
                        on conflict do nothing
                        """,
                        events,
                        events.size(),
                        WarningStore::set);
        List<WarningEvent> fresh = new ArrayList<>();
        int next = 0;
        for (int[] counts : inserted) {
            for (int count : counts) {
                if (count == 1) {
                    fresh.add(events.get(next));
                }
                next++;
            }
        }
        return fresh;
    }

    void upsert(List<Warning> warnings) {
        template.batchUpdate(
                """
                insert into warnings
                    (id, run, rule, rules_version, point, asset, unit, grade, peak, state, value,
                     peak_value, limit_value, raised_at, grade_since, updated_at, cleared_at,
                     certainty, delayed, latched, raises, upgrades, downgrades, clears,
                     last_event_number, outlook_minutes, outlook_earliest, outlook_latest,
                     outlook_minutes_to_red, input_names, input_values)
                values (?, ?, ?, ?, ?, ?, ?, ?::grade, ?::grade, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                        ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (id) do update set
                    rules_version = excluded.rules_version, grade = excluded.grade,
                    peak = excluded.peak, state = excluded.state, value = excluded.value,
                    peak_value = excluded.peak_value, limit_value = excluded.limit_value,
                    grade_since = excluded.grade_since, updated_at = excluded.updated_at,
                    cleared_at = excluded.cleared_at, certainty = excluded.certainty,
                    delayed = excluded.delayed, latched = excluded.latched,
                    raises = excluded.raises, upgrades = excluded.upgrades,
                    downgrades = excluded.downgrades, clears = excluded.clears,
                    last_event_number = excluded.last_event_number,
                    outlook_minutes = excluded.outlook_minutes,
                    outlook_earliest = excluded.outlook_earliest,
                    outlook_latest = excluded.outlook_latest,
                    outlook_minutes_to_red = excluded.outlook_minutes_to_red,
                    input_names = excluded.input_names, input_values = excluded.input_values
                """,
                warnings,
                Math.max(1, warnings.size()),
                WarningStore::set);
    }

    private static void set(PreparedStatement statement, WarningEvent event) throws SQLException {
        statement.setString(1, event.id());
        statement.setInt(2, event.number());
        statement.setString(3, event.kind().name());
        statement.setString(4, event.rulesVersion());
        statement.setString(5, event.grade() == null ? null : event.grade().name());
        statement.setString(6, event.peak().name());
        statement.setDouble(7, event.value());
        statement.setDouble(8, event.peakValue());
        statement.setDouble(9, event.limit());
        statement.setObject(10, timestamptz(Micros.instant(event.atUs())));
        statement.setObject(11, timestamptz(Micros.instant(event.raisedAtUs())));
        statement.setString(12, event.lane().name());
        statement.setString(13, event.certainty().name());
        statement.setBoolean(14, event.latched());
    }

    private static void set(PreparedStatement statement, Warning warning) throws SQLException {
        statement.setString(1, warning.id());
        statement.setString(2, warning.run());
        statement.setString(3, warning.rule());
        statement.setString(4, warning.rulesVersion());
        statement.setString(5, warning.point());
        statement.setString(6, warning.asset());
        statement.setString(7, warning.unit());
        statement.setString(8, warning.grade() == null ? null : warning.grade().name());
        statement.setString(9, warning.peak().name());
        statement.setString(10, warning.state().name());
        statement.setDouble(11, warning.value());
        statement.setDouble(12, warning.peakValue());
        statement.setDouble(13, warning.limit());
        statement.setObject(14, timestamptz(warning.raisedAt()));
        statement.setObject(15, timestamptz(warning.gradeSince()));
        statement.setObject(16, timestamptz(warning.updatedAt()));
        statement.setObject(
                17, warning.clearedAt() == null ? null : timestamptz(warning.clearedAt()));
        statement.setString(18, warning.certainty().name());
        statement.setBoolean(19, warning.delayed());
        statement.setBoolean(20, warning.latched());
        statement.setInt(21, warning.raises());
        statement.setInt(22, warning.upgrades());
        statement.setInt(23, warning.downgrades());
        statement.setInt(24, warning.clears());
        statement.setInt(25, warning.lastEventNumber());
        Outlook outlook = warning.outlook();
        statement.setObject(26, outlook == null ? null : outlook.minutes(), Types.DOUBLE);
        statement.setObject(27, outlook == null ? null : outlook.earliestMinutes(), Types.DOUBLE);
        statement.setObject(28, outlook == null ? null : outlook.latestMinutes(), Types.DOUBLE);
        statement.setObject(29, outlook == null ? null : outlook.minutesToRed(), Types.DOUBLE);
        List<String> names = List.copyOf(warning.inputs().keySet());
        Double[] values = names.stream().map(warning.inputs()::get).toArray(Double[]::new);
        Connection connection = statement.getConnection();
        statement.setArray(30, connection.createArrayOf("text", names.toArray()));
        statement.setArray(31, connection.createArrayOf("float8", values));
    }

    private static HandledWarning handled(ResultSet row, int n) throws SQLException {
        Warning warning =
                new Warning(
                        row.getString("id"),
                        row.getString("run"),
                        row.getString("rule"),
                        row.getString("rules_version"),
                        row.getString("point"),
                        row.getString("asset"),
                        row.getString("unit"),
                        grade(row, "grade"),
                        Grade.valueOf(row.getString("peak")),
                        Warning.State.valueOf(row.getString("state")),
                        row.getDouble("value"),
                        row.getDouble("peak_value"),
                        row.getDouble("limit_value"),
                        instant(row, "raised_at"),
                        instant(row, "grade_since"),
                        instant(row, "updated_at"),
                        optionalInstant(row, "cleared_at"),
                        Certainty.valueOf(row.getString("certainty")),
                        row.getBoolean("delayed"),
                        row.getBoolean("latched"),
                        row.getInt("raises"),
                        row.getInt("upgrades"),
                        row.getInt("downgrades"),
                        row.getInt("clears"),
                        row.getInt("last_event_number"),
                        outlook(row),
                        inputs(row));
        return new HandledWarning(
                warning,
                handling(row),
                grade(row, "released_grade"),
                row.getString("incident"),
                row.getString("drill"));
    }

    /** None in rows of versions that did not store them. */
    private static Map<String, Double> inputs(ResultSet row) throws SQLException {
        Array ofNames = row.getArray("input_names");
        Array ofValues = row.getArray("input_values");
        if (ofNames == null || ofValues == null) {
            return Map.of();
        }
        String[] names = (String[]) ofNames.getArray();
        Double[] values = (Double[]) ofValues.getArray();
        Map<String, Double> inputs = new HashMap<>();
        for (int i = 0; i < Math.min(names.length, values.length); i++) {
            inputs.put(names[i], values[i]);
        }
        return inputs;
    }

    private static @Nullable Outlook outlook(ResultSet row) throws SQLException {
        Double minutes = row.getObject("outlook_minutes", Double.class);
        return minutes == null
                ? null
                : new Outlook(
                        minutes,
                        row.getDouble("outlook_earliest"),
                        row.getDouble("outlook_latest"),
                        row.getDouble("outlook_minutes_to_red"));
    }

    private static Handling handling(ResultSet row) throws SQLException {
        String state = row.getString("handling_state");
        if (state == null) {
            return Handling.NONE;
        }
        Instant shelvedUntil = optionalInstant(row, "shelved_until");
        String assessment = row.getString("assessment");
        return new Handling(
                HandlingState.valueOf(state),
                row.getInt("version"),
                row.getString("acknowledged_by"),
                optionalInstant(row, "acknowledged_at"),
                row.getString("comment"),
                grade(row, "acknowledged_grade"),
                assessment == null ? null : Assessment.valueOf(assessment),
                row.getString("assignee"),
                row.getString("disposal_order"),
                optionalInstant(row, "closed_at"),
                shelvedUntil == null
                        ? null
                        : new Shelving(
                                row.getString("shelved_by"),
                                row.getString("shelved_reason"),
                                shelvedUntil,
                                row.getString("shelving_confirmed_by")));
    }

    private static StoredEvent storedEvent(ResultSet row, int n) throws SQLException {
        return new StoredEvent(
                row.getInt("number"),
                WarningEvent.Kind.valueOf(row.getString("kind")),
                grade(row, "grade"),
                Grade.valueOf(row.getString("peak")),
                row.getDouble("value"),
                row.getDouble("peak_value"),
                row.getDouble("limit_value"),
                instant(row, "at"),
                instant(row, "stored_at"));
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

    private static Map<Grade, Long> zeros() {
        Map<Grade, Long> zeros = new EnumMap<>(Grade.class);
        for (Grade grade : Grade.values()) {
            zeros.put(grade, 0L);
        }
        return zeros;
    }
}
