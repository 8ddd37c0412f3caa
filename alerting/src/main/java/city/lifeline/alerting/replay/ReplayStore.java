package city.lifeline.alerting.replay;

import static city.lifeline.alerting.Micros.timestamptz;

import city.lifeline.alerting.replay.Replay.Action;
import city.lifeline.alerting.replay.Replay.Order;
import city.lifeline.alerting.replay.Replay.Progress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Replays in PostgreSQL. */
public final class ReplayStore {

    private final JdbcClient jdbc;

    public ReplayStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Begins a replay in place of an earlier one of the same id. */
    void begin(Replay replay) {
        jdbc.sql("delete from replays where id = ?").param(replay.id()).update();
        jdbc.sql(
                        """
                        insert into replays (id, run, title, first_at, last_at, drill, started_by,
                                             started_at, seen_at)
                        values (:id, :run, :title, :first, :last, :drill, :by, :started, :seen)
                        """)
                .param("id", replay.id())
                .param("run", replay.run())
                .param("title", replay.title())
                .param("first", timestamptz(replay.first()))
                .param("last", timestamptz(replay.last()))
                .param("drill", replay.drill(), Types.VARCHAR)
                .param("by", replay.startedBy())
                .param("started", timestamptz(replay.startedAt()))
                .param("seen", timestamptz(replay.seenAt()))
                .update();
    }

    /** Keeps how far a replay is; false if there is no such replay. */
    boolean tell(String id, Progress progress, Instant seenAt, boolean ended) {
        return jdbc.sql(
                                """
                                update replays set at = :at, passed = :passed, total = :total,
                                    rate = :rate, pass = :pass, passes = :passes, paused = :paused,
                                    speed = :speed, remaining = :remaining, seen_at = :seen,
                                    ended_at = case when :ended then :seen end
                                where id = :id
                                """)
                        .param("id", id)
                        .param("at", time(progress.at()), Types.TIMESTAMP_WITH_TIMEZONE)
                        .param("passed", progress.passed())
                        .param("total", progress.total())
                        .param("rate", progress.rate())
                        .param("pass", progress.pass())
                        .param("passes", progress.passes(), Types.INTEGER)
                        .param("paused", progress.paused())
                        .param("speed", progress.speed(), Types.DOUBLE)
                        .param("remaining", progress.remainingMs(), Types.BIGINT)
                        .param("seen", timestamptz(seenAt))
                        .param("ended", ended)
                        .update()
                == 1;
    }

    void order(String id, Action action, @Nullable Double speed, @Nullable Instant to) {
        jdbc.sql(
                        "insert into replay_orders (replay, action, speed, target) values (:id,"
                                + " :action, :speed, :to)")
                .param("id", id)
                .param("action", action.name())
                .param("speed", speed, Types.DOUBLE)
                .param("to", time(to), Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
    }

    /** In the order in which they were given. */
    List<Order> orders(String id, long after) {
        return jdbc.sql(
                        "select * from replay_orders where replay = :id and number > :after order"
                                + " by number")
                .param("id", id)
                .param("after", after)
                .query(
                        (row, n) ->
                                new Order(
                                        row.getLong("number"),
                                        Action.valueOf(row.getString("action")),
                                        row.getObject("speed", Double.class),
                                        instant(row, "target")))
                .list();
    }

    Optional<Replay> find(String id) {
        return jdbc.sql("select * from replays where id = ?")
                .param(id)
                .query(ReplayStore::replay)
                .optional();
    }

    /** The newest first. */
    public List<Replay> newest(int most) {
        return jdbc.sql("select * from replays order by started_at desc, id limit ?")
                .param(most)
                .query(ReplayStore::replay)
                .list();
    }

    /** Forgets replays that were last heard of before. */
    public void tidy(Instant before) {
        jdbc.sql("delete from replays where seen_at < ?").param(timestamptz(before)).update();
    }

    private static Replay replay(ResultSet row, int n) throws SQLException {
        return new Replay(
                row.getString("id"),
                row.getString("run"),
                row.getString("title"),
                row.getObject("first_at", OffsetDateTime.class).toInstant(),
                row.getObject("last_at", OffsetDateTime.class).toInstant(),
                row.getString("drill"),
                row.getString("started_by"),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                row.getObject("seen_at", OffsetDateTime.class).toInstant(),
                instant(row, "ended_at"),
                new Progress(
                        instant(row, "at"),
                        row.getLong("passed"),
                        row.getLong("total"),
                        row.getDouble("rate"),
                        row.getInt("pass"),
                        row.getObject("passes", Integer.class),
                        row.getBoolean("paused"),
                        row.getObject("speed", Double.class),
                        row.getObject("remaining", Long.class)));
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : timestamptz(instant);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
