package city.lifeline.alerting;

import city.lifeline.alerting.drill.SimulatorLink;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Answers as a simulator of two scenarios does, of which one can be started at MH-1. */
public final class TestSimulator implements AutoCloseable {

    private static final String TOKEN = "sim";

    /** Two scenarios, as the simulator describes them. */
    private static final String SCENARIOS =
            """
            {"now":"%s","scenarios":[
             {"id":"gas-leak","name":{"zh":"燃气泄漏","en":"Gas leak"},
              "cause":{"zh":"管道腐蚀穿孔","en":"a corroded pipe"},"assetClass":"gas-manhole","assets":2,
              "minutes":90,"severity":0.5,
              "expected":[{"rule":"G1","grade":"YELLOW","minutes":20,"from":0},
                          {"rule":"G1","grade":"RED","minutes":30,"from":0.6}]},
             {"id":"sensor-drift","name":{"zh":"传感器漂移","en":"Drifting sensor"},
              "cause":{"zh":"传感器老化","en":"an old sensor"},"assetClass":"*","assets":2,
              "minutes":360,"severity":0.5,"expected":[]}]}""";

    private final HttpServer server;
    private final Instant now;

    /** What was asked for, as it came. */
    public final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();

    public TestSimulator(Instant now) {
        this.now = now;
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/scenarios", this::scenarios);
        server.createContext("/drills", this::drills);
        server.start();
    }

    public SimulatorLink link() {
        return new SimulatorLink(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), TOKEN);
    }

    private void scenarios(HttpExchange exchange) throws IOException {
        answer(
                exchange,
                200,
                exchange.getRequestURI().getQuery() == null
                        ? SCENARIOS.formatted(now)
                        : "{\"assets\":[\"MH-1\",\"MH-2\"]}");
    }

    private void drills(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (body.isEmpty()) {
            answer(exchange, 200, "[]");
            return;
        }
        asked.add(body);
        if (body.contains("none")) {
            answer(exchange, 400, "no such scenario");
            return;
        }
        answer(
                exchange,
                200,
                """
                {"event":"d%d-gas-leak","scenario":"gas-leak","cause":"a corroded pipe",
                 "asset":"MH-1","points":["MH-1-CH4"],"onset":"%s","end":"%s","severity":0.7,
                 "drill":true,"expected":[]}"""
                        .formatted(asked.size(), now, now.plusSeconds(600)));
    }

    private static void answer(HttpExchange exchange, int code, String text) throws IOException {
        boolean known =
                ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(known ? code : 401, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
