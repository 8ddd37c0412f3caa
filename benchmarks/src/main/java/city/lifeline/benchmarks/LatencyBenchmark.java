package city.lifeline.benchmarks;

import city.lifeline.gateway.GatewayClient;
import city.lifeline.gateway.GatewayReading;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * From a gateway's publish to the warning's row in PostgreSQL and to the event at a screen.
 *
 * <p>One gateway publishes at a steady rate, one reading a message, over several points; one of
 * them swings across its blue limit, so that each of its readings raises or clears a warning. A
 * reading's event time is the moment it was published, so the row's {@code storedAt} and the
 * screen's clock need only be compared with it: all three are clocks of this machine.
 *
 * <p>The bare figure is the time until Kafka has acknowledged the same reading, one at a time on
 * the idle system afterwards: what remains is detection, alerting, the database and the screen's
 * stream.
 */
public final class LatencyBenchmark {

    private static final int PROBES = 200;
    private static final int SWINGS_A_SECOND = 25;
    private static final int PAGE = 500;
    private static final double US_IN_MS = 1_000;

    private final Target target;
    private final InstantSource clock;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    /**
     * What is measured.
     *
     * @param swinging a point whose rule raises at once, without delay
     * @param quiet other points of the same gateway
     * @param below a value under the rule's clear threshold
     * @param above a value over its blue raise threshold
     * @param alerting base address, such as {@code http://127.0.0.1:18800}
     * @param token machine token of alerting
     */
    public record Target(
            URI broker,
            String gateway,
            String password,
            String swinging,
            List<String> quiet,
            double below,
            double above,
            URI alerting,
            String token) {}

    public LatencyBenchmark(Target target, InstantSource clock) {
        this.target = target;
        this.clock = clock;
    }

    /** Publishes for that long at that rate, and tells what came of it. */
    public List<Row> run(int readingsPerSecond, Duration duration)
            throws IOException, InterruptedException {
        Percentiles toScreen = new Percentiles();
        Percentiles toRow = new Percentiles();
        Percentiles toKafka = new Percentiles();
        long fromUs;
        long published;
        double seconds;
        try (GatewayClient gateway = gateway();
                InputStream stream = openStream()) {
            if (!gateway.awaitAllAcknowledged(Duration.ofSeconds(30))) {
                throw new IOException("the gateway does not get through: " + gateway.status());
            }
            Thread screen = new Thread(() -> watch(stream, toScreen), "screen");
            screen.setDaemon(true);
            screen.start();
            fromUs = nowUs();
            long startNs = System.nanoTime();
            published = publish(gateway, readingsPerSecond, duration);
            seconds = (System.nanoTime() - startNs) / 1e9;
            gateway.awaitAllAcknowledged(Duration.ofMinutes(1));
            awaitQuiet(toScreen);
            probe(gateway, toKafka);
        }
        readRows(fromUs, toRow);
        return List.of(
                new Row("readings published", published / seconds, "readings/s", null),
                new Row("warning events stored", toRow.size(), "events", null),
                new Row("publish to Kafka acknowledged, idle, p50", toKafka.at(0.5), "ms", null),
                new Row("publish to Kafka acknowledged, idle, p99", toKafka.at(0.99), "ms", null),
                new Row("publish to row in PostgreSQL, p50", toRow.at(0.5), "ms", toKafka.at(0.5)),
                new Row(
                        "publish to row in PostgreSQL, p99",
                        toRow.at(0.99),
                        "ms",
                        toKafka.at(0.99)),
                new Row("publish to SSE event, p50", toScreen.at(0.5), "ms", toKafka.at(0.5)),
                new Row("publish to SSE event, p99", toScreen.at(0.99), "ms", toKafka.at(0.99)));
    }

    private GatewayClient gateway() throws IOException {
        return GatewayClient.builder(target.broker(), target.gateway())
                .login(target.gateway(), target.password())
                .build();
    }

