package city.lifeline.alerting.history;

import city.lifeline.alerting.Micros;
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
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** QuestDB, asked over HTTP. */
public final class HistoryStore {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int MAX_BYTES = 4 << 20;

    /** For several points: 40,000 rows of a hundred characters or so. */
    private static final int MAX_BYTES_OF_MANY = 16 << 20;

    /** As people read scales of time, in milliseconds; beyond the last, multiples of it. */
    private static final long[] WIDTHS = {
        1,
        2,
        5,
        10,
        20,
        50,
        100,
        200,
        500,
        1_000,
        2_000,
        5_000,
        10_000,
        15_000,
        30_000,
        60_000,
        120_000,
        300_000,
        600_000,
        900_000,
        1_800_000,
        3_600_000,
        7_200_000,
        10_800_000,
        21_600_000,
        43_200_000,
        86_400_000,
        2 * 86_400_000L,
        7 * 86_400_000L,
        14 * 86_400_000L,
        28 * 86_400_000L
    };

    /** From here on widths are whole seconds: QuestDB counts them in 32 bits. */
    private static final Duration COARSE = Duration.ofDays(1);

    private final URI exec;
    private final URI exp;
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
        this.exp = address.resolve("/exp");
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

    /**
     * Readings of several points: each single one of a point that has few, else in buckets of equal
     * width, which keep the least and the greatest.
     *
     * @param from inclusive; null: from the first one on
     * @param to exclusive; null: to the last one
     * @param maxSamples of each point
     * @throws HistoryUnavailableException if the store does not answer
     */
    public Excerpt excerpt(
            String run,
            List<String> points,
            @Nullable Instant from,
            @Nullable Instant to,
            int maxSamples)
            throws InterruptedException {
        Instant begin = from;
        Instant end = to;
        Map<String, Long> counts = null;
        if (begin == null || end == null) {
            counts = new HashMap<>();
            for (JsonNode row : query(new HistoryQuery(run, points, from, to).extents())) {
                counts.put(row.get(0).asString(), row.get(1).asLong());
                Instant first = time(row.get(2));
                Instant last = time(row.get(3)).plusMillis(1);
                begin =
                        from != null
                                ? from
                                : begin == null || first.isBefore(begin) ? first : begin;
                end = to != null ? to : end == null || last.isAfter(end) ? last : end;
            }
            if (begin == null || end == null) {
                Instant known = begin != null ? begin : end != null ? end : Instant.EPOCH;
                return new Excerpt(
                        known,
                        known,
                        points.stream()
                                .map(id -> new Series(id, Duration.ZERO, List.of(), List.of()))
                                .toList());
            }
        }
        Duration width = niceWidth(Duration.between(begin, end), maxSamples);
        HistoryQuery.Source source = HistoryQuery.Source.of(width);
        if (counts == null && source == HistoryQuery.Source.READINGS) {
            counts = new HashMap<>();
            for (JsonNode row : query(new HistoryQuery(run, points, begin, end).extents())) {
                counts.put(row.get(0).asString(), row.get(1).asLong());
            }
        }
        Map<String, Long> known = counts == null ? Map.of() : counts;
        boolean counted = counts != null;
        List<String> few =
                points.stream()
                        .filter(id -> counted && known.getOrDefault(id, 0L) <= maxSamples)
                        .toList();
        List<String> many = points.stream().filter(id -> !few.contains(id)).toList();
        Map<String, Collected> collected = new HashMap<>();
        if (!few.isEmpty()) {
            HistoryQuery query = new HistoryQuery(run, few, begin, end);
            String samples = query.samples((long) few.size() * maxSamples);
            for (JsonNode row : ask(samples, MAX_BYTES_OF_MANY).orElse(List.of())) {
                collected
                        .computeIfAbsent(row.get(1).asString(), id -> new Collected())
                        .reading(row);
            }
        }
        if (!many.isEmpty()) {
            HistoryQuery query = new HistoryQuery(run, many, begin, end);
            for (JsonNode row : buckets(query, source, width, (long) many.size() * maxSamples)) {
                collected.computeIfAbsent(row.get(1).asString(), id -> new Collected()).bucket(row);
            }
        }
        return new Excerpt(
                begin,
                end,
                points.stream()
                        .map(
                                id -> {
                                    Collected found = collected.getOrDefault(id, new Collected());
                                    return new Series(
                                            id,
                                            few.contains(id) ? Duration.ZERO : width,
                                            found.good,
                                            found.bad);
                                })
                        .toList());
    }

