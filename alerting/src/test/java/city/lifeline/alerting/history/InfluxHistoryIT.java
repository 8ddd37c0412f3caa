package city.lifeline.alerting.history;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Lane;
import city.lifeline.model.RunClock;
import city.lifeline.runtime.HistoryConnection;
import city.lifeline.testing.InfluxServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Against a real InfluxDB 1, with what the history job writes. */
@Timeout(60)
class InfluxHistoryIT {

    private static final Instant T0 = Instant.parse("2026-11-20T00:00:00Z");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir static Path directory;

    private static InfluxServer server;
    private static HistoryStore history;

    @BeforeAll
    static void start() throws Exception {
        server = new InfluxServer(directory, true);
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(
                        () ->
                                post("/query", "q=", "SHOW DATABASES").contains("results")
                                        || post("/query", "q=", "SHOW DATABASES")
                                                .contains("create admin user"));
        post("/query", "q=", "CREATE USER reader WITH PASSWORD 'se cret' WITH ALL PRIVILEGES");
        post("/query", "q=", "CREATE DATABASE lifeline");
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 5_760; i++) {
            boolean bad = i == 1_320;
            lines.append(
                    line(
                            "MH-1-CH4",
                            bad ? 4000 : i == 1_200 ? 90 : 20,
                            bad ? "BAD" : "GOOD",
                            i * 30_000_000L));
        }
        for (int i = 0; i < 10; i++) {
            lines.append(
                    line("MH-2-CH4", 1.5 * (i + 1), i == 9 ? "BAD" : "GOOD", i * 600_000_000L));
        }
        lines.append(line("MH-3-CH4", Double.NaN, "MISSING", 7));
        lines.append(line("MH-3-CH4", -1e-5, "GOOD", 8));
        assertEquals("", post("/write?db=lifeline&precision=u", "", lines.toString()));
        // The sums that the history job makes.
        for (String policy : List.of("minutes", "hours")) {
            post(
                    "/query",
                    "q=",
                    "CREATE RETENTION POLICY %s ON lifeline DURATION INF REPLICATION 1"
                            .formatted(policy));
        }
        String minute =
                "readings_1m,run=live,point=MH-5-CH4 low=1,high=%d,total=10,last=3,good=4i,seen=5i"
                        + " %d\n";
        long us = T0.getEpochSecond() * 1_000_000;
        assertEquals(
                "",
                post(
                        "/write?db=lifeline&rp=minutes&precision=u",
                        "",
                        minute.formatted(4, us)
                                + minute.formatted(7, us + 60_000_000)
                                + "readings_1m,run=live,point=MH-5-CH4"
                                + " bad_low=400,bad_high=500,bad=2i "
                                + (us + 60_000_000)));
        assertEquals(
                "",
                post(
                        "/write?db=lifeline&rp=hours&precision=u",
                        "",
                        "readings_1h,run=live,point=MH-5-CH4"
                                + " low=1,high=7,total=20,last=3,good=8i,seen=10i "
                                + us));
        history =
                HistoryStore.at(
                        connection("se cret"),
                        JsonMapper.builder().build(),
                        RunClock.WALL,
                        InstantSource.system());
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static HistoryConnection connection(String password) {
        return connection(HistoryConnection.Kind.INFLUXDB, password);
    }

    private static HistoryConnection connection(HistoryConnection.Kind kind, String password) {
        return new HistoryConnection(
                kind, server.address(), "reader", password, "", "lifeline", "");
    }

    private static String line(String point, double value, String quality, long us) {
        return "readings,run=live,point=%s %squality=\"%s\",lane=\"LIVE\" %d\n"
                .formatted(
                        point,
                        Double.isNaN(value) ? "" : "value=" + value + ",",
                        quality,
                        T0.getEpochSecond() * 1_000_000 + us);
    }

    private static String post(String path, String key, String text)
            throws IOException, InterruptedException {
        String body = key.isEmpty() ? text : key + URLEncoder.encode(text, StandardCharsets.UTF_8);
        String login =
                Base64.getEncoder()
                        .encodeToString("reader:se cret".getBytes(StandardCharsets.UTF_8));
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create(server.address() + path))
                                .header("Authorization", "Basic " + login)
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private static Instant at(long seconds) {
        return T0.plusSeconds(seconds);
    }

    @Test
    void fewReadingsAreEachTold() throws Exception {
        Series series =
                history.excerpt("live", List.of("MH-2-CH4"), at(600), at(6_000), 100)
                        .series()
                        .get(0);
        assertEquals(Duration.ZERO, series.bucket());
        assertEquals(8, series.good().size());
        assertEquals(new Series.Bucket(at(600), 3, 3, 3, 1), series.good().get(0));
        assertEquals(List.of(new Series.Bad(at(5_400), 15, 15, 1)), series.bad());
    }

