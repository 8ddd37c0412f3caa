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
import org.springframework.jdbc.core.simple.JdbcClient;

/** Releases in PostgreSQL. Whoever writes holds the lock of the warning. */
public final class ReleaseStore {

    private final JdbcClient jdbc;

    public ReleaseStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

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

    /** Whether two accounts are of one person of the directory. */
    boolean areOnePerson(String account, String other) {
        return account.equals(other)
                || jdbc.sql(
                                """
                                select exists (select from users a join users b on a.person = b.person
                                               where a.name = ? and b.name = ?)
                                """)
                        .params(account, other)
                        .query(Boolean.class)
                        .single();
    }

    void save(String warning, Release release, ReleaseStep step) {
        Release.Proposal proposal = release.proposal();
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("id", warning);
        values.put("state", release.state().name());
        values.put("version", release.version());
        values.put("changed", timestamptz(step.at()));
        values.put("grade", name(release.grade()));
        values.put("at", release.releasedAt() == null ? null : timestamptz(release.releasedAt()));
        put(values, "", release.words());
        values.put("proposedGrade", proposal == null ? null : proposal.grade().name());
        values.put("proposedBy", proposal == null ? null : proposal.by());
        values.put("proposedAt", proposal == null ? null : timestamptz(proposal.at()));
        put(values, "proposed", proposal == null ? null : proposal.words());
        jdbc.sql(
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
                        """)
                .params(values)
                .update();
        jdbc.sql(
                        """
                        insert into release_steps values
                            (:id, :number, :action, :person, :via, :at, :comment,
                             cast(:grade as grade), :state)
                        """)
                .param("id", warning)
                .param("number", step.number())
                .param("action", step.action().name())
                .param("person", step.person())
                .param("via", step.via().name())
                .param("at", timestamptz(step.at()))
                .param("comment", step.comment(), Types.VARCHAR)
                .param("grade", step.grade().name())
                .param("state", step.state().name())
                .update();
    }

    private static void put(
            Map<String, @Nullable Object> values, String prefix, @Nullable Words words) {
        values.put(prefix + "TextZh", words == null ? null : words.text().zh());
        values.put(prefix + "TextEn", words == null ? null : words.text().en());
        values.put(prefix + "MeasuresZh", words == null ? null : words.measures().zh());
        values.put(prefix + "MeasuresEn", words == null ? null : words.measures().en());
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
