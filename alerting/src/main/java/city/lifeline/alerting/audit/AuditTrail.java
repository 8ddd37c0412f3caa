package city.lifeline.alerting.audit;

import city.lifeline.alerting.Page;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Who did what, in PostgreSQL. Entries are added in the transaction of what they tell of, so there
 * is neither an action without its entry nor an entry without its action.
 */
public final class AuditTrail {

    /** Of the lock that keeps two writers from taking the same number. */
    private static final long LOCK = 4_711_000_018L;

    private final JdbcClient jdbc;
    private final AuditMac mac;

    public AuditTrail(JdbcClient jdbc, String key) {
        this.jdbc = jdbc;
        this.mac = new AuditMac(key);
    }

    /**
     * What a verification came to.
     *
     * @param entries how many are as they were written, from the first
     * @param fault which entry is not, and why; null: all are
     * @param head number of the last entry
     * @param headMac its mac, in hexadecimal
     */
    public record Verdict(
            long entries, @Nullable String fault, long head, @Nullable String headMac) {}

    /** What is to be told. */
    public record Told(Instant at, String person, String action, String subject, String detail) {}

    /** Adds an entry; to be called within the transaction of what it tells of. */
    public void add(Instant at, String person, String action, String subject, String detail) {
        add(List.of(new Told(at, person, action, subject, detail)));
    }

    /** Adds entries in their order, many at the cost of one; as {@link #add}. */
    public void add(List<Told> entries) {
        if (entries.isEmpty()) {
            return;
        }
        // One row comes back from a function of type void.
        jdbc.sql("select 1 from (select pg_advisory_xact_lock(?)) as lock")
                .param(LOCK)
                .query(Integer.class)
                .single();
        Row last =
                jdbc.sql("select * from audit_trail order by number desc limit 1")
                        .query((row, n) -> row(row))
                        .optional()
                        .orElse(null);
        long number = last == null ? 0 : last.entry.number();
        byte[] before = last == null ? AuditMac.NONE : last.mac;
        List<AuditEntry> added = new ArrayList<>();
        List<String> macs = new ArrayList<>();
        for (Told told : entries) {
            number++;
            AuditEntry entry =
                    new AuditEntry(
                            number,
                            told.at.truncatedTo(ChronoUnit.MICROS),
                            told.person,
                            told.action,
                            told.subject,
                            told.detail);
            before = mac.of(before, entry);
            added.add(entry);
            macs.add(HexFormat.of().formatHex(before));
        }
        jdbc.sql(
                        """
                        insert into audit_trail
                        select number, at, person, action, subject, detail, decode(mac, 'hex')
                        from unnest(cast(:numbers as bigint[]), cast(:ats as timestamptz[]),
                            cast(:persons as text[]), cast(:actions as text[]),
                            cast(:subjects as text[]), cast(:details as text[]),
                            cast(:macs as text[]))
                            as told(number, at, person, action, subject, detail, mac)
                        """)
                .param("numbers", added.stream().map(AuditEntry::number).toArray(Long[]::new))
                .param("ats", added.stream().map(one -> one.at().toString()).toArray(String[]::new))
                .param("persons", added.stream().map(AuditEntry::person).toArray(String[]::new))
                .param("actions", added.stream().map(AuditEntry::action).toArray(String[]::new))
                .param("subjects", added.stream().map(AuditEntry::subject).toArray(String[]::new))
                .param("details", added.stream().map(AuditEntry::detail).toArray(String[]::new))
                .param("macs", macs.toArray(String[]::new))
                .update();
    }

    public Page<AuditEntry> page(int page, int size) {
        long total = jdbc.sql("select count(*) from audit_trail").query(Long.class).single();
        List<AuditEntry> items =
                jdbc.sql("select * from audit_trail order by number desc limit ? offset ?")
                        .params(size, (long) page * size)
                        .query((row, n) -> row(row).entry)
                        .list();
        return new Page<>(items, total, page, size);
    }

    /**
     * Follows the chain from its beginning.
     *
     * @param known macs that somebody has noted outside of this database, by number: they show what
     *     was cut off at the end
     */
    public Verdict verify(Map<Long, String> known) {
        State state = new State();
        jdbc.sql("select * from audit_trail order by number")
                .query(
                        (java.sql.ResultSet row) -> {
                            if (state.fault == null) {
                                state.take(row(row), known);
                            }
                        });
        if (state.fault == null) {
            for (long number : known.keySet()) {
                if (number > state.number) {
                    state.fault =
                            "entries %d to %d are gone: the trail ended at %d or later when it was last verified"
                                    .formatted(state.number + 1, number, number);
                }
            }
        }
        return new Verdict(
                state.number,
                state.fault,
                state.number,
                state.number == 0 ? null : HexFormat.of().formatHex(state.before));
    }

    private static Row row(java.sql.ResultSet row) throws java.sql.SQLException {
        return new Row(
                new AuditEntry(
                        row.getLong("number"),
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getString("person"),
                        row.getString("action"),
                        row.getString("subject"),
                        row.getString("detail")),
                row.getBytes("mac"));
    }

    private record Row(AuditEntry entry, byte[] mac) {}

    private final class State {
        private long number;
        private byte[] before = AuditMac.NONE;
        private @Nullable String fault;

        void take(Row row, Map<Long, String> known) {
            long next = row.entry.number();
            if (next != number + 1) {
                fault =
                        next == number + 2
                                ? "entry %d is gone".formatted(number + 1)
                                : "entries %d to %d are gone".formatted(number + 1, next - 1);
                return;
            }
            byte[] expected = mac.of(before, row.entry);
            if (!MessageDigest.isEqual(expected, row.mac)) {
                fault =
                        "entry %d (%s, %s by %s) is not as it was written"
                                .formatted(
                                        next,
                                        row.entry.at(),
                                        row.entry.action(),
                                        row.entry.person());
                return;
            }
            String noted = known.get(next);
            if (noted != null && !noted.equals(HexFormat.of().formatHex(row.mac))) {
                fault = "entry %d is another than when it was last verified".formatted(next);
                return;
            }
            number = next;
            before = row.mac;
        }
    }
}
