package city.lifeline.alerting.drill;

import static city.lifeline.alerting.Micros.timestamptz;

import city.lifeline.model.Runs;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Drills in PostgreSQL, and which warnings are theirs. */
public final class DrillStore {

    /** After its end, what was disturbed needs a while to come to rest. */
    private static final String SETTLES = "interval '45 minutes'";

    private static final String MARK =
            """
            update warnings w set drill = m.drill
            from (select o.id, (select d.id from drill_targets t join drills d on d.id = t.drill
                                where t.target = case when o.point = '' then o.asset else o.point end
                                      and o.raised_at >= d.onset and o.raised_at < d.ends + %s
                                order by d.onset desc, d.id limit 1) as drill
                  from warnings o where o.run = :run and o.drill is null and %s) m
            where w.id = m.id and m.drill is not null returning w.id, w.drill
            """;

    private final JdbcClient jdbc;

    public DrillStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Keeps a drill.
     *
     * @param targets points that it touches, and assets for warnings that are about no single point
     * @return false if it was known
     */
    public boolean add(Drill drill, Collection<String> targets) {
        int added =
                jdbc.sql(
                                """
                                insert into drills (id, scenario, asset, onset, ends, severity, started_by)
                                values (:id, :scenario, :asset, :onset, :ends, :severity, :by)
                                on conflict do nothing
                                """)
                        .param("id", drill.id())
                        .param("scenario", drill.scenario())
                        .param("asset", drill.asset())
                        .param("onset", timestamptz(drill.onset()))
                        .param("ends", timestamptz(drill.end()))
                        .param("severity", drill.severity())
                        .param("by", drill.startedBy(), Types.VARCHAR)
                        .update();
        if (added == 0) {
            return false;
        }
        jdbc.sql(
                        """
                        insert into drill_targets (drill, target)
                        select :drill, target from unnest(:targets) as target on conflict do nothing
                        """)
                .param("drill", drill.id())
                .param("targets", targets.toArray(String[]::new))
                .update();
        return true;
    }

    void end(String id, Instant end) {
        jdbc.sql("update drills set ends = :end where id = :id")
                .param("id", id)
                .param("end", timestamptz(end))
                .update();
    }

    boolean isKnown(String id) {
        return jdbc.sql("select count(*) from drills where id = ?")
                        .param(id)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Marks those of the live run's warnings that a drill has raised; drills by warning. */
    public Map<String, String> mark(Collection<String> warnings) {
        return mark("o.id = any(:some)", warnings);
    }

    /** Marks warnings that were raised before the drill was known. */
    Map<String, String> markEarlier(Drill drill) {
        return mark(
                "o.raised_at >= (select min(onset) from drills where id = any(:some))",
                List.of(drill.id()));
    }

    private Map<String, String> mark(String which, Collection<String> some) {
        Map<String, String> marked = new HashMap<>();
        jdbc.sql(MARK.formatted(SETTLES, which))
                .param("run", Runs.LIVE)
                .param("some", some.toArray(String[]::new))
                .query(
                        row -> {
                            marked.put(row.getString("id"), row.getString("drill"));
                        });
        return marked;
    }

    /** A drill and how many warnings are its. */
    public record Counted(Drill drill, int warnings, int open) {}

    /** The newest first. */
    public List<Counted> newest(int most) {
        return jdbc.sql(
                        """
                        select d.*, count(w.id) as warnings,
                               count(w.id) filter (where w.state = 'RAISED') as open
                        from drills d left join warnings w on w.drill = d.id
                        group by d.id order by d.onset desc, d.id limit ?
                        """)
                .param(most)
                .query(
                        (row, n) ->
                                new Counted(drill(row), row.getInt("warnings"), row.getInt("open")))
                .list();
    }

    private static Drill drill(ResultSet row) throws SQLException {
        return new Drill(
                row.getString("id"),
                row.getString("scenario"),
                row.getString("asset"),
                row.getObject("onset", OffsetDateTime.class).toInstant(),
                row.getObject("ends", OffsetDateTime.class).toInstant(),
                row.getDouble("severity"),
                row.getString("started_by"));
    }

    /** Forgets what drills touched that were over by then. */
    public void tidy(Instant before) {
        jdbc.sql(
                        "delete from drill_targets where drill in (select id from drills where ends"
                                + " < ?)")
                .param(timestamptz(before))
                .update();
    }
}
