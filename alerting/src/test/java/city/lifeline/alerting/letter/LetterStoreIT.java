package city.lifeline.alerting.letter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.StoredTopics;
import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestLetters;
import city.lifeline.alerting.consumed.ConsumedOffsets;
import city.lifeline.alerting.consumed.OffsetsMovedException;
import city.lifeline.alerting.consumed.RawRecord;
import city.lifeline.alerting.consumed.TopicIntake;
import city.lifeline.alerting.consumed.UndecodableRecords;
import city.lifeline.model.Resubmission;
import city.lifeline.model.ResubmissionOutcome;
import city.lifeline.model.wire.ResubmissionCodec;
import city.lifeline.model.wire.UndecodableException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class LetterStoreIT {

    private static final Instant AT = TestLetters.AT;
    private static final LetterFilter ANY = new LetterFilter(null, null, null, null, null, null);

    private final TestDatabase database = new TestDatabase();
    private final JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
    private final TransactionTemplate transactions =
            new TransactionTemplate(new DataSourceTransactionManager(database.dataSource()));
    private final StoredTopics stored =
            new StoredTopics(
                    transactions,
                    new ConsumedOffsets(JdbcClient.create(jdbc)),
                    new UndecodableRecords(jdbc));
    private final LetterStore letters =
            new LetterStore(jdbc, new LetterBounds(Duration.ofDays(30), 20_000, 3, 10_000));
    private final ResubmissionStore resubmissions = new ResubmissionStore(transactions, jdbc);
    private final TopicIntake<?, Integer> intake = stored.letters(letters);
    private final Map<Integer, Long> offsets = new HashMap<>();
    private final TestLetters test = new TestLetters();

    private void store(RawRecord... records) {
        intake.store(List.of(records), offsets);
    }

    private List<Letter> all() {
        return letters.page(ANY, 0, 100).items();
    }

    private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void aRecordThatIsReadAgainIsNoSecondLetter() {
        RawRecord one = test.whole("GW-1", "parse", AT, "{");
        store(one);
        // Kafka lost the offset: all is read again.
        offsets.clear();
        jdbc.update("delete from consumed_offsets");
        store(one);

        assertEquals(1, all().size());
        assertEquals(1, letters.summary(AT, AT.plusSeconds(1)).total());
    }

    @Test
    void twoInstancesStoreARecordOnce() {
        store(test.whole("GW-1", "parse", AT, "{"));
        RawRecord next = test.whole("GW-1", "parse", AT, "[");
        Map<Integer, Long> others = new HashMap<>(offsets);
        store(next);

        assertThrows(OffsetsMovedException.class, () -> intake.store(List.of(next), others));
        assertEquals(2, all().size());
    }

    @Test
    void whatIsNoLetterIsKeptApartAndStopsNothing() {
        RawRecord none =
                new RawRecord(0, 100, new byte[0], "x".getBytes(UTF_8), Map.of(), Instant.EPOCH);
        store(
                test.whole("GW-1", "parse", AT, "{"),
                test.poison("not protobuf".getBytes(UTF_8)),
                // No clock of ingest says that.
                test.whole("GW-1", "parse", Instant.parse("2250-01-01T00:00:00Z"), "{"),
                test.whole("GW\u0000", "parse", AT, "{{"),
                none);

        assertEquals(2, all().size());
        assertEquals(
                3, jdbc.queryForObject("select count(*) from undecodable_records", Integer.class));
        assertEquals(Map.of(0, 101L), offsets);
    }

    @Test
    void lettersOfOneMessageShareItsBytes() throws NoSuchAlgorithmException {
        byte[] message = "three readings".getBytes(UTF_8);
        store(
                test.reading("GW-1", "unknown_device", AT, 0, "A", message),
                test.further("GW-1", "unknown_device", AT, 2, "C", sha256(message)));

        for (Letter letter : all()) {
            assertTrue(letter.hasWholeMessage());
            assertArrayEquals(message, letters.bytes(letter).orElseThrow());
        }
    }

    @Test
    void theBeginningOfAnOversizedMessageIsNotAllOfIt() {
        store(test.record("GW-1", "size", AT, -1, "", new byte[1_024], "00".repeat(32), ""));

        Letter letter = all().get(0);
        assertFalse(letter.hasWholeMessage());
        assertEquals(1_024, letters.bytes(letter).orElseThrow().length);
    }

    @Test
    void tooManyAreCountedAndNotKept() {
        List<RawRecord> flood = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            flood.add(test.whole("GW-1", "parse", AT.plusSeconds(i), "{" + i));
        }
        store(flood.toArray(RawRecord[]::new));
        store(test.whole("GW-1", "parse", AT.plusSeconds(9), "{9"));
        store(test.whole("GW-1", "type", AT, "t"), test.whole("GW-2", "parse", AT, "u"));

        assertEquals(5, all().size());
        LetterSummary summary = letters.summary(AT, AT.plusSeconds(1));
        assertEquals(8, summary.total());
        assertEquals(3, summary.notKept());
        LetterSummary.OfReason parse = summary.reasons().get(0);
        assertEquals(
                "parse 7 3 2",
                "%s %d %d %d"
                        .formatted(
                                parse.reason(), parse.count(), parse.notKept(), parse.gateways()));
        assertEquals(AT.plusSeconds(9), parse.lastAt());
        assertEquals(Map.of("parse", 6L, "type", 1L), summary.gateways().get(0).reasons());
        // The next hour has room again.
        store(test.whole("GW-1", "parse", AT.plusSeconds(3_600), "{x"));
        assertEquals(6, all().size());
    }

    private RawRecord[] threeOf(String reason) {
        return new RawRecord[] {
            test.whole("GW-1", reason, AT, reason + "1"),
            test.whole("GW-1", reason, AT, reason + "2"),
            test.whole("GW-1", reason, AT, reason + "3")
        };
    }

    private Letter onlyLetter(String reason) {
        List<Letter> found =
                letters.page(new LetterFilter(reason, null, null, null, null, null), 0, 9).items();
        assertEquals(1, found.size());
        return found.get(0);
    }

    @Test
    void aKeptLetterHasItsMessageThoughTheFirstOfItWasNotKept() throws NoSuchAlgorithmException {
        store(threeOf("parse"));
        byte[] message = "two readings".getBytes(UTF_8);
        store(
                test.reading("GW-1", "parse", AT, 0, "A", message),
                test.further("GW-1", "type", AT, 1, "B", sha256(message)),
                test.whole("GW-1", "parse", AT, "no room for this"));

        assertEquals(4, all().size());
        Letter kept = onlyLetter("type");
        assertTrue(kept.hasWholeMessage());
        assertArrayEquals(message, letters.bytes(kept).orElseThrow());
    }

    @Test
    void aMessageWhoseLettersAreReadOneAfterTheOtherIsKept() throws NoSuchAlgorithmException {
        store(threeOf("parse"));
        byte[] message = "two readings".getBytes(UTF_8);
        store(test.reading("GW-1", "parse", AT, 0, "A", message));
        store(test.further("GW-1", "type", AT, 1, "B", sha256(message)));

        assertTrue(onlyLetter("type").hasWholeMessage());
    }

    @Test
    void aMessageThatIsBeyondTheBytesOfItsFirstReasonIsKeptForTheOther()
            throws NoSuchAlgorithmException {
        store(test.whole("GW-1", "parse", AT, "a".repeat(9_995)));
        byte[] message = "two readings".getBytes(UTF_8);
        store(
                test.reading("GW-1", "parse", AT, 0, "A", message),
                test.further("GW-1", "type", AT, 1, "B", sha256(message)));

        assertTrue(onlyLetter("type").hasWholeMessage());
    }

    @Test
    void aFloodOfMessagesThatAreNotKeptFillsNothing() {
        store(threeOf("parse"));
        store(threeOf("parse"));
        RawRecord[] flood = new RawRecord[50];
        for (int i = 0; i < flood.length; i++) {
            flood[i] = test.whole("GW-1", "parse", AT, "flood" + i);
        }
        store(flood);

        assertEquals(
                4,
                jdbc.queryForObject("select count(*) from dead_letter_bytes", Integer.class),
                "those kept, and the last, of which more might have followed");
    }

    @Test
    void tooLargeMessagesAreNotKeptButTheirLettersAre() {
        store(
                test.whole("GW-1", "parse", AT, "a".repeat(9_000)),
                test.whole("GW-1", "parse", AT, "b".repeat(2_000)));

        assertEquals(
                List.of(false, true),
                all().stream().map(Letter::hasWholeMessage).sorted().toList());
    }

    @Test
    void whatIsTooOldGoes() {
        store(
                test.whole("GW-1", "parse", AT.minus(Duration.ofDays(31)), "old"),
                test.whole("GW-1", "parse", AT, "new"));

        letters.tidy(AT);

        assertEquals(1, all().size());
        assertEquals(
                1, jdbc.queryForObject("select count(*) from dead_letter_bytes", Integer.class));
        assertEquals(1, letters.summary(AT.minus(Duration.ofDays(60)), AT.plusSeconds(1)).total());
    }

    @Test
    void theOldestGoWhereAllTogetherAreTooMuch() {
        for (int hour = 0; hour < 4; hour++) {
            store(
                    test.whole(
                            "GW-1",
                            "parse",
                            AT.plus(Duration.ofHours(hour)),
                            (hour + "x").repeat(4_000)));
        }

        letters.tidy(AT);

        assertEquals(
                List.of(AT.plus(Duration.ofHours(3)), AT.plus(Duration.ofHours(2))),
                all().stream().map(Letter::receivedAt).toList());
        assertEquals(4, letters.summary(AT, AT.plus(Duration.ofHours(4))).total(), "counts stay");
    }

    private ResubmissionRequest resubmit(LetterFilter filter, int limit) {
        return resubmissions.request(
                new ResubmissionRequest.Wish("r" + limit, "admin", AT, "why", null, filter, limit));
    }

    private static final LetterFilter NEVER =
            new LetterFilter("unknown_device", null, null, null, null, false);

    @Test
    void aResubmissionTakesEachMessageOnceWithWhatWasRefusedOfIt()
            throws NoSuchAlgorithmException, UndecodableException {
        byte[] message = "three readings".getBytes(UTF_8);
        store(
                test.reading("GW-1", "unknown_device", AT, 0, "A", message),
                test.further("GW-1", "unknown_device", AT, 2, "C", sha256(message)));
        store(
                test.whole("GW-2", "unknown_device", AT.plusSeconds(1), "whole"),
                test.whole("GW-2", "parse", AT, "other"),
                test.record(
                        "GW-3", "unknown_device", AT, -1, "", new byte[10], "00".repeat(32), ""));

        ResubmissionRequest request = resubmit(NEVER, 100);

        assertEquals(3, request.letters());
        assertEquals(2, request.messages());
        assertEquals(2, request.pending());
        assertEquals(1, request.skipped());
        List<ResubmissionRequest.Outgoing> due = resubmissions.claim(10);
        Resubmission first = ResubmissionCodec.decode(due.get(0).header(), due.get(0).bytes());
        Resubmission second = ResubmissionCodec.decode(due.get(1).header(), due.get(1).bytes());
        assertEquals(List.of(0, 2), first.indexes());
        assertEquals("lifeline/v1/GW-1/readings", first.mqttTopic());
        assertArrayEquals(message, first.bytes());
        assertEquals(List.of(), second.indexes());
        assertEquals("GW-2", due.get(1).gateway());

        Letter marked =
                letters.page(new LetterFilter(null, "GW-2", "live", null, null, true), 0, 9)
                        .items()
                        .get(0);
        assertEquals("admin", marked.resubmittedBy());
        assertEquals(1, marked.attempts());
        assertEquals(0, resubmit(NEVER, 99).letters(), "each only once, unless asked again");
    }

    @Test
    void aMessageIsProducedOnceUnlessNobodyKnowsWhetherItWas() {
        store(test.whole("GW-2", "unknown_device", AT, "whole"));
        resubmit(NEVER, 10);

        List<ResubmissionRequest.Outgoing> due = resubmissions.claim(10);
        assertEquals(1, due.get(0).tries());
        assertEquals(List.of(), resubmissions.claim(10), "someone is at it");
        resubmissions.release(due);
        assertEquals(2, resubmissions.claim(10).get(0).tries(), "it may be in Kafka twice");
        resubmissions.produced(due, AT);
        jdbc.update("update resubmission_messages set claimed_till = null");
        assertEquals(List.of(), resubmissions.claim(10));
    }

    @Test
    void theMessageOfADeletedLetterIsKeptUntilItIsProduced() {
        store(test.whole("GW-2", "unknown_device", AT, "whole"));
        resubmit(NEVER, 10);

        letters.tidy(AT.plus(Duration.ofDays(40)));

        assertEquals("whole", new String(resubmissions.claim(10).get(0).bytes(), UTF_8));
    }

    @Test
    void outcomesAddUpOnce() {
        store(
                test.whole("GW-2", "unknown_device", AT, "one"),
                test.whole("GW-2", "unknown_device", AT, "two"));
        resubmit(NEVER, 10);
        TopicIntake<?, Integer> outcomes = stored.outcomes(resubmissions);
        Map<Integer, Long> at = new HashMap<>();
        for (int i = 0; i < 2; i++) {
            // The second time because ingest was killed before it had noted the first.
            outcomes.store(
                    List.of(
                            new RawRecord(
                                    0,
                                    i,
                                    null,
                                    ResubmissionCodec.encode(
                                            new ResubmissionOutcome("r10", 1, 5, 2)),
                                    Instant.EPOCH)),
                    at);
        }

        ResubmissionRequest now = resubmissions.find("r10").orElseThrow();
        assertEquals(5, now.accepted());
        assertEquals(2, now.refused());
        assertEquals(1, now.pending());
    }
}
