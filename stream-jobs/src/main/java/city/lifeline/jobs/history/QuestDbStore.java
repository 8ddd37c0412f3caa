package city.lifeline.jobs.history;

import city.lifeline.runtime.HistoryConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * QuestDB, written to through the InfluxDB client.
 *
 * <p>The table is made beforehand because one that QuestDB makes for itself keeps a sample twice
 * that is written twice.
 */
final class QuestDbStore implements HistoryStore {

    private static final Logger LOG = LoggerFactory.getLogger(QuestDbStore.class);

    private static final String CREATE_TABLE =
            "CREATE TABLE IF NOT EXISTS "
                    + LineProtocol.READINGS
                    + " (time TIMESTAMP, run SYMBOL, point SYMBOL CAPACITY 65536, value DOUBLE,"
                    + " quality SYMBOL, lane SYMBOL)"
                    + " TIMESTAMP(time) PARTITION BY DAY WAL DEDUP UPSERT KEYS(time, run, point)";

    /**
     * What charts over days and years are drawn from: reading every sample of a year takes seconds.
     * QuestDB keeps them up to date by itself, with late samples too, {@link #EVERY now and then}.
     */
    private static final String CREATE_MINUTES =
            "CREATE MATERIALIZED VIEW IF NOT EXISTS readings_1m AS (SELECT time, run, point,"
                    + " min(CASE WHEN quality != 'BAD' THEN value END) low,"
                    + " max(CASE WHEN quality != 'BAD' THEN value END) high,"
                    + " sum(CASE WHEN quality != 'BAD' THEN value END) total,"
                    + " count(CASE WHEN quality != 'BAD' THEN value END) good,"
                    + " min(CASE WHEN quality = 'BAD' THEN value END) bad_low,"
                    + " max(CASE WHEN quality = 'BAD' THEN value END) bad_high,"
                    + " sum(CASE WHEN quality = 'BAD' OR value IS NULL THEN 1 ELSE 0 END) bad"
                    + " FROM "
                    + LineProtocol.READINGS
                    + " SAMPLE BY 1m) PARTITION BY MONTH";

    private static final String CREATE_HOURS =
            "CREATE MATERIALIZED VIEW IF NOT EXISTS readings_1h AS (SELECT time, run, point,"
                    + " min(low) low, max(high) high, sum(total) total, sum(good) good,"
                    + " min(bad_low) bad_low, max(bad_high) bad_high, sum(bad) bad"
                    + " FROM readings_1m SAMPLE BY 1h) PARTITION BY YEAR";

    private static final Duration MONTH = Duration.ofDays(28);
    private static final Duration YEAR = Duration.ofDays(365);

    /**
     * How often a view is brought up to date, by its name. By itself QuestDB does it at each write,
     * and sums the whole minute and the whole hour of every point up anew each time: at 2,000
     * readings/s that took a third of a core. Whoever asks reads what is newer from the readings.
     */
    private static final Map<String, String> EVERY =
            Map.of("readings_1m", "1m", "readings_1h", "10m");

    private static final String LIMITS =
            "ALTER MATERIALIZED VIEW readings_1m SET REFRESH LIMIT %d DAYS";
    private static final String KEEPS = " SET TTL %d %s";

    private final HttpUrl url;
    private final Retention retention;
    private final InfluxWrites writes;

    QuestDbStore(HistoryConnection connection, Retention retention) {
        this.retention = retention;
        url = HttpUrl.get(connection.url());
        writes = new InfluxWrites(connection);
    }

    @Override
    public void prepare() throws UnavailableException {
        order("create the table " + LineProtocol.READINGS, CREATE_TABLE);
        long days = Retention.parts(retention.readings(), Duration.ofDays(1));
        try {
            order(
                    "limit the table " + LineProtocol.READINGS,
                    "ALTER TABLE " + LineProtocol.READINGS + KEEPS.formatted(days, "DAYS"));
        } catch (UnavailableException e) {
            if (!retention.readings().isZero()) {
                throw e;
            }
            // One that knows no limit keeps for ever, as is asked for.
            LOG.info("The table {} has no limit: {}", LineProtocol.READINGS, e.getMessage());
        }
        try {
            order("create the view readings_1m", CREATE_MINUTES);
            order("create the view readings_1h", CREATE_HOURS);
            // The shortest month and year: what is asked for is kept at least.
            keep("readings_1m", Retention.parts(retention.minutes(), MONTH), "MONTHS");
            keep("readings_1h", Retention.parts(retention.hours(), YEAR), "YEARS");
            // A late sample must not sum a minute up anew whose others are gone already.
            order("limit the view readings_1m", LIMITS.formatted(days));
        } catch (UnavailableException e) {
            // One that has no such views answers all the same, only not as fast.
            LOG.warn("Charts over long times will be slow: {}", e.getMessage());
            return;
        }
        for (Map.Entry<String, String> each : EVERY.entrySet()) {
            try {
                order(
                        "refresh the view " + each.getKey() + " every " + each.getValue(),
                        "ALTER MATERIALIZED VIEW %s SET REFRESH EVERY %s"
                                .formatted(each.getKey(), each.getValue()));
            } catch (UnavailableException e) {
                LOG.warn("The history store sums up at each write: {}", e.getMessage());
            }
        }
    }

    private void keep(String view, long parts, String unit) throws UnavailableException {
        order(
                "limit the view " + view,
                "ALTER MATERIALIZED VIEW " + view + KEEPS.formatted(parts, unit));
    }

    private void order(String what, String sql) throws UnavailableException {
        Request request =
                new Request.Builder()
                        .url(
                                url.newBuilder()
                                        .addPathSegment("exec")
                                        .addQueryParameter("query", sql)
                                        .build())
                        .build();
        try (Response response = writes.http().newCall(request).execute()) {
            if (!response.isSuccessful()) {
                ResponseBody body = response.body();
                throw new UnavailableException(
                        "%s does not %s: HTTP %d %s"
                                .formatted(
                                        url,
                                        what,
                                        response.code(),
                                        body == null ? "" : body.string()));
            }
        } catch (IOException e) {
            throw new UnavailableException("%s: %s".formatted(url, e.getMessage()), e);
        }
    }

    @Override
    public void write(String lines) throws RefusedException, UnavailableException {
        writes.write(lines);
    }

    @Override
    public void close() {
        writes.close();
    }
}
