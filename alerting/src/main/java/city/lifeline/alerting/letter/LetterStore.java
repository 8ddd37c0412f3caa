package city.lifeline.alerting.letter;

import static city.lifeline.alerting.Micros.timestamptz;

import city.lifeline.alerting.Micros;
import city.lifeline.alerting.Page;
import city.lifeline.model.DeadLetter;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Dead letters in PostgreSQL. */
public final class LetterStore {

    static final String SELECT =
            """
            select l.*, coalesce(b.whole, false) as whole
            from dead_letters l left join dead_letter_bytes b on b.sha256 = l.sha256
            """;

    /** What a row takes beside the message; about. */
    private static final int ROW_BYTES = 600;

    private static final int MAX_GATEWAYS = 500;

    private final JdbcTemplate template;
    private final JdbcClient jdbc;
    private final LetterBounds bounds;

    public LetterStore(JdbcTemplate template, LetterBounds bounds) {
        this.template = template;
        this.jdbc = JdbcClient.create(template);
        this.bounds = bounds;
    }

    private record Place(Instant hour, String run, String gateway, String reason) {

        static Place of(DeadLetter.Origin origin) {
            return new Place(
                    Micros.instant(origin.receivedAtUs()).truncatedTo(ChronoUnit.HOURS),
                    clean(origin.run()),
                    clean(origin.gateway()),
                    clean(origin.reason()));
        }
    }

    private record Kept(long letters, long bytes) {}

    /**
     * The messages that letters read together are about. Only the first letter of a message carries
     * its bytes, but any other that is kept needs them too.
     */
    private record Messages(Map<ByteBuffer, ReceivedLetter> carriers, Set<String> last) {

        static Messages of(List<ReceivedLetter> letters) {
            Map<ByteBuffer, ReceivedLetter> carriers = new HashMap<>();
            Map<String, String> last = new HashMap<>();
            for (ReceivedLetter letter : letters) {
                if (letter.hasBytes()) {
                    carriers.merge(
                            digest(letter), letter, (one, other) -> one.isWhole() ? one : other);
                    last.put(letter.letter().origin().gateway(), letter.id());
                }
            }
            return new Messages(carriers, Set.copyOf(last.values()));
        }

        /** Whether further letters of its message may be among those that are read next. */
        boolean mayGoOn(ReceivedLetter letter) {
            return last.contains(letter.id());
        }

        /** The letter with the bytes, unless they are stored already or are not here. */
        @Nullable ReceivedLetter due(ReceivedLetter letter) {
            return carriers.get(digest(letter));
        }

        void stored(ReceivedLetter letter) {
            carriers.remove(digest(letter));
        }

        private static ByteBuffer digest(ReceivedLetter letter) {
            return ByteBuffer.wrap(letter.sha256());
        }
    }

    /** Counts letters and keeps those that there is room for, inside the transaction. */
    int store(List<ReceivedLetter> letters) {
        lockBytes(jdbc);
        Set<String> known =
                new HashSet<>(
                        jdbc.sql("select id from dead_letters where id = any(:ids)")
                                .param(
                                        "ids",
                                        letters.stream()
                                                .map(ReceivedLetter::id)
                                                .toArray(String[]::new))
                                .query(String.class)
                                .list());
        Map<Place, List<ReceivedLetter>> places = new LinkedHashMap<>();
        for (ReceivedLetter letter : letters) {
            if (known.add(letter.id())) {
                places.computeIfAbsent(
                                Place.of(letter.letter().origin()), place -> new ArrayList<>())
                        .add(letter);
            }
        }
        Messages messages = Messages.of(letters);
        places.forEach((place, some) -> store(place, some, messages));
        return places.values().stream().mapToInt(List::size).sum();
    }

    /** Whoever adds a use of a message, and whoever removes those without, one after the other. */
    static void lockBytes(JdbcClient jdbc) {
        jdbc.sql("select pg_advisory_xact_lock(hashtext('dead_letter_bytes'))")
                .query((row, n) -> "")
                .single();
    }

