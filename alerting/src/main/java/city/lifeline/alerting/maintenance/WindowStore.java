package city.lifeline.alerting.maintenance;

import static city.lifeline.alerting.Micros.timestamptz;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Maintenance windows in PostgreSQL, and which warnings they have silenced. */
public final class WindowStore {

    private static final String RUNNING =
            "select * from maintenance_windows where ended_at is null and from_at <= ? and"
                    + " until_at > ? order by id";

    private final JdbcClient jdbc;

    public WindowStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    long add(Scope scope, Instant from, Instant until, String reason, String by, Instant now) {
        return jdbc.sql(
                        """
                        insert into maintenance_windows
                            (kind, targets, lifeline, from_at, until_at, reason, planned_by, planned_at, version)
                        values (?, ?, ?, ?, ?, ?, ?, ?, 1) returning id
                        """)
                .params(
                        scope.kind().name(),
                        new TreeSet<>(scope.ids()).toArray(String[]::new),
                        scope.lifeline(),
                        timestamptz(from),
                        timestamptz(until),
                        reason,
                        by,
                        timestamptz(now))
                .query(Long.class)
                .single();
    }

    /** Those that run at a moment. */
    public List<Window> running(Instant now) {
        return jdbc.sql(RUNNING)
                .params(timestamptz(now), timestamptz(now))
                .query(WindowStore::window)
                .list();
    }

    /**
     * Those that run at a moment, none of which somebody ends until the transaction is over: what
     * it keeps from people is then found when the window ends.
     */
    public List<Window> holdRunning(Instant now) {
        return jdbc.sql(RUNNING + " for share")
                .params(timestamptz(now), timestamptz(now))
                .query(WindowStore::window)
                .list();
    }

    public Optional<Window> find(long id) {
        return jdbc.sql("select * from maintenance_windows where id = ?")
                .param(id)
                .query(WindowStore::window)
                .optional();
    }

    Optional<Window> lock(long id) {
        return jdbc.sql("select * from maintenance_windows where id = ? for update")
                .param(id)
                .query(WindowStore::window)
                .optional();
    }

    /** Those that are not over, the earliest first, then the past ones, the latest first. */
    public List<Window> newest(Instant now, int most) {
        return jdbc.sql(
                        """
                        select * from (
                            select *, ended_at is not null or until_at <= :now as past
                            from maintenance_windows) w
                        order by past, case when past then null else from_at end,
                            coalesce(ended_at, until_at) desc, id desc limit :most
                        """)
                .param("now", timestamptz(now))
                .param("most", most)
                .query(WindowStore::window)
                .list();
    }

    void save(Window window) {
        jdbc.sql(
                        """
                        update maintenance_windows set confirmed_by = :confirmedBy,
                            confirmed_at = :confirmedAt, ended_by = :endedBy, ended_at = :endedAt,
                            version = :version
                        where id = :id
                        """)
                .param("confirmedBy", window.confirmedBy(), Types.VARCHAR)
                .param("confirmedAt", optional(window.confirmedAt()))
                .param("endedBy", window.endedBy(), Types.VARCHAR)
                .param("endedAt", optional(window.endedAt()))
                .param("version", window.version())
                .param("id", window.id())
                .update();
    }

    private static @Nullable OffsetDateTime optional(@Nullable Instant at) {
        return at == null ? null : timestamptz(at);
    }

    /** Notes which warnings a window has kept from people. */
    public void silenced(long window, Collection<String> warnings) {
        jdbc.sql(
                        """
                        insert into maintenance_warnings (maintenance, warning_id)
                        select :window, one from unnest(:warnings) as one on conflict do nothing
                        """)
                .param("window", window)
                .param("warnings", warnings.toArray(String[]::new))
                .update();
    }

    /** How many warnings each has kept from people. */
    public Map<Long, Integer> silenced(Set<Long> windows) {
        Map<Long, Integer> counts = new HashMap<>();
        jdbc.sql(
                        """
                        select maintenance, count(*) as n from maintenance_warnings
                        where maintenance = any(?) group by maintenance
                        """)
                .param(windows.toArray(Long[]::new))
                .query(
                        row -> {
                            counts.put(row.getLong("maintenance"), row.getInt("n"));
                        });
        return counts;
    }

    /** Warnings that a window has kept from people, the first ones first. */
    public List<String> silenced(long window, int most) {
        return jdbc.sql(
                        """
                        select m.warning_id from maintenance_warnings m
                        join warnings w on w.id = m.warning_id
                        where maintenance = ? order by w.raised_at, w.id limit ?
                        """)
                .params(window, most)
                .query(String.class)
                .list();
    }

    private static Window window(ResultSet row, int n) throws SQLException {
        return new Window(
                row.getLong("id"),
                new Scope(
                        Scope.Kind.valueOf(row.getString("kind")),
                        Set.of((String[]) row.getArray("targets").getArray()),
                        row.getString("lifeline")),
                moment(row, "from_at"),
                moment(row, "until_at"),
                row.getString("reason"),
                row.getString("planned_by"),
                moment(row, "planned_at"),
                row.getString("confirmed_by"),
                optional(row, "confirmed_at"),
                row.getString("ended_by"),
                optional(row, "ended_at"),
                row.getInt("version"));
    }

    private static Instant moment(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant optional(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
