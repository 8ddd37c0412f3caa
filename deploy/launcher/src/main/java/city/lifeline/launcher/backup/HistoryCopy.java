package city.lifeline.launcher.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;

/**
 * The files of a QuestDB that is written to meanwhile: it notes how far its tables are, and keeps
 * what is there until it is told that the copy is made.
 */
final class HistoryCopy {

    /** Has QuestDB, at its next start, take its tables back to where they were noted. */
    static final String TRIGGER = "_restore";

    private static final String RELEASE = "CHECKPOINT RELEASE";
    private static final String ENDED =
            "the history store was started anew while it was copied; try again";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final URI url;
    private final String authorization;
    private final Path directory;

    HistoryCopy(URI url, String user, String password, Path directory) {
        this.url = url;
        this.authorization =
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(
                                        (user + ":" + password).getBytes(StandardCharsets.UTF_8));
        this.directory = directory;
    }

    /**
     * Copies it.
     *
     * @param name of the copy's directory
     */
    void run(Copy copy, String name) throws IOException, InterruptedException {
        // Of a backup that was killed; if there is none nothing happens.
        run(RELEASE);
        try {
            run("CHECKPOINT CREATE");
            String begun = checkpoint();
            copy.tree(directory, name, HistoryCopy::isLeftOut);
            if (!checkpoint().equals(begun)) {
                throw new IOException(ENDED);
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            try {
                run(RELEASE);
            } catch (IOException also) {
                e.addSuppressed(also);
            }
            throw e;
        }
        run(RELEASE);
        copy.text(name + "/" + TRIGGER, "");
    }

    /** Its web pages and their settings are unpacked at its first start only, and so are copied. */
    static boolean isLeftOut(String path) {
        return path.equals("log") || path.equals(TRIGGER);
    }

    /** When the one that is open was begun: a start of QuestDB ends it without a word. */
    private String checkpoint() throws IOException, InterruptedException {
        JsonNode row =
                JSON.readTree(run("select in_progress, started_at from checkpoint_status()"))
                        .path("dataset")
                        .path(0);
        if (!row.path(0).asBoolean()) {
            throw new IOException(ENDED);
        }
        return row.path(1).asText();
    }

    private String run(String statement) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(
                                                url.resolve(
                                                        "/exec?query="
                                                                + URLEncoder.encode(
                                                                        statement,
                                                                        StandardCharsets.UTF_8)))
                                        .timeout(PATIENCE)
                                        .header("Authorization", authorization)
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(
                    "the history store answers %d to %s: %s"
                            .formatted(answer.statusCode(), statement, answer.body().strip()));
        }
        return answer.body();
    }
}
