package city.lifeline.alerting.city;

import static city.lifeline.alerting.Micros.timestamptz;

import city.lifeline.alerting.Micros;
import city.lifeline.alerting.Page;
import city.lifeline.model.RuleFiles;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Rule sets in PostgreSQL: every one that was ever in force, the newest is. */
public final class RuleSetStore {

    private static final TypeReference<Map<String, String>> FILES = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;

    public RuleSetStore(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * A set that was in force once, or is.
     *
     * @param number 1 for the first
     */
    public record Applied(
            long number, String version, String author, String reason, Instant appliedAt) {}

    public Optional<RuleFiles> current() {
        return jdbc.sql("select * from rule_sets order by id desc limit 1")
                .query(this::files)
                .optional();
    }

    /** Version of the set of record, without its texts. */
    Optional<String> newestVersion() {
        return jdbc.sql("select version from rule_sets order by id desc limit 1")
                .query(String.class)
                .optional();
    }

    /** The newest first. */
    public Page<Applied> page(int page, int size) {
        long total = jdbc.sql("select count(*) from rule_sets").query(Long.class).single();
        List<Applied> items =
                jdbc.sql(
                                """
                                select id, version, author, reason, applied_at
                                from rule_sets order by id desc limit ? offset ?
                                """)
                        .params(size, (long) page * size)
                        .query(
                                (row, n) ->
                                        new Applied(
                                                row.getLong("id"),
                                                row.getString("version"),
                                                row.getString("author"),
                                                row.getString("reason"),
                                                row.getObject("applied_at", OffsetDateTime.class)
                                                        .toInstant()))
                        .list();
        return new Page<>(items, total, page, size);
    }

    public Optional<RuleFiles> find(long number) {
        return jdbc.sql("select * from rule_sets where id = ?")
                .param(number)
                .query(this::files)
                .optional();
    }

    /** The set of that version, as it was applied last. */
    Optional<RuleFiles> find(String version) {
        return jdbc.sql("select * from rule_sets where version = ? order by id desc limit 1")
                .param(version)
                .query(this::files)
                .optional();
    }

    /** Keeps other writers out until the transaction ends. */
    void lock() {
        jdbc.sql("lock table rule_sets in share row exclusive mode").update();
    }

    private RuleFiles files(ResultSet row, int n) throws SQLException {
        return new RuleFiles(
                row.getString("version"),
                row.getString("author"),
                row.getString("reason"),
                Micros.of(row.getObject("applied_at", OffsetDateTime.class).toInstant()),
                json.readValue(row.getString("files"), FILES));
    }

    void add(RuleFiles rules) {
        jdbc.sql(
                        """
                        insert into rule_sets (version, author, reason, applied_at, files)
                        values (:version, :author, :reason, :at, cast(:files as jsonb))
                        """)
                .param("version", rules.version())
                .param("author", rules.author())
                .param("reason", rules.reason())
                .param("at", timestamptz(Micros.instant(rules.appliedAtUs())))
                .param("files", json.writeValueAsString(rules.files()))
                .update();
    }
}
