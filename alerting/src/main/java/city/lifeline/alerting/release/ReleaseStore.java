package city.lifeline.alerting.release;

import static city.lifeline.alerting.Micros.timestamptz;

import city.lifeline.alerting.warning.HandlingStep;
import city.lifeline.model.Grade;
import city.lifeline.model.Text;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Releases in PostgreSQL. Whoever writes holds the lock of the warning. */
public final class ReleaseStore {

    private final NamedParameterJdbcTemplate named;
    private final JdbcClient jdbc;

    public ReleaseStore(NamedParameterJdbcTemplate named) {
        this.named = named;
        this.jdbc = JdbcClient.create(named);
    }

    /** A release as it is to be, and the step that made it so. */
    record Saved(String warning, Release release, ReleaseStep step) {}

    public Release of(String warning) {
        return of(List.of(warning)).getOrDefault(warning, Release.NONE);
    }

    /** Of those of the warnings that have one. */
    public Map<String, Release> of(Collection<String> warnings) {
        Map<String, Release> found = new HashMap<>();
        jdbc.sql("select * from releases where warning_id = any(?)")
                .param(warnings.toArray(String[]::new))
                .query(
                        row -> {
                            found.put(row.getString("warning_id"), release(row));
                        });
        return found;
    }

    /** Ids of warnings whose release is in one of these states, the latest change first. */
    public List<String> in(Collection<ReleaseState> states, int most) {
        return jdbc.sql(
                        """
                        select warning_id from releases where state = any(:states)
                        order by changed_at desc, warning_id limit :most
                        """)
                .param("states", states.stream().map(Enum::name).toArray(String[]::new))
                .param("most", most)
                .query(String.class)
                .list();
    }

    /** What was done, oldest first. */
    public List<ReleaseStep> steps(String warning) {
        return jdbc.sql("select * from release_steps where warning_id = ? order by number")
                .param(warning)
                .query(
                        (row, n) ->
                                new ReleaseStep(
                                        row.getInt("number"),
                                        ReleaseState.Action.valueOf(row.getString("action")),
                                        row.getString("person"),
                                        HandlingStep.Via.valueOf(row.getString("via")),
                                        row.getObject("at", OffsetDateTime.class).toInstant(),
                                        row.getString("comment"),
                                        Grade.valueOf(row.getString("grade")),
                                        ReleaseState.valueOf(row.getString("state"))))
                .list();
    }

    /** Of each warning one, many at the cost of few. */
    void save(List<Saved> all) {
        batch(
                """
                insert into releases values
                    (:id, :state, :version, :changed, cast(:grade as grade),
                     cast(:at as timestamptz), :TextZh, :TextEn, :MeasuresZh, :MeasuresEn,
                     cast(:proposedGrade as grade), :proposedBy,
                     cast(:proposedAt as timestamptz), :proposedTextZh, :proposedTextEn,
                     :proposedMeasuresZh, :proposedMeasuresEn)
                on conflict (warning_id) do update set
                    state = excluded.state, version = excluded.version,
                    changed_at = excluded.changed_at, grade = excluded.grade,
                    released_at = excluded.released_at, text_zh = excluded.text_zh,
                    text_en = excluded.text_en, measures_zh = excluded.measures_zh,
                    measures_en = excluded.measures_en,
                    proposed_grade = excluded.proposed_grade,
                    proposed_by = excluded.proposed_by,
                    proposed_at = excluded.proposed_at,
                    proposed_text_zh = excluded.proposed_text_zh,
                    proposed_text_en = excluded.proposed_text_en,
                    proposed_measures_zh = excluded.proposed_measures_zh,
                    proposed_measures_en = excluded.proposed_measures_en
                """,
                all.stream().map(ReleaseStore::values).toList());
        batch(
                """
                insert into release_steps values
                    (:id, :number, :action, :person, :via, :at, :comment,
                     cast(:grade as grade), :state)
                """,
                all.stream().map(one -> values(one.warning, one.step)).toList());
    }

    private void batch(String sql, List<MapSqlParameterSource> rows) {
        named.batchUpdate(sql, rows.toArray(MapSqlParameterSource[]::new));
    }

    private static MapSqlParameterSource values(Saved one) {
        Release release = one.release;
        Release.Proposal proposal = release.proposal();
        MapSqlParameterSource values = new MapSqlParameterSource();
        values.addValue("id", one.warning);
        values.addValue("state", release.state().name());
        values.addValue("version", release.version());
        values.addValue("changed", timestamptz(one.step.at()));
        values.addValue("grade", name(release.grade()), Types.VARCHAR);
        values.addValue(
                "at",
                release.releasedAt() == null ? null : timestamptz(release.releasedAt()),
                Types.TIMESTAMP_WITH_TIMEZONE);
        put(values, "", release.words());
        values.addValue(
                "proposedGrade", proposal == null ? null : proposal.grade().name(), Types.VARCHAR);
        values.addValue("proposedBy", proposal == null ? null : proposal.by(), Types.VARCHAR);
        values.addValue(
                "proposedAt",
                proposal == null ? null : timestamptz(proposal.at()),
                Types.TIMESTAMP_WITH_TIMEZONE);
        put(values, "proposed", proposal == null ? null : proposal.words());
        return values;
    }

    private static MapSqlParameterSource values(String warning, ReleaseStep step) {
        return new MapSqlParameterSource("id", warning)
                .addValue("number", step.number())
                .addValue("action", step.action().name())
                .addValue("person", step.person())
                .addValue("via", step.via().name())
                .addValue("at", timestamptz(step.at()))
                .addValue("comment", step.comment(), Types.VARCHAR)
                .addValue("grade", step.grade().name())
                .addValue("state", step.state().name());
    }

    private static void put(MapSqlParameterSource values, String prefix, @Nullable Words words) {
        values.addValue(prefix + "TextZh", words == null ? null : words.text().zh(), Types.VARCHAR);
        values.addValue(prefix + "TextEn", words == null ? null : words.text().en(), Types.VARCHAR);
        values.addValue(
                prefix + "MeasuresZh", words == null ? null : words.measures().zh(), Types.VARCHAR);
        values.addValue(
                prefix + "MeasuresEn", words == null ? null : words.measures().en(), Types.VARCHAR);
    }

    private static Release release(ResultSet row) throws SQLException {
        String proposed = row.getString("proposed_grade");
        String grade = row.getString("grade");
        OffsetDateTime released = row.getObject("released_at", OffsetDateTime.class);
        return new Release(
                ReleaseState.valueOf(row.getString("state")),
                row.getInt("version"),
                grade == null ? null : Grade.valueOf(grade),
                released == null ? null : released.toInstant(),
                words(row, ""),
                proposed == null
                        ? null
                        : new Release.Proposal(
                                Grade.valueOf(proposed),
                                row.getString("proposed_by"),
                                row.getObject("proposed_at", OffsetDateTime.class).toInstant(),
                                words(row, "proposed_")));
    }

    private static @Nullable Words words(ResultSet row, String prefix) throws SQLException {
        String zh = row.getString(prefix + "text_zh");
        return zh == null
                ? null
                : new Words(
                        new Text(zh, row.getString(prefix + "text_en")),
                        new Text(
                                row.getString(prefix + "measures_zh"),
                                row.getString(prefix + "measures_en")));
    }

    private static @Nullable String name(@Nullable Grade grade) {
        return grade == null ? null : grade.name();
    }
}
