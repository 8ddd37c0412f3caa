package city.lifeline.broker;

import com.codahale.metrics.MetricRegistry;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import io.prometheus.metrics.instrumentation.dropwizard.DropwizardExports;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** {@code /metrics} and {@code /health}. */
final class BrokerHttp implements AutoCloseable {

    private final BrokerMetrics metrics;
    private final HttpServer server;
    private volatile boolean ready;

    BrokerHttp(String address, int port, BrokerMetrics metrics) throws IOException {
        this.metrics = metrics;
        server = HttpServer.create(new InetSocketAddress(address, port), 0);
        server.createContext("/metrics", new MetricsHandler(metrics.registry()));
        server.createContext(
                "/health",
                exchange -> {
                    byte[] body =
                            (ready ? "{\"status\":\"UP\"}" : "{\"status\":\"STARTING\"}")
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders(ready ? 200 : 503, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
    }

    void ready(MetricRegistry brokerMetrics) {
        metrics.registry().register(new DropwizardExports(brokerMetrics));
        ready = true;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
