package city.lifeline.alerting.warning;

import static city.lifeline.alerting.Micros.timestamptz;

import city.lifeline.alerting.Micros;
import city.lifeline.model.Certainty;
import city.lifeline.model.Grade;
import city.lifeline.model.Lane;
import city.lifeline.model.WarningEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Warnings as they were at a moment, from their events and from what people did about them.
 *
 * <p>A moment is on the run's clock, and so are events: one that came late counts from when it
 * happened, not from when it was heard of.
 */
public final class PastWarnings {

    private static final String OPEN_THEN =
            """
            w.run = :run and w.raised_at <= :at
            and (w.cleared_at is null or w.cleared_at > :at
                 or (w.latched and (h.acknowledged_at is null or h.acknowledged_at > :at)))
            and (not :some or w.asset = any(:assets))
            """;

    private final JdbcClient jdbc;

    public PastWarnings(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** How many warnings were open in a stretch of time, by their peak. */
    public record Stretch(Instant from, Map<Grade, Integer> open) {}

    /**
     * What was open, the worst first.
     *
     * @param assets whose warnings are wanted; null: of any
     */
    public List<HandledWarning> openAt(String run, Instant at, @Nullable Set<String> assets) {
        Map<String, Warning> warnings = new LinkedHashMap<>();
        Map<String, String> drills = new HashMap<>();
        query(
                        """
                        select w.id, w.run, w.rule, w.point, w.asset, w.unit, w.drill, e.*
                        from warnings w
                        left join warning_handling h on h.warning_id = w.id
                        join warning_events e on e.warning_id = w.id and e.at <= :at
                        where %s
                        order by w.id, e.number
                        """
                                .formatted(OPEN_THEN),
                        run,
                        at,
                        assets)
                .query(
                        row -> {
                            WarningEvent event = event(row);
                            String drill = row.getString("drill");
                            if (drill != null) {
                                drills.put(event.id(), drill);
                            }
                            Warning before = warnings.get(event.id());
                            warnings.put(
                                    event.id(),
                                    before == null ? Warning.of(event) : before.with(event));
                        });
        Map<String, Handling> handlings = new HashMap<>();
        query(
                        """
                        select distinct on (w.id) w.id, s.number, s.state, s.at, h.acknowledged_by,
                               h.acknowledged_at, h.comment, h.acknowledged_grade
                        from warnings w
                        join warning_handling h on h.warning_id = w.id
                        join handling_steps s on s.warning_id = w.id and s.at <= :at
                        where %s
                        order by w.id, s.number desc
                        """
                                .formatted(OPEN_THEN),
                        run,
                        at,
                        assets)
                .query(
                        row -> {
                            handlings.put(row.getString("id"), handling(row, at));
                        });
        List<HandledWarning> found = new ArrayList<>(warnings.size());
        warnings.forEach(
                (id, warning) ->
                        found.add(
                                new HandledWarning(
                                                warning, handlings.getOrDefault(id, Handling.NONE))
                                        .of(drills.get(id))));
        found.sort(
                Comparator.comparing(PastWarnings::grade)
                        .reversed()
                        .thenComparing(
                                handled -> handled.warning().raisedAt(), Comparator.reverseOrder())
                        .thenComparing(handled -> handled.warning().id()));
        return found;
    }

    /** The places of what was open. */
    public static List<OpenAtPlace> places(List<HandledWarning> open) {
        Map<List<String>, OpenAtPlace> places = new LinkedHashMap<>();
        for (HandledWarning handled : open) {
            Warning warning = handled.warning();
            Grade grade = grade(handled);
            places.merge(
                    List.of(warning.asset(), warning.point()),
                    new OpenAtPlace(warning.asset(), warning.point(), grade, 1),
                    (one, other) ->
                            new OpenAtPlace(
                                    one.asset(),
                                    one.point(),
                                    one.grade().isAtLeast(other.grade())
                                            ? one.grade()
                                            : other.grade(),
                                    one.warnings() + other.warnings()));
        }
        return List.copyOf(places.values());
    }

    /**
     * How much was open over time.
     *
     * @param assets whose warnings are counted; null: of any
     */
    public List<Stretch> course(
            String run, Instant from, Duration step, int steps, @Nullable Set<String> assets) {
        Map<Instant, Map<Grade, Integer>> course = new LinkedHashMap<>();
        for (int i = 0; i < steps; i++) {
            course.put(from.plus(step.multipliedBy(i)), new HashMap<>());
        }
        jdbc.sql(
                        """
                        select b.at, w.peak, count(*) as warnings
                        from generate_series(cast(:from as timestamptz),
                                             cast(:last as timestamptz),
                                             make_interval(secs => :step)) as b(at)
                        join warnings w on w.raised_at < b.at + make_interval(secs => :step)
                            and coalesce(w.cleared_at, 'infinity') > b.at
                        where w.run = :run and w.raised_at < :to
                          and coalesce(w.cleared_at, 'infinity') > :from
                          and (not :some or w.asset = any(:assets))
                        group by b.at, w.peak
                        """)
                .param("run", run)
                .param("from", timestamptz(from))
                .param("last", timestamptz(from.plus(step.multipliedBy(steps - 1L))))
                .param("to", timestamptz(from.plus(step.multipliedBy(steps))))
                .param("step", step.toMillis() / 1e3)
                .param("some", assets != null)
                .param("assets", assets == null ? new String[0] : assets.toArray(String[]::new))
                .query(
                        row -> {
                            Map<Grade, Integer> open = course.get(instant(row, "at"));
                            if (open != null) {
                                open.put(
                                        Grade.valueOf(row.getString("peak")),
                                        row.getInt("warnings"));
                            }
                        });
        return course.entrySet().stream().map(e -> new Stretch(e.getKey(), e.getValue())).toList();
    }

    private JdbcClient.StatementSpec query(
            String sql, String run, Instant at, @Nullable Set<String> assets) {
        return jdbc.sql(sql)
                .param("run", run)
                .param("at", timestamptz(at))
                .param("some", assets != null)
                .param("assets", assets == null ? new String[0] : assets.toArray(String[]::new));
    }

    private static Grade grade(HandledWarning handled) {
        Grade grade = handled.warning().grade();
        return grade == null ? handled.warning().peak() : grade;
    }

    private static WarningEvent event(ResultSet row) throws SQLException {
        String grade = row.getString("grade");
        return new WarningEvent(
                row.getString("id"),
                row.getInt("number"),
                WarningEvent.Kind.valueOf(row.getString("kind")),
                row.getString("run"),
                row.getString("rule"),
                row.getString("rules_version"),
                row.getString("point"),
                row.getString("asset"),
                grade == null ? null : Grade.valueOf(grade),
                Grade.valueOf(row.getString("peak")),
                row.getDouble("value"),
                row.getDouble("peak_value"),
                row.getDouble("limit_value"),
                row.getString("unit"),
                Micros.of(instant(row, "at")),
                Micros.of(instant(row, "raised_at")),
                Lane.valueOf(row.getString("lane")),
                Certainty.valueOf(row.getString("certainty")),
                row.getBoolean("latched"));
    }

    /** What was known of it: who answered first, and how far it had come. */
    private static Handling handling(ResultSet row, Instant at) throws SQLException {
        OffsetDateTime answered = row.getObject("acknowledged_at", OffsetDateTime.class);
        boolean known = answered != null && !answered.toInstant().isAfter(at);
        String grade = row.getString("acknowledged_grade");
        return new Handling(
                HandlingState.valueOf(row.getString("state")),
                row.getInt("number"),
                known ? row.getString("acknowledged_by") : null,
                known && answered != null ? answered.toInstant() : null,
                known ? row.getString("comment") : null,
                known && grade != null ? Grade.valueOf(grade) : null,
                null,
                null,
                null,
                null,
                null);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
