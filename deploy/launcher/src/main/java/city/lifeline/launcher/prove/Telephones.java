package city.lifeline.launcher.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The telephone wall of a city: what people get, and what they answer. */
final class Telephones {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build();

    private final URI wall;

    Telephones(URI wall) {
        this.wall = wall;
    }

    /** Texts of all messages that a telephone has got since the wall was started, oldest first. */
    List<String> messages(String number) throws IOException, InterruptedException {
        List<String> texts = new ArrayList<>();
        HttpResponse<String> answer =
                HTTP.send(
                        HttpRequest.newBuilder(wall.resolve("/wall")).timeout(PATIENCE).build(),
                        HttpResponse.BodyHandlers.ofString());
        for (JsonNode telephone : JSON.readTree(answer.body()).path("telephones")) {
            if (telephone.path("number").asText().equals(number)) {
                for (JsonNode message : telephone.path("messages")) {
                    if (message.path("toTelephone").asBoolean()) {
                        texts.add(message.path("text").asText());
                    }
                }
            }
        }
        return texts;
    }

    /** Has a telephone send a text back. */
    void answer(String number, String text) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                HTTP.send(
                        HttpRequest.newBuilder(wall.resolve("/answer"))
                                .timeout(PATIENCE)
                                .header("X-Wall", "prove")
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "number=%s&text=%s"
                                                        .formatted(encoded(number), encoded(text))))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 204) {
            throw new IOException("the telephone wall answers " + answer.statusCode());
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