    /** What rows tell of one point. */
    private static final class Collected {
        private final List<Series.Bucket> good = new ArrayList<>();
        private final List<Series.Bad> bad = new ArrayList<>();

        void reading(JsonNode row) {
            Instant at = time(row.get(0));
            double value = number(row.get(2));
            if (Double.isNaN(value) || row.get(3).asString("").equals("BAD")) {
                bad.add(new Series.Bad(at, value, value, 1));
            } else {
                good.add(new Series.Bucket(at, value, value, value, 1));
            }
        }

        void bucket(JsonNode row) {
            Instant at = time(row.get(0));
            long count = row.get(5).asLong();
            if (count > 0) {
                good.add(
                        new Series.Bucket(
                                at,
                                number(row.get(2)),
                                number(row.get(3)),
                                number(row.get(4)) / count,
                                count));
            }
            long badCount = row.get(8).asLong();
            if (badCount > 0) {
                bad.add(new Series.Bad(at, number(row.get(6)), number(row.get(7)), badCount));
            }
        }
    }

    /** From the coarsest that there is: a store of an older version has no views. */
    private List<JsonNode> buckets(
            HistoryQuery query, HistoryQuery.Source source, Duration width, long limit)
            throws InterruptedException {
        HistoryQuery.Source here = source;
        while (true) {
            HistoryQuery.Source finer = here.finer();
            Optional<List<JsonNode>> rows =
                    ask(query.buckets(here, width, limit), MAX_BYTES_OF_MANY);
            if (rows.isPresent() || finer == null) {
                return rows.orElse(List.of());
            }
            here = finer;
        }
    }

    /**
     * The readings of a point in a short stretch, as they were measured, and their spectrum.
     *
     * @param from inclusive
     * @param to exclusive
     */
    public Waveform waveform(String run, String point, Instant from, Instant to)
            throws InterruptedException {
        List<JsonNode> rows =
                ask(
                                new HistoryQuery(run, List.of(point), from, to)
                                        .samples(Waveform.MOST),
                                MAX_BYTES_OF_MANY)
                        .orElse(List.of());
        List<Waveform.Sample> samples = new ArrayList<>(rows.size());
        long[] times = new long[rows.size()];
        double[] values = new double[rows.size()];
        for (JsonNode row : rows) {
            double value = number(row.get(2));
            if (!Double.isNaN(value) && !row.get(3).asString("").equals("BAD")) {
                Instant at = time(row.get(0));
                times[samples.size()] = Micros.of(at);
                values[samples.size()] = value;
                samples.add(new Waveform.Sample(at, value));
            }
        }
        return Waveform.of(
                samples,
                Arrays.copyOf(times, samples.size()),
                Arrays.copyOf(values, samples.size()));
    }

    /**
     * Every reading of some points, as CSV with a header: {@code time,point,value,quality}.
     *
     * <p>It is read from the store as it is taken; close it.
     *
     * @param from inclusive
     * @param to exclusive
     */
    public InputStream export(String run, List<String> points, Instant from, Instant to)
            throws InterruptedException {
        return stream(new HistoryQuery(run, points, from, to).each());
    }

    /**
     * Every reading of a run in the order of time, as CSV with a header: {@code
     * us,point,value,quality}, the time in µs since the epoch; empty if there is no store yet.
     *
     * <p>It is read from the store as it is taken; close it.
     *
     * @param from inclusive
     * @param to exclusive
     */
    public InputStream everyReading(String run, Instant from, Instant to)
            throws InterruptedException {
        return stream(HistoryQuery.everyReading(run, from, to));
    }

