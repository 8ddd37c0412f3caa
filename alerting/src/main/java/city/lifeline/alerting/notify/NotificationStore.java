package city.lifeline.alerting.notify;

import static city.lifeline.alerting.Micros.timestamptz;

import city.lifeline.alerting.Page;
import city.lifeline.model.Grade;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is owed to whom, in PostgreSQL. */
public final class NotificationStore {

    /** One message per person, group and this. */
    static final Duration SPACING = Duration.ofMinutes(1);

    /** How long a code stays that of its message. */
    private static final Duration CODES_LAST = Duration.ofDays(7);

    private static final int CODES = 10_000;

    private final JdbcTemplate template;
    private final JdbcClient jdbc;
    private final SecureRandom random = new SecureRandom();

    public NotificationStore(JdbcTemplate template) {
        this.template = template;
        this.jdbc = JdbcClient.create(template);
    }

    /**
     * A message that is to be sent.
     *
     * @param isNew false: the warnings were added to one that was waiting already
     */
    record Owed(String id, Instant dueAt, boolean isNew) {}

    /**
     * What a sender holds while it sends; a later claim takes the right to write away.
     *
     * @param wasHeld whether a maintenance window had kept it
     */
    record Claim(Notification notification, long fence, boolean wasHeld) {}

    /**
     * Owes somebody a message about warnings: added to the one that waits for them, if any, else
     * sent at once, or as soon as a minute has gone since the last of its group.
     */
    Owed owe(
            String person,
            String group,
            Kind kind,
            Grade grade,
            Collection<String> warnings,
            Instant now) {
        // Two instances may owe the same person at once.
        jdbc.sql("select 1 from (select pg_advisory_xact_lock(hashtextextended(?, 0))) as lock")
                .param(person + '\n' + group)
                .query(Integer.class)
                .single();
        Optional<Owed> waiting =
                jdbc.sql(
                                """
                                update notifications set grade = greatest(grade, cast(? as grade))
                                where person = ? and group_key = ? and state = 'DUE'
                                returning id, due_at
                                """)
                        .params(grade.name(), person, group)
                        .query(
                                (row, n) ->
                                        new Owed(
                                                row.getString("id"), instant(row, "due_at"), false))
                        .optional();
        Owed owed = waiting.orElseGet(() -> insert(person, group, kind, grade, now));
        template.batchUpdate(
                "insert into notification_warnings values (?, ?) on conflict do nothing",
                warnings,
                Math.max(1, warnings.size()),
                (statement, warning) -> {
                    statement.setString(1, owed.id);
                    statement.setString(2, warning);
                });
        return owed;
    }

    private Owed insert(String person, String group, Kind kind, Grade grade, Instant now) {
        Instant last =
                jdbc.sql(
                                "select max(due_at) as at from notifications where person = ? and"
                                        + " group_key = ? and state <> 'HELD'")
                        .params(person, group)
                        .query((row, n) -> Optional.ofNullable(optionalInstant(row, "at")))
                        .single()
                        .orElse(Instant.EPOCH);
        Instant due = last.plus(SPACING).isAfter(now) ? last.plus(SPACING) : now;
        String id = UUID.randomUUID().toString();
        jdbc.sql(
                        """
                        insert into notifications
                            (id, person, group_key, kind, grade, code, state, created_at, due_at)
                        values (?, ?, ?, ?, cast(? as grade), ?, 'DUE', ?, ?)
                        """)
                .params(
                        id,
                        person,
                        group,
                        kind.name(),
                        grade.name(),
                        code(person, now),
                        timestamptz(now),
                        timestamptz(due))
                .update();
        return new Owed(id, due, true);
    }

    /** One that this person has not had for a while. */
    private String code(String person, Instant now) {
        List<String> taken =
                jdbc.sql("select code from notifications where person = ? and created_at > ?")
                        .params(person, timestamptz(now.minus(CODES_LAST)))
                        .query(String.class)
                        .list();
        String code;
        do {
            code = "%04d".formatted(random.nextInt(CODES));
        } while (taken.contains(code) && taken.size() < CODES / 2);
        return code;
    }

    /** Takes the right to send; empty if nothing is left to do. */
    Optional<Claim> claim(String id) {
        return jdbc.sql(
                        """
                        update notifications n set state = 'SENDING', fence = fence + 1
                        from (select id, state from notifications where id = ? for update) was
                        where n.id = was.id and was.state in ('DUE', 'HELD', 'SENDING', 'SUBMITTED')
                        returning n.*, was.state = 'HELD' as was_held, %s
                        """
                                .formatted(WARNINGS))
                .param(id)
                .query(
                        (row, n) ->
                                new Claim(
                                        notification(row, n),
                                        row.getLong("fence"),
                                        row.getBoolean("was_held")))
                .optional();
    }