    private void store(Place place, List<ReceivedLetter> letters, Messages messages) {
        Kept before = count(place, letters);
        int room = (int) Math.max(0, bounds.hourlyLetters() - before.letters());
        List<ReceivedLetter> kept = letters.subList(0, Math.min(room, letters.size()));
        long bytes = before.bytes();
        for (int i = 0; i < letters.size(); i++) {
            ReceivedLetter letter = letters.get(i);
            ReceivedLetter carrier =
                    i < kept.size() || messages.mayGoOn(letter) ? messages.due(letter) : null;
            int size = carrier == null ? 0 : carrier.letter().bytes().length;
            if (carrier != null && bytes + size <= bounds.hourlyBytes()) {
                bytes += insertBytes(carrier) ? size : 0;
                messages.stored(carrier);
            }
        }
        if (kept.isEmpty() && bytes == before.bytes()) {
            return;
        }
        insert(kept);
        jdbc.sql(
                        """
                        update dead_letter_counts set kept = :kept, kept_bytes = :bytes
                        where hour = :hour and run = :run and gateway = :gateway and reason = :reason
                        """)
                .param("kept", before.letters() + kept.size())
                .param("bytes", bytes)
                .param("hour", timestamptz(place.hour()))
                .param("run", place.run())
                .param("gateway", place.gateway())
                .param("reason", place.reason())
                .update();
    }

    private Kept count(Place place, List<ReceivedLetter> letters) {
        Instant first = receivedAt(letters.get(0));
        Instant last = first;
        for (ReceivedLetter letter : letters) {
            Instant at = receivedAt(letter);
            first = at.isBefore(first) ? at : first;
            last = at.isAfter(last) ? at : last;
        }
        return jdbc.sql(
                        """
                        insert into dead_letter_counts as c
                            (hour, run, gateway, reason, total, kept, kept_bytes, first_at, last_at)
                        values (:hour, :run, :gateway, :reason, :count, 0, 0, :first, :last)
                        on conflict (hour, run, gateway, reason) do update set
                            total = c.total + excluded.total,
                            first_at = least(c.first_at, excluded.first_at),
                            last_at = greatest(c.last_at, excluded.last_at)
                        returning kept, kept_bytes
                        """)
                .param("hour", timestamptz(place.hour()))
                .param("run", place.run())
                .param("gateway", place.gateway())
                .param("reason", place.reason())
                .param("count", letters.size())
                .param("first", timestamptz(first))
                .param("last", timestamptz(last))
                .query((row, n) -> new Kept(row.getLong("kept"), row.getLong("kept_bytes")))
                .single();
    }

    private static Instant receivedAt(ReceivedLetter letter) {
        return Micros.instant(letter.letter().origin().receivedAtUs());
    }

    /** A whole message takes the place of its beginning. */
    private boolean insertBytes(ReceivedLetter letter) {
        return jdbc.sql(
                                """
                                insert into dead_letter_bytes as b (sha256, bytes, whole)
                                values (:sha256, :bytes, :whole)
                                on conflict (sha256) do update
                                    set bytes = excluded.bytes, whole = true
                                    where excluded.whole and not b.whole
                                """)
                        .param("sha256", letter.sha256())
                        .param("bytes", letter.letter().bytes())
                        .param("whole", letter.isWhole())
                        .update()
                > 0;
    }

