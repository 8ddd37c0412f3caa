package city.lifeline.alerting.history;

import city.lifeline.alerting.Micros;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * InfluxDB, asked in InfluxQL, which versions 1, 2 and 3 understand at {@code /query}.
 *
 * <p>The measurement is the history job's: {@code readings}, tags {@code run} and {@code point},
 * fields {@code value}, {@code quality}, {@code lane}. There are no sums that are kept.
 */
final class InfluxHistory implements HistoryDatabase {

    private static final String QUERY = "/query";

    /** Readings that are asked for at once where all of them are wanted. */
    private static final int PAGE = 20_000;

    private static final String READINGS = " FROM readings WHERE run = ";

    private final HistoryHttp http;
    private final String bucket;
    private final JsonMapper json;

    InfluxHistory(HistoryHttp http, String bucket, JsonMapper json) {
        this.http = http;
        this.bucket = bucket;
        this.json = json;
    }

    /** Rows of one point, or of all that were asked for: the columns after the time's. */
    private record Rows(String point, List<JsonNode> rows) {}

    @Override
    public List<Extent> extents(HistoryPart part) throws InterruptedException {
        Map<String, Instant> first = times("first", where(part));
        Map<String, Instant> last = times("last", where(part));
        List<Extent> extents = new ArrayList<>();
        for (Rows each : ask("SELECT count(quality)" + where(part) + " GROUP BY point")) {
            Instant from = first.get(each.point);
            Instant to = last.get(each.point);
            // One of three questions may have come before the very first reading.
            if (from != null && to != null) {
                extents.add(new Extent(each.point, each.rows.get(0).get(1).asLong(), from, to));
            }
        }
        return extents;
    }

    @Override
    public List<Reading> readings(HistoryPart part, int mostOfEach) throws InterruptedException {
        List<Reading> readings = new ArrayList<>();
        for (Rows each :
                ask(
                        "SELECT value, quality"
                                + where(part)
                                + " GROUP BY point ORDER BY time ASC LIMIT "
                                + mostOfEach)) {
            for (JsonNode row : each.rows) {
                readings.add(
                        new Reading(
                                time(row),
                                each.point,
                                number(row.get(1)),
                                row.get(2).asString("")));
            }
        }
        return readings;
    }

    @Override
    public boolean isSummedUp(Duration width) {
        return false;
    }

    @Override
    public List<Bucket> buckets(HistoryPart part, Duration width, int mostOfEach)
            throws InterruptedException {
        String each =
                " GROUP BY time(" + width.toMillis() + "ms), point fill(none) LIMIT " + mostOfEach;
        List<Bucket> buckets = new ArrayList<>();
        Map<String, TreeMap<Instant, JsonNode>> bad = new HashMap<>();
        for (Rows of :
                ask(
                        "SELECT min(value), max(value), count(quality)"
                                + where(part)
                                + " AND quality = 'BAD'"
                                + each)) {
            TreeMap<Instant, JsonNode> ofPoint = new TreeMap<>();
            of.rows.forEach(row -> ofPoint.put(time(row), row));
            bad.put(of.point, ofPoint);
        }
        for (Rows of :
                ask(
                        "SELECT min(value), max(value), mean(value), count(value), count(quality)"
                                + where(part)
                                + " AND quality <> 'BAD'"
                                + each)) {
            TreeMap<Instant, JsonNode> badOnes = bad.getOrDefault(of.point, new TreeMap<>());
            for (JsonNode row : of.rows) {
                buckets.add(bucket(of.point, time(row), row, badOnes.remove(time(row))));
            }
        }
        bad.forEach(
                (point, rows) ->
                        rows.forEach((time, row) -> buckets.add(bucket(point, time, null, row))));
        buckets.sort(
                (one, other) -> {
                    int byPoint = one.point().compareTo(other.point());
                    return byPoint != 0 ? byPoint : one.time().compareTo(other.time());
                });
        return buckets;
    }