    private long publish(GatewayClient gateway, int readingsPerSecond, Duration duration)
            throws InterruptedException, IOException {
        long intervalNs = TimeUnit.SECONDS.toNanos(1) / readingsPerSecond;
        int swingEvery = Math.max(1, readingsPerSecond / SWINGS_A_SECOND);
        long startNs = System.nanoTime();
        long total = duration.toNanos() / intervalNs;
        boolean high = false;
        for (long i = 0; i < total; i++) {
            long dueNs = startNs + i * intervalNs;
            while (System.nanoTime() < dueNs) {
                LockSupport.parkNanos(dueNs - System.nanoTime());
            }
            GatewayReading reading;
            if (i % swingEvery == 0) {
                high = !high;
                reading =
                        GatewayReading.good(
                                target.swinging(), nowUs(), high ? target.above() : target.below());
            } else {
                String point = target.quiet().get((int) (i % target.quiet().size()));
                reading = GatewayReading.good(point, nowUs(), 0);
            }
            gateway.publish(List.of(reading), List.of(), reading.timeUs());
        }
        return total;
    }

    private void probe(GatewayClient gateway, Percentiles toKafka)
            throws InterruptedException, IOException {
        String point = target.quiet().get(0);
        for (int i = 0; i < PROBES; i++) {
            long startNs = System.nanoTime();
            long nowUs = nowUs();
            gateway.publish(List.of(GatewayReading.good(point, nowUs, 0)), List.of(), nowUs);
            if (!gateway.awaitAllAcknowledged(Duration.ofSeconds(10))) {
                throw new IOException("no acknowledgement within 10 s: " + gateway.status());
            }
            toKafka.add((System.nanoTime() - startNs) / 1e6);
        }
    }

    private InputStream openStream() throws IOException, InterruptedException {
        HttpRequest request =
                request("/api/v1/stream?run=live").header("Accept", "text/event-stream").build();
        var response = http.send(request, BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new IOException("GET /api/v1/stream answers " + response.statusCode());
        }
        return response.body();
    }

    private void watch(InputStream stream, Percentiles toScreen) {
        Set<String> seen = new HashSet<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            String event = "";
            String line = lines.readLine();
            while (line != null) {
                if (line.startsWith("event:")) {
                    event = line.substring("event:".length()).strip();
                } else if (line.startsWith("data:") && event.equals("warning")) {
                    long arrivedUs = nowUs();
                    JsonNode warning = json.readTree(line.substring("data:".length()));
                    boolean first =
                            seen.add(
                                    warning.path("id").asText()
                                            + '/'
                                            + warning.path("lastEventNumber").asInt());
                    if (first && warning.path("point").asText().equals(target.swinging())) {
                        double ms = (arrivedUs - us(warning.path("updatedAt"))) / US_IN_MS;
                        synchronized (toScreen) {
                            toScreen.add(ms);
                        }
                    }
                }
                line = lines.readLine();
            }
        } catch (IOException e) {
            // The benchmark is over: it has closed the stream.
        }
    }

    /** Waits until the screen has heard nothing new for a second. */
    private static void awaitQuiet(Percentiles toScreen) throws InterruptedException {
        int before;
        int now = -1;
        do {
            before = now;
            TimeUnit.SECONDS.sleep(1);
            synchronized (toScreen) {
                now = toScreen.size();
            }
        } while (now != before);
    }

    private void readRows(long fromUs, Percentiles toRow) throws IOException, InterruptedException {
        for (String id : warnings(fromUs)) {
            for (JsonNode event : get("/api/v1/warnings/" + id + "/events")) {
                long atUs = us(event.path("at"));
                if (atUs >= fromUs) {
                    toRow.add((us(event.path("storedAt")) - atUs) / US_IN_MS);
                }
            }
        }
    }

    private List<String> warnings(long fromUs) throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        int page = 0;
        JsonNode items;
        do {
            items =
                    get("/api/v1/warnings?run=live&state=all&point="
                                    + target.swinging()
                                    + "&size="
                                    + PAGE
                                    + "&page="
                                    + page++)
                            .path("items");
            for (JsonNode warning : items) {
                if (us(warning.path("raisedAt")) >= fromUs) {
                    ids.add(warning.path("id").asText());
                }
            }
        } while (items.size() == PAGE);
        return ids;
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        var response = http.send(request(path).build(), BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new IOException("GET " + path + " answers " + response.statusCode());
        }
        try (InputStream body = response.body()) {
            return json.readTree(body);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(target.alerting().resolve(path))
                .header("Authorization", "Bearer " + target.token());
    }

    private long nowUs() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }

    private static long us(JsonNode time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(time.asText()));
    }
}