    @Test
    void manyAreBucketsThatKeepTheGreatestAndTellTheBadApart() throws Exception {
        Excerpt excerpt =
                HistoryStore.at(
                                connection(HistoryConnection.Kind.INFLUXDB, "se cret"),
                                JsonMapper.builder().build(),
                                RunClock.WALL,
                                InstantSource.system())
                        .excerpt("live", List.of("MH-1-CH4", "MH-2-CH4"), null, null, 100);
        Series series = excerpt.series().get(0);
        assertEquals(T0, excerpt.from());
        assertEquals(Duration.ofMinutes(30), series.bucket());
        assertEquals(96, series.good().size());
        assertEquals(
                new Series.Bucket(at(36_000), 20, 90, (59 * 20 + 90) / 60.0, 60),
                series.good().get(20));
        assertEquals(List.of(new Series.Bad(at(39_600), 4000, 4000, 1)), series.bad());
        assertEquals(59, series.good().get(22).count());
        assertEquals(
                10, excerpt.series().get(1).good().size() + excerpt.series().get(1).bad().size());
    }

    @Test
    void bucketsOfMinutesAndMoreComeFromSums() throws Exception {
        HistoryStore version1 =
                HistoryStore.at(
                        connection(HistoryConnection.Kind.INFLUXDB1, "se cret"),
                        JsonMapper.builder().build(),
                        RunClock.WALL,
                        InstantSource.system());
        Series minutes =
                version1.excerpt("live", List.of("MH-5-CH4"), at(30), at(600), 10).series().get(0);
        assertEquals(Duration.ofMinutes(2), minutes.bucket());
        assertEquals(List.of(new Series.Bucket(T0, 1, 7, 2.5, 8)), minutes.good());
        assertEquals(List.of(new Series.Bad(T0, 400, 500, 4)), minutes.bad());
        Series hours =
                version1.excerpt("live", List.of("MH-5-CH4"), at(0), at(86_400), 20)
                        .series()
                        .get(0);
        assertEquals(List.of(new Series.Bucket(T0, 1, 7, 2.5, 8)), hours.good());
        assertEquals(2, hours.bad().get(0).count());
    }

    @Test
    void readingsAreCountedByLane() throws Exception {
        assertEquals(Map.of(Lane.LIVE, 5L), history.countByLane("live", at(0), at(60)));
    }

    @Test
    void aReadingWithoutAValueIsABadOne() throws Exception {
        Series each = history.excerpt("live", List.of("MH-3-CH4"), T0, at(60), 10).series().get(0);
        assertEquals(1, each.bad().size());
        assertEquals(-1e-5, each.good().get(0).min());
        Series buckets =
                history.excerpt("live", List.of("MH-3-CH4"), T0, at(60), 1).series().get(0);
        assertEquals(1, buckets.bad().get(0).count());
        assertEquals(1, buckets.good().get(0).count());
    }

    @Test
    void lastHeardIsTold() throws Exception {
        assertEquals(
                Map.of("MH-2-CH4", at(600), "MH-1-CH4", at(1_170)),
                history.lastHeard("live", at(1_180), Duration.ofSeconds(1_000)));
    }

    @Test
    void everyReadingIsInTheCsvInOrderOfTime() throws Exception {
        try (InputStream csv = history.everyReading("live", T0, at(60))) {
            long us = T0.getEpochSecond() * 1_000_000;
            assertEquals(
                    """
                    us,point,value,quality
                    %d,MH-1-CH4,20.0,GOOD
                    %d,MH-2-CH4,1.5,GOOD
                    %d,MH-3-CH4,,MISSING
                    %d,MH-3-CH4,-1.0E-5,GOOD
                    %d,MH-1-CH4,20.0,GOOD
                    """
                            .formatted(us, us, us + 7, us + 8, us + 30_000_000),
                    new String(csv.readAllBytes(), StandardCharsets.UTF_8));
        }
        try (InputStream csv = history.export("live", List.of("MH-2-CH4"), at(600), at(1_200))) {
            assertEquals(
                    "time,point,value,quality\n2026-11-20T00:10:00Z,MH-2-CH4,3.0,GOOD\n",
                    new String(csv.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void aRunThatThereIsNotHasNoReadings() throws Exception {
        assertEquals(List.of(), history.readings("winter", "MH-1-CH4", null, null, 10).samples());
        assertEquals(List.of(), history.readings("live", "MH-9", T0, at(60), 10).samples());
    }

    @Test
    void aWrongPasswordOrDatabaseIsSaid() {
        HistoryStore wrong =
                HistoryStore.at(
                        connection("wrong"),
                        JsonMapper.builder().build(),
                        RunClock.WALL,
                        InstantSource.system());
        HistoryUnavailableException e =
                assertThrows(
                        HistoryUnavailableException.class,
                        () -> wrong.readings("live", "MH-1-CH4", null, null, 10));
        assertTrue(String.valueOf(e.getMessage()).contains("401"), e.getMessage());
        HistoryStore elsewhere =
                HistoryStore.at(
                        new HistoryConnection(
                                HistoryConnection.Kind.INFLUXDB,
                                server.address(),
                                "reader",
                                "se cret",
                                "",
                                "nowhere",
                                ""),
                        JsonMapper.builder().build(),
                        RunClock.WALL,
                        InstantSource.system());
        e =
                assertThrows(
                        HistoryUnavailableException.class,
                        () -> elsewhere.readings("live", "MH-1-CH4", null, null, 10));
        assertTrue(
                String.valueOf(e.getMessage()).contains("database not found: nowhere"),
                e.getMessage());
    }
}
