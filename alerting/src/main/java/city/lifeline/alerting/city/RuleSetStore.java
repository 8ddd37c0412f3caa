package city.lifeline.alerting.city;

import static city.lifeline.alerting.Micros.timestamptz;

import city.lifeline.alerting.Micros;
import city.lifeline.model.RuleFiles;
import java.time.OffsetDateTime;
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

    public Optional<RuleFiles> current() {
        return jdbc.sql("select * from rule_sets order by id desc limit 1")
                .query(
                        (row, n) ->
                                new RuleFiles(
                                        row.getString("version"),
                                        row.getString("author"),
                                        row.getString("reason"),
                                        Micros.of(
                                                row.getObject("applied_at", OffsetDateTime.class)
                                                        .toInstant()),
                                        json.readValue(row.getString("files"), FILES)))
                .optional();
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
