package city.lifeline.jobs.history;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import city.lifeline.jobs.FaultCounter;
import city.lifeline.jobs.history.HistoryStore.RefusedException;
import city.lifeline.jobs.history.HistoryStore.UnavailableException;
import city.lifeline.model.Block;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.runtime.HistoryConnection;
import city.lifeline.testing.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Against a real QuestDB. */
@Timeout(60)
class HistoryWriterIT {

    private static final String USER = "lifeline";
    private static final String PASSWORD = "pass:word = 1";
    private static final long T0 = 1_795_334_400_000_000L;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir static Path directory;

    private static int port;
    private static ServerProcess server;

    private final Counter refused = new SimpleCounter();
    private final Counter unavailable = new SimpleCounter();

    @BeforeAll
    static void startServer() throws IOException {
        port = ServerProcess.freePort();
        Files.createDirectories(directory.resolve("conf"));
        Files.writeString(
                directory.resolve("conf/server.conf"),
                """
                http.net.bind.to=127.0.0.1:%d
                http.user=%s
                http.password=%s
                http.min.enabled=false
                line.tcp.enabled=false
                pg.enabled=false
                telemetry.enabled=false
                shared.worker.count=1
                cairo.mat.view.enabled=true
                line.auto.create.new.tables=false
                """
                        .formatted(port, USER, PASSWORD));
        server = start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void aSampleThatIsWrittenTwiceIsThereOnce() throws Exception {
        try (PatientWriter writer = writer()) {
            for (int n = 0; n < 2; n++) {
                writer.write(lines("twice", Block.single("P-1", T0, 1)));
                writer.write(lines("twice", Block.single("P-1", T0 + 1, 2)));
                writer.write(lines("twice", Block.single("P-2", T0, 3)));
            }
            writer.write(lines("twice-aside", Block.single("P-1", T0, 4)));
            writer.write(lines("end-of-twice", Block.single("P-1", T0, 0)));
            awaitRows("[1]", "select count() from readings where run='end-of-twice'");
            assertEquals("[3]", rows("select count() from readings where run='twice'"));
            assertEquals("[4.0]", rows("select value from readings where run='twice-aside'"));
        }
    }

    @Test
    void everySampleOfAWaveformIsARow() throws Exception {
        double[] values = new double[100];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.sin(i) * 1e-5;
        }
        try (PatientWriter writer = writer()) {
            writer.write(lines("wave", Block.regular("BR-01-STR-3", T0, 10_000, values)));
            awaitRows("[100]", "select count() from readings where run='wave'");
            assertEquals(
                    "[\"2026-11-22T08:00:00.990000Z\",%s,\"GOOD\",\"LIVE\"]".formatted(values[99]),
                    rows(
                            "select time, value, quality, lane from readings where run='wave' limit"
                                    + " -1"));
        }
    }

    @Test
    void aSampleWithoutAValueIsKeptWithItsQuality() throws Exception {
        Block block =
                new Block(
                        "P-1",
                        Lane.LATE,
                        T0,
                        0,
                        new int[0],
                        new double[] {Double.NaN},
                        Quality.MISSING,
                        "",
                        "",
                        0,
                        0);
        try (PatientWriter writer = writer()) {
            writer.write(lines("missing", block));
            awaitRows(
                    "[null,\"MISSING\",\"LATE\"]",
                    "select value, quality, lane from readings where run='missing'");
        }
    }

    @Test
    void minutesAndHoursAreSummedUpAndTheBadToldApart() throws Exception {
        try (PatientWriter writer = writer()) {
            writer.write(
                    lines("sums", Block.regular("P-1", T0, 1_000_000, new double[] {1, 5, 3})));
            Block bad =
                    new Block(
                            "P-1",
                            Lane.LATE,
                            T0 + 61_000_000,
                            0,
                            new int[0],
                            new double[] {400},
                            Quality.BAD,
                            "",
                            "",
                            0,
                            0);
            writer.write(lines("sums", bad));
            awaitRows(
                    "[1.0,5.0,9.0,3,null,null,0],[null,null,null,0,400.0,400.0,1]",
                    "select low, high, total, good, bad_low, bad_high, bad from readings_1m"
                            + " where run='sums'");
            awaitRows(
                    "[1.0,5.0,9.0,3,400.0,400.0,1]",
                    "select low, high, total, good, bad_low, bad_high, bad from readings_1h"
                            + " where run='sums'");
        }
    }

    @Test
    void viewsAreBroughtUpToDateNowAndThenAndNotAtEachWrite() throws Exception {
        try (PatientWriter writer = writer()) {
            writer.write(lines("views", Block.single("P-1", T0, 1)));
            awaitRows(
                    "[\"readings_1h\",\"timer\",10,\"MINUTE\"],[\"readings_1m\",\"timer\",1,\"MINUTE\"]",
                    "select view_name, refresh_type, timer_interval, timer_interval_unit"
                            + " from materialized_views() order by view_name");
        }
    }

