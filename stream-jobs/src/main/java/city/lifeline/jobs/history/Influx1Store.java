package city.lifeline.jobs.history;

import city.lifeline.runtime.HistoryConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/**
 * InfluxDB 1. It makes its database, says how long readings and their sums are kept, each by a
 * retention policy, and sums minutes and hours up from what is kept, so that a late sample mends
 * the sums of its minute and hour, and one that came twice is in them once.
 *
 * <pre>
 * readings     in the policy autogen: value, quality, lane
 * readings_1m  in the policy minutes: low, high, total, last, good, seen; bad_low, bad_high, bad
 * readings_1h  in the policy hours: the same
 * </pre>
 *
 * <p>{@code good} counts values that are not BAD, {@code seen} readings that are not BAD, with a
 * value or without one. The mean is total over good.
 */
final class Influx1Store implements HistoryStore {

    private static final long HOUR = 60;

    /**
     * Minutes to sum up in one order, which reads every reading of the city in them: those of a
     * day, after an outage, would take longer than an answer is waited for.
     */
    private static final int MINUTES_AT_ONCE = 5;

    /** The newest hour has thousands of minutes to sum up, and will change again. */
    private static final long NEWEST_HOUR_EVERY_NS = Duration.ofMinutes(1).toNanos();

    /**
     * Sums of a time that is not kept any longer are not wanted, and asking again does not change
     * the answer; the others have been written.
     */
    private static final String TOO_OLD = "partial write: points beyond retention policy dropped=";

    private static final Pattern DROPPED = Pattern.compile("(database|retention policy) not found");

    private final HttpUrl url;
    private final String database;
    private final Retention retention;
    private final InfluxWrites writes;
    private final LongSupplier nanoTime;
    private final NavigableSet<Long> hoursOwed = new TreeSet<>();
    private boolean begun;
    private long newestHourAt;

    Influx1Store(HistoryConnection connection, Retention retention) {
        this(connection, retention, System::nanoTime);
    }

    Influx1Store(HistoryConnection connection, Retention retention, LongSupplier nanoTime) {
        this.url = HttpUrl.get(connection.url());
        this.database = '"' + connection.bucket().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        this.retention = retention;
        this.writes = new InfluxWrites(connection);
        this.nanoTime = nanoTime;
    }

    @Override
    public void prepare() throws UnavailableException {
        order("CREATE DATABASE " + database);
        order(policy("ALTER", "autogen", retention.readings()) + " DEFAULT");
        policy("minutes", retention.minutes());
        policy("hours", retention.hours());
    }

    private void policy(String name, Duration keep) throws UnavailableException {
        // To create one that there is with another duration is an error, so it is altered.
        orderUnless("already exists", policy("CREATE", name, keep));
        order(policy("ALTER", name, keep));
    }

    private String policy(String verb, String name, Duration keep) {
        return "%s RETENTION POLICY %s ON %s DURATION %s REPLICATION 1 SHARD DURATION %s"
                .formatted(
                        verb,
                        name,
                        database,
                        keep.isZero() ? "INF" : Retention.parts(keep, Duration.ofHours(1)) + "h",
                        shard(keep));
    }

    /** What is dropped at once; longer than what is kept it must not be. */
    private static String shard(Duration keep) {
        if (keep.isZero() || keep.toDays() > 180) {
            return "168h";
        }
        return keep.toDays() >= 2 ? "24h" : "1h";
    }

    @Override
    public void write(String lines) throws RefusedException, UnavailableException {
        try {
            writes.write(lines);
        } catch (UnavailableException e) {
            throw preparedAfter(e);
        }
    }

    @Override
    public void sumUp(NavigableSet<Long> minutes, boolean endOfInput) throws UnavailableException {
        for (long minute : minutes) {
            long hour = Math.floorDiv(minute, HOUR);
            hoursOwed.add(hour);
            if (!begun) {
                // Whoever wrote before may have been killed before it summed up its newest hour.
                hoursOwed.add(hour - 1);
            }
        }
        if (hoursOwed.isEmpty()) {
            return;
        }
        while (!minutes.isEmpty()) {
            long from = minutes.first();
            long to = from + 1;
            while (to < from + MINUTES_AT_ONCE && minutes.contains(to)) {
                to++;
            }
            sumMinutes(from, to);
            minutes.headSet(to).clear();
        }
        long newest = hoursOwed.last();
        while (hoursOwed.first() < newest) {
            sumHour(hoursOwed.first());
            hoursOwed.pollFirst();
        }
        long now = nanoTime.getAsLong();
        if (endOfInput || !begun || now - newestHourAt >= NEWEST_HOUR_EVERY_NS) {
            sumHour(newest);
            newestHourAt = now;
            hoursOwed.clear();
        }
        begun = true;
    }

    private void sumMinutes(long from, long to) throws UnavailableException {
        String rest =
                " FROM %s.autogen.%s WHERE %s AND quality %%s 'BAD' GROUP BY time(1m), * fill(none)"
                        .formatted(database, LineProtocol.READINGS, between(from, to));
        String into = " INTO %s.minutes.readings_1m".formatted(database);
        sum(
                "SELECT min(value) AS low, max(value) AS high, sum(value) AS total,"
                        + " last(value) AS last, count(value) AS good, count(quality) AS seen"
                        + into
                        + rest.formatted("<>"));
        sum(
                "SELECT min(value) AS bad_low, max(value) AS bad_high, count(quality) AS bad"
                        + into
                        + rest.formatted("="));
    }

    private void sumHour(long hour) throws UnavailableException {
        sum(
                "SELECT min(low) AS low, max(high) AS high, sum(total) AS total, last(last) AS"
                        + " last, sum(good) AS good, sum(seen) AS seen, min(bad_low) AS bad_low,"
                        + " max(bad_high) AS bad_high, sum(bad) AS bad"
                        + " INTO %s.hours.readings_1h FROM %s.minutes.readings_1m WHERE %s"
                                .formatted(
                                        database, database, between(hour * HOUR, (hour + 1) * HOUR))
                        + " GROUP BY time(1h), * fill(none)");
    }

    private static String between(long fromMinute, long toMinute) {
        return "time >= %dm AND time < %dm".formatted(fromMinute, toMinute);
    }

    private void sum(String influxQl) throws UnavailableException {
        try {
            orderUnless(TOO_OLD, influxQl);
        } catch (UnavailableException e) {
            throw preparedAfter(e);
        }
    }

    /** Somebody may have dropped the database or a policy: the next attempt needs it again. */
    private UnavailableException preparedAfter(UnavailableException e) throws UnavailableException {
        if (DROPPED.matcher(String.valueOf(e.getMessage())).find()) {
            prepare();
        }
        return e;
    }

    private void order(String influxQl) throws UnavailableException {
        orderUnless(null, influxQl);
    }

    private void orderUnless(@Nullable String harmless, String influxQl)
            throws UnavailableException {
        Request request =
                new Request.Builder()
                        .url(url.newBuilder().addPathSegment("query").build())
                        .post(new FormBody.Builder().add("q", influxQl).build())
                        .build();
        try (Response response = writes.http().newCall(request).execute()) {
            ResponseBody body = response.body();
            String answer = body == null ? "" : body.string();
            boolean failed = !response.isSuccessful() || answer.contains("\"error\":");
            if (failed && (harmless == null || !answer.contains(harmless))) {
                throw new UnavailableException(
                        "%s: HTTP %d %s, asked: %s"
                                .formatted(url, response.code(), answer.strip(), influxQl));
            }
        } catch (IOException e) {
            throw new UnavailableException("%s: %s".formatted(url, e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        writes.close();
    }
}
