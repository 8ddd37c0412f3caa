package city.lifeline.alerting.history;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** QuestDB, asked over HTTP. */
public final class HistoryStore {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int MAX_BYTES = 4 << 20;

    /** From here on widths are whole seconds: QuestDB counts them in 32 bits. */
    private static final Duration COARSE = Duration.ofDays(1);

    private final URI exec;
    private final Optional<String> authorization;
    private final JsonMapper json;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(3))
                    .build();

    /**
     * Asks at an address.
     *
     * @param username empty: no authentication
     */
    public HistoryStore(URI address, String username, String password, JsonMapper json) {
        this.exec = address.resolve("/exec");
        this.authorization =
                username.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString(
                                                        (username + ':' + password)
                                                                .getBytes(StandardCharsets.UTF_8)));
        this.json = json;
    }

    /**
     * Readings of a point: each single one if there are few, else in buckets of equal width.
     *
     * @param from inclusive; null: from the first one on
     * @param to exclusive; null: to the last one
     * @throws HistoryUnavailableException if the store does not answer
     */
    public Readings readings(
            String run, String point, @Nullable Instant from, @Nullable Instant to, int maxSamples)
            throws InterruptedException {
        List<JsonNode> extent = query(new ReadingsQuery(run, point, from, to).extent());
        long count = extent.isEmpty() ? 0 : extent.get(0).get(0).asLong();
        if (count == 0) {
            Instant begin = from == null ? Instant.EPOCH : from;
            return new Readings(begin, to == null ? begin : to, Duration.ZERO, List.of());
        }
        Instant begin = from == null ? time(extent.get(0).get(1)) : from;
        Instant end = to == null ? time(extent.get(0).get(2)).plusMillis(1) : to;
        ReadingsQuery query = new ReadingsQuery(run, point, begin, end);
        List<Readings.Sample> samples = new ArrayList<>();
        if (count <= maxSamples) {
            for (JsonNode row : query(query.samples(maxSamples))) {
                double value = row.get(1).asDouble();
                samples.add(new Readings.Sample(time(row.get(0)), value, value, value));
            }
            return new Readings(begin, end, Duration.ZERO, samples);
        }
        Duration bucket = bucket(Duration.between(begin, end), maxSamples);
        for (JsonNode row : query(query.buckets(bucket, maxSamples + 1))) {
            samples.add(
                    new Readings.Sample(
                            time(row.get(0)),
                            row.get(1).asDouble(),
                            row.get(2).asDouble(),
                            row.get(3).asDouble()));
        }
        return new Readings(begin, end, bucket, samples);
    }

    /** The least width that gives no more buckets than wanted: whole milliseconds, or seconds. */
    static Duration bucket(Duration range, int maxBuckets) {
        // Buckets are aligned to the calendar, so the first and the last may stick out.
        long buckets = Math.max(1, maxBuckets - 1);
        Duration width = Duration.ofMillis(Math.max(1, roundedUp(range.toMillis(), buckets)));
        return width.compareTo(COARSE) < 0
                ? width
                : Duration.ofSeconds(roundedUp(width.toMillis(), 1_000));
    }

    private static long roundedUp(long dividend, long divisor) {
        return (dividend + divisor - 1) / divisor;
    }

    private List<JsonNode> query(String sql) throws InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(exec + "?query=" + encoded(sql)))
                        .timeout(PATIENCE);
        authorization.ifPresent(value -> request.header("Authorization", value));
        try {
            HttpResponse<InputStream> response =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            JsonNode answer = json.readTree(body(response));
            if (response.statusCode() == 200) {
                return new ArrayList<>(answer.path("dataset").values());
            }
            String error = answer.path("error").asString("");
            if (error.contains("does not exist")) {
                // Nothing has been written yet, so nobody has made the table.
                return List.of();
            }
            throw new HistoryUnavailableException(
                    "%s: HTTP %d %s".formatted(exec, response.statusCode(), error));
        } catch (IOException | JacksonException e) {
            throw new HistoryUnavailableException("%s: %s".formatted(exec, e), e);
        }
    }

    /** A store that misunderstands a question must not fill the memory with its answer. */
    private static byte[] body(HttpResponse<InputStream> response) throws IOException {
        try (InputStream in = response.body()) {
            byte[] body = in.readNBytes(MAX_BYTES);
            if (body.length == MAX_BYTES) {
                throw new IOException("answers with more than %d bytes".formatted(MAX_BYTES));
            }
            return body;
        }
    }

    /** A plus sign for a blank is a matter of forms, not of addresses. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static Instant time(JsonNode node) {
        try {
            return Instant.parse(node.asString());
        } catch (DateTimeException e) {
            throw new HistoryUnavailableException("no time: " + node, e);
        }
    }
}
