package city.lifeline.ingest;

import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** {@code /metrics} and {@code /health}. */
final class IngestHttp implements AutoCloseable {

    private final HttpServer server;

    /** What the process has and lacks. */
    record Health(boolean mqtt, boolean kafka, boolean registry, int points) {

        boolean isUp() {
            return mqtt && kafka && registry;
        }

        String json() {
            return "{\"status\":\"%s\",\"mqtt\":%b,\"kafka\":%b,\"registry\":%b,\"points\":%d}"
                    .formatted(isUp() ? "UP" : "DOWN", mqtt, kafka, registry, points);
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
