package city.lifeline.alerting.report;

import static city.lifeline.alerting.Micros.timestamptz;

import city.lifeline.alerting.Page;
import city.lifeline.alerting.audit.AuditTrail;
import city.lifeline.alerting.security.UserStore;
import city.lifeline.model.Runs;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** What one shift hands over to the next. */
public final class HandoverStore {

    private final TransactionTemplate transactions;
    private final JdbcClient jdbc;
    private final AuditTrail audit;
    private final InstantSource clock;
    private final UserStore users;

    public HandoverStore(
            TransactionTemplate transactions,
            JdbcClient jdbc,
            AuditTrail audit,
            InstantSource clock,
            UserStore users) {
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
        this.users = users;
    }

    /** What somebody wants the next shift to know. */
    public record Note(long id, Instant at, String person, String text) {}

    /**
     * What somebody did about a warning.
     *
     * @param action as a step of its handling
     */
    public record Deed(
            Instant at,
            String person,
            String action,
            @Nullable String comment,
            @Nullable String detail,
            String warning) {}

    /**
     * A sheet as it was handed over.
     *
     * @param sheet as JSON
     * @param acceptedBy null: nobody yet
     * @param version counts the changes
     */
    public record Kept(
            Instant from,
            String sheet,
            String handedBy,
            Instant handedAt,
            @Nullable String acceptedBy,
            @Nullable Instant acceptedAt,
            int version) {}

    /** A shift that was not handed over or accepted, and why. */
    public static final class RefusedHandoverException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final boolean stale;

        RefusedHandoverException(boolean stale, String message) {
            super(message);
            this.stale = stale;
        }

