package city.lifeline.alerting.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.Http;
import city.lifeline.alerting.Micros;
import city.lifeline.alerting.StoredTopics;
import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestEvents;
import city.lifeline.alerting.TestServer;
import city.lifeline.alerting.consumed.ConsumedOffsets;
import city.lifeline.alerting.consumed.RawRecord;
import city.lifeline.alerting.consumed.TopicIntake;
import city.lifeline.alerting.consumed.UndecodableRecords;
import city.lifeline.alerting.history.FakeQuestDb;
import city.lifeline.alerting.history.HistoryStore;
import city.lifeline.alerting.history.QuestDb;
import city.lifeline.alerting.reconciliation.HourCounts;
import city.lifeline.alerting.reconciliation.Reconciliation;
import city.lifeline.model.Block;
import city.lifeline.model.Grade;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.model.ReadingsRecord;
import city.lifeline.model.RunClock;
import city.lifeline.model.wire.ReadingsCodec;
import city.lifeline.runtime.HistoryConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the explorer asks for, from a real history store. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HistoryRestIT {

    @TempDir static Path directory;

    private QuestDb questDb;
    private final TestDatabase database = new TestDatabase();
    private TestServer server;
    private Http machine;

    /**
     * Two days of MH-1-CH4 each 30 s: 20, but 90 at 2026-11-20T10:00:00Z and 4000 of quality BAD at
     * 11:00; ten readings of MH-2-CH4; 20 s of MH-2-T at 100 Hz with a sine of 3 Hz.
     */
    @BeforeAll
    void someHistory() throws Exception {
        questDb = new QuestDb(directory);
        questDb.createTables(true);
        questDb.run(
                "INSERT INTO readings SELECT dateadd('s', cast((x - 1) * 30 as int),"
                        + " '2026-11-20T00:00:00Z'::timestamp), 'live', 'MH-1-CH4', CASE WHEN x = 1201"
                        + " THEN 90.0 WHEN x = 1321 THEN 4000.0 ELSE 20.0 END, CASE WHEN x = 1321 THEN"
                        + " 'BAD' ELSE 'GOOD' END, 'LIVE' FROM long_sequence(5760)");
        questDb.run(
                "INSERT INTO readings SELECT dateadd('m', cast((x - 1) * 10 as int),"
                        + " '2026-11-20T00:00:00Z'::timestamp), 'live', 'MH-2-CH4', x * 1.5, CASE WHEN"
                        + " x = 10 THEN 'BAD' ELSE 'GOOD' END, 'LIVE' FROM long_sequence(10)");
        questDb.run(
                "INSERT INTO readings SELECT dateadd('T', cast((x - 1) * 10 as int),"
                        + " '2026-11-20T00:00:00Z'::timestamp), 'live', 'MH-2-T', 15 + 2 * sin(x * 2 *"
                        + " pi() * 3 / 100.0), 'GOOD', 'LIVE' FROM long_sequence(2000)");
        questDb.awaitAnswer("SELECT count() FROM readings", "[[7770]]");
        questDb.awaitAnswer(
                "SELECT sum(good) + sum(bad) FROM readings_1h WHERE point = 'MH-1-CH4'",
                "[[5760]]");
        server = TestServer.start(database, questDb.address());
        machine = Http.machine(server.address());
        TestEvents warning = TestEvents.live("MH-1-CH4");
        server.consume(warning.raised(Grade.YELLOW, 21));
    }

    @AfterAll
    void stop() {
        server.close();
        questDb.close();
    }

    @Test
    void eachHourSaysHowManyReadingsOfKafkaTheStoreLacksUntilItHasThem() throws Exception {
        Instant hour = Instant.parse("2026-11-21T05:00:00Z");
        Instant now = hour.plusSeconds(3 * 3600);
        TestDatabase own = new TestDatabase();
        JdbcClient jdbc = JdbcClient.create(own.dataSource());
        HourCounts counts = new HourCounts(jdbc);
        TransactionTemplate transactions =
                new TransactionTemplate(new DataSourceTransactionManager(own.dataSource()));
        TopicIntake<?, Long> intake =
                new StoredTopics(
                                transactions,
                                new ConsumedOffsets(jdbc),
                                new UndecodableRecords(new JdbcTemplate(own.dataSource())))
                        .readings(counts);
        Reconciliation reconciliation =
                new Reconciliation(
                        counts,
                        HistoryStore.at(
                                HistoryConnection.questDb(questDb.address().toString(), "", ""),
                                JsonMapper.builder().build(),
                                RunClock.WALL,
                                InstantSource.system()),
                        RunClock.WALL,
                        () -> now);
        Map<Integer, Long> offsets = new HashMap<>(intake.offsets());
        // 120 of MH-1-CH4 are in the store; two of them come twice.
        List<RawRecord> records = new ArrayList<>();
        for (int i = 0; i < 122; i++) {
            Block block =
                    Block.single("MH-1-CH4", Micros.of(hour.plusSeconds(30L * (i % 120))), 20);
            records.add(record(i, ReadingsCodec.encode(block)));
        }
        records.add(record(122, ReadingsCodec.encodeClock(ReadingsRecord.clock(Micros.of(hour)))));
        intake.store(records, offsets);
        reconciliation.look();
        assertEquals(
                List.of(new HourCounts.Count(hour, Lane.LIVE, 120, 120L, now, 120L)),
                reconciliation.comparable(Duration.ofHours(24)));
        assertEquals(0, reconciliation.missing());

        // A backlog that the store does not have yet.
        Block late =
                new Block(
                        "MH-2-CH4",
                        Lane.LATE,
                        Micros.of(hour),
                        600_000_000,
                        new int[0],
                        new double[3],
                        Quality.GOOD,
                        "",
                        "",
                        0,
                        0);
        intake.store(List.of(record(123, ReadingsCodec.encode(late))), offsets);
        reconciliation.look();
        assertEquals(3, reconciliation.missing());

        questDb.run(
                "INSERT INTO readings SELECT dateadd('m', cast((x - 1) * 10 as int),"
                        + " '2026-11-21T05:00:00Z'::timestamp), 'live', 'MH-2-CH4', 0.0, 'GOOD',"
                        + " 'LATE' FROM long_sequence(3)");
        questDb.awaitAnswer("SELECT count() FROM readings WHERE lane = 'LATE'", "[[3]]");
        reconciliation.look();
        assertEquals(0, reconciliation.missing());
        assertEquals(
                List.of(
                        new HourCounts.Count(hour, Lane.LIVE, 120, 120L, now, 120L),
                        new HourCounts.Count(hour, Lane.LATE, 3, 3L, now, 3L)),
                reconciliation.comparable(Duration.ofHours(24)));
    }

    @Test
    void anHourThatDiffersForLongIsAskedEverMoreRarelyAndKeepsNoOtherFromBeingAsked()
            throws Exception {
        Instant hour = Instant.parse("2026-11-21T05:00:00Z");
        AtomicReference<Instant> now = new AtomicReference<>(hour.plusSeconds(3 * 3600));
        TestDatabase own = new TestDatabase();
        JdbcClient jdbc = JdbcClient.create(own.dataSource());
        jdbc.sql(
                        """
                        insert into readings_by_hour (hour, lane, taken)
                        values ('2026-11-21T05:00:00Z', 'LIVE', 10), ('2026-11-21T06:00:00Z', 'LIVE', 7)
                        """)
                .update();
        HourCounts counts = new HourCounts(jdbc);
        try (FakeQuestDb store = new FakeQuestDb()) {
            Reconciliation reconciliation =
                    new Reconciliation(
                            counts,
                            HistoryStore.at(
                                    HistoryConnection.questDb(store.address().toString(), "", ""),
                                    JsonMapper.builder().build(),
                                    RunClock.WALL,
                                    InstantSource.system()),
                            RunClock.WALL,
                            now::get);
            // The newest hour comes first, and the store fails of it.
            store.answer("no JSON", "{\"dataset\": [[\"LIVE\", 8]]}");
            reconciliation.look();
            assertEquals(
                    List.of(
                            new HourCounts.Count(
                                    hour.plusSeconds(3600), Lane.LIVE, 7, null, null, null),
                            new HourCounts.Count(hour, Lane.LIVE, 10, 8L, now.get(), 10L)),
                    reconciliation.comparable(Duration.ofHours(24)));
            assertEquals(2, reconciliation.missing());

            store.answer("{\"dataset\": [[\"LIVE\", 8]]}");
            int asked = 0;
            @Nullable Instant last = now.get();
            for (int minute = 0; minute < 70; minute++) {
                now.updateAndGet(moment -> moment.plusSeconds(60));
                reconciliation.look();
                Instant at = counts.counts(hour, hour.plusSeconds(3600)).get(0).askedAt();
                asked += Objects.equals(last, at) ? 0 : 1;
                last = at;
            }
            // Ever more seldom at first, then each hour.
            assertTrue(asked >= 5 && asked <= 8, asked + " times in seventy minutes");
            // More comes: it is asked at once.
            jdbc.sql("update readings_by_hour set taken = 12 where lane = 'LIVE'").update();
            reconciliation.look();
            assertEquals(12L, counts.counts(hour, hour.plusSeconds(3600)).get(0).askedWith());
        }
    }

    @Test
    void hoursAreToldWithWhatTheStoreLacks() {
        JdbcClient.create(database.dataSource())
                .sql(
                        """
                        insert into readings_by_hour (hour, lane, taken, kept, asked_at, asked_with)
                        values
                            (date_trunc('hour', now()) - interval '3 h', 'LIVE', 50, 48, now(), 50),
                            (date_trunc('hour', now()) - interval '3 h', 'LATE', 7, 7, now(), 7),
                            (date_trunc('hour', now()) - interval '2 h', 'LIVE', 60, null, null, null),
                            (date_trunc('hour', now()) - interval '4 h', 'LIVE', 9, 8, now(), 8)
                        """)
                .update();
        JsonNode hours = machine.get("/api/v1/history/reconciliation?hours=24").json();
        assertEquals(3, hours.size());
        assertEquals(60, hours.get(0).get("live").asLong());
        assertTrue(hours.get(0).get("missing").isNull(), "it has not been asked yet");
        assertEquals(2, hours.get(1).get("missing").asLong());
        assertEquals(7, hours.get(1).get("keptLate").asLong());
        assertTrue(hours.get(2).get("missing").isNull(), "more has come since");
    }

    private static RawRecord record(long offset, byte[] value) {
        return new RawRecord(0, offset, new byte[0], value, Map.of(), Instant.EPOCH);
    }

    private JsonNode history(String query) {
        Http.Answer answer = machine.get("/api/v1/history?" + query);
        assertEquals(200, answer.status(), answer.text());
        return answer.json();
    }

    @Test
    void bucketsKeepTheGreatestAndTellTheBadApart() {
        JsonNode series =
                history(
                                "points=MH-1-CH4&from=2026-11-20T00:00:00Z&to=2026-11-22T00:00:00Z"
                                        + "&maxPoints=100")
                        .get("series")
                        .get(0);

        assertEquals(1_800_000, series.get("bucketMs").asLong());
        assertEquals(96, series.get("samples").size());
        JsonNode peak = series.get("samples").get(20);
        assertEquals("[1795168800000,20.0,90.0,21.166666666666668,60]", peak.toString());
        assertEquals("[[1795172400000,4000.0,4000.0,1]]", series.get("bad").toString());
        assertEquals(59, series.get("samples").get(22).get(4).asLong());
        assertEquals("methane", series.get("quantity").asString());
        assertEquals(3, series.get("thresholds").size());
    }

    @Test
    void aLongRangeIsMadeOfHours() {
        JsonNode series =
                history(
                                "points=MH-1-CH4&from=2026-10-01T00:00:00Z&to=2026-12-01T00:00:00Z"
                                        + "&maxPoints=100")
                        .get("series")
                        .get(0);

        assertEquals(43_200_000 * 2, series.get("bucketMs").asLong());
        assertEquals(2, series.get("samples").size());
        assertEquals(90, series.get("samples").get(0).get(2).asDouble());
        assertEquals(2_879, series.get("samples").get(0).get(4).asLong());
    }

    @Test
    void aPointThatHasFewReadingsIsGivenEachOfThem() {
        JsonNode series =
                history(
                                "points=MH-2-CH4,MH-1-CH4&from=2026-11-20T00:00:00Z"
                                        + "&to=2026-11-20T03:00:00Z&maxPoints=400")
                        .get("series");

        assertEquals("MH-2-CH4", series.get(0).get("point").asString());
        assertEquals(0, series.get(0).get("bucketMs").asLong());
        assertEquals(9, series.get(0).get("samples").size());
        assertEquals(
                "[1795132800000,1.5,1.5,1.5,1]", series.get(0).get("samples").get(0).toString());
        assertEquals("[[1795138200000,15.0,15.0,1]]", series.get(0).get("bad").toString());
        assertEquals(0, series.get(1).get("bucketMs").asLong());
        assertEquals(360, series.get(1).get("samples").size());
    }

    @Test
    void warningsOfThatTimeAreMarks() {
        JsonNode marks =
                history("points=MH-1-CH4&from=2026-11-22T00:00:00Z&to=2026-11-23T00:00:00Z")
                        .get("marks");
        assertEquals(1, marks.size());
        assertEquals("YELLOW", marks.get(0).get("peak").asString());
        assertEquals("Methane", marks.get(0).get("ruleName").get("en").asString());
        assertEquals(
                0,
                history("points=MH-1-CH4&from=2026-11-19T00:00:00Z&to=2026-11-20T00:00:00Z")
                        .get("marks")
                        .size());
    }

    @Test
    void anotherRunGivesAllItHas() {
        JsonNode nothing = history("points=MH-1-CH4&run=winter");
        assertEquals(0, nothing.get("series").get(0).get("samples").size());
    }

    @Test
    void everyReadingComesAsCsvInTheCitysTime() {
        Http.Answer csv =
                machine.get(
                        "/api/v1/history.csv?points=MH-2-CH4&from=2026-11-20T01:20:00Z"
                                + "&to=2026-11-20T02:00:00Z");
        assertEquals(200, csv.status());
        assertEquals("text/csv;charset=utf-8", csv.header("Content-Type").replace(" ", ""));
        assertEquals("attachment; filename=\"readings.csv\"", csv.header("Content-Disposition"));
        assertEquals(
                """
                time,point,value,unit,quality
                2026-11-20T09:20:00+08:00,MH-2-CH4,13.5,%{LEL},GOOD
                2026-11-20T09:30:00+08:00,MH-2-CH4,15.0,%{LEL},BAD
                """,
                csv.text());
    }

    @Test
    void aFastPointHasASpectrum() {
        JsonNode wave =
                machine.get(
                                "/api/v1/history/waveform?point=MH-2-T&to=2026-11-20T00:00:20Z"
                                        + "&seconds=20")
                        .json();
        assertEquals(100, wave.get("rateHz").asDouble(), 0.001);
        assertEquals(2_000, wave.get("samples").size());
        assertEquals(512, wave.get("spectrum").size());
        assertEquals(3, wave.get("peaks").get(0).get("hz").asDouble(), 0.05);
        assertEquals(2, wave.get("peaks").get(0).get("amplitude").asDouble(), 0.2);
    }

    @Test
    void aPointsNeighboursAreItsAssetsThenTheNearest() {
        JsonNode near = machine.get("/api/v1/points/MH-2-CH4/around").json();
        assertEquals(2, near.size());
        assertEquals("MH-2-T", near.get(0).get("point").get("id").asString());
        assertTrue(near.get(0).get("sameAsset").asBoolean());
        assertEquals("MH-1-CH4", near.get(1).get("point").get("id").asString());
        assertEquals(944, near.get(1).get("metres").asDouble(), 1);
        assertEquals(404, machine.get("/api/v1/points/NOWHERE/around").status());
    }

    @Test
    void theSessionKnowsTheCitysZone() {
        assertEquals("Asia/Shanghai", machine.get("/api/v1/me").json().get("zone").asString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/history | 400",
                "/api/v1/history?points= | 400",
                "/api/v1/history/reconciliation?hours=0 | 400",
                "/api/v1/history?points=a'b | 400",
                "/api/v1/history?points=NOWHERE | 404",
                "/api/v1/history?points=MH-1-CH4,NOWHERE | 404",
                "/api/v1/history?points=MH-1-CH4&maxPoints=1 | 400",
                "/api/v1/history?points=MH-1-CH4&maxPoints=2001 | 400",
                "/api/v1/history?points=MH-1-CH4&run=a'b | 400",
                "/api/v1/history?points=MH-1-CH4&from=1990-01-01T00:00:00Z&to=2026-01-01T00:00:00Z"
                        + " | 400",
                "/api/v1/history?points=MH-1-CH4&from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z"
                        + " | 400",
                "/api/v1/history?point=MH-1-CH4 | 400",
                "/api/v1/history.csv?points=MH-1-CH4 | 400",
                "/api/v1/history.csv?points=NOWHERE&from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z"
                        + " | 404",
                "/api/v1/history.csv?points=MH-1-CH4&from=2020-01-01T00:00:00Z&to=2026-01-02T00:00:00Z"
                        + " | 400",
                "/api/v1/history/waveform?point=NOWHERE | 404",
                "/api/v1/history/waveform?point=MH-1-CH4&seconds=601 | 400",
                "/api/v1/history/waveform?point=MH-1-CH4&seconds=0 | 400"
            })
    void whatCannotBeIsRefused(String path, int status) {
        Http.Answer answer = machine.get(path);
        assertEquals(status, answer.status(), answer.text());
        assertTrue(answer.header("Content-Type").startsWith("application/problem+json"));
    }
}
