package city.lifeline.alerting.release;

import static city.lifeline.alerting.Micros.timestamptz;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Public messages in PostgreSQL, as they were written when they were approved. */
public final class PublicMessageStore {

    /** Any number that nobody else locks by. */
    private static final long LOCK = 0x1fe11e_5e4dL;

    private final JdbcClient jdbc;

    public PublicMessageStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A message.
     *
     * @param id CAP's identifier
     * @param national null: it was not written
     * @param proposedBy the first of the two people
     * @param approvedBy the second
     */
    public record Stored(
            String id,
            String warning,
            String kind,
            Instant sentAt,
            String title,
            String cap,
            @Nullable String nationalId,
            @Nullable String national,
            String status,
            String grade,
            String proposedBy,
            String approvedBy) {}

    /** How messages about a warning are referred to. */
    record Reference(int number, String kind, String cap, @Nullable String national) {}

    /** Keeps others from numbering messages until the transaction ends. */
    void lock() {
        jdbc.sql("select 1 from (select pg_advisory_xact_lock(?)) as lock")
                .param(LOCK)
                .query(Integer.class)
                .single();
    }

    List<Reference> references(String warning) {
        return jdbc.sql(
                        """
                        select number, kind, cap_reference, national_id from public_messages
                        where warning_id = ? order by number
                        """)
                .param(warning)
                .query(
                        (row, n) ->
                                new Reference(
                                        row.getInt("number"),
                                        row.getString("kind"),
                                        row.getString("cap_reference"),
                                        row.getString("national_id")))
                .list();
    }

    /** How many messages have an identifier that begins so. */
    int nationalIds(String prefix) {
        return jdbc.sql("select count(*) from public_messages where starts_with(national_id, ?)")
                .param(prefix)
                .query(Integer.class)
                .single();
    }

    void add(Stored message, int number, String capReference) {
        jdbc.sql(
                        """
                        insert into public_messages
                            (id, warning_id, number, kind, sent_at, title, cap, cap_reference,
                             national_id, national, status, grade, proposed_by, approved_by)
                        values (:id, :warning, :number, :kind, :sent, :title, :cap, :reference,
                                cast(:nationalId as text), cast(:national as text), :status,
                                cast(:grade as grade), :proposedBy, :approvedBy)
                        """)
                .param("id", message.id())
                .param("warning", message.warning())
                .param("number", number)
                .param("kind", message.kind())
                .param("sent", timestamptz(message.sentAt()))
                .param("title", message.title())
                .param("cap", message.cap())
                .param("reference", capReference)
                .param("nationalId", message.nationalId())
                .param("national", message.national())
                .param("status", message.status())
                .param("grade", message.grade())
                .param("proposedBy", message.proposedBy())
                .param("approvedBy", message.approvedBy())
                .update();
    }

    public Optional<Stored> find(String id) {
        return jdbc.sql("select * from public_messages where id = ?")
                .param(id)
                .query(PublicMessageStore::stored)
                .optional();
    }

    /** The newest first, without those of drills. */
    public List<Stored> newest(int most) {
        return jdbc.sql(
                        """
                        select m.* from public_messages m join warnings w on w.id = m.warning_id
                        where w.drill is null order by m.sent_at desc, m.id limit ?
                        """)
                .param(most)
                .query(PublicMessageStore::stored)
                .list();
    }

    private static Stored stored(java.sql.ResultSet row, int n) throws java.sql.SQLException {
        return new Stored(
                row.getString("id"),
                row.getString("warning_id"),
                row.getString("kind"),
                row.getObject("sent_at", OffsetDateTime.class).toInstant(),
                row.getString("title"),
                row.getString("cap"),
                row.getString("national_id"),
                row.getString("national"),
                row.getString("status"),
                row.getString("grade"),
                row.getString("proposed_by"),
                row.getString("approved_by"));
    }

    /** Notes that a message is owed somewhere. */
    void owe(String message, String outlet) {
        jdbc.sql("insert into publications (message, outlet) values (?, ?)")
                .params(message, outlet)
                .update();
    }

    /**
     * How publishing a message somewhere goes.
     *
     * @param doneAt null: not yet
     */
    public record Publication(
            String message, String outlet, int tries, @Nullable Instant doneAt, String error) {}

    public List<Publication> publications(String message) {
        return jdbc.sql("select * from publications where message = ? order by outlet")
                .param(message)
                .query(
                        (row, n) -> {
                            OffsetDateTime done = row.getObject("done_at", OffsetDateTime.class);
                            return new Publication(
                                    row.getString("message"),
                                    row.getString("outlet"),
                                    row.getInt("tries"),
                                    done == null ? null : done.toInstant(),
                                    row.getString("error"));
                        })
                .list();
    }

    void tried(String message, String outlet, @Nullable Instant doneAt, String error) {
        jdbc.sql(
                        """
                        update publications set tries = tries + 1, error = :error,
                            done_at = cast(:done as timestamptz)
                        where message = :message and outlet = :outlet
                        """)
                .param("error", error)
                .param("done", doneAt == null ? null : timestamptz(doneAt))
                .param("message", message)
                .param("outlet", outlet)
                .update();
    }
}
