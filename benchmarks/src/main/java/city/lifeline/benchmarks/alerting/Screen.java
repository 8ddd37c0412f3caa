package city.lifeline.benchmarks.alerting;

import city.lifeline.benchmarks.Percentiles;
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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a dashboard does, measured: it listens to the stream, and asks for its lists again and
 * again.
 */
final class Screen implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long EVERY_MS = 100;
    private static final List<String> LISTS =
            List.of(
                    "/api/v1/warnings?run=live&state=open&size=500",
                    "/api/v1/incidents?run=live&state=open&size=500",
                    "/api/v1/warnings/summary?run=live");

    private final URI alerting;
    private final String token;
    private final InstantSource clock;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ObjectMapper json = new ObjectMapper();
    private final Percentiles toScreen = new Percentiles();
    private final Set<String> seen = new HashSet<>();
    private int resyncs;
    private @Nullable String prefix;
    private volatile boolean closed;
    private volatile @Nullable Percentiles requests;
    private @Nullable InputStream stream;

    Screen(URI alerting, String token, InstantSource clock) {
        this.alerting = alerting;
        this.token = token;
        this.clock = clock;
    }

    void open() throws IOException, InterruptedException {
        var response =
                http.send(
                        HttpRequest.newBuilder(alerting.resolve("/api/v1/stream?run=live"))
                                .header("Authorization", "Bearer " + token)
                                .header("Accept", "text/event-stream")
                                .build(),
                        BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new IOException("GET /api/v1/stream answers " + response.statusCode());
        }
        InputStream body = response.body();
        stream = body;
        daemon(() -> listen(body), "screen-stream");
        daemon(this::ask, "screen-lists");
    }

    private static void daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** From now on, requests and the events of points whose id begins so are measured anew. */
    void measure(String points) {
        synchronized (toScreen) {
            toScreen.clear();
            seen.clear();
            resyncs = 0;
            prefix = points;
        }
        requests = new Percentiles();
    }

    /** Milliseconds of the requests since {@link #measure}. */
    Percentiles requests() {
        Percentiles measured = requests;
        requests = null;
        return measured == null ? new Percentiles() : measured;
    }

    /** Milliseconds from a reading's time to the first event of its warning. */
    Percentiles toScreen() {
        synchronized (toScreen) {
            return toScreen.copy();
        }
    }

    /** How often the screen was told to fetch all anew, because too much waited for it. */
    int resyncs() {
        synchronized (toScreen) {
            return resyncs;
        }
    }

    /** The answer to a request, and how long it took. */
    record Answer(JsonNode json, double ms) {}

    Answer get(String path, String as) throws IOException, InterruptedException {
        long startNs = System.nanoTime();
        var response =
                http.send(
                        HttpRequest.newBuilder(alerting.resolve(path))
                                .header("Authorization", "Bearer " + as)
                                .timeout(PATIENCE)
                                .build(),
                        BodyHandlers.ofByteArray());
        double ms = (System.nanoTime() - startNs) / 1e6;
        if (response.statusCode() != 200) {
            throw new IOException("GET " + path + " answers " + response.statusCode());
        }
        return new Answer(json.readTree(response.body()), ms);
    }

    private void ask() {
        int n = 0;
        while (!closed) {
            Percentiles now = requests;
            try {
                if (now != null) {
                    now.add(get(LISTS.get(n++ % LISTS.size()), token).ms);
                }
                TimeUnit.MILLISECONDS.sleep(EVERY_MS);
            } catch (IOException e) {
                // A request that fails is the slowest one.
                if (now != null) {
                    now.add((double) PATIENCE.toMillis());
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void listen(InputStream body) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String event = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event:")) {
                    event = line.substring("event:".length()).strip();
                } else if (line.startsWith("data:")) {
                    hear(event, line.substring("data:".length()));
                }
            }
        } catch (IOException e) {
            // The measurement is over: it has closed the stream.
        }
    }

    private void hear(String event, String data) throws IOException {
        long arrivedUs = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        if (event.equals("resync")) {
            synchronized (toScreen) {
                resyncs++;
            }
        }
        if (!event.equals("warning")) {
            return;
        }
        JsonNode warning = json.readTree(data);
        synchronized (toScreen) {
            if (prefix != null
                    && warning.path("point").asText().startsWith(prefix)
                    && seen.add(warning.path("id").asText())) {
                long atUs =
                        ChronoUnit.MICROS.between(
                                Instant.EPOCH, Instant.parse(warning.path("raisedAt").asText()));
                toScreen.add((arrivedUs - atUs) / 1e3);
            }
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        if (stream != null) {
            stream.close();
        }
    }
}
