package city.lifeline.broker;

import com.codahale.metrics.MetricRegistry;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import io.prometheus.metrics.instrumentation.dropwizard.DropwizardExports;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** {@code /metrics} and {@code /health}. */
final class BrokerHttp implements AutoCloseable {

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter refusedLogins =
            Counter.builder()
                    .name("lifeline_broker_refused_logins_total")
                    .help("Connections refused for lack of an account or a wrong password")
                    .register(registry);
    private final HttpServer server;
    private volatile boolean ready;

    BrokerHttp(String address, int port) throws IOException {
        JvmMetrics.builder().register(registry);
        server = HttpServer.create(new InetSocketAddress(address, port), 0);
        server.createContext("/metrics", new MetricsHandler(registry));
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

    void refusedLogin() {
        refusedLogins.inc();
    }

    void ready(MetricRegistry brokerMetrics) {
        registry.register(new DropwizardExports(brokerMetrics));
        ready = true;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
