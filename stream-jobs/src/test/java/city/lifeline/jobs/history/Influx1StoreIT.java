package city.lifeline.jobs.history;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.jobs.FaultCounter;
import city.lifeline.model.Block;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.runtime.HistoryConnection;
import city.lifeline.testing.InfluxServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Against a real InfluxDB 1. */
@Timeout(60)
class Influx1StoreIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** The beginning of an hour. */
    private static final long T0 = 1_795_334_400_000_000L;

    private static final long SECOND = 1_000_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;

    private static final Retention YEARS =
            new Retention(Duration.ofDays(36_500), Duration.ZERO, Duration.ofDays(73_000));

    @TempDir static Path directory;

    private static InfluxServer server;

    private final Counter refused = new SimpleCounter();
    private final Counter unavailable = new SimpleCounter();

    @BeforeAll
    static void startServer() throws Exception {
        server = new InfluxServer(directory, false);
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aSampleThatIsWrittenTwiceIsThereOnceAndInTheSumsOnce() throws Exception {
        try (PatientWriter writer = writer("twice", YEARS)) {
            for (int n = 0; n < 2; n++) {
                writer.write(
                        lines(
                                "live",
                                Block.regular("P-1", T0, (int) SECOND, new double[] {1, 5, 3})));
                writer.write(lines("aside", Block.single("P-1", T0, 40)));
                writer.sumUp(minutes(T0, T0), false);
            }
        }
        assertEquals("[3]", rows("twice", "SELECT count(value) FROM readings WHERE run='live'"));
        for (String sums : List.of("minutes.readings_1m", "hours.readings_1h")) {
            assertEquals(
                    "[1,5,9,3,3,3]",
                    rows(
                            "twice",
                            "SELECT low, high, total, last, good, seen FROM "
                                    + sums
                                    + " WHERE run='live'"));
            assertEquals("[40]", rows("twice", "SELECT last FROM " + sums + " WHERE run='aside'"));
        }
    }

    @Test
    void lateSamplesMendTheSumsOfTheirMinuteAndHourHoweverOftenTheyAreSummedUp() throws Exception {
        try (PatientWriter writer = writer("late", YEARS)) {
            writer.write(lines("live", Block.single("P-1", T0 + 5 * SECOND, 5)));
            writer.write(lines("live", Block.single("P-1", T0 + 3 * HOUR, 1)));
            writer.sumUp(minutes(T0, T0), false);
            writer.sumUp(minutes(T0 + 3 * HOUR, T0 + 3 * HOUR), false);
            // The newest hour waits for a minute.
            assertEquals("[5]", rows("late", "SELECT total FROM hours.readings_1h"));

            writer.write(lines("live", block(Lane.LATE, T0 + SECOND, 9, Quality.GOOD)));
            writer.write(lines("live", block(Lane.LATE, T0 + 2 * MINUTE, 400, Quality.BAD)));
            writer.write(
                    lines(
                            "live",
                            block(Lane.LATE, T0 + 2 * MINUTE + 1, Double.NaN, Quality.MISSING)));
            for (int n = 0; n < 3; n++) {
                writer.sumUp(minutes(T0, T0 + 2 * MINUTE), false);
            }
        }
        String all = "SELECT low, high, total, last, good, seen, bad_low, bad_high, bad FROM ";
        assertEquals(
                "[5,9,14,5,2,null,null,null],[null,null,null,null,1,400,400,1],"
                        + "[1,1,1,1,1,null,null,null]",
                // Whether there is a count of none is the server's choice.
                rows("late", all.replace(" good,", "") + "minutes.readings_1m"));
        assertEquals("[5,9,14,5,2,3,400,400,1]", rows("late", all + "hours.readings_1h"));
    }

    @Test
    void theNewestHourIsSummedUpWithinAMinuteThoughNothingFollowsAndAtTheEndAtOnce()
            throws Exception {
        AtomicLong nanos = new AtomicLong();
        String hours = "SELECT total FROM hours.readings_1h";
        try (PatientWriter writer =
                writer(new Influx1Store(connection("newest"), YEARS, nanos::get))) {
            writer.sumUp(new TreeSet<>(), false);
            writer.write(lines("live", Block.single("P-1", T0, 1)));
            writer.sumUp(minutes(T0, T0), false);
            writer.write(lines("live", Block.single("P-1", T0 + MINUTE, 2)));
            writer.sumUp(minutes(T0 + MINUTE, T0 + MINUTE), false);
            writer.sumUp(new TreeSet<>(), false);
            assertEquals("[1]", rows("newest", hours));
            nanos.addAndGet(Duration.ofMinutes(1).toNanos());
            writer.sumUp(new TreeSet<>(), false);
            assertEquals("[3]", rows("newest", hours));

            writer.write(lines("live", Block.single("P-1", T0 + 2 * MINUTE, 4)));
            writer.sumUp(minutes(T0 + 2 * MINUTE, T0 + 2 * MINUTE), false);
            assertEquals("[3]", rows("newest", hours));
            writer.sumUp(new TreeSet<>(), true);
        }
        assertEquals("[7]", rows("newest", hours));
    }

    @Test
    void sumsOfATimeThatIsNotKeptAnyLongerHoldNothingUp() throws Exception {
        Duration days = Duration.ofDays(2);
        try (PatientWriter writer =
                writer("old-minutes", new Retention(Duration.ZERO, days, Duration.ZERO))) {
            writeAndSumUpOldAndNew(writer);
        }
        assertEquals("[2]", rows("old-minutes", "SELECT total FROM minutes.readings_1m"));
        assertEquals("[2]", rows("old-minutes", "SELECT total FROM hours.readings_1h"));
        try (PatientWriter writer =
                writer("old-hours", new Retention(Duration.ZERO, Duration.ZERO, days))) {
            writeAndSumUpOldAndNew(writer);
        }
        assertEquals("[1],[2]", rows("old-hours", "SELECT total FROM minutes.readings_1m"));
        assertEquals("[2]", rows("old-hours", "SELECT total FROM hours.readings_1h"));
        assertEquals(0, unavailable.getCount());
    }

    private static void writeAndSumUpOldAndNew(PatientWriter writer) throws Exception {
        long now = System.currentTimeMillis() * 1_000;
        long old = now - 30 * 24 * HOUR;
        writer.write(lines("live", Block.single("P-1", old, 1)));
        writer.write(lines("live", Block.single("P-1", now, 2)));
        NavigableSet<Long> both = minutes(old, old);
        both.addAll(minutes(now, now));
        writer.sumUp(both, true);
    }

    @Test
    void aDroppedDatabaseIsMadeAnewAndCostsNoLineThatFollows() throws Exception {
        try (PatientWriter writer = writer("dropped", YEARS)) {
            writer.write(lines("live", Block.single("P-1", T0, 1)));
            post("DROP DATABASE dropped");
            writer.write(lines("live", Block.single("P-1", T0, 2)));
            writer.sumUp(minutes(T0, T0), false);
            assertEquals("[2]", rows("dropped", "SELECT total FROM hours.readings_1h"));
            post("DROP RETENTION POLICY minutes ON dropped");
            writer.sumUp(minutes(T0, T0), false);
            assertEquals("[2]", rows("dropped", "SELECT total FROM minutes.readings_1m"));
            post("DROP DATABASE dropped");
            writer.sumUp(minutes(T0, T0), false);
        }
        assertEquals(0, refused.getCount());
        assertEquals(3, unavailable.getCount());
    }

    @Test
    void oneThatWasKilledBeforeItSummedItsNewestHourUpIsMadeGoodByTheNext() throws Exception {
        try (PatientWriter writer = writer("killed", YEARS)) {
            writer.write(lines("live", Block.single("P-1", T0, 1)));
            writer.sumUp(minutes(T0, T0), false);
            // Within a minute: the newest hour waits.
            writer.write(lines("live", Block.single("P-1", T0 + MINUTE, 2)));
            writer.sumUp(minutes(T0 + MINUTE, T0 + MINUTE), false);
            assertEquals("[1]", rows("killed", "SELECT total FROM hours.readings_1h"));
        }
        try (PatientWriter writer = writer("killed", YEARS)) {
            writer.write(lines("live", Block.single("P-1", T0 + HOUR, 4)));
            writer.sumUp(minutes(T0 + HOUR, T0 + HOUR), false);
        }
        assertEquals("[3],[4]", rows("killed", "SELECT total FROM hours.readings_1h"));
    }

    @Test
    void howLongWhatIsKeptIsForTheStoreToEnforce() throws Exception {
        for (Retention each :
                List.of(
                        Retention.FOR_EVER,
                        new Retention(
                                Duration.ofDays(90),
                                Duration.ofDays(800),
                                Duration.ofDays(7_300)))) {
            try (Influx1Store store = new Influx1Store(connection("kept"), each)) {
                await().atMost(Duration.ofSeconds(20))
                        .ignoreException(HistoryStore.UnavailableException.class)
                        .until(
                                () -> {
                                    store.prepare();
                                    return true;
                                });
            }
        }
        assertEquals(
                "[autogen,2160h0m0s,true],[minutes,19200h0m0s,false],[hours,175200h0m0s,false]",
                rows("kept", "SHOW RETENTION POLICIES")
                        .replaceAll("\\[(\\w+),(\\w+),\\w+,1,(\\w+)]", "[$1,$2,$3]"));
        try (PatientWriter writer =
                writer("kept", new Retention(Duration.ofDays(1), Duration.ZERO, Duration.ZERO))) {
            long now = System.currentTimeMillis() * 1_000;
            writer.write(
                    lines("live", Block.single("P-1", now - 30 * 24 * HOUR, 1))
                            + lines("live", Block.single("P-1", now, 2)));
        }
        assertEquals(1, refused.getCount(), "the server says so in a partial write");
        assertEquals("[2]", rows("kept", "SELECT value FROM readings"));
    }

    @Test
    void aRefusedLineIsCountedAndDoesNotHoldUpItsNeighbours() throws Exception {
        try (PatientWriter writer = writer("poison", YEARS)) {
            writer.write(lines("live", Block.single("P-1", T0, 1)));
            writer.write(
                    lines("live", Block.regular("P-1", T0 + 1, 1, new double[5]))
                            + "readings,run=live,point=P-1 value=\"text\" "
                            + (T0 + 50)
                            + "\n"
                            + lines("live", Block.regular("P-1", T0 + 10, 1, new double[5])));
            assertEquals(1, refused.getCount());
            writer.write("no line\n" + lines("live", Block.single("a b,c=d 测点", T0, 1)));
        }
        assertEquals(2, refused.getCount());
        assertEquals("[12]", rows("poison", "SELECT count(value) FROM readings"));
        assertTrue(rows("poison", "SHOW TAG VALUES WITH KEY = point").contains("a b,c=d 测点"));
    }

    @Test
    void aKilledServerCostsNoSampleOnceItIsBack() throws Exception {
        try (PatientWriter writer = writer("restart", YEARS)) {
            writer.write(lines("live", Block.regular("P-1", T0, 1, new double[50])));
            server.restart();
            writer.write(lines("live", Block.regular("P-1", T0 + 50, 1, new double[50])));
            writer.sumUp(minutes(T0, T0), false);
        }
        assertTrue(unavailable.getCount() > 0);
        assertEquals("[100]", rows("restart", "SELECT good FROM minutes.readings_1m"));
    }

    private static NavigableSet<Long> minutes(long fromUs, long toUs) {
        return LongStream.rangeClosed(fromUs / MINUTE, toUs / MINUTE)
                .boxed()
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Block block(Lane lane, long timeUs, double value, Quality quality) {
        return new Block(
                "P-1", lane, timeUs, 0, new int[0], new double[] {value}, quality, "", "", 0, 0);
    }

    private PatientWriter writer(String database, Retention retention) {
        return writer(new Influx1Store(connection(database), retention));
    }

    private PatientWriter writer(Influx1Store store) {
        return new PatientWriter(
                store,
                counting(refused),
                counting(unavailable),
                Duration.ofMillis(50),
                Duration.ofMillis(200));
    }

    private static HistoryConnection connection(String database) {
        return new HistoryConnection(
                HistoryConnection.Kind.INFLUXDB1, server.address(), "", "", "", database, "");
    }

    private static FaultCounter counting(Counter counter) {
        return new FaultCounter(counter, LoggerFactory.getLogger(Influx1StoreIT.class), "test");
    }

    private static String lines(String run, Block block) {
        StringBuilder lines = new StringBuilder();
        LineProtocol.append(lines, new RunBlock(run, block));
        return lines.toString();
    }

    /** The rows of an answer without their times. */
    private static String rows(String database, String influxQl) throws Exception {
        String[] answer = new String[1];
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(
                        () -> {
                            answer[0] = ask(database, influxQl);
                            return answer[0].contains("\"results\"");
                        });
        int from = answer[0].indexOf("\"values\":[") + "\"values\":[".length();
        return answer[0]
                .substring(from, answer[0].lastIndexOf("]}]}]}"))
                .replaceAll("\\[\"?\\d{4}-[^,]+,", "[")
                .replace("\"", "");
    }

    private static void post(String influxQl) throws IOException, InterruptedException {
        String answer =
                HTTP.send(
                                HttpRequest.newBuilder(URI.create(server.address() + "/query"))
                                        .header("Content-Type", "application/x-www-form-urlencoded")
                                        .POST(
                                                BodyPublishers.ofString(
                                                        "q="
                                                                + URLEncoder.encode(
                                                                        influxQl,
                                                                        StandardCharsets.UTF_8)))
                                        .build(),
                                BodyHandlers.ofString())
                        .body();
        assertFalse(answer.contains("error"), answer);
    }

    private static String ask(String database, String influxQl)
            throws IOException, InterruptedException {
        return HTTP.send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "http://127.0.0.1:%d/query?db=%s&q=%s"
                                                        .formatted(
                                                                server.port(),
                                                                database,
                                                                URLEncoder.encode(
                                                                        influxQl,
                                                                        StandardCharsets.UTF_8))))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }
}
