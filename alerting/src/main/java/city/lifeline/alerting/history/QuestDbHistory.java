package city.lifeline.alerting.history;

import city.lifeline.model.Lane;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
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

    QuestDbHistory(HistoryHttp http, JsonMapper json) {
        this.http = http;
        this.json = json;
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
        return HistoryQuery.Source.of(width) != HistoryQuery.Source.READINGS;
    }

    @Override
    public List<Bucket> buckets(HistoryPart part, Duration width, int mostOfEach)
            throws InterruptedException {
        HistoryQuery query = new HistoryQuery(part);
        long limit = (long) part.points().size() * mostOfEach;
        // From the coarsest that there is: a store of an older version has no views.
        Optional<List<JsonNode>> rows = Optional.empty();
        for (HistoryQuery.@Nullable Source source = HistoryQuery.Source.of(width);
                source != null && rows.isEmpty();
                source = source.finer()) {
            rows = ask(query.buckets(source, width, limit));
        }
        List<Bucket> buckets = new ArrayList<>();
        for (JsonNode row : rows.orElse(List.of())) {
            long good = row.get(5).asLong();
            buckets.add(
                    new Bucket(
                            time(row.get(0)),
                            row.get(1).asString(),
                            number(row.get(2)),
                            number(row.get(3)),
                            number(row.get(4)) / good,
                            good,
                            number(row.get(6)),
                            number(row.get(7)),
                            row.get(8).asLong()));
        }
        return buckets;
    }

    @Override
    public Map<String, Instant> lastHeard(String run, Instant from, Instant to)
            throws InterruptedException {
        HistoryQuery.Source source =
                Duration.between(from, to).compareTo(Duration.ofDays(1)) > 0
                        ? HistoryQuery.Source.HOURS
                        : HistoryQuery.Source.MINUTES;
        Optional<List<JsonNode>> rows = ask(HistoryQuery.lastHeard(source, run, from, to));
        if (rows.isEmpty()) {
            rows = ask(HistoryQuery.lastHeard(HistoryQuery.Source.READINGS, run, from, to));
        }
        Map<String, Instant> heard = new HashMap<>();
        rows.ifPresent(
                found -> found.forEach(row -> heard.put(row.get(0).asString(), time(row.get(1)))));
        return heard;
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
