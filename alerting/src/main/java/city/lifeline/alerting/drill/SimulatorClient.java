package city.lifeline.alerting.drill;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the simulator. */
final class SimulatorClient {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int BAD_REQUEST = 400;
    private static final int OK = 200;

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build();
    private final SimulatorLink link;
    private final JsonMapper json;

    SimulatorClient(SimulatorLink link, JsonMapper json) {
        this.link = link;
        this.json = json;
    }

    JsonNode scenarios() throws SimulatorException {
        return ask("/scenarios", null);
    }

    JsonNode assets(String scenario) throws SimulatorException {
        return ask("/scenarios?" + URLEncoder.encode(scenario, StandardCharsets.UTF_8), null);
    }

    /** Lines of the truth of what somebody started. */
    JsonNode started() throws SimulatorException {
        return ask("/drills", null);
    }

    /** Lets one begin; its line of the truth. */
    JsonNode start(Map<String, Object> request) throws SimulatorException {
        return ask("/drills", json.writeValueAsString(request));
    }

    private JsonNode ask(String path, @Nullable String body) throws SimulatorException {
        URI address = link.address().resolve(path);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address)
                        .timeout(PATIENCE)
                        .header("Authorization", "Bearer " + link.token());
        if (body != null) {
            request.POST(BodyPublishers.ofString(body));
        }
        try {
            HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() == BAD_REQUEST) {
                throw new SimulatorException(true, answer.body().strip());
            }
            if (answer.statusCode() != OK) {
                throw new SimulatorException(
                        false, "The simulator answers with " + answer.statusCode());
            }
            return json.readTree(answer.body());
        } catch (IOException | JacksonException e) {
            throw new SimulatorException(false, "The simulator does not answer: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SimulatorException(false, "Interrupted while the simulator was asked");
        }
    }
}