    private static final String WARNINGS =
            "(select coalesce(array_agg(warning_id), '{}') from notification_warnings w where"
                    + " w.notification = n.id) as warnings";

    /** Moves it on; false if another has taken it over, or an answer or a receipt came first. */
    boolean move(Claim claim, Notification.State state, @Nullable String reason) {
        return jdbc.sql(
                                """
                                update notifications set state = :state, reason = :reason
                                where id = :id and fence = :fence and state = 'SENDING'
                                """)
                        .param("state", state.name())
                        .param("reason", reason, Types.VARCHAR)
                        .param("id", claim.notification.id())
                        .param("fence", claim.fence)
                        .update()
                == 1;
    }

    /**
     * Takes warnings out of a message into one of its own, which is held. To be called in a
     * transaction, by who holds the claim.
     *
     * @return the id of the one that is held
     */
    String holdApart(Claim claim, Grade grade, Collection<String> warnings, Instant now) {
        Notification from = claim.notification;
        String id = UUID.randomUUID().toString();
        jdbc.sql(
                        """
                        insert into notifications
                            (id, person, group_key, kind, grade, code, state, created_at, due_at)
                        values (?, ?, ?, ?, cast(? as grade), ?, 'HELD', ?, ?)
                        """)
                .params(
                        id,
                        from.person(),
                        from.groupKey(),
                        from.kind().name(),
                        grade.name(),
                        code(from.person(), now),
                        timestamptz(now),
                        timestamptz(from.dueAt()))
                .update();
        jdbc.sql(
                        "update notification_warnings set notification = ? where notification = ?"
                                + " and warning_id = any(?)")
                .params(id, from.id(), warnings.toArray(String[]::new))
                .update();
        return id;
    }

    /** Messages that a maintenance window keeps, whole or from their next channel. */
    List<String> keptBy(long window) {
        return jdbc.sql(
                        """
                        select distinct n.id from maintenance_warnings m
                        join notification_warnings nw on nw.warning_id = m.warning_id
                        join notifications n on n.id = nw.notification
                        where m.maintenance = ? and n.state in ('HELD', 'SUBMITTED')
                        """)
                .param(window)
                .query(String.class)
                .list();
    }

    /** Whether a claim still holds. */
    boolean holds(Claim claim) {
        return jdbc.sql(
                                "select count(*) from notifications where id = ? and fence = ? and"
                                        + " state = 'SENDING'")
                        .params(claim.notification.id(), claim.fence)
                        .query(Long.class)
                        .single()
                == 1;
    }

    long begin(String notification, String channel, Instant at) {
        return jdbc.sql(
                        """
                        insert into deliveries (notification, channel, state, begun_at)
                        values (?, ?, 'SENDING', ?) returning id
                        """)
                .params(notification, channel, timestamptz(at))
                .query(Long.class)
                .single();
    }

    /** To be called in a transaction. */
    void submitted(long delivery, Channel.Accepted accepted, Instant at) {
        accepted.receipts().forEach(receipt -> lockReceipt(accepted.provider(), receipt));
        jdbc.sql(
                        """
                        update deliveries set state = 'SUBMITTED', provider = ?, receipts = ?,
                            submitted_at = ?
                        where id = ? and state = 'SENDING'
                        """)
                .params(
                        accepted.provider(),
                        accepted.receipts().toArray(String[]::new),
                        timestamptz(at),
                        delivery)
                .update();
        for (String receipt : accepted.receipts()) {
            jdbc.sql("delete from early_receipts where provider = ? and receipt = ? returning *")
                    .params(accepted.provider(), receipt)
                    .query(
                            (row, n) ->
                                    take(
                                            accepted.provider(),
                                            receipt,
                                            row.getBoolean("delivered"),
                                            row.getString("status"),
                                            instant(row, "at")))
                    .list();
        }
    }

    private void lockReceipt(String provider, String receipt) {
        jdbc.sql("select 1 from (select pg_advisory_xact_lock(hashtextextended(?, 1))) as lock")
                .param(provider + '\n' + receipt)
                .query(Integer.class)
                .single();
    }

    void failed(long delivery, String error, Instant at) {
        jdbc.sql("update deliveries set state = 'FAILED', error = ?, done_at = ? where id = ?")
                .params(error, timestamptz(at), delivery)
                .update();
    }

    /** Tries of one message, oldest first. */
    public List<Delivery> deliveries(String notification) {
        return jdbc.sql("select * from deliveries where notification = ? order by id")
                .param(notification)
                .query(
                        (row, n) ->
                                new Delivery(
                                        row.getString("notification"),
                                        row.getString("channel"),
                                        Optional.ofNullable(row.getString("provider")).orElse(""),
                                        Delivery.State.valueOf(row.getString("state")),
                                        instant(row, "begun_at"),
                                        optionalInstant(row, "submitted_at"),
                                        optionalInstant(row, "done_at"),
                                        row.getString("error")))
                .list();
    }

