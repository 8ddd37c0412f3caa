package city.lifeline.simulators;

import city.lifeline.gateway.GatewayClient;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code /health} (200 while all gateways are connected, else 503) and {@code /metrics}. */
final class SimulatorHttp implements AutoCloseable {

    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final HttpServer server;
    private final List<SimulatedGateway> gateways;

    SimulatorHttp(String address, int port, List<SimulatedGateway> gateways) throws IOException {
        this.gateways = List.copyOf(gateways);
        server = HttpServer.create(new InetSocketAddress(address, port), 0);
        server.createContext("/health", this::health);
        server.createContext("/metrics", this::metrics);
        server.start();
    }

    private void health(HttpExchange exchange) throws IOException {
        boolean up = true;
        StringBuilder json = new StringBuilder();
        for (SimulatedGateway gateway : gateways) {
            GatewayClient.Status status = gateway.status();
            up &= status.connected();
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
                "application/json",
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
