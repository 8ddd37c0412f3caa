package city.lifeline.alerting.web;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.Http;
import city.lifeline.alerting.TestCity;
import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestServer;
import city.lifeline.alerting.history.QuestDb;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Back-tests over a real history store. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrialRestIT {

    @TempDir static Path directory;

    private final JsonMapper json = JsonMapper.builder().build();
    private QuestDb questDb;
    private TestServer server;
    private Http machine;

    /**
     * MH-1-CH4 each 30 s on 2026-11-20 from 00:00: 5, but from 06:00 on it rises by 0.5 a reading
     * to 30, and falls again; at 12:00 one reading of 4000 that is BAD. MH-2-CH4 is at 12 for an
     * hour from 15:00, else 5.
     */
    @BeforeAll
    void someHistory() throws Exception {
        questDb = new QuestDb(directory);
        questDb.createTables(false);
        questDb.run(
                "INSERT INTO readings SELECT dateadd('s', cast((x - 1) * 30 as int),"
                        + " '2026-11-20T00:00:00Z'::timestamp), 'live', 'MH-1-CH4', CASE WHEN x = 1441"
                        + " THEN 4000.0 WHEN x BETWEEN 721 AND 771 THEN 5 + (x - 721) * 0.5 WHEN x"
                        + " BETWEEN 772 AND 822 THEN 30 - (x - 772) * 0.5 ELSE 5.0 END, CASE WHEN x ="
                        + " 1441 THEN 'BAD' ELSE 'GOOD' END, 'LIVE' FROM long_sequence(2880)");
        questDb.run(
                "INSERT INTO readings SELECT dateadd('s', cast((x - 1) * 30 as int),"
                        + " '2026-11-20T00:00:00Z'::timestamp), 'live', 'MH-2-CH4', CASE WHEN x BETWEEN"
                        + " 1801 AND 1920 THEN 12.0 ELSE 5.0 END, 'GOOD', 'LIVE' FROM"
                        + " long_sequence(2880)");
        questDb.awaitAnswer("SELECT count() FROM readings", "[[5760]]");
        server = TestServer.start(new TestDatabase(), questDb.address());
        machine = Http.machine(server.address());
    }

    @AfterAll
    void stop() {
        server.close();
        questDb.close();
    }

    private String draft(String rules, String range) {
        Map<String, Object> body = new HashMap<>();
        body.put("files", Map.of("rules/gas.yaml", rules));
        String text = json.writeValueAsString(body);
        return text.substring(0, text.length() - 1) + ',' + range + '}';
    }

    private static String rules(int blue) {
        String text = TestCity.RULES.get("rules/gas.yaml");
        return String.valueOf(text)
                .replace(
                        "blue: {raise: 10, clear: 9}",
                        "blue: {raise: %d, clear: %d}".formatted(blue, blue - 1));
    }

    private static final String DAY =
            "\"from\":\"2026-11-20T00:00:00Z\",\"to\":\"2026-11-21T00:00:00Z\"";

    private JsonNode result(String body) {
        Http.Answer started = machine.post("/api/v1/rules/backtests", body);
        assertEquals(202, started.status(), started.text());
        String path = "/api/v1/rules/backtests/" + started.json().get("id").asString();
        await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> {
                            String state = machine.get(path).json().get("state").asString();
                            return !state.equals("WAITING") && !state.equals("RUNNING");
                        });
        return machine.get(path).json();
    }

    @Test
    void aHigherLimitWarnsLaterAndMissesTheMilderEpisode() {
        JsonNode result = result(draft(rules(15), DAY));

        assertEquals("DONE", result.get("state").asString(), result.toString());
        assertEquals(5_760, result.get("readings").asLong());
        assertEquals(1, result.get("part").asDouble());
        JsonNode all = result.get("counts").get(1);
        assertEquals("all", all.get("rule").asString());
        assertEquals(1, all.get("given").asInt());
        assertEquals(2, all.get("inForce").asInt());
        assertEquals(1, all.get("missed").asInt());
        assertEquals(1, all.get("later").asInt());
        assertEquals(0, all.get("added").asInt());

        JsonNode later = result.get("changes").get(0);
        assertEquals("LATER", later.get("change").asString());
        assertEquals("2026-11-20T06:10:00Z", later.get("raisedAt").asString());
        assertEquals("2026-11-20T06:05:00Z", later.get("raisedAtInForce").asString());
        assertEquals(15, later.get("value").asDouble());
        assertEquals(10, later.get("valueInForce").asDouble());
        JsonNode missed = result.get("changes").get(1);
        assertEquals("MISSED", missed.get("change").asString());
        assertEquals("MH-2-CH4", missed.get("point").asString());
        assertTrue(missed.get("raisedAt").isNull());
    }

    @Test
    void theRulesInForceDifferFromThemselvesInNothing() {
        JsonNode result = result(draft(rules(10), DAY));
        assertEquals(0, result.get("changesInAll").asInt());
        assertEquals(1, result.get("counts").size());
        assertEquals(2, result.get("counts").get(0).get("given").asInt());
    }

    @Test
    void oneThatIsCancelledEnds() {
        String year = "\"from\":\"2026-09-01T00:00:00Z\",\"to\":\"2026-12-01T00:00:00Z\"";
        Http.Answer started = machine.post("/api/v1/rules/backtests", draft(rules(15), year));
        String path = "/api/v1/rules/backtests/" + started.json().get("id").asString();
        assertEquals(204, machine.send("DELETE", path, null, "").status());
        await().atMost(Duration.ofSeconds(30))
                .until(() -> machine.get(path).json().get("state").asString().equals("CANCELLED"));
    }

    @Test
    void aFaultyDraftIsRefusedWithItsFaults() {
        Http.Answer answer = machine.post("/api/v1/rules/backtests", draft("rules: 5", DAY));
        assertEquals(422, answer.status());
        assertTrue(answer.json().get("faults").size() > 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"hours\":0 | 400",
                "\"hours\":3000 | 400",
                "\"hours\":5,\"from\":\"2026-11-20T00:00:00Z\" | 400",
                "\"from\":\"2026-11-20T00:00:00Z\" | 400",
                "\"from\":\"2026-11-21T00:00:00Z\",\"to\":\"2026-11-20T00:00:00Z\" | 400",
                "\"days\":5 | 400"
            })
    void whatCannotBeIsRefused(String range, int status) {
        assertEquals(
                status, machine.post("/api/v1/rules/backtests", draft(rules(15), range)).status());
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertEquals(404, machine.get("/api/v1/rules/backtests/nothing").status());
        assertEquals(400, machine.get("/api/v1/rules/backtests/a%20b").status());
    }
}
