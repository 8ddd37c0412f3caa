package city.lifeline.alerting.run;

import static city.lifeline.alerting.Micros.timestamptz;

import city.lifeline.model.Runs;
import java.sql.Array;
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
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Runs in PostgreSQL. */
public final class RunStore {

    private static final String SELECT =
            "select r.*, (select count(*) from warnings w where w.run = r.id) as warnings from runs"
                    + " r";

    private final JdbcClient jdbc;

    public RunStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Live first, then the newest. */
    public List<Run> all() {
        return jdbc.sql(SELECT + " order by r.id <> :live, r.registered_at desc, r.id")
                .param("live", Runs.LIVE)
                .query(RunStore::run)
                .list();
    }

    public Optional<Run> find(String id) {
        return jdbc.sql(SELECT + " where r.id = ?").param(id).query(RunStore::run).optional();
    }

    /**
     * Registers a replay in place of any earlier attempt of the same id, inside the caller's
     * transaction.
     *
     * @param firstOffsets of {@code lifeline.warning-events}, by partition: what lies before them
     *     belongs to the earlier attempt
     */
    public void replace(
            String id,
            String title,
            List<String> files,
            @Nullable Instant startedAt,
            Map<Integer, Long> firstOffsets) {
        jdbc.sql(
                        """
                        insert into runs (id, title, files, started_at)
                        values (:id, :title, :files, :startedAt)
                        on conflict (id) do update set
                            title = excluded.title, files = excluded.files,
                            started_at = excluded.started_at,
                            registered_at = clock_timestamp(), finished_at = null
                        """)
                .param("id", id)
                .param("title", title)
                .param("files", files.toArray(String[]::new))
                .param(
                        "startedAt",
                        startedAt == null ? null : timestamptz(startedAt),
                        Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
        jdbc.sql("delete from warnings where run = ?").param(id).update();
        jdbc.sql("delete from incidents where run = ?").param(id).update();
        jdbc.sql("delete from run_barriers where run = ?").param(id).update();
        firstOffsets.forEach(
                (partition, offset) ->
                        jdbc.sql("insert into run_barriers values (?, ?, ?)")
                                .params(id, partition, offset)
                                .update());
    }

    /** Notes that a replay has published everything; false if there is no such run. */
    public boolean finish(String id, Instant at) {
        return jdbc.sql("update runs set finished_at = :at where id = :id")
                        .param("at", timestamptz(at))
                        .param("id", id)
                        .update()
                == 1;
    }

    /**
     * Makes known what events speak of, should nobody have registered it, and keeps {@link
     * #replace} out until the caller's transaction ends, so that no event of an earlier attempt
     * slips in.
     */
    public Barriers enter(Collection<String> ids) {
        String[] runs = ids.stream().distinct().sorted().toArray(String[]::new);
        jdbc.sql(
                        """
                        insert into runs (id, title) select id, id from unnest(:ids) as id
                        on conflict do nothing
                        """)
                .param("ids", runs)
                .update();
        jdbc.sql("select id from runs where id = any(:ids) order by id for share")
                .param("ids", runs)
                .query(String.class)
                .list();
        Map<String, Map<Integer, Long>> offsets = new HashMap<>();
        jdbc.sql(
                        "select run, kafka_partition, first_offset from run_barriers where run ="
                                + " any(:ids)")
                .param("ids", runs)
                .query(
                        row -> {
                            offsets.computeIfAbsent(row.getString("run"), run -> new HashMap<>())
                                    .put(
                                            row.getInt("kafka_partition"),
                                            row.getLong("first_offset"));
                        });
        return new Barriers(offsets);
    }

    /** From which offsets on a run's events count, by run and partition. */
    public record Barriers(Map<String, Map<Integer, Long>> firstOffsets) {

        public boolean lets(String run, int partition, long offset) {
            return offset >= firstOffsets.getOrDefault(run, Map.of()).getOrDefault(partition, 0L);
        }
    }

    private static Run run(ResultSet row, int n) throws SQLException {
        Array files = row.getArray("files");
        return new Run(
                row.getString("id"),
                row.getString("title"),
                List.of((String[]) files.getArray()),
                instant(row, "started_at"),
                row.getObject("registered_at", OffsetDateTime.class).toInstant(),
                instant(row, "finished_at"),
                row.getLong("warnings"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
