package city.lifeline.alerting.history;

import city.lifeline.alerting.Micros;
import city.lifeline.model.Lane;
import city.lifeline.model.RunClock;
import city.lifeline.model.Runs;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** QuestDB, asked in its SQL. */
final class QuestDbHistory implements HistoryDatabase {

    private static final String EXEC = "/exec";
    private static final String EXP = "/exp";

    private final HistoryHttp http;
    private final JsonMapper json;
    private final RunClock runClock;
    private final InstantSource clock;

    QuestDbHistory(HistoryHttp http, JsonMapper json, RunClock runClock, InstantSource clock) {
        this.http = http;
        this.json = json;
        this.runClock = runClock;
        this.clock = clock;
    }

    @Override
    public List<Extent> extents(HistoryPart part) throws InterruptedException {
        List<Extent> extents = new ArrayList<>();
        for (JsonNode row : rows(new HistoryQuery(part).extents())) {
            extents.add(
                    new Extent(
                            row.get(0).asString(),
                            row.get(1).asLong(),
                            time(row.get(2)),
                            time(row.get(3))));
        }
        return extents;
    }

    @Override
    public List<Reading> readings(HistoryPart part, int mostOfEach) throws InterruptedException {
        long limit = (long) part.points().size() * mostOfEach;
        List<Reading> readings = new ArrayList<>();
        for (JsonNode row : rows(new HistoryQuery(part).samples(limit))) {
            readings.add(
                    new Reading(
                            time(row.get(0)),
                            row.get(1).asString(),
                            number(row.get(2)),
                            row.get(3).asString("")));
        }
        return readings;
    }

    @Override
    public boolean isSummedUp(Duration width) {
        return HistoryQuery.Source.of(Runs.LIVE, width) != HistoryQuery.Source.READINGS;
    }

    @Override
    public List<Bucket> buckets(HistoryPart part, Duration width, int mostOfEach)
            throws InterruptedException {
        // From the coarsest that there is: a store of an older version has no views.
        Optional<Collection<Bucket>> buckets = Optional.empty();
        for (HistoryQuery.@Nullable Source source = HistoryQuery.Source.of(part.run(), width);
                source != null && buckets.isEmpty();
                source = source.finer()) {
            buckets = buckets(source, part, width, mostOfEach);
        }
        return List.copyOf(buckets.orElse(List.of()));
    }

    /** Empty if there is no such source. */
    private Optional<Collection<Bucket>> buckets(
            HistoryQuery.Source source, HistoryPart part, Duration width, int mostOfEach)
            throws InterruptedException {
        long limit = (long) part.points().size() * mostOfEach;
        Instant seam = completeUntil(source, part.run());
        HistoryPart summed = source == HistoryQuery.Source.READINGS ? part : part.before(seam);
        Map<PointAndTime, Bucket> buckets = new LinkedHashMap<>();
        if (summed != null) {
            Optional<List<JsonNode>> rows =
                    ask(new HistoryQuery(summed).buckets(source, width, limit));
            if (rows.isEmpty()) {
                return Optional.empty();
            }
            add(rows.get(), buckets);
        }
        HistoryPart newest = source == HistoryQuery.Source.READINGS ? null : part.notBefore(seam);
        if (newest != null) {
            add(
                    rows(
                            new HistoryQuery(newest)
                                    .buckets(HistoryQuery.Source.READINGS, width, limit)),
                    buckets);
        }
        return Optional.of(buckets.values());
    }

    /**
     * Views are brought up to date by the wall clock, and the live run's readings have that of the
     * run, which a simulated city may have run ahead or behind.
     */
    private Instant completeUntil(HistoryQuery.Source source, String run) {
        Instant written = source.upToDate(clock.instant());
        return source.whole(
                run.equals(Runs.LIVE)
                        ? Micros.instant(runClock.runUs(Micros.of(written)))
                        : written);
    }

    private record PointAndTime(String point, Instant time) {}

    private static void add(List<JsonNode> rows, Map<PointAndTime, Bucket> buckets) {
        for (JsonNode row : rows) {
            long good = row.get(5).asLong();
            Bucket bucket =
                    new Bucket(
                            time(row.get(0)),
                            row.get(1).asString(),
                            number(row.get(2)),
                            number(row.get(3)),
                            number(row.get(4)) / good,
                            good,
                            number(row.get(6)),
                            number(row.get(7)),
                            row.get(8).asLong());
            buckets.merge(new PointAndTime(bucket.point(), bucket.time()), bucket, Bucket::and);
        }
    }