    /**
     * Takes a receipt; the same one twice is taken once. To be called in a transaction.
     *
     * @return the message it was about, if it tells of a failure
     */
    Optional<String> receipt(
            String provider, String receipt, boolean delivered, String status, Instant at) {
        lockReceipt(provider, receipt);
        boolean known =
                jdbc.sql(
                                        "select count(*) from deliveries where provider = ? and"
                                                + " receipts @> cast(array[?] as text[])")
                                .params(provider, receipt)
                                .query(Long.class)
                                .single()
                        > 0;
        if (!known) {
            jdbc.sql("insert into early_receipts values (?, ?, ?, ?, ?) on conflict do nothing")
                    .params(provider, receipt, delivered, status, timestamptz(at))
                    .update();
            return Optional.empty();
        }
        return take(provider, receipt, delivered, status, at);
    }

    private Optional<String> take(
            String provider, String receipt, boolean delivered, String status, Instant at) {
        Optional<String> notification =
                jdbc.sql(
                                """
                                update deliveries set state = :state, done_at = :at, error = :error
                                where provider = :provider and receipts @> cast(array[:receipt] as text[])
                                    and state = 'SUBMITTED'
                                returning notification
                                """)
                        .param("state", delivered ? "DELIVERED" : "FAILED")
                        .param("at", timestamptz(at))
                        .param("error", delivered ? null : status, Types.VARCHAR)
                        .param("provider", provider)
                        .param("receipt", receipt)
                        .query(String.class)
                        .optional();
        if (notification.isPresent() && delivered) {
            jdbc.sql(
                            "update notifications set state = 'DELIVERED' where id = ? and state in"
                                    + " ('SENDING', 'SUBMITTED')")
                    .param(notification.get())
                    .update();
            return Optional.empty();
        }
        return notification;
    }

    /** Receipts of messages that are none of ours. */
    public void tidy(Instant before) {
        jdbc.sql("delete from early_receipts where at < ?").param(timestamptz(before)).update();
    }

    /** The message that a person's reply names; the newest, if a code has come round again. */
    Optional<Notification> byCode(String person, String code, Instant now) {
        return jdbc.sql(
                        """
                        select n.*, %s from notifications n
                        where person = ? and code = ? and created_at > ?
                        order by created_at desc limit 1
                        """
                                .formatted(WARNINGS))
                .params(person, code, timestamptz(now.minus(CODES_LAST)))
                .query(NotificationStore::notification)
                .optional();
    }

    void answered(String id, Instant at) {
        jdbc.sql(
                        "update notifications set state = 'ANSWERED', answered_at = ? where id = ?"
                                + " and answered_at is null")
                .params(timestamptz(at), id)
                .update();
    }

    /** Messages about a warning, oldest first. */
    public List<Notification> about(String warning) {
        return jdbc.sql(
                        """
                        select n.*, %s from notifications n
                        join notification_warnings nw on nw.notification = n.id
                        where nw.warning_id = ? order by n.created_at, n.id
                        """
                                .formatted(WARNINGS))
                .param(warning)
                .query(NotificationStore::notification)
                .list();
    }

    public Optional<Notification> find(String id) {
        return jdbc.sql("select n.*, %s from notifications n where id = ?".formatted(WARNINGS))
                .param(id)
                .query(NotificationStore::notification)
                .optional();
    }

    /** The newest first. */
    public Page<Notification> page(int page, int size) {
        long total = jdbc.sql("select count(*) from notifications").query(Long.class).single();
        List<Notification> items =
                jdbc.sql(
                                "select n.*, %s from notifications n order by created_at desc, id limit ? offset ?"
                                        .formatted(WARNINGS))
                        .params(size, (long) page * size)
                        .query(NotificationStore::notification)
                        .list();
        return new Page<>(items, total, page, size);
    }

    /** Messages that should have been sent by then and were not. */
    public long overdue(Instant before) {
        return jdbc.sql(
                        "select count(*) from notifications where state in ('DUE', 'SENDING') and"
                                + " due_at < ?")
                .param(timestamptz(before))
                .query(Long.class)
                .single();
    }

    /** How far the telling of a warning has come. */
    record Progress(int step, Instant nextAt) {}

    Optional<Progress> progress(String warning, Grade grade) {
        return jdbc.sql(
                        "select * from escalations where warning_id = ? and grade = cast(? as"
                                + " grade) for update")
                .params(warning, grade.name())
                .query((row, n) -> new Progress(row.getInt("step"), instant(row, "next_at")))
                .optional();
    }

