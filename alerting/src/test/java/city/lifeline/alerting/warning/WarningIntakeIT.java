package city.lifeline.alerting.warning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import city.lifeline.alerting.Page;
import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestEvents;
import city.lifeline.alerting.consumed.ConsumedOffsets;
import city.lifeline.alerting.consumed.OffsetsMovedException;
import city.lifeline.alerting.consumed.RawRecord;
import city.lifeline.alerting.consumed.UndecodableRecords;
import city.lifeline.alerting.run.RunStore;
import city.lifeline.alerting.warning.WarningFilter.Openness;
import city.lifeline.alerting.warning.WarningFilter.Order;
import city.lifeline.model.Grade;
import city.lifeline.model.Outlook;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.wire.WarningEventCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class WarningIntakeIT {

    private static final WarningFilter EVERYTHING =
            new WarningFilter(null, Openness.ALL, Set.of(), null, null);

    private TransactionTemplate transactions = new TransactionTemplate();
    private JdbcTemplate jdbc = new JdbcTemplate();
    private RunStore runs = new RunStore(JdbcClient.create(jdbc));
    private WarningStore warnings = new WarningStore(jdbc);

    @BeforeEach
    void migrate() {
        jdbc = new TestDatabase().jdbc();
        transactions =
                new TransactionTemplate(
                        new JdbcTransactionManager(
                                java.util.Objects.requireNonNull(jdbc.getDataSource())));
        runs = new RunStore(JdbcClient.create(jdbc));
        warnings = new WarningStore(jdbc);
    }

    private WarningIntake intake() {
        return new WarningIntake(
                transactions,
                new ConsumedOffsets(JdbcClient.create(jdbc)),
                new UndecodableRecords(jdbc),
                warnings,
                runs,
                WarningIntake.Joiner.NONE,
                WarningIntake.Follower.NONE);
    }

    private static RawRecord record(long offset, WarningEvent event) {
        return raw(offset, WarningEventCodec.encode(event));
    }

    private static RawRecord raw(long offset, byte[] value) {
        return new RawRecord(0, offset, null, value, Instant.EPOCH);
    }

    private static List<RawRecord> records(long firstOffset, List<WarningEvent> events) {
        List<RawRecord> records = new ArrayList<>();
        for (WarningEvent event : events) {
            records.add(record(firstOffset + records.size(), event));
        }
        return records;
    }

    /** Three warnings of different length and state. */
    private static List<WarningEvent> events() {
        TestEvents one = TestEvents.live("MH-1-CH4");
        one.raised(Grade.BLUE, 11);
        one.upgraded(Grade.RED, 52);
        one.peaked(60);
        one.downgraded(Grade.YELLOW, 30);
        one.cleared(3);
        TestEvents two = TestEvents.live("MH-2-CH4");
        two.raised(Grade.YELLOW, 21);
        two.upgraded(Grade.RED, 70);
        TestEvents three = new TestEvents("winter", "MH-1-CH4", TestEvents.START_US, false);
        three.raised(Grade.BLUE, 10);
        List<WarningEvent> events = new ArrayList<>(one.all());
        events.addAll(two.all());
        events.addAll(three.all());
        return events;
    }

    private List<HandledWarning> stored() {
        return warnings.page(EVERYTHING, Order.OLDEST_FIRST, 0, 100).items();
    }

    @Test
    void anOutlookIsKeptUntilANewerEventHasNone() {
        Outlook outlook = new Outlook(23.5, 18, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
        TestEvents forecast = TestEvents.live("MH-1-CH4");
        forecast.foreseen(Grade.YELLOW, 12, outlook);
        intake().store(records(0, forecast.all()), new HashMap<>());
        assertEquals(outlook, stored().get(0).warning().outlook());

        WarningEvent come = forecast.upgraded(Grade.RED, 52);
        intake().store(List.of(record(1, come)), new HashMap<>(Map.of(0, 1L)));
        assertNull(stored().get(0).warning().outlook());
    }

    @Test
    void theNumbersOfInputsAreThoseOfTheNewestEvent() {
        TestEvents events = TestEvents.live("MH-1-CH4");
        events.raised(Grade.YELLOW, 12);
        events.telling(Map.of("gas", 2.1, "flow", 340.0));
        intake().store(records(0, events.all()), new HashMap<>());
        assertEquals(Map.of("gas", 2.1, "flow", 340.0), stored().get(0).warning().inputs());

        events.upgraded(Grade.RED, 52);
        WarningEvent newest = events.telling(Map.of("gas", 2.4, "flow", Double.NaN));
        intake().store(List.of(record(1, newest)), new HashMap<>(Map.of(0, 1L)));
        assertEquals(Map.of("gas", 2.4, "flow", Double.NaN), stored().get(0).warning().inputs());
    }

    @Test
    void oneBatch() {
        WarningIntake.Outcome outcome = intake().store(records(0, events()), new HashMap<>());

        assertEquals(8, outcome.events());
        assertEquals(3, outcome.changed().size());
        assertEquals(Set.copyOf(stored()), Set.copyOf(outcome.changed()));
        assertEquals(
                new WarningSummary(
                        "all",
                        3,
                        3,
                        2,
                        1,
                        1,
                        Map.of(Grade.BLUE, 1L, Grade.YELLOW, 0L, Grade.ORANGE, 0L, Grade.RED, 1L),
                        Map.of(Grade.BLUE, 1L, Grade.YELLOW, 0L, Grade.ORANGE, 0L, Grade.RED, 2L)),
                warnings.summary(null));
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void anyOrderAndAnyRepetitionInAnyBatches(long seed) {
        intake().store(records(0, events()), new HashMap<>());
        List<HandledWarning> expected = stored();
        jdbc.update("delete from warnings");
        jdbc.update("delete from consumed_offsets");

        Random random = new Random(seed);
        List<WarningEvent> twice = new ArrayList<>(events());
        twice.addAll(events());
        Collections.shuffle(twice, random);
        Map<Integer, Long> offsets = new HashMap<>();
        long offset = 0;
        int from = 0;
        while (from < twice.size()) {
            int to = Math.min(twice.size(), from + 1 + random.nextInt(4));
            intake().store(records(offset, twice.subList(from, to)), offsets);
            offset += to - from;
            from = to;
        }

        assertEquals(expected, stored(), () -> "seed " + seed);
        assertEquals(Map.of(0, 16L), intake().offsets());
    }

    @Test
    void redeliveryIsRecognised() {
        intake().store(records(0, events()), new HashMap<>());
        List<HandledWarning> before = stored();

        // Kafka was replaced, say, and everything comes again.
        WarningIntake.Outcome again = intake().store(records(0, events()), intake().offsets());

        assertEquals(0, again.events());
        assertEquals(8, again.duplicates());
        assertEquals(List.of(), again.changed());
        assertEquals(before, stored());
    }

    @Test
    void ofTwoInstancesOneStores() {
        Map<Integer, Long> one = new HashMap<>();
        Map<Integer, Long> other = new HashMap<>();
        List<WarningEvent> events = events();
        intake().store(records(0, events.subList(0, 3)), one);

        assertThrows(
                OffsetsMovedException.class,
                () -> intake().store(records(0, events.subList(0, 5)), other));

        assertEquals(1, stored().size());
        assertEquals(Map.of(0, 3L), intake().offsets());
        intake().store(records(3, events.subList(3, 8)), one);
        assertEquals(3, stored().size());
    }

    @Test
    void rubbishIsKeptApart() {
        byte[] rubbish = "not a record".getBytes(StandardCharsets.UTF_8);
        List<RawRecord> batch =
                List.of(
                        record(0, events().get(0)),
                        raw(1, rubbish),
                        new RawRecord(0, 2, rubbish, null, Instant.EPOCH),
                        record(3, events().get(1)));

        WarningIntake.Outcome outcome = intake().store(batch, new HashMap<>());

        assertEquals(2, outcome.events());
        assertEquals(2, outcome.undecodable());
        assertEquals(
                List.of(1L, 2L),
                jdbc.queryForList(
                        "select kafka_offset from undecodable_records order by 1", Long.class));
        assertEquals(Map.of(0, 4L), intake().offsets());
    }

    @Test
    void whatTheDatabaseRefusesKeepsNobodyElseOut() {
        jdbc.update("alter table warnings add check (point <> 'MH-2-CH4')");

        WarningIntake.Outcome outcome = intake().store(records(0, events()), new HashMap<>());

        assertEquals(2, outcome.undecodable());
        assertEquals(2, stored().size());
        assertEquals(Map.of(0, 8L), intake().offsets());
    }

    @Test
    void aRunThatIsReplacedLosesItsWarningsForGood() {
        TestEvents old = new TestEvents("winter", "MH-1-CH4", 1_000_000, false);
        TestEvents other = new TestEvents("winter", "MH-2-CH4", 2_000_000, false);
        Map<Integer, Long> offsets = new HashMap<>();
        intake().store(List.of(record(0, old.raised(Grade.RED, 55))), offsets);
        WarningEvent stillUnderWay = old.cleared(1);

        transactions.executeWithoutResult(
                status -> runs.replace("winter", "Winter", List.of("w.csv"), null, Map.of(0, 2L)));
        intake().store(
                        List.of(record(1, stillUnderWay), record(2, other.raised(Grade.BLUE, 10))),
                        offsets);

        assertEquals(
                List.of(other.id()),
                stored().stream().map(handled -> handled.warning().id()).toList());
        assertEquals("Winter", runs.find("winter").orElseThrow().title());
    }

    @Test
    void handlingIsLeftAloneByEvents() {
        TestEvents events = TestEvents.live("MH-1-CH4");
        Map<Integer, Long> offsets = new HashMap<>();
        intake().store(List.of(record(0, events.raised(Grade.RED, 55))), offsets);
        Instant at = Instant.parse("2026-11-22T08:00:00Z");
        Handling handling = Handling.acknowledged("admin", at, "seen", Grade.RED);
        warnings.save(
                events.id(),
                handling,
                new HandlingStep(
                        1,
                        "ACKNOWLEDGE",
                        "admin",
                        HandlingStep.Via.DASHBOARD,
                        at,
                        "seen",
                        null,
                        handling.state()));

        WarningIntake.Outcome outcome =
                intake().store(List.of(record(1, events.cleared(1))), offsets);

        assertEquals(handling, outcome.changed().get(0).handling());
        assertEquals(handling, stored().get(0).handling());
    }

    @Test
    void pagesAndFilters() {
        intake().store(records(0, events()), new HashMap<>());

        assertEquals(1, count(new WarningFilter("live", Openness.OPEN, Set.of(), null, null)));
        assertEquals(1, count(new WarningFilter("live", Openness.CLOSED, Set.of(), null, null)));
        assertEquals(2, count(new WarningFilter(null, Openness.ALL, Set.of(), "MH-1-CH4", null)));
        assertEquals(3, count(new WarningFilter(null, Openness.ALL, Set.of(), null, "G1")));
        assertEquals(
                2,
                count(
                        new WarningFilter(
                                null, Openness.ALL, Set.of(Grade.RED, Grade.BLUE), null, null)));
        assertEquals(0, count(new WarningFilter(null, Openness.ALL, Set.of(), "' OR 1=1--", null)));
        Page<HandledWarning> second = warnings.page(EVERYTHING, Order.WORST_FIRST, 1, 2);
        assertEquals(3, second.total());
        assertEquals(1, second.items().size());
        for (Order order : Order.values()) {
            assertEquals(3, warnings.page(EVERYTHING, order, 0, 10).items().size());
        }
    }

    private long count(WarningFilter filter) {
        return warnings.page(filter, Order.NEWEST_FIRST, 0, 1).total();
    }
}
