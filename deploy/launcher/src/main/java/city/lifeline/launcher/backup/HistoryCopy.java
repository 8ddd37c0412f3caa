package city.lifeline.launcher.backup;

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
        run("CHECKPOINT CREATE");
        try {
            copy.tree(directory, name, HistoryCopy::isLeftOut);
        } finally {
            run("CHECKPOINT RELEASE");
        }
        copy.text(name + "/" + TRIGGER, "");
    }

    /** Its web pages and their settings are unpacked at its first start only, and so are copied. */
    static boolean isLeftOut(String path) {
        return path.equals("log") || path.equals(TRIGGER);
    }

    private void run(String statement) throws IOException, InterruptedException {
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
    }
}