    private InputStream stream(String sql) throws InterruptedException {
        try {
            HttpResponse<InputStream> response =
                    http.send(request(exp, sql), HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() == 200) {
                return response.body();
            }
            try (InputStream body = response.body()) {
                String error = new String(body.readNBytes(1_000), StandardCharsets.UTF_8);
                if (error.contains("does not exist")) {
                    return InputStream.nullInputStream();
                }
                throw new HistoryUnavailableException(
                        "%s: HTTP %d %s".formatted(exp, response.statusCode(), error));
            }
        } catch (IOException e) {
            throw new HistoryUnavailableException("%s: %s".formatted(exp, e), e);
        }
    }

    /**
     * When each point of a run was last heard before a moment.
     *
     * @param within how far back one looks; beyond a day it is told by the hour, else by the minute
     */
    public Map<String, Instant> lastHeard(String run, Instant at, Duration within)
            throws InterruptedException {
        HistoryQuery.Source source =
                within.compareTo(Duration.ofDays(1)) > 0
                        ? HistoryQuery.Source.HOURS
                        : HistoryQuery.Source.MINUTES;
        Optional<List<JsonNode>> rows =
                ask(HistoryQuery.lastHeard(source, run, at.minus(within), at), MAX_BYTES_OF_MANY);
        if (rows.isEmpty()) {
            rows =
                    ask(
                            HistoryQuery.lastHeard(
                                    HistoryQuery.Source.READINGS, run, at.minus(within), at),
                            MAX_BYTES_OF_MANY);
        }
        Map<String, Instant> heard = new HashMap<>();
        rows.ifPresent(
                found -> found.forEach(row -> heard.put(row.get(0).asString(), time(row.get(1)))));
        return heard;
    }

    /** The least width of a scale that people read that gives no more buckets than wanted. */
    static Duration niceWidth(Duration range, int maxBuckets) {
        // Buckets are aligned to the calendar, so the first and the last may stick out.
        long least = Math.max(1, roundedUp(range.toMillis(), Math.max(1, maxBuckets - 1)));
        for (long width : WIDTHS) {
            if (width >= least) {
                return Duration.ofMillis(width);
            }
        }
        long longest = WIDTHS[WIDTHS.length - 1];
        return Duration.ofMillis(roundedUp(least, longest) * longest);
    }

    private static double number(JsonNode node) {
        return node.isNumber() ? node.asDouble() : Double.NaN;
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

    /** No rows if nothing has been written yet, so that nobody has made the table. */
    private List<JsonNode> query(String sql) throws InterruptedException {
        return ask(sql, MAX_BYTES).orElse(List.of());
    }

    /** Empty if there is no such table. */
    private Optional<List<JsonNode>> ask(String sql, int mostBytes) throws InterruptedException {
        try {
            HttpResponse<InputStream> response =
                    http.send(request(exec, sql), HttpResponse.BodyHandlers.ofInputStream());
            JsonNode answer = json.readTree(body(response, mostBytes));
            if (response.statusCode() == 200) {
                return Optional.of(new ArrayList<>(answer.path("dataset").values()));
            }
            String error = answer.path("error").asString("");
            if (error.contains("does not exist")) {
                return Optional.empty();
            }
            throw new HistoryUnavailableException(
                    "%s: HTTP %d %s".formatted(exec, response.statusCode(), error));
        } catch (IOException | JacksonException e) {
            throw new HistoryUnavailableException("%s: %s".formatted(exec, e), e);
        }
    }

    private HttpRequest request(URI address, String sql) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address + "?query=" + encoded(sql)))
                        .timeout(PATIENCE);
        authorization.ifPresent(value -> request.header("Authorization", value));
        return request.build();
    }

    /** A store that misunderstands a question must not fill the memory with its answer. */
    private static byte[] body(HttpResponse<InputStream> response, int most) throws IOException {
        try (InputStream in = response.body()) {
            byte[] body = in.readNBytes(most);
            if (body.length == most) {
                throw new IOException("answers with more than %d bytes".formatted(most));
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
