package city.lifeline.jobs.history;

import city.lifeline.jobs.history.HistoryStore.RefusedException;
import city.lifeline.jobs.history.HistoryStore.UnavailableException;
import city.lifeline.runtime.HistoryConnection;
import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.InfluxDBClientOptions;
import com.influxdb.client.WriteApiBlocking;
import com.influxdb.client.domain.WritePrecision;
import com.influxdb.exceptions.InfluxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/** Lines over the write path of InfluxDB 2, which InfluxDB 3 and QuestDB have too. */
final class InfluxWrites implements AutoCloseable {

    /** Bad request, too large, unprocessable: sending the same again cannot help. */
    private static final Set<Integer> REFUSALS = Set.of(400, 413, 422);

    /** The client asks for both; those that have none do not look at it. */
    private static final String ANY = "lifeline";

    private static final Pattern DROPPED = Pattern.compile("partial write.*dropped=([1-9]\\d*)");

    private final HistoryConnection connection;
    private final OkHttpClient http;
    private final InfluxDBClient influx;
    private final WriteApiBlocking writes;

    InfluxWrites(HistoryConnection connection) {
        this.connection = connection;
        OkHttpClient.Builder client =
                new OkHttpClient.Builder()
                        .connectTimeout(Duration.ofSeconds(5))
                        .writeTimeout(Duration.ofSeconds(30))
                        .readTimeout(Duration.ofSeconds(30));
        if (!connection.username().isEmpty()) {
            String credentials =
                    Credentials.basic(
                            connection.username(), connection.password(), StandardCharsets.UTF_8);
            client.addInterceptor(
                    chain ->
                            chain.proceed(
                                    chain.request()
                                            .newBuilder()
                                            .header("Authorization", credentials)
                                            .build()));
        }
        if (connection.kind() == HistoryConnection.Kind.INFLUXDB1) {
            client.addInterceptor(
                    chain -> chain.proceed(asVersion1(chain.request(), connection.bucket())));
        }
        http = client.build();
        InfluxDBClientOptions.Builder options =
                InfluxDBClientOptions.builder()
                        .url(connection.url())
                        .org(orAny(connection.organisation()))
                        .bucket(orAny(connection.bucket()))
                        .okHttpClient(client);
        if (!connection.token().isEmpty()) {
            options.authenticateToken(connection.token().toCharArray());
        }
        influx = InfluxDBClientFactory.create(options.build());
        writes = influx.getWriteApiBlocking();
    }

    /** Version 1 has the same lines and answers at another address. */
    private static Request asVersion1(Request request, String database) {
        if (!request.url().encodedPath().equals("/api/v2/write")) {
            return request;
        }
        HttpUrl url =
                request.url()
                        .newBuilder()
                        .encodedPath("/write")
                        .query(null)
                        .addQueryParameter("db", database)
                        .addQueryParameter("precision", "u")
                        .build();
        return request.newBuilder().url(url).build();
    }

    private static String orAny(String name) {
        return name.isEmpty() ? ANY : name;
    }

    /** For questions that are no writes. */
    OkHttpClient http() {
        return http;
    }

    void write(String lines) throws RefusedException, UnavailableException {
        try {
            writes.writeRecord(WritePrecision.US, lines);
        } catch (InfluxException e) {
            String message = String.valueOf(e.getMessage());
            if (REFUSALS.contains(e.status())) {
                throw refusal(message, e.errorBody());
            }
            throw new UnavailableException("%s: %s".formatted(connection, message), e);
        }
    }

    /**
     * Versions 1 and 2 tell in a sentence how many lines they have left out, version 3 lists them;
     * both have taken the others.
     */
    static RefusedException refusal(String message, Map<String, Object> body) {
        if (String.valueOf(body.get("error")).startsWith("partial write")
                && body.get("data") instanceof List<?> dropped
                && !dropped.isEmpty()) {
            return new RefusedException(
                    "%s: %s".formatted(body.get("error"), dropped.get(0)), dropped.size());
        }
        Matcher matcher = DROPPED.matcher(message);
        return new RefusedException(
                message, matcher.find() ? Integer.parseInt(matcher.group(1)) : 0);
    }

    @Override
    public void close() {
        influx.close();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
