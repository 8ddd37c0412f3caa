package city.lifeline.alerting.letter;

import static city.lifeline.alerting.Micros.timestamptz;

import city.lifeline.alerting.Micros;
import city.lifeline.alerting.Page;
import city.lifeline.model.Resubmission;
import city.lifeline.model.ResubmissionOutcome;
import city.lifeline.model.wire.ResubmissionCodec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Resubmissions in PostgreSQL: who wanted what, and the messages on their way to Kafka.
 *
 * <p>A request and its messages are stored in one transaction, and produced from there. Before a
 * message is produced it is claimed for a while and the try is counted, so that one that may be in
 * Kafka already is known when it is produced again.
 */
public final class ResubmissionStore {

    private static final int CLAIM_S = 300;

    private static final String SELECT = "select * from resubmissions";

    private final TransactionTemplate transactions;
    private final JdbcTemplate template;
    private final JdbcClient jdbc;

    public ResubmissionStore(TransactionTemplate transactions, JdbcTemplate template) {
        this.transactions = transactions;
        this.template = template;
        this.jdbc = JdbcClient.create(template);
    }

    /** The letters of one message have these in common. */
    private record MessageKey(
            String mqttTopic, String gateway, String run, Instant receivedAt, String sha256) {}

    /** Stores what is wanted, and marks the letters. */
    public ResubmissionRequest request(ResubmissionRequest.Wish wish) {
        return Objects.requireNonNull(transactions.execute(status -> store(wish)));
    }

    private ResubmissionRequest store(ResubmissionRequest.Wish wish) {
        LetterStore.lockBytes(jdbc);
        LetterFilter.Condition condition = condition(wish);
        List<Letter> letters =
                jdbc.sql(
                                LetterStore.SELECT
                                        + " where b.whole and "
                                        + condition.sql()
                                        + " order by l.received_at, l.id limit :limit for update of l")
                        .params(condition.parameters())
                        .param("limit", wish.limit())
                        .query(LetterStore::letter)
                        .list();
        long skipped =
                jdbc.sql(
                                """
                                select count(*) from dead_letters l
                                left join dead_letter_bytes b on b.sha256 = l.sha256
                                where b.whole is not true and\s"""
                                        + condition.sql())
                        .params(condition.parameters())
                        .query(Long.class)
                        .single();
        Map<MessageKey, List<Letter>> messages = new LinkedHashMap<>();
        for (Letter letter : letters) {
            messages.computeIfAbsent(key(letter), key -> new ArrayList<>()).add(letter);
        }
        insert(wish, letters.size(), messages.size(), skipped);
        insertMessages(wish.id(), List.copyOf(messages.values()));
        mark(wish, letters);
        return find(wish.id()).orElseThrow();
    }

    private static LetterFilter.Condition condition(ResubmissionRequest.Wish wish) {
        return wish.letter() == null
                ? wish.filter().condition()
                : new LetterFilter.Condition("l.id = :letter", Map.of("letter", wish.letter()));
    }

    private static MessageKey key(Letter letter) {
        return new MessageKey(
                letter.mqttTopic(),
                letter.gateway(),
                letter.run(),
                letter.receivedAt(),
                HexFormat.of().formatHex(letter.sha256()));
    }