    @Test
    void whatIsOlderThanIsKeptIsDroppedByTheStoreAndTheSumsStay() throws Exception {
        long now = System.currentTimeMillis() * 1_000;
        long day = 86_400_000_000L;
        try (PatientWriter writer = writer()) {
            writer.write(lines("kept", Block.single("P-1", now - 100 * day, 1)));
            writer.write(lines("kept", Block.single("P-1", now - 50 * day, 2)));
            awaitRows("[3.0]", "select sum(total) from readings_1h where run='kept'");
        }
        try (QuestDbStore store =
                store(
                        new Retention(
                                Duration.ofDays(90),
                                Duration.ofDays(800),
                                Duration.ofDays(7_000)))) {
            store.prepare();
            assertEquals(
                    "[\"readings\",90,\"DAY\"]",
                    rows(
                            "select table_name, ttlValue, ttlUnit from tables() where"
                                    + " table_name='readings'"));
            store.write(lines("kept", Block.single("P-1", now, 4)));
            awaitRows("[2.0],[4.0]", "select value from readings where run='kept'");
            awaitRows("[7.0]", "select sum(total) from readings_1h where run='kept'");
            store.write(lines("kept", Block.single("P-1", now - 100 * day + 1_000, 8)));
            store.write(lines("kept", Block.single("P-1", now + 1, 16)));
            awaitRows("[23.0]", "select sum(total) from readings_1h where run='kept'");
            assertEquals(
                    "[1.0]",
                    rows("select total from readings_1m where run='kept' limit 1"),
                    "a late one does not replace the sum of those that are gone");
        } finally {
            try (QuestDbStore store = store()) {
                store.prepare();
            }
        }
    }

    @Test
    void namesThatNeedEscapingArriveAsTheyAre() throws Exception {
        try (PatientWriter writer = writer()) {
            writer.write(lines("esc", Block.single("a b,c=d 测点", T0, 1)));
            awaitRows("[\"a b,c=d 测点\"]", "select point from readings where run='esc'");
        }
    }

    @Test
    void aRefusedLineDoesNotHoldUpItsNeighbours() throws Exception {
        try (PatientWriter writer = writer()) {
            String bad = "readings,run=poison,point=P-1 value=\"text\" " + (T0 + 5) + "\n";
            writer.write(
                    lines("poison", Block.regular("P-1", T0, 1, new double[5]))
                            + bad
                            + lines("poison", Block.regular("P-1", T0 + 10, 1, new double[5])));
            awaitRows("[10]", "select count() from readings where run='poison'");
            assertEquals(1, refused.getCount());
            assertEquals(0, unavailable.getCount());
        }
    }

    @Test
    void wrongCredentialsAreNoReasonToGiveUpALine() throws Exception {
        try (QuestDbStore store =
                new QuestDbStore(
                        HistoryConnection.questDb(url(), USER, "wrong"), Retention.FOR_EVER)) {
            assertThrows(UnavailableException.class, store::prepare);
            assertThrows(
                    UnavailableException.class,
                    () -> store.write(lines("x", Block.single("P-1", T0, 1))));
        }
    }

    @Test
    void aLineThatIsNoLineIsRefused() throws Exception {
        try (QuestDbStore store = store()) {
            store.prepare();
            assertThrows(RefusedException.class, () -> store.write("no line\n"));
        }
    }

    @Test
    void aKilledServerCostsNoSampleOnceItIsBack() throws Exception {
        try (PatientWriter writer = writer()) {
            writer.write(lines("killed", Block.regular("P-1", T0, 1, new double[50])));
            server.close();
            server = start();
            writer.write(lines("killed", Block.regular("P-1", T0 + 50, 1, new double[50])));
            awaitRows("[100]", "select count() from readings where run='killed'");
        }
    }

    private static ServerProcess start() throws IOException {
        return ServerProcess.start(
                directory.resolve("questdb.log"),
                "io.questdb.ServerMain",
                "-d",
                directory.toString());
    }

    private PatientWriter writer() {
        return new PatientWriter(
                store(),
                counting(refused),
                counting(unavailable),
                Duration.ofMillis(50),
                Duration.ofMillis(200));
    }

    private static QuestDbStore store() {
        return store(Retention.FOR_EVER);
    }

    private static QuestDbStore store(Retention retention) {
        return new QuestDbStore(HistoryConnection.questDb(url(), USER, PASSWORD), retention);
    }

    private static String url() {
        return "http://127.0.0.1:" + port;
    }

    private static FaultCounter counting(Counter counter) {
        return new FaultCounter(counter, LoggerFactory.getLogger(HistoryWriterIT.class), "test");
    }

    private static String lines(String run, Block block) {
        StringBuilder lines = new StringBuilder();
        LineProtocol.append(lines, new RunBlock(run, block));
        return lines.toString();
    }

    /** What is written can be read a little later. */
    private static void awaitRows(String expected, String sql) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(
                        () -> {
                            if (sql.contains("from readings_1")) {
                                // Now, and not when its time comes.
                                answer("refresh materialized view readings_1m incremental");
                                answer("refresh materialized view readings_1h incremental");
                            }
                            assertEquals(expected, rows(sql));
                        });
    }

    private static String rows(String sql) throws IOException, InterruptedException {
        String answer = answer(sql);
        int from = answer.indexOf("\"dataset\":[") + "\"dataset\":[".length();
        return answer.substring(from, answer.indexOf("],\"count\"", from));
    }

    private static String answer(String sql) throws IOException, InterruptedException {
        return HTTP.send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                url()
                                                        + "/exec?query="
                                                        + URLEncoder.encode(
                                                                sql, StandardCharsets.UTF_8)))
                                .header(
                                        "Authorization",
                                        "Basic "
                                                + Base64.getEncoder()
                                                        .encodeToString(
                                                                (USER + ':' + PASSWORD)
                                                                        .getBytes(
                                                                                StandardCharsets
                                                                                        .UTF_8)))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }
}