    @Override
    public Map<String, Instant> lastHeard(String run, Instant from, Instant to)
            throws InterruptedException {
        HistoryQuery.Source source =
                Duration.between(from, to).compareTo(Duration.ofDays(1)) > 0
                        ? HistoryQuery.Source.HOURS
                        : HistoryQuery.Source.MINUTES;
        Map<String, Instant> heard = new HashMap<>();
        Instant seam = completeUntil(source, run);
        Optional<List<JsonNode>> summed = ask(HistoryQuery.lastHeard(source, run, from, to));
        summed.ifPresent(rows -> addLatest(rows, heard));
        if (summed.isEmpty() || to.isAfter(seam)) {
            Instant since = summed.isEmpty() || seam.isBefore(from) ? from : seam;
            addLatest(
                    rows(HistoryQuery.lastHeard(HistoryQuery.Source.READINGS, run, since, to)),
                    heard);
        }
        return heard;
    }

    private static void addLatest(List<JsonNode> rows, Map<String, Instant> heard) {
        for (JsonNode row : rows) {
            heard.merge(
                    row.get(0).asString(),
                    time(row.get(1)),
                    (one, other) -> one.isAfter(other) ? one : other);
        }
    }

    @Override
    public Map<Lane, Long> countByLane(String run, Instant from, Instant to)
            throws InterruptedException {
        Map<Lane, Long> counts = new EnumMap<>(Lane.class);
        for (JsonNode row : rows(HistoryQuery.countByLane(run, from, to))) {
            counts.put(Lane.valueOf(row.get(0).asString()), row.get(1).asLong());
        }
        return counts;
    }

    @Override
    public InputStream csv(HistoryPart part) throws InterruptedException {
        return stream(new HistoryQuery(part).each());
    }

    @Override
    public InputStream csvOfRun(String run, Instant from, Instant to) throws InterruptedException {
        return stream(HistoryQuery.everyReading(run, from, to));
    }

    private InputStream stream(String sql) throws InterruptedException {
        try {
            HttpResponse<InputStream> response = http.open(EXP, Map.of("query", sql));
            if (response.statusCode() == 200) {
                return response.body();
            }
            try (InputStream body = response.body()) {
                String error = new String(body.readNBytes(1_000), StandardCharsets.UTF_8);
                if (error.contains("does not exist")) {
                    return InputStream.nullInputStream();
                }
                throw new HistoryUnavailableException(
                        "%s: HTTP %d %s".formatted(http.where(EXP), response.statusCode(), error));
            }
        } catch (IOException e) {
            throw new HistoryUnavailableException("%s: %s".formatted(http.where(EXP), e), e);
        }
    }

    /** No rows if nothing has been written yet, so that nobody has made the table. */
    private List<JsonNode> rows(String sql) throws InterruptedException {
        return ask(sql).orElse(List.of());
    }

    /** Empty if there is no such table. */
    private Optional<List<JsonNode>> ask(String sql) throws InterruptedException {
        try {
            HistoryHttp.Answer response = http.get(EXEC, Map.of("query", sql));
            JsonNode answer = json.readTree(response.body());
            if (response.status() == 200) {
                return Optional.of(new ArrayList<>(answer.path("dataset").values()));
            }
            String error = answer.path("error").asString("");
            if (error.contains("does not exist")) {
                return Optional.empty();
            }
            throw new HistoryUnavailableException(
                    "%s: HTTP %d %s".formatted(http.where(EXEC), response.status(), error));
        } catch (IOException | JacksonException e) {
            throw new HistoryUnavailableException("%s: %s".formatted(http.where(EXEC), e), e);
        }
    }

    private static double number(JsonNode node) {
        return node.isNumber() ? node.asDouble() : Double.NaN;
    }

    private static Instant time(JsonNode node) {
        try {
            return Instant.parse(node.asString());
        } catch (DateTimeException e) {
            throw new HistoryUnavailableException("no time: " + node, e);
        }
    }
}