    private void insert(ResubmissionRequest.Wish wish, int letters, int messages, long skipped) {
        LetterFilter filter = wish.filter();
        jdbc.sql(
                        """
                        insert into resubmissions
                            (id, requested_by, requested_at, comment, letter, reason, gateway, run,
                             from_time, to_time, letters, messages, skipped)
                        values (:id, :by, :at, :comment, :letter, :reason, :gateway, :run,
                             :from, :to, :letters, :messages, :skipped)
                        """)
                .param("id", wish.id())
                .param("by", wish.by())
                .param("at", timestamptz(wish.at()))
                .param("comment", wish.comment(), Types.VARCHAR)
                .param("letter", wish.letter(), Types.VARCHAR)
                .param("reason", filter.reason(), Types.VARCHAR)
                .param("gateway", filter.gateway(), Types.VARCHAR)
                .param("run", filter.run(), Types.VARCHAR)
                .param("from", moment(filter.from()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("to", moment(filter.to()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("letters", letters)
                .param("messages", messages)
                .param("skipped", skipped)
                .update();
    }

    private static @Nullable Object moment(@Nullable Instant moment) {
        return moment == null ? null : timestamptz(moment);
    }

    private void insertMessages(String resubmission, List<List<Letter>> messages) {
        List<Resubmission> records = new ArrayList<>(messages.size());
        for (List<Letter> letters : messages) {
            records.add(record(resubmission, records.size(), letters));
        }
        template.batchUpdate(
                """
                insert into resubmission_messages (resubmission, message, gateway, header, sha256)
                values (?, ?, ?, ?, ?)
                """,
                records,
                Math.max(1, records.size()),
                (statement, record) -> {
                    statement.setString(1, resubmission);
                    statement.setInt(2, record.message());
                    statement.setString(3, record.gateway());
                    statement.setBytes(4, ResubmissionCodec.encodeHeader(record));
                    statement.setBytes(5, messages.get(record.message()).get(0).sha256());
                });
    }

    /** A letter of the whole message asks for all of it. */
    private static Resubmission record(String resubmission, int number, List<Letter> letters) {
        Letter first = letters.get(0);
        boolean all = letters.stream().anyMatch(letter -> letter.index() < 0);
        return new Resubmission(
                resubmission,
                number,
                first.mqttTopic(),
                first.gateway(),
                first.run(),
                Micros.of(first.receivedAt()),
                first.contentEncoding(),
                all ? List.of() : letters.stream().map(Letter::index).distinct().sorted().toList(),
                new byte[0]);
    }

    private void mark(ResubmissionRequest.Wish wish, Collection<Letter> letters) {
        jdbc.sql(
                        """
                        update dead_letters
                        set resubmitted_at = :at, resubmitted_by = :by, attempts = attempts + 1
                        where id = any(:ids)
                        """)
                .param("at", timestamptz(wish.at()))
                .param("by", wish.by())
                .param("ids", letters.stream().map(Letter::id).toArray(String[]::new))
                .update();
    }

    public Optional<ResubmissionRequest> find(String id) {
        return jdbc.sql(SELECT + " where id = ?")
                .param(id)
                .query(ResubmissionStore::request)
                .optional();
    }

    /** The newest first. */
    public Page<ResubmissionRequest> page(int page, int size) {
        long total = jdbc.sql("select count(*) from resubmissions").query(Long.class).single();
        return new Page<>(
                jdbc.sql(SELECT + " order by requested_at desc, id limit :size offset :skip")
                        .param("size", size)
                        .param("skip", (long) page * size)
                        .query(ResubmissionStore::request)
                        .list(),
                total,
                page,
                size);
    }

    /** The oldest messages that are to be produced; nobody else gets them for a while. */
    public List<ResubmissionRequest.Outgoing> claim(int limit) {
        return Objects.requireNonNull(
                transactions.execute(
                        status ->
                                jdbc
                                        .sql(
                                                """
                                                update resubmission_messages m set tries = tries + 1,
                                                    claimed_till = clock_timestamp() + make_interval(secs => :claim)
                                                from dead_letter_bytes b
                                                where b.sha256 = m.sha256 and m.number in (
                                                    select number from resubmission_messages
                                                    where produced_at is null
                                                    and (claimed_till is null or claimed_till < clock_timestamp())
                                                    order by number limit :limit for update skip locked)
                                                returning m.*, b.bytes
                                                """)
                                        .param("claim", CLAIM_S)
                                        .param("limit", limit)
                                        .query(ResubmissionStore::outgoing)
                                        .list()
                                        .stream()
                                        .sorted(
                                                Comparator.comparingLong(
                                                        ResubmissionRequest.Outgoing::number))
                                        .toList()));
    }

    /** They are in Kafka. */
    public void produced(Collection<ResubmissionRequest.Outgoing> messages, Instant at) {
        jdbc.sql("update resubmission_messages set produced_at = :at where number = any(:numbers)")
                .param("at", timestamptz(at))
                .param("numbers", numbers(messages))
                .update();
    }

    /** They may not be in Kafka; another try may follow at once. */
    public void release(Collection<ResubmissionRequest.Outgoing> messages) {
        jdbc.sql(
                        "update resubmission_messages set claimed_till = null where number = any(:numbers)")
                .param("numbers", numbers(messages))
                .update();
    }

    private static Long[] numbers(Collection<ResubmissionRequest.Outgoing> messages) {
        return messages.stream().map(ResubmissionRequest.Outgoing::number).toArray(Long[]::new);
    }

    /** Adds up what became of messages, each once; inside the transaction. */
    int answered(List<ResubmissionOutcome> outcomes) {
        int fresh = 0;
        for (ResubmissionOutcome outcome : outcomes) {
            int first =
                    jdbc.sql(
                                    """
                                    update resubmission_messages set answered_at = clock_timestamp()
                                    where resubmission = :id and message = :message and answered_at is null
                                    """)
                            .param("id", outcome.id())
                            .param("message", outcome.message())
                            .update();
            if (first > 0) {
                jdbc.sql(
                                """
                                update resubmissions set answered = answered + 1,
                                    accepted = accepted + :accepted, refused = refused + :refused
                                where id = :id
                                """)
                        .param("accepted", outcome.accepted())
                        .param("refused", outcome.refused())
                        .param("id", outcome.id())
                        .update();
            }
            fresh += first;
        }
        return fresh;
    }

    /** Forgets single messages, but never who asked for them. */
    public void tidy(Instant oldest) {
        jdbc.sql("delete from resubmission_messages where produced_at < ?")
                .param(timestamptz(oldest))
                .update();
    }

    private static ResubmissionRequest request(ResultSet row, int n) throws SQLException {
        int messages = row.getInt("messages");
        return new ResubmissionRequest(
                row.getString("id"),
                row.getString("requested_by"),
                LetterStore.instant(row, "requested_at"),
                row.getString("comment"),
                row.getString("letter"),
                row.getInt("letters"),
                messages,
                row.getLong("skipped"),
                row.getLong("accepted"),
                row.getLong("refused"),
                messages - row.getInt("answered"));
    }

    private static ResubmissionRequest.Outgoing outgoing(ResultSet row, int n) throws SQLException {
        return new ResubmissionRequest.Outgoing(
                row.getLong("number"),
                row.getString("resubmission"),
                row.getInt("message"),
                row.getInt("tries"),
                row.getString("gateway"),
                row.getBytes("header"),
                row.getBytes("bytes"));
    }
}