    private static Bucket bucket(
            String point, Instant time, @Nullable JsonNode good, @Nullable JsonNode bad) {
        long values = good == null ? 0 : good.get(4).asLong();
        long without = good == null ? 0 : good.get(5).asLong() - values;
        return new Bucket(
                time,
                point,
                good == null ? Double.NaN : number(good.get(1)),
                good == null ? Double.NaN : number(good.get(2)),
                good == null ? Double.NaN : number(good.get(3)),
                values,
                bad == null ? Double.NaN : number(bad.get(1)),
                bad == null ? Double.NaN : number(bad.get(2)),
                without + (bad == null ? 0 : bad.get(3).asLong()));
    }

    @Override
    public Map<String, Instant> lastHeard(String run, Instant from, Instant to)
            throws InterruptedException {
        return times(
                "last",
                READINGS + quoted(run) + " AND time >= '" + from + "' AND time <= '" + to + '\'');
    }

    private Map<String, Instant> times(String which, String where) throws InterruptedException {
        Map<String, Instant> times = new HashMap<>();
        for (Rows each : ask("SELECT " + which + "(quality)" + where + " GROUP BY point")) {
            times.put(each.point, time(each.rows.get(0)));
        }
        return times;
    }

    @Override
    public InputStream csv(HistoryPart part) throws InterruptedException {
        return pages(where(part), false);
    }

    @Override
    public InputStream csvOfRun(String run, Instant from, Instant to) throws InterruptedException {
        return pages(
                READINGS + quoted(run) + " AND time >= '" + from + "' AND time < '" + to + '\'',
                true);
    }

    private InputStream pages(String where, boolean inMicros) throws InterruptedException {
        PagedCsv csv =
                new PagedCsv(
                        (from, most) -> {
                            List<Reading> page = new ArrayList<>();
                            for (Rows each :
                                    ask(
                                            "SELECT point, value, quality"
                                                    + where
                                                    + (from == null
                                                            ? ""
                                                            : " AND time >= '" + from + '\'')
                                                    + " ORDER BY time ASC LIMIT "
                                                    + most)) {
                                for (JsonNode row : each.rows) {
                                    page.add(
                                            new Reading(
                                                    time(row),
                                                    row.get(1).asString(),
                                                    number(row.get(2)),
                                                    row.get(3).asString("")));
                                }
                            }
                            return page;
                        },
                        PAGE,
                        inMicros);
        // What is wrong is said before anybody has got a part.
        csv.begin();
        return csv;
    }

    private static String where(HistoryPart part) {
        StringBuilder where = new StringBuilder(READINGS).append(quoted(part.run()));
        where.append(
                part.points().stream()
                        .map(point -> "point = " + quoted(point))
                        .collect(Collectors.joining(" OR ", " AND (", ")")));
        if (part.from() != null) {
            where.append(" AND time >= '").append(part.from()).append('\'');
        }
        if (part.to() != null) {
            where.append(" AND time < '").append(part.to()).append('\'');
        }
        return where.toString();
    }

    private List<Rows> ask(String influxQl) throws InterruptedException {
        try {
            HistoryHttp.Answer response =
                    http.get(QUERY, Map.of("db", bucket, "epoch", "u", "q", influxQl));
            JsonNode answer = json.readTree(response.body());
            JsonNode result = answer.path("results").path(0);
            String error =
                    answer.path("error")
                            .asString(
                                    result.path("error")
                                            .asString(answer.path("message").asString("")));
            if (response.status() != 200 || !error.isEmpty()) {
                // Version 3 knows no measurement before the first sample.
                if (error.contains("not found") && error.contains("readings")) {
                    return List.of();
                }
                throw new HistoryUnavailableException(
                        "%s: HTTP %d %s".formatted(http.where(QUERY), response.status(), error));
            }
            List<Rows> all = new ArrayList<>();
            for (JsonNode series : result.path("series").values()) {
                all.add(
                        new Rows(
                                series.path("tags").path("point").asString(""),
                                new ArrayList<>(series.path("values").values())));
            }
            return all;
        } catch (IOException | JacksonException e) {
            throw new HistoryUnavailableException("%s: %s".formatted(http.where(QUERY), e), e);
        }
    }

    private static String quoted(String id) {
        return '\'' + HistoryPart.checkId(id) + '\'';
    }

    private static double number(JsonNode node) {
        return node.isNumber() ? node.asDouble() : Double.NaN;
    }

    private static Instant time(JsonNode row) {
        return Micros.instant(row.get(0).asLong());
    }
}
