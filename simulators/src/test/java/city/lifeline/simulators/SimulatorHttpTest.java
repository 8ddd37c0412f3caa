package city.lifeline.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.simulators.city.Occurrence;
import city.lifeline.simulators.city.Scenario;
import city.lifeline.simulators.city.SimulatedCity;
import city.lifeline.simulators.replay.SampleCity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scenarios that are started over HTTP. */
class SimulatorHttpTest {

    private static final Instant NOW = Instant.parse("2026-11-26T08:00:00Z");
    private static final long NOW_US = ChronoUnit.MICROS.between(Instant.EPOCH, NOW);
    private static final String TOKEN = "a-token";

    @TempDir private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private Truth truth;
    private SimulatorHttp http;

    @BeforeEach
    void start() throws IOException {
        SimulatedCity city = SimulatedCityFiles.read(SampleCity.directory());
        truth = new Truth(directory, city, NOW_US);
        Drills drills = new Drills(directory, city, truth, () -> NOW_US, InstantSource.fixed(NOW));
        http = new SimulatorHttp("127.0.0.1", 0, List.of(), drills, TOKEN);
    }

    @AfterEach
    void stop() {
        http.close();
    }

    @Test
    void whoLacksTheTokenSeesAndStartsNothing() throws IOException, InterruptedException {
        for (String token : List.of("", "wrong", TOKEN + "x")) {
            assertEquals(401, ask("/scenarios", token, null).statusCode());
            assertEquals(401, ask("/drills", token, "{\"scenario\":\"storm\"}").statusCode());
        }
        assertEquals(List.of(), Started.files(directory.resolve(Started.DIRECTORY)));
        assertEquals(200, ask("/health", "", null).statusCode());
    }

    @Test
    void tellsWhatCanTakePlaceAndWhere() throws IOException, InterruptedException {
        String all = ask("/scenarios", TOKEN, null).body();

        assertTrue(all.startsWith("{\"now\":\"2026-11-26T08:00:00Z\",\"scenarios\":[{"), all);
        assertTrue(all.contains("\"name\":{\"zh\":\"供水主管爆裂\",\"en\":\"Burst main\"}"), all);
        String assets = ask("/scenarios?storm", TOKEN, null).body();
        assertTrue(assets.contains("\"DRN-UP-01\""), assets);
        assertEquals(400, ask("/scenarios?none", TOKEN, null).statusCode());
    }

    @Test
    void startsOneThatTheSimulatorThenKnows() throws IOException, InterruptedException {
        HttpResponse<String> answer =
                ask(
                        "/drills",
                        TOKEN,
                        "{\"scenario\":\"storm\",\"asset\":\"DRN-UP-01\",\"after\":\"10min\","
                                + "\"lasts\":\"1h\",\"severity\":0.8}");

        assertEquals(200, answer.statusCode(), answer.body());
        List<Occurrence> begun = truth.tell(NOW_US);
        assertEquals(1, begun.stream().filter(Occurrence::drill).count());
        Occurrence drill = truth.drills().get(0);
        assertEquals(NOW_US + 600_000_000L, drill.onsetUs());
        assertEquals(NOW_US + 4_200_000_000L, drill.endUs());
        assertEquals(0.8, drill.severity());
        assertEquals(
                answer.body(),
                Files.readAllLines(directory.resolve("truth.jsonl")).stream()
                        .filter(line -> line.contains("\"drill\":true"))
                        .findFirst()
                        .orElseThrow());
        assertEquals("[" + answer.body() + "]", ask("/drills", TOKEN, null).body());

        truth.tell(drill.endUs() + 3_700_000_000L);
        assertEquals("[]", ask("/drills", TOKEN, null).body());
    }

    @Test
    void everyScenarioCanBeStartedAtItsPlaceNowOrLaterAsSevereAsOneLikes()
            throws IOException, InterruptedException {
        SimulatedCity city = SimulatedCityFiles.read(SampleCity.directory());
        for (Scenario scenario : city.scenarios().values()) {
            HttpResponse<String> answer =
                    ask(
                            "/drills",
                            TOKEN,
                            "{\"scenario\":\"%s\",\"asset\":\"%s\",\"after\":\"1min\",\"severity\":1}"
                                    .formatted(
                                            scenario.id(),
                                            city.stage().assetsFor(scenario).get(0).id()));

            assertEquals(200, answer.statusCode(), scenario.id() + ": " + answer.body());
            assertTrue(answer.body().contains("\"onset\":\"2026-11-26T08:01:00Z\""), answer.body());
            assertTrue(answer.body().contains("\"severity\":1.0"), answer.body());
        }
        truth.tell(NOW_US);
        assertEquals(city.scenarios().size(), truth.drills().size());
    }

    @Test
    void saysWhatIsWrongWithARequestAndStartsNothing() throws IOException, InterruptedException {
        assertRefused("{\"scenario\":\"stormy\"}", "no scenario 'stormy'");
        assertRefused("{\"scenario\":\"storm\",\"asset\":\"BR-01\"}", "cannot take place at BR-01");
        assertRefused("{\"scenario\":\"storm\",\"severity\":1.5}", "severity");
        assertRefused("{\"scenario\":\"storm\",\"sevrity\":0.5}", "sevrity");
        assertRefused("{\"scenario\":\"storm\",\"onset\":\"now\"}", "onset");
        assertRefused("{\"scenario\":\"storm\",\"onset\":\"2036-11-26T08:00:00Z\"}", "7 days");
        assertRefused("{\"scenario\":\"storm\",\"lasts\":\"90d\"}", "lasts");
        assertRefused("[", "request");
        assertRefused("x".repeat(5_000), "too long");
        assertEquals(List.of(), Started.files(directory.resolve(Started.DIRECTORY)));
    }

    private void assertRefused(String request, String why)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = ask("/drills", TOKEN, request);
        assertEquals(400, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains(why), answer.body());
    }

    private HttpResponse<String> ask(String path, String token, @Nullable String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + path));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body != null) {
            request.POST(BodyPublishers.ofString(body));
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
