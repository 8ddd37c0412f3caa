package city.lifeline.jobs.history;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.InfluxDBClientOptions;
import com.influxdb.client.WriteApiBlocking;
import com.influxdb.client.domain.WritePrecision;
import com.influxdb.exceptions.InfluxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;

/**
 * QuestDB, written to through the InfluxDB client.
 *
 * <p>The table is made beforehand because one that QuestDB makes for itself keeps a sample twice
 * that is written twice.
 */
final class QuestDbStore implements HistoryStore {

    private static final String CREATE_TABLE =
            "CREATE TABLE IF NOT EXISTS "
                    + LineProtocol.READINGS
                    + " (time TIMESTAMP, run SYMBOL, point SYMBOL CAPACITY 65536, value DOUBLE,"
                    + " quality SYMBOL, lane SYMBOL)"
                    + " TIMESTAMP(time) PARTITION BY DAY WAL DEDUP UPSERT KEYS(time, run, point)";

    /** Bad request, too large, unprocessable: sending the same again cannot help. */
    private static final Set<Integer> REFUSALS = Set.of(400, 413, 422);

    /** The protocol asks for both; QuestDB has neither. */
    private static final String ANY = "lifeline";

    private final HttpUrl url;
    private final OkHttpClient http;
    private final InfluxDBClient influx;
    private final WriteApiBlocking writes;

    QuestDbStore(HistoryAddress address) {
        url = HttpUrl.get(address.url());
        OkHttpClient.Builder client =
                new OkHttpClient.Builder()
                        .connectTimeout(Duration.ofSeconds(5))
                        .writeTimeout(Duration.ofSeconds(30))
                        .readTimeout(Duration.ofSeconds(30));
        if (!address.username().isEmpty()) {
            String credentials =
                    Credentials.basic(
                            address.username(), address.password(), StandardCharsets.UTF_8);
            client.addInterceptor(
                    chain ->
                            chain.proceed(
                                    chain.request()
                                            .newBuilder()
                                            .header("Authorization", credentials)
                                            .build()));
        }
        http = client.build();
        influx =
                InfluxDBClientFactory.create(
                        InfluxDBClientOptions.builder()
                                .url(address.url())
                                .org(ANY)
                                .bucket(ANY)
                                .okHttpClient(client)
                                .build());
        writes = influx.getWriteApiBlocking();
    }

    @Override
    public void prepare() throws UnavailableException {
        Request request =
                new Request.Builder()
                        .url(
                                url.newBuilder()
                                        .addPathSegment("exec")
                                        .addQueryParameter("query", CREATE_TABLE)
                                        .build())
                        .build();
        try (Response response = http.newCall(request).execute()) {
            if (!response.isSuccessful()) {
                ResponseBody body = response.body();
                throw new UnavailableException(
                        "%s does not create the table %s: HTTP %d %s"
                                .formatted(
                                        url,
                                        LineProtocol.READINGS,
                                        response.code(),
                                        body == null ? "" : body.string()));
            }
        } catch (IOException e) {
            throw new UnavailableException("%s: %s".formatted(url, e.getMessage()), e);
        }
    }

    @Override
    public void write(String lines) throws RefusedException, UnavailableException {
        try {
            writes.writeRecord(WritePrecision.US, lines);
        } catch (InfluxException e) {
            if (REFUSALS.contains(e.status())) {
                throw new RefusedException(String.valueOf(e.getMessage()));
            }
            throw new UnavailableException("%s: %s".formatted(url, e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        influx.close();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
