package city.lifeline.jobs.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.jobs.history.HistoryStore.RefusedException;
import city.lifeline.jobs.history.HistoryStore.UnavailableException;
import city.lifeline.model.Block;
import city.lifeline.runtime.HistoryConnection;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Over HTTP, to a stand-in that answers as the documentation of InfluxDB 2 and 3 says, and to one
 * of other stores that fails when it is told to.
 */
class InfluxStoreIT {

    private HttpServer server;
    private InfluxStore store;
    private int status = 204;
    private String answer = "";
    private String asked = "";
    private String authorization = "";
    private String written = "";
    private final List<String> orders = new ArrayList<>();
    private Predicate<String> fails = order -> false;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    asked = String.valueOf(exchange.getRequestURI());
                    authorization = exchange.getRequestHeaders().getFirst("Authorization");
                    written =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    String order =
                            URLDecoder.decode(asked + '\n' + written, StandardCharsets.UTF_8);
                    orders.add(order);
                    if (fails.test(order)) {
                        exchange.sendResponseHeaders(400, -1);
                        exchange.close();
                        return;
                    }
                    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        store =
                new InfluxStore(
                        HistoryConnection.influxDb(url(), "city", "readings of a year", "t0ken"));
    }

    @AfterEach
    void stop() {
        store.close();
        server.stop(0);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static String lines() {
        StringBuilder lines = new StringBuilder();
        LineProtocol.append(lines, new RunBlock("live", Block.single("P-1", 5, 1)));
        return lines.toString();
    }

    private void answer(int withStatus, String body) {
        status = withStatus;
        answer = body;
    }

    @Test
    void linesGoToTheBucketInMicrosecondsWithTheToken() throws Exception {
        store.prepare();
        store.write(lines());
        assertTrue(asked.startsWith("/api/v2/write?"), asked);
        assertTrue(asked.contains("org=city"), asked);
        assertTrue(asked.contains("bucket=readings%20of%20a%20year"), asked);
        assertTrue(asked.contains("precision=us"), asked);
        assertEquals("Token t0ken", authorization);
        assertEquals(
                "readings,run=live,point=P-1 value=1.0,quality=\"GOOD\",lane=\"LIVE\" 5",
                written.strip());
    }

    @Test
    void version2SaysHowManyLinesItHasLeftOut() {
        answer(
                422,
                """
                {"code":"unprocessable entity","message":"failure writing points to database: \
                partial write: points beyond retention policy dropped=3"}""");
        RefusedException e = assertThrows(RefusedException.class, () -> store.write(lines()));
        assertEquals(3, e.dropped());
    }

    @Test
    void version3ListsTheLinesThatItHasLeftOut() {
        answer(
                400,
                """
                {"error":"partial write of line protocol occurred","data":[\
                {"original_line":"readings,run=live","line_number":2,"error_message":"no field"},\
                {"original_line":"readings","line_number":4,"error_message":"no field"}]}""");
        RefusedException e = assertThrows(RefusedException.class, () -> store.write(lines()));
        assertEquals(2, e.dropped());
        assertTrue(String.valueOf(e.getMessage()).contains("no field"), e.getMessage());
    }

    @Test
    void aRefusalOfAllDoesNotSayThatAnyWasTaken() {
        answer(400, "{\"code\":\"invalid\",\"message\":\"unable to parse 'x': missing fields\"}");
        RefusedException e = assertThrows(RefusedException.class, () -> store.write(lines()));
        assertEquals(0, e.dropped());
    }

    @Test
    void aMissingBucketAWrongTokenOrABusyStoreAreNoReasonToGiveUpALine() {
        for (int each : new int[] {401, 404, 429, 500, 503}) {
            answer(each, "{\"code\":\"not found\",\"message\":\"bucket not found\"}");
            assertThrows(UnavailableException.class, () -> store.write(lines()));
        }
        answer(204, "");
    }

    @Test
    void version1SumsABacklogUpAFewMinutesAtATimeAndGoesOnWhereItFailed() throws Exception {
        try (Influx1Store version1 =
                new Influx1Store(
                        new HistoryConnection(
                                HistoryConnection.Kind.INFLUXDB1, url(), "", "", "", "city", ""),
                        Retention.FOR_EVER)) {
            answer(200, "{}");
            NavigableSet<Long> minutes = new TreeSet<>();
            for (long minute = 600; minute < 600 + 24 * 60; minute++) {
                minutes.add(minute);
            }
            minutes.remove(603L);
            fails = order -> orders.size() == 10;
            assertThrows(UnavailableException.class, () -> version1.sumUp(minutes, false));
            // Two orders each for 600 to 602, 604 to 608, 609 to 613, 614 to 618.
            assertEquals(619L, minutes.first());
            assertTrue(orders.get(0).contains("time >= 600m AND time < 603m"), orders.get(0));
            assertTrue(orders.get(2).contains("time >= 604m AND time < 609m"), orders.get(2));

            fails = order -> false;
            orders.clear();
            version1.sumUp(minutes, false);
            assertTrue(minutes.isEmpty());
            assertTrue(orders.get(0).contains("time >= 619m AND time < 624m"), orders.get(0));
            List<String> hours =
                    orders.stream().filter(order -> order.contains("readings_1h")).toList();
            assertEquals(25, hours.size(), "of the day, and the one before it");
            assertEquals(285 * 2 + 25, orders.size(), "1,421 minutes, five at once");
        }
    }

    @Test
    void aQuestDbThatKnowsNoLimitIsPreparedUnlessOneIsWanted() throws Exception {
        fails = order -> order.contains("TTL");
        answer(200, "{}");
        HistoryConnection questDb = HistoryConnection.questDb(url(), "", "");
        try (QuestDbStore forEver = new QuestDbStore(questDb, Retention.FOR_EVER)) {
            forEver.prepare();
            assertTrue(orders.stream().anyMatch(order -> order.contains("readings_1h")));
        }
        Retention limited = new Retention(Duration.ofDays(90), Duration.ZERO, Duration.ZERO);
        try (QuestDbStore store = new QuestDbStore(questDb, limited)) {
            assertThrows(UnavailableException.class, store::prepare);
        }
    }
}
