package city.lifeline.launcher.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The part of Flink's REST interface that the launcher uses. */
public final class FlinkRest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** The JobManager runs a job's main method while it answers. */
    private static final Duration SUBMIT_PATIENCE = Duration.ofSeconds(60);

    private static final int UNAVAILABLE = 503;
    private static final long SAVEPOINT_POLL_MS = 200;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build();

    private final URI base;

    public FlinkRest(URI base) {
        this.base = base;
    }

    public boolean answers() throws IOException, InterruptedException {
        return get("/overview").has("taskmanagers");
    }

    /** Whether a TaskManager has been heard of since a moment, in epoch milliseconds. */
    public boolean hasTaskManagerSince(long momentMs) throws IOException, InterruptedException {
        for (JsonNode taskManager : get("/taskmanagers").path("taskmanagers")) {
            // Despite its name it is a moment.
            if (taskManager.path("timeSinceLastHeartbeat").asLong() > momentMs) {
                return true;
            }
        }
        return false;
    }

    public List<JobObservation> jobs() throws IOException, InterruptedException {
        List<JobObservation> jobs = new ArrayList<>();
        for (JsonNode job : get("/jobs/overview").path("jobs")) {
            jobs.add(
                    new JobObservation(
                            job.path("jid").asText(),
                            job.path("name").asText(),
                            JobState.of(job.path("state").asText()),
                            job.path("start-time").asLong()));
        }
        return jobs;
    }

    /** Id of an uploaded jar of this file name, or null. */
    public @Nullable String uploadedJar(String fileName) throws IOException, InterruptedException {
        for (JsonNode file : get("/jars").path("files")) {
            if (file.path("name").asText().equals(fileName)) {
                return file.path("id").asText();
            }
        }
        return null;
    }

    /** Uploads a jar and returns its id. */
    public String upload(Path jar) throws IOException, InterruptedException {
        String boundary = "lifeline-" + UUID.randomUUID();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(
                """
                --%s\r
                Content-Disposition: form-data; name="jarfile"; filename="%s"\r
                Content-Type: application/x-java-archive\r
                \r
                """
                        .formatted(boundary, jar.getFileName())
                        .getBytes(StandardCharsets.UTF_8));
        body.write(Files.readAllBytes(jar));
        body.write("\r\n--%s--\r\n".formatted(boundary).getBytes(StandardCharsets.UTF_8));
        JsonNode answer =
                send(
                        request("/jars/upload", SUBMIT_PATIENCE)
                                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                                .POST(BodyPublishers.ofByteArray(body.toByteArray())));
        String stored = answer.path("filename").asText();
        return stored.substring(stored.lastIndexOf('/') + 1);
    }

    /**
     * Starts a job and returns its Flink id.
     *
     * @param restoreFrom directory of the checkpoint to go on from, or null
     */
    public String run(String jarId, WantedJob job, @Nullable Path restoreFrom)
            throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode();
        body.put("entryClass", job.entryClass());
        job.arguments().forEach(body.putArray("programArgsList")::add);
        if (restoreFrom != null) {
            body.put("savepointPath", restoreFrom.toUri().toString());
        }
        return send(request("/jars/" + jarId + "/run", SUBMIT_PATIENCE)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(JSON.writeValueAsString(body))))
                .path("jobid")
                .asText();
    }

    /** Bytes of a job's newest complete checkpoint; 0 before there is one. */
    public long checkpointBytes(String jobId) throws IOException, InterruptedException {
        return get("/jobs/" + jobId + "/checkpoints")
                .path("latest")
                .path("completed")
                .path("state_size")
                .asLong();
    }

    /**
     * Has a job write a savepoint, and go on.
     *
     * @param directory on a disk that Flink's processes see; the savepoint gets a name of its own
     * @return where it is
     */
    public Path savepoint(String jobId, Path directory, Duration patience)
            throws IOException, InterruptedException {
        String savepoints = "/jobs/" + jobId + "/savepoints";
        ObjectNode body = JSON.createObjectNode();
        body.put("target-directory", directory.toUri().toString());
        body.put("cancel-job", false);
        String request =
                send(request(savepoints, PATIENCE)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body))))
                        .path("request-id")
                        .asText();
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            JsonNode answer = get(savepoints + "/" + request);
            JsonNode operation = answer.path("operation");
            if (operation.has("location")) {
                return Path.of(URI.create(operation.path("location").asText()));
            }
            if (operation.has("failure-cause")) {
                throw new FlinkRefusedException(
                        "Flink cannot write a savepoint: "
                                + firstLine(
                                        operation
                                                .path("failure-cause")
                                                .path("stack-trace")
                                                .asText()));
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("Flink does not end a savepoint within " + patience);
            }
            TimeUnit.MILLISECONDS.sleep(SAVEPOINT_POLL_MS);
        }
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("no reason given");
    }

    public void cancel(String jobId) throws IOException, InterruptedException {
        send(
                request("/jobs/" + jobId + "?mode=cancel", PATIENCE)
                        .method("PATCH", BodyPublishers.noBody()));
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return send(request(path, PATIENCE).GET());
    }

    private HttpRequest.Builder request(String path, Duration patience) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(patience);
    }

    private static JsonNode send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
        if (response.statusCode() == UNAVAILABLE) {
            throw new IOException("Flink is not ready yet");
        }
        if (response.statusCode() / 100 != 2) {
            throw new FlinkRefusedException(
                    "Flink answers %d to %s: %s"
                            .formatted(
                                    response.statusCode(),
                                    response.request().uri(),
                                    rootCause(response.body())));
        }
        return response.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(response.body());
    }

    /** Flink answers with a whole stack trace; the last cause says what is wrong. */
    static String rootCause(String body) {
        String cause = body;
        try {
            for (JsonNode error : JSON.readTree(body).path("errors")) {
                for (String line : error.asText().split("\n")) {
                    if (line.startsWith("Caused by: ")) {
                        cause = line.substring("Caused by: ".length());
                    }
                }
            }
        } catch (IOException e) {
            return body;
        }
        return cause;
    }
}
