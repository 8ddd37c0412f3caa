package city.lifeline.alerting.history;

import city.lifeline.alerting.Micros;
import city.lifeline.model.Lane;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
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
 * fields {@code value}, {@code quality}, {@code lane}. In version 1 the history job keeps sums too:
 * {@code readings_1m} and {@code readings_1h}, in retention policies of their own, with the fields
 * {@code low}, {@code high}, {@code total}, {@code good}, {@code seen}, {@code bad_low}, {@code
 * bad_high}, {@code bad}.
 */
final class InfluxHistory implements HistoryDatabase {

    private static final String QUERY = "/query";

    /** Readings that are asked for at once where all of them are wanted. */
    private static final int PAGE = 20_000;

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private static final String READINGS = " FROM readings WHERE run = ";

    private final HistoryHttp http;
    private final String bucket;
    private final boolean sums;
    private final JsonMapper json;

    /**
     * @param sums whether the history job keeps sums of minutes and hours there
     */
    InfluxHistory(HistoryHttp http, String bucket, boolean sums, JsonMapper json) {
        this.http = http;
        this.bucket = bucket;
        this.sums = sums;
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
        return sums && width.compareTo(MINUTE) >= 0;
    }

    @Override
    public List<Bucket> buckets(HistoryPart part, Duration width, int mostOfEach)
            throws InterruptedException {
        if (isSummedUp(width)) {
            return bucketsOfSums(part, width, mostOfEach);
        }
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

    private List<Bucket> bucketsOfSums(HistoryPart part, Duration width, int mostOfEach)
            throws InterruptedException {
        boolean hours = width.compareTo(HOUR) >= 0;
        Instant from = part.from();
        // The minute or hour in which the part begins is asked for whole.
        HistoryPart whole =
                new HistoryPart(
                        part.run(),
                        part.points(),
                        from == null
                                ? Instant.EPOCH
                                : from.truncatedTo(hours ? ChronoUnit.HOURS : ChronoUnit.MINUTES),
                        part.to());
        List<Bucket> buckets = new ArrayList<>();
        for (Rows of :
                ask(
                        "SELECT min(low), max(high), sum(total), sum(good), min(bad_low),"
                                + " max(bad_high), sum(seen), sum(bad)"
                                + where(
                                        hours
                                                ? " FROM hours.readings_1h WHERE run = "
                                                : " FROM minutes.readings_1m WHERE run = ",
                                        whole)
                                + " GROUP BY time("
                                + width.toMillis()
                                + "ms), point fill(none) LIMIT "
                                + mostOfEach)) {
            for (JsonNode row : of.rows) {
                long good = row.get(4).asLong(0);
                buckets.add(
                        new Bucket(
                                time(row),
                                of.point,
                                number(row.get(1)),
                                number(row.get(2)),
                                number(row.get(3)) / good,
                                good,
                                number(row.get(5)),
                                number(row.get(6)),
                                row.get(7).asLong(0) - good + row.get(8).asLong(0)));
            }
        }
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

    @Override
    public Map<Lane, Long> countByLane(String run, Instant from, Instant to)
            throws InterruptedException {
        Map<Lane, Long> counts = new EnumMap<>(Lane.class);
        for (Lane lane : Lane.values()) {
            for (Rows each :
                    ask(
                            "SELECT count(quality)"
                                    + READINGS
                                    + quoted(run)
                                    + " AND time >= '"
                                    + from
                                    + "' AND time < '"
                                    + to
                                    + "' AND lane = '"
                                    + lane
                                    + '\'')) {
                counts.put(lane, each.rows.get(0).get(1).asLong());
            }
        }
        return counts;
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
        return where(READINGS, part);
    }

    private static String where(String fromRun, HistoryPart part) {
        StringBuilder where = new StringBuilder(fromRun).append(quoted(part.run()));
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
