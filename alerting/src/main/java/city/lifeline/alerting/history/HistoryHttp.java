package city.lifeline.alerting.history;

import city.lifeline.runtime.HistoryConnection;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

/** Questions to a database over HTTP. */
final class HistoryHttp {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** 40,000 rows of a few hundred characters or so. */
    private static final int MAX_BYTES = 16 << 20;

    private final URI address;
    private final String authorization;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(3))
                    .build();

    HistoryHttp(HistoryConnection connection) {
        address = URI.create(connection.url());
        authorization =
                !connection.token().isEmpty()
                        ? "Token " + connection.token()
                        : connection.username().isEmpty()
                                ? ""
                                : "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString(
                                                        (connection.username()
                                                                        + ':'
                                                                        + connection.password())
                                                                .getBytes(StandardCharsets.UTF_8));
    }

    /** What it answered, which is no more than fits into memory. */
    record Answer(int status, byte[] body) {}

    Answer get(String path, Map<String, String> parameters)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> response = open(path, parameters);
        // A store that misunderstands a question must not fill the memory with its answer.
        try (InputStream in = response.body()) {
            byte[] body = in.readNBytes(MAX_BYTES);
            if (body.length == MAX_BYTES) {
                throw new IOException("answers with more than %d bytes".formatted(MAX_BYTES));
            }
            return new Answer(response.statusCode(), body);
        }
    }

    /** An answer that is read as it comes; to be closed. */
    HttpResponse<InputStream> open(String path, Map<String, String> parameters)
            throws IOException, InterruptedException {
        String query =
                parameters.entrySet().stream()
                        .map(each -> each.getKey() + '=' + encoded(each.getValue()))
                        .collect(Collectors.joining("&"));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(where(path) + "?" + query)).timeout(PATIENCE);
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    /** The address of a path, as people know it. */
    URI where(String path) {
        return address.resolve(path);
    }

    /** A plus sign for a blank is a matter of forms, not of addresses. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
