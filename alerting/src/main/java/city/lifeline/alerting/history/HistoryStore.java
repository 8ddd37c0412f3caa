package city.lifeline.alerting.history;

import city.lifeline.alerting.Micros;
import city.lifeline.model.Lane;
import city.lifeline.model.RunClock;
import city.lifeline.runtime.HistoryConnection;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The readings that the history job keeps, whichever database they are in. */
public final class HistoryStore {

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

    private final HistoryDatabase database;

    HistoryStore(HistoryDatabase database) {
        this.database = database;
    }

    /**
     * Asks at an address.
     *
     * @param runClock the live run's, by which its readings are kept
     * @param clock tells what is so new that it is not summed up yet
     */
    public static HistoryStore at(
            HistoryConnection connection, JsonMapper json, RunClock runClock, InstantSource clock) {
        HistoryHttp http = new HistoryHttp(connection);
        return new HistoryStore(
                switch (connection.kind()) {
                    case QUESTDB -> new QuestDbHistory(http, json, runClock, clock);
                    case INFLUXDB -> new InfluxHistory(http, connection.bucket(), false, json);
                    case INFLUXDB1 -> new InfluxHistory(http, connection.bucket(), true, json);
                });
    }

    /**
     * Readings of a point: each single one if there are few, else in buckets of equal width. Those
     * known to be wrong are left out: one impossible value would flatten a whole chart.
     *
     * @param from inclusive; null: from the first one on
     * @param to exclusive; null: to the last one
     * @throws HistoryUnavailableException if the store does not answer
     */
    public Readings readings(
            String run, String point, @Nullable Instant from, @Nullable Instant to, int maxSamples)
            throws InterruptedException {
        Excerpt excerpt = excerpt(run, List.of(point), from, to, maxSamples);
        Series series = excerpt.series().get(0);
        return new Readings(
                excerpt.from(),
                excerpt.to(),
                series.bucket(),
                series.good().stream()
                        .map(
                                each ->
                                        new Readings.Sample(
                                                each.time(), each.min(), each.max(), each.mean()))
                        .toList());
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
        HistoryPart asked = new HistoryPart(run, points, from, to);
        Instant begin = from;
        Instant end = to;
        Map<String, Long> counts = null;
        if (begin == null || end == null) {
            counts = new HashMap<>();
            for (HistoryDatabase.Extent extent : database.extents(asked)) {
                counts.put(extent.point(), extent.count());
                Instant first = extent.first();
                Instant last = extent.last().plusMillis(1);
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
        if (counts == null && !database.isSummedUp(width)) {
            counts = new HashMap<>();
            for (HistoryDatabase.Extent extent : database.extents(asked)) {
                counts.put(extent.point(), extent.count());
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
            for (HistoryDatabase.Reading each :
                    database.readings(asked.of(few, begin, end), maxSamples)) {
                collected.computeIfAbsent(each.point(), id -> new Collected()).add(each);
            }
        }
        if (!many.isEmpty()) {
            for (HistoryDatabase.Bucket each :
                    database.buckets(asked.of(many, begin, end), width, maxSamples)) {
                collected.computeIfAbsent(each.point(), id -> new Collected()).add(each);
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

        void add(HistoryDatabase.Reading reading) {
            double value = reading.value();
            if (isBad(reading)) {
                bad.add(new Series.Bad(reading.time(), value, value, 1));
            } else {
                good.add(new Series.Bucket(reading.time(), value, value, value, 1));
            }
        }

        void add(HistoryDatabase.Bucket bucket) {
            if (bucket.good() > 0) {
                good.add(
                        new Series.Bucket(
                                bucket.time(),
                                bucket.low(),
                                bucket.high(),
                                bucket.mean(),
                                bucket.good()));
            }
            if (bucket.bad() > 0) {
                bad.add(
                        new Series.Bad(
                                bucket.time(), bucket.badLow(), bucket.badHigh(), bucket.bad()));
            }
        }
    }

    private static boolean isBad(HistoryDatabase.Reading reading) {
        return Double.isNaN(reading.value()) || reading.quality().equals("BAD");
    }

    /**
     * The readings of a point in a short stretch, as they were measured, and their spectrum.
     *
     * @param from inclusive
     * @param to exclusive
     */
    public Waveform waveform(String run, String point, Instant from, Instant to)
            throws InterruptedException {
        List<HistoryDatabase.Reading> found =
                database.readings(new HistoryPart(run, List.of(point), from, to), Waveform.MOST);
        List<Waveform.Sample> samples = new ArrayList<>(found.size());
        long[] times = new long[found.size()];
        double[] values = new double[found.size()];
        for (HistoryDatabase.Reading each : found) {
            if (!isBad(each)) {
                times[samples.size()] = Micros.of(each.time());
                values[samples.size()] = each.value();
                samples.add(new Waveform.Sample(each.time(), each.value()));
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
        return database.csv(new HistoryPart(run, points, from, to));
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
        return database.csvOfRun(run, from, to);
    }

    /**
     * When each point of a run was last heard before a moment.
     *
     * @param within how far back one looks; beyond a day it is told by the hour, else by the minute
     */
    public Map<String, Instant> lastHeard(String run, Instant at, Duration within)
            throws InterruptedException {
        return database.lastHeard(run, at.minus(within), at);
    }

    /**
     * How many readings of a run there are in each lane, by their own time.
     *
     * @param from inclusive
     * @param to exclusive
     */
    public Map<Lane, Long> countByLane(String run, Instant from, Instant to)
            throws InterruptedException {
        return database.countByLane(run, from, to);
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

    private static long roundedUp(long dividend, long divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