    private void insert(List<ReceivedLetter> letters) {
        template.batchUpdate(
                """
                insert into dead_letters
                    (id, stage, reason, detail, mqtt_topic, gateway, run, received_at, item_index,
                     point, content_encoding, original_size, sha256, resubmission)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                letters,
                letters.size(),
                (statement, letter) -> {
                    DeadLetter.Origin origin = letter.letter().origin();
                    statement.setString(1, letter.id());
                    statement.setString(2, clean(origin.stage()));
                    statement.setString(3, clean(origin.reason()));
                    statement.setString(4, clean(origin.detail()));
                    statement.setString(5, clean(origin.mqttTopic()));
                    statement.setString(6, clean(origin.gateway()));
                    statement.setString(7, clean(origin.run()));
                    statement.setObject(8, timestamptz(receivedAt(letter)));
                    statement.setInt(9, origin.index());
                    statement.setString(10, clean(origin.point()));
                    statement.setString(11, clean(origin.contentEncoding()));
                    statement.setLong(12, letter.letter().originalSize());
                    statement.setBytes(13, letter.sha256());
                    statement.setString(14, clean(origin.resubmission()));
                });
    }

    /** PostgreSQL keeps every character but one. */
    private static String clean(String text) {
        return text.replace('\0', '\uFFFD');
    }

    /** The newest first. */
    public Page<Letter> page(LetterFilter filter, int page, int size) {
        LetterFilter.Condition condition = filter.condition();
        long total =
                jdbc.sql("select count(*) from dead_letters l where " + condition.sql())
                        .params(condition.parameters())
                        .query(Long.class)
                        .single();
        List<Letter> items =
                jdbc.sql(
                                SELECT
                                        + " where "
                                        + condition.sql()
                                        + " order by l.received_at desc, l.id limit :size offset :skip")
                        .params(condition.parameters())
                        .param("size", size)
                        .param("skip", (long) page * size)
                        .query(LetterStore::letter)
                        .list();
        return new Page<>(items, total, page, size);
    }

    public Optional<Letter> find(String id) {
        return jdbc.sql(SELECT + " where l.id = ?").param(id).query(LetterStore::letter).optional();
    }

    /** The message, or its beginning; empty if it was not kept. */
    public Optional<byte[]> bytes(Letter letter) {
        return jdbc.sql("select bytes from dead_letter_bytes where sha256 = ?")
                .param(letter.sha256())
                .query((row, n) -> row.getBytes("bytes"))
                .optional();
    }

    /**
     * Figures of whole hours.
     *
     * @param from rounded down to the hour
     * @param to rounded up to the hour
     */
    public LetterSummary summary(Instant from, Instant to) {
        Instant begin = from.truncatedTo(ChronoUnit.HOURS);
        Instant end = to.truncatedTo(ChronoUnit.HOURS);
        end = end.equals(to) ? end : end.plus(Duration.ofHours(1));
        List<Figures> all =
                jdbc.sql(
                                """
                                select reason, gateway, sum(total) as total, sum(total - kept) as not_kept,
                                    min(first_at) as first_at, max(last_at) as last_at
                                from dead_letter_counts where hour >= :from and hour < :to
                                group by reason, gateway
                                """)
                        .param("from", timestamptz(begin))
                        .param("to", timestamptz(end))
                        .query(
                                (row, n) ->
                                        new Figures(
                                                row.getString("reason"),
                                                row.getString("gateway"),
                                                row.getLong("total"),
                                                row.getLong("not_kept"),
                                                instant(row, "first_at"),
                                                instant(row, "last_at")))
                        .list();
        return new LetterSummary(
                begin,
                end,
                all.stream().mapToLong(Figures::total).sum(),
                all.stream().mapToLong(Figures::notKept).sum(),
                reasons(all),
                gateways(all));
    }

    private record Figures(
            String reason,
            String gateway,
            long total,
            long notKept,
            Instant firstAt,
            Instant lastAt) {

        Figures plus(Figures other) {
            return new Figures(
                    reason,
                    gateway,
                    total + other.total,
                    notKept + other.notKept,
                    firstAt.isBefore(other.firstAt) ? firstAt : other.firstAt,
                    lastAt.isAfter(other.lastAt) ? lastAt : other.lastAt);
        }
    }

    private static List<LetterSummary.OfReason> reasons(List<Figures> all) {
        Map<String, Figures> sums = new TreeMap<>();
        Map<String, Integer> gateways = new HashMap<>();
        for (Figures one : all) {
            sums.merge(one.reason(), one, Figures::plus);
            gateways.merge(one.reason(), 1, Integer::sum);
        }
        return sums.values().stream()
                .sorted(Comparator.comparingLong(Figures::total).reversed())
                .map(
                        sum ->
                                new LetterSummary.OfReason(
                                        sum.reason(),
                                        sum.total(),
                                        sum.notKept(),
                                        gateways.getOrDefault(sum.reason(), 0),
                                        sum.firstAt(),
                                        sum.lastAt()))
                .toList();
    }

    private static List<LetterSummary.OfGateway> gateways(List<Figures> all) {
        Map<String, Figures> sums = new TreeMap<>();
        Map<String, Map<String, Long>> reasons = new HashMap<>();
        for (Figures one : all) {
            sums.merge(one.gateway(), one, Figures::plus);
            reasons.computeIfAbsent(one.gateway(), gateway -> new HashMap<>())
                    .put(one.reason(), one.total());
        }
        return sums.values().stream()
                .sorted(Comparator.comparingLong(Figures::total).reversed())
                .limit(MAX_GATEWAYS)
                .map(
                        sum ->
                                new LetterSummary.OfGateway(
                                        sum.gateway(),
                                        sum.total(),
                                        sum.notKept(),
                                        sum.firstAt(),
                                        sum.lastAt(),
                                        reasons.getOrDefault(sum.gateway(), Map.of())))
                .toList();
    }

    /** Removes what is too old or too much; returns how many letters. */
    public int tidy(Instant now) {
        Instant oldest = now.minus(bounds.keep()).truncatedTo(ChronoUnit.HOURS);
        lockBytes(jdbc);
        Instant fitting = oldestThatFits();
        Instant cutoff = fitting.isAfter(oldest) ? fitting : oldest;
        int removed =
                jdbc.sql("delete from dead_letters where received_at < ?")
                        .param(timestamptz(cutoff))
                        .update();
        jdbc.sql("update dead_letter_counts set kept = 0, kept_bytes = 0 where hour < ?")
                .param(timestamptz(cutoff))
                .update();
        jdbc.sql("delete from dead_letter_counts where hour < ?")
                .param(timestamptz(oldest))
                .update();
        jdbc.sql(
                        """
                        delete from dead_letter_bytes b
                        where not exists (select from dead_letters l where l.sha256 = b.sha256)
                        and not exists (select from resubmission_messages m
                            where m.sha256 = b.sha256 and m.produced_at is null)
                        """)
                .update();
        return removed;
    }

    /** From this hour on the letters are within their bounds. */
    private Instant oldestThatFits() {
        return jdbc.sql(
                        """
                        select max(hour) + interval '1 hour' as fitting from (
                            select hour, sum(sum(kept_bytes + kept * :row)) over (order by hour desc) as size
                            from dead_letter_counts group by hour) as sizes
                        where size > :max
                        """)
                .param("row", ROW_BYTES)
                .param("max", bounds.maxBytes())
                .query((row, n) -> Optional.ofNullable(optionalInstant(row, "fitting")))
                .single()
                .orElse(Instant.EPOCH);
    }

    static Letter letter(ResultSet row, int n) throws SQLException {
        return new Letter(
                row.getString("id"),
                row.getString("stage"),
                row.getString("reason"),
                row.getString("detail"),
                row.getString("mqtt_topic"),
                row.getString("gateway"),
                row.getString("run"),
                instant(row, "received_at"),
                row.getInt("item_index"),
                row.getString("point"),
                row.getString("content_encoding"),
                row.getLong("original_size"),
                row.getBytes("sha256"),
                row.getBoolean("whole"),
                row.getString("resubmission"),
                optionalInstant(row, "resubmitted_at"),
                row.getString("resubmitted_by"),
                row.getInt("attempts"));
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static @Nullable Instant optionalInstant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
