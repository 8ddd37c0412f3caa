package city.lifeline.prove.paging;

import city.lifeline.prove.process.Guard;
import city.lifeline.prove.process.Ports;
import city.lifeline.prove.process.Programs;
import city.lifeline.prove.process.ServerProcess;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** One instance of alerting, with a provider of short messages of its own. */
final class AlertingServer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int HEAP_MB = 256;
    private static final String TOKEN = "token-of-the-proof";

    private final int port = Ports.free();
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build();
    private final ServerProcess process;

    /**
     * One that is not started yet.
     *
     * @param settings further lines of its configuration
     */
    AlertingServer(String name, Path directory, Programs programs, Guard guard, String settings)
            throws IOException {
        Files.createDirectories(directory);
        Path token = Files.writeString(directory.resolve("token"), TOKEN + "\n");
        Path password =
                Files.writeString(directory.resolve("password"), "a password of the proof\n");
        Path file = directory.resolve("lifeline.properties");
        Files.writeString(
                file,
                """
                alerting.http.port=%d
                alerting.token.file=%s
                alerting.admin.password.file=%s
                history.url=http://127.0.0.1:1
                %s
                """
                        .formatted(port, token, password, settings));
        process =
                new ServerProcess(
                        name,
                        ServerProcess.java(
                                HEAP_MB,
                                programs.classPath("alerting"),
                                List.of(),
                                "city.lifeline.alerting.Alerting",
                                "--config",
                                file.toString()),
                        directory.resolve("alerting.out"),
                        guard,
                        this::isThere);
    }

    ServerProcess process() {
        return process;
    }

    private boolean isThere() {
        try {
            return send("GET", "/api/v1/me", "", "").statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = send("GET", path, "", "");
        if (answer.statusCode() != 200) {
            throw new IOException(path + ": " + answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    void putCsv(String path, String csv) throws IOException, InterruptedException {
        HttpResponse<String> answer = send("PUT", path, "text/csv", csv);
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(path + ": " + answer.statusCode() + " " + answer.body());
        }
    }

    private HttpResponse<String> send(String method, String path, String type, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(PATIENCE)
                        .header("Authorization", "Bearer " + TOKEN)
                        .header("If-Match", "*");
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        return http.send(
                request.method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        process.close();
    }
}
