package city.lifeline.ingest;

import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** {@code /metrics} and {@code /health}. */
final class IngestHttp implements AutoCloseable {

    private final HttpServer server;

    /**
     * What the process has and lacks. One that holds no slot waits for others to give one up, and
     * is well.
     *
     * @param mqtt connected for every slot it holds
     * @param refused topic filters that the broker does not let it hear
     * @param slots that it holds
     * @param of how many slots there are, the rest not counted
     */
    record Health(
            boolean mqtt,
            boolean kafka,
            boolean registry,
            int points,
            int refused,
            List<String> slots,
            int of) {

        boolean isUp() {
            return mqtt && kafka && registry;
        }

        String json() {
            String held = slots.stream().collect(Collectors.joining("\",\"", "[\"", "\"]"));
            return "{\"status\":\"%s\",\"mqtt\":%b,\"kafka\":%b,\"registry\":%b,\"points\":%d,"
                            .formatted(isUp() ? "UP" : "DOWN", mqtt, kafka, registry, points)
                    + "\"subscriptions_refused\":%d,\"slots\":%s,\"of\":%d}"
                            .formatted(refused, slots.isEmpty() ? "[]" : held, of);
        }
    }

    IngestHttp(String address, int port, PrometheusRegistry registry, Supplier<Health> health)
            throws IOException {
        server = HttpServer.create(new InetSocketAddress(address, port), 0);
        server.createContext("/metrics", new MetricsHandler(registry));
        server.createContext(
                "/health",
                exchange -> {
                    Health now = health.get();
                    byte[] body = now.json().getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders(now.isUp() ? 200 : 503, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
