package city.lifeline.alerting.history;

import static org.awaitility.Awaitility.await;

import city.lifeline.testing.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A real one, with the table and the views as the history job makes them. */
public final class QuestDb implements AutoCloseable {

    private final int port = ServerProcess.freePort();
    private final ServerProcess server;
    private final HttpClient http = HttpClient.newHttpClient();

    public QuestDb(Path directory) throws IOException {
        Files.createDirectories(directory.resolve("conf"));
        Files.writeString(
                directory.resolve("conf/server.conf"),
                """
                http.net.bind.to=127.0.0.1:%d
                http.min.enabled=false
                line.tcp.enabled=false
                pg.enabled=false
                telemetry.enabled=false
                shared.worker.count=1
                cairo.mat.view.enabled=true
                """
                        .formatted(port));
        server =
                ServerProcess.start(
                        directory.resolve("questdb.log"),
                        "io.questdb.ServerMain",
                        "-d",
                        directory.toString());
        await().atMost(Duration.ofMinutes(1))
                .ignoreExceptions()
                .until(() -> run("select 1").contains("[[1]]"));
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** The table, and the views if wanted. */
    public void createTables(boolean views) throws IOException, InterruptedException {
        run(
                "CREATE TABLE readings (time TIMESTAMP, run SYMBOL, point SYMBOL, value DOUBLE,"
                        + " quality SYMBOL, lane SYMBOL) TIMESTAMP(time) PARTITION BY DAY WAL DEDUP"
                        + " UPSERT KEYS(time, run, point)");
        if (views) {
            run(
                    "CREATE MATERIALIZED VIEW readings_1m AS (SELECT time, run, point,"
                            + " min(CASE WHEN quality != 'BAD' THEN value END) low,"
                            + " max(CASE WHEN quality != 'BAD' THEN value END) high,"
                            + " sum(CASE WHEN quality != 'BAD' THEN value END) total,"
                            + " count(CASE WHEN quality != 'BAD' THEN value END) good,"
                            + " min(CASE WHEN quality = 'BAD' THEN value END) bad_low,"
                            + " max(CASE WHEN quality = 'BAD' THEN value END) bad_high,"
                            + " sum(CASE WHEN quality = 'BAD' OR value IS NULL THEN 1 ELSE 0 END) bad"
                            + " FROM readings SAMPLE BY 1m) PARTITION BY MONTH");
            run(
                    "CREATE MATERIALIZED VIEW readings_1h AS (SELECT time, run, point, min(low) low,"
                            + " max(high) high, sum(total) total, sum(good) good, min(bad_low)"
                            + " bad_low, max(bad_high) bad_high, sum(bad) bad FROM readings_1m"
                            + " SAMPLE BY 1h) PARTITION BY YEAR");
        }
    }

    /** Waits until a question is answered so. */
    public void awaitAnswer(String sql, String part) {
        await().atMost(Duration.ofMinutes(1)).until(() -> run(sql).contains(part));
    }

    public String run(String sql) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                address()
                                                        + "/exec?query="
                                                        + URLEncoder.encode(
                                                                sql, StandardCharsets.UTF_8)))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    @Override
    public void close() {
        server.close();
    }
}
