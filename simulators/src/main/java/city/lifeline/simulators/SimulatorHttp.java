package city.lifeline.simulators;

import city.lifeline.gateway.GatewayClient;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code /health} (200 while all gateways are connected that are not cut off on purpose, else 503),
 * {@code /metrics}, and, for whoever has the token, {@code /scenarios} and {@code /drills}.
 */
final class SimulatorHttp implements AutoCloseable {

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int UNAVAILABLE = 503;
    private static final int MAX_BODY = 4_096;
    private static final String JSON_TYPE = "application/json";

    private final HttpServer server;
    private final List<SimulatedGateway> gateways;

    /**
     * Serves at once.
     *
     * @param drills null: none can be started
     * @param token of whoever may start them; empty: nobody may
     */
    SimulatorHttp(
            String address,
            int port,
            List<SimulatedGateway> gateways,
            @Nullable Drills drills,
            String token)
            throws IOException {
        this.gateways = List.copyOf(gateways);
        server = HttpServer.create(new InetSocketAddress(address, port), 0);
        server.createContext("/health", this::health);
        server.createContext("/metrics", this::metrics);
        if (drills != null && !token.isEmpty()) {
            byte[] expected = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
            server.createContext("/scenarios", guarded(expected, one -> scenarios(one, drills)));
            server.createContext("/drills", guarded(expected, one -> drills(one, drills)));
        }
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** What is answered to those who know the token. */
    @FunctionalInterface
    private interface Answer {
        String to(HttpExchange exchange) throws IOException, DrillRefusedException;
    }

    private static HttpHandler guarded(byte[] expected, Answer handler) {
        return exchange -> {
            String given = exchange.getRequestHeaders().getFirst("Authorization");
            if (given == null
                    || !MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8))) {
                answer(exchange, UNAUTHORIZED, "text/plain", "a bearer token is needed\n");
                return;
            }
            try {
                answer(exchange, OK, JSON_TYPE, handler.to(exchange));
            } catch (DrillRefusedException e) {
                answer(exchange, BAD_REQUEST, "text/plain", String.valueOf(e.getMessage()));
            }
        };
    }

    /** All of them, or with {@code ?ID} where one can take place. */
    private static String scenarios(HttpExchange exchange, Drills drills)
            throws IOException, DrillRefusedException {
        String query = exchange.getRequestURI().getQuery();
        return query == null ? drills.scenarios() : drills.assets(query);
    }

    private static String drills(HttpExchange exchange, Drills drills)
            throws IOException, DrillRefusedException {
        if (!exchange.getRequestMethod().equals("POST")) {
            return drills.started();
        }
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw new DrillRefusedException("The request is too long");
        }
        return drills.start(new String(body, StandardCharsets.UTF_8));
    }

    private void health(HttpExchange exchange) throws IOException {
        boolean up = true;
        StringBuilder json = new StringBuilder();
        for (SimulatedGateway gateway : gateways) {
            GatewayClient.Status status = gateway.status();
            up &= gateway.isWell();
            json.append(json.isEmpty() ? "" : ",")
                    .append(
                            "\"%s\":{\"connected\":%s,\"published\":%d,\"acknowledged\":%d}"
                                    .formatted(
                                            gateway.id(),
                                            status.connected(),
                                            status.newest(),
                                            status.acknowledged()));
        }
        answer(
                exchange,
                up ? OK : UNAVAILABLE,
                JSON_TYPE,
                "{\"status\":\"%s\",\"gateways\":{%s}}\n".formatted(up ? "UP" : "DOWN", json));
    }

    private void metrics(HttpExchange exchange) throws IOException {
        StringBuilder text = new StringBuilder();
        metric(text, "samples_total", "counter", "samples handed to the gateway's client");
        for (SimulatedGateway gateway : gateways) {
            sample(text, "samples_total", gateway, gateway.samples());
        }
        metric(text, "gateway_connected", "gauge", "1 while connected to the broker");
        for (SimulatedGateway gateway : gateways) {
            sample(text, "gateway_connected", gateway, gateway.status().connected() ? 1 : 0);
        }
        metric(text, "messages_waiting", "gauge", "messages that are not acknowledged");
        for (SimulatedGateway gateway : gateways) {
            GatewayClient.Status status = gateway.status();
            sample(text, "messages_waiting", gateway, status.newest() - status.acknowledged());
        }
        answer(exchange, OK, "text/plain; version=0.0.4", text.toString());
    }

    private static void metric(StringBuilder text, String name, String type, String help) {
        text.append("# HELP lifeline_simulator_%s %s\n".formatted(name, help))
                .append("# TYPE lifeline_simulator_%s %s\n".formatted(name, type));
    }

    private static void sample(
            StringBuilder text, String name, SimulatedGateway gateway, long value) {
        text.append(
                "lifeline_simulator_%s{gateway=\"%s\"} %d\n".formatted(name, gateway.id(), value));
    }

    private static void answer(HttpExchange exchange, int code, String type, String text)
            throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", type + "; charset=utf-8");
        exchange.sendResponseHeaders(code, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
