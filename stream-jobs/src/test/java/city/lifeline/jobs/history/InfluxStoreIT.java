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
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Over HTTP, to a stand-in that answers as the documentation of InfluxDB 2 and 3 says. */
class InfluxStoreIT {

    private HttpServer server;
    private InfluxStore store;
    private int status = 204;
    private String answer = "";
    private String asked = "";
    private String authorization = "";
    private String written = "";

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
                    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        store =
                new InfluxStore(
                        HistoryConnection.influxDb(
                                "http://127.0.0.1:" + server.getAddress().getPort(),
                                "city",
                                "readings of a year",
                                "t0ken"));
    }

    @AfterEach
    void stop() {
        store.close();
        server.stop(0);
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
}