        /** Whether somebody has changed what the caller had seen. */
        public boolean isStale() {
            return stale;
        }
    }

    /** The sheet of the shift that begins then, if it was handed over. */
    public Optional<Kept> kept(Instant from) {
        return kept(from, "");
    }

    private Optional<Kept> kept(Instant from, String lock) {
        return jdbc.sql("select * from handover_sheets where shift_from = ?" + lock)
                .params(timestamptz(from))
                .query(
                        (row, n) -> {
                            OffsetDateTime accepted =
                                    row.getObject("accepted_at", OffsetDateTime.class);
                            return new Kept(
                                    row.getObject("shift_from", OffsetDateTime.class).toInstant(),
                                    row.getString("sheet"),
                                    row.getString("handed_by"),
                                    row.getObject("handed_at", OffsetDateTime.class).toInstant(),
                                    row.getString("accepted_by"),
                                    accepted == null ? null : accepted.toInstant(),
                                    row.getInt("version"));
                        })
                .optional();
    }

    /**
     * Keeps a sheet as it is now; until somebody accepts it, it may be handed over again.
     *
     * @param seen version that the caller knows, 0: none; null: any
     * @throws RefusedHandoverException if it was accepted, or changed meanwhile
     */
    public Kept handOver(Instant from, String sheet, String by, @Nullable Integer seen) {
        return transactions.execute(
                status -> {
                    jdbc.sql("lock table handover_sheets in share row exclusive mode").update();
                    Kept before = kept(from, "").orElse(null);
                    check(before == null ? 0 : before.version(), seen);
                    if (before != null && before.acceptedBy() != null) {
                        throw new RefusedHandoverException(
                                false,
                                "%s has accepted the sheet: it is not changed any more"
                                        .formatted(before.acceptedBy()));
                    }
                    Instant now = clock.instant();
                    jdbc.sql(
                                    """
                                    insert into handover_sheets
                                        (shift_from, sheet, handed_by, handed_at, version)
                                    values (?, ?, ?, ?, 1)
                                    on conflict (shift_from) do update set
                                        sheet = excluded.sheet, handed_by = excluded.handed_by,
                                        handed_at = excluded.handed_at,
                                        version = handover_sheets.version + 1
                                    """)
                            .params(timestamptz(from), sheet, by, timestamptz(now))
                            .update();
                    audit.add(now, by, "HAND_OVER", "handover/" + from, "");
                    return kept(from, "").orElseThrow();
                });
    }

    /**
     * Takes a shift over, by somebody else than who handed it over.
     *
     * @throws RefusedHandoverException if it is not there to be accepted, or not by them
     */
    public Kept accept(Instant from, String by, @Nullable Integer seen) {
        return transactions.execute(
                status -> {
                    Kept before =
                            kept(from, " for update")
                                    .orElseThrow(
                                            () ->
                                                    new RefusedHandoverException(
                                                            false,
                                                            "Nobody has handed this shift over yet"));
                    check(before.version(), seen);
                    if (before.acceptedBy() != null) {
                        throw new RefusedHandoverException(
                                false, "%s has accepted it already".formatted(before.acceptedBy()));
                    }
                    if (users.samePerson(before.handedBy(), by)) {
                        throw new RefusedHandoverException(
                                false,
                                "%s has handed it over: somebody else must accept it"
                                        .formatted(before.handedBy()));
                    }
                    Instant now = clock.instant();
                    jdbc.sql(
                                    """
                                    update handover_sheets set accepted_by = ?, accepted_at = ?,
                                        version = version + 1 where shift_from = ?
                                    """)
                            .params(by, timestamptz(now), timestamptz(from))
                            .update();
                    audit.add(
                            now,
                            by,
                            "ACCEPT_HANDOVER",
                            "handover/" + from,
                            "from " + before.handedBy());
                    return kept(from, "").orElseThrow();
                });
    }

    private static void check(int version, @Nullable Integer seen) {
        if (seen != null && seen != version) {
            throw new RefusedHandoverException(
                    true,
                    "Somebody was faster: the sheet is at version %d, you have seen %d; load it again"
                            .formatted(version, seen));
        }
    }

    /** By when each of the warnings has to be answered before others are told. */
    public Map<String, Instant> deadlines(Collection<String> warnings) {
        Map<String, Instant> deadlines = new HashMap<>();
        jdbc.sql(
                        """
                        select warning_id, min(next_at) as next_at from escalations
                        where warning_id = any(?) group by warning_id
                        """)
                .param(warnings.toArray(String[]::new))
                .query(
                        row -> {
                            deadlines.put(
                                    row.getString("warning_id"),
                                    row.getObject("next_at", OffsetDateTime.class).toInstant());
                        });
        return deadlines;
    }

    /** Leaves a note. */
    public void add(String person, String text) {
        transactions.executeWithoutResult(
                status -> {
                    Instant now = clock.instant();
                    jdbc.sql("insert into handover_notes (at, person, text) values (?, ?, ?)")
                            .params(timestamptz(now), person, text)
                            .update();
                    audit.add(now, person, "HANDOVER_NOTE", "handover", text);
                });
    }

    /** Notes of a stretch of time, the first first; of too many the last, which are the newest. */
    public Page<Note> notes(Instant from, Instant to, int most) {
        AtomicLong total = new AtomicLong();
        List<Note> newest =
                jdbc.sql(
                                """
                                select *, count(*) over () as total from handover_notes
                                where at >= ? and at < ? order by at desc, id desc limit ?
                                """)
                        .params(timestamptz(from), timestamptz(to), most)
                        .query(
                                (row, n) -> {
                                    total.set(row.getLong("total"));
                                    return new Note(
                                            row.getLong("id"),
                                            row.getObject("at", OffsetDateTime.class).toInstant(),
                                            row.getString("person"),
                                            row.getString("text"));
                                })
                        .list();
        List<Note> inOrder = new ArrayList<>(newest);
        Collections.reverse(inOrder);
        return new Page<>(inOrder, total.get(), 0, most);
    }

    /**
     * What was done about the live run's warnings in a stretch of time, the latest first.
     *
     * @param assets whose warnings are all that may be seen; null: of any
     */
    public Page<Deed> deeds(Instant from, Instant to, @Nullable Set<String> assets, int most) {
        AtomicLong total = new AtomicLong();
        List<Deed> latest =
                jdbc.sql(
                                """
                                select s.*, count(*) over () as total
                                from handling_steps s join warnings w on w.id = s.warning_id
                                where s.at >= :from and s.at < :to and w.run = :run
                                    and (:all or w.asset = any(:assets))
                                order by s.at desc, s.warning_id, s.number desc limit :most
                                """)
                        .param("from", timestamptz(from))
                        .param("to", timestamptz(to))
                        .param("run", Runs.LIVE)
                        .param("all", assets == null)
                        .param(
                                "assets",
                                assets == null ? new String[0] : assets.toArray(String[]::new))
                        .param("most", most)
                        .query(
                                (row, n) -> {
                                    total.set(row.getLong("total"));
                                    return new Deed(
                                            row.getObject("at", OffsetDateTime.class).toInstant(),
                                            row.getString("person"),
                                            row.getString("action"),
                                            row.getString("comment"),
                                            row.getString("detail"),
                                            row.getString("warning_id"));
                                })
                        .list();
        return new Page<>(latest, total.get(), 0, most);
    }
}