    void progress(Collection<String> warnings, Grade grade, int step, Instant nextAt) {
        List<Object[]> rows = new ArrayList<>();
        for (String warning : warnings) {
            rows.add(new Object[] {warning, grade.name(), step, timestamptz(nextAt)});
        }
        template.batchUpdate(
                """
                insert into escalations values (?, cast(? as grade), ?, ?)
                on conflict (warning_id, grade) do update set
                    step = excluded.step, next_at = excluded.next_at
                """,
                rows);
    }

    /** A warning that nobody has been told of because of a maintenance window. */
    record Held(String warning, Grade grade, String point, String asset) {}

    /** All of them; one for each grade. */
    List<Held> held() {
        return jdbc.sql(
                        """
                        select w.id, e.grade, w.point, w.asset from escalations e
                        join warnings w on w.id = e.warning_id
                        where e.step = 0 and e.grade = w.peak
                        """)
                .query(
                        (row, n) ->
                                new Held(
                                        row.getString("id"),
                                        Grade.valueOf(row.getString("grade")),
                                        row.getString("point"),
                                        row.getString("asset")))
                .list();
    }

    /** The next ones are not told before then; the first ones are not kept waiting. */
    void putOff(String warning, Grade grade, Instant at) {
        jdbc.sql(
                        "update escalations set next_at = ? where warning_id = ? and grade = cast(?"
                                + " as grade) and step > 0 and next_at < ?")
                .params(timestamptz(at), warning, grade.name(), timestamptz(at))
                .update();
    }

    void hasten(Collection<String> warnings, Instant at) {
        jdbc.sql("update escalations set next_at = ? where warning_id = any(?) and next_at > ?")
                .params(timestamptz(at), warnings.toArray(String[]::new), timestamptz(at))
                .update();
    }

    /**
     * Who was told of incidents that go on.
     *
     * @param news warnings that are not looked at: an incident that has ended but for them begins
     *     anew
     */
    Map<IncidentSteps.Key, IncidentSteps.Told> told(
            Collection<String> incidents, Collection<String> news) {
        Map<IncidentSteps.Key, IncidentSteps.Told> told = new HashMap<>();
        jdbc.sql(
                        """
                        select t.* from incident_told t
                        where t.incident = any(:incidents) and exists (
                            select 1 from incident_warnings m join warnings w on w.id = m.warning_id
                            where m.incident = t.incident and w.state = 'RAISED'
                                  and w.id <> all(:news))
                        """)
                .param("incidents", incidents.toArray(String[]::new))
                .param("news", news.toArray(String[]::new))
                .query(
                        row -> {
                            told.put(
                                    new IncidentSteps.Key(
                                            row.getString("incident"), row.getString("person")),
                                    new IncidentSteps.Told(
                                            Grade.valueOf(row.getString("grade")),
                                            row.getInt("step"),
                                            instant(row, "at")));
                        });
        return told;
    }

    void told(Map<IncidentSteps.Key, IncidentSteps.Told> told) {
        List<Object[]> rows = new ArrayList<>();
        told.forEach(
                (key, one) ->
                        rows.add(
                                new Object[] {
                                    key.incident(),
                                    key.person(),
                                    one.grade().name(),
                                    one.step(),
                                    timestamptz(one.at())
                                }));
        template.batchUpdate(
                """
                insert into incident_told values (?, ?, cast(? as grade), ?, ?)
                on conflict (incident, person) do update set
                    grade = excluded.grade, step = excluded.step, at = excluded.at
                """,
                rows);
    }

    /** Where else in an incident somebody has answered at a grade, by asset. */
    List<String> answered(String incident, Grade grade) {
        return jdbc.sql(
                        """
                        select distinct w.asset from incident_warnings m
                        join warnings w on w.id = m.warning_id
                        join warning_handling h on h.warning_id = w.id
                        where m.incident = ? and h.acknowledged_grade >= cast(? as grade)
                              and h.state not in ('CLOSED', 'ARCHIVED') and w.state = 'RAISED'
                        """)
                .params(incident, grade.name())
                .query(String.class)
                .list();
    }

    private static Notification notification(ResultSet row, int n) throws SQLException {
        return new Notification(
                row.getString("id"),
                row.getString("person"),
                row.getString("group_key"),
                Kind.valueOf(row.getString("kind")),
                Grade.valueOf(row.getString("grade")),
                row.getString("code"),
                Notification.State.valueOf(row.getString("state")),
                instant(row, "created_at"),
                instant(row, "due_at"),
                row.getString("reason"),
                optionalInstant(row, "answered_at"),
                List.of((String[]) row.getArray("warnings").getArray()));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant optionalInstant(ResultSet row, String column)
            throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
