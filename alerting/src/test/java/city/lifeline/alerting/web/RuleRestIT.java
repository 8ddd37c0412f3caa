package city.lifeline.alerting.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.Http;
import city.lifeline.alerting.TestCity;
import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestEvents;
import city.lifeline.alerting.TestServer;
import city.lifeline.alerting.city.CurrentCity;
import city.lifeline.model.Grade;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RuleRestIT {

    private static final String FILE = "rules/gas.yaml";
    private static final String RULES = TestCity.RULES.getOrDefault(FILE, "");

    private final JsonMapper json = new JsonMapper();
    private final TestDatabase database = new TestDatabase();
    private final TestServer server = TestServer.start(database, URI.create("http://127.0.0.1:1"));
    private final Http engineer = Http.admin(server.address());

    @AfterEach
    void stop() {
        server.close();
    }

    private String body(String rules, String reason) {
        return json.writeValueAsString(Map.of("files", Map.of(FILE, rules), "reason", reason));
    }

    private Http.Answer put(String rules, String reason) {
        return engineer.send("PUT", "/api/v1/rules", "application/json", body(rules, reason));
    }

    private JsonNode check(String rules) {
        return engineer.post(
                        "/api/v1/rules/check",
                        json.writeValueAsString(Map.of("files", Map.of(FILE, rules))))
                .json();
    }

    private String inForce() {
        return engineer.get("/api/v1/rules").json().get("version").asString();
    }

    @Test
    void aSetComesIntoForceWithWhoAndWhyAndIsKept() {
        String before = inForce();
        Http.Answer answer = put(RULES.replace("raise: 20", "raise: 25"), "20 was too early");

        assertEquals(200, answer.status());
        JsonNode now = engineer.get("/api/v1/rules").json();
        assertEquals("admin", now.get("author").asString());
        assertEquals("20 was too early", now.get("reason").asString());
        assertEquals(
                "\"" + now.get("version").asString() + "\"",
                engineer.get("/api/v1/rules").header("ETag"));
        assertEquals(
                now.get("version").asString(),
                server.bean(CurrentCity.class).get().rules().version());
        JsonNode versions = engineer.get("/api/v1/rules/versions").json();
        assertEquals(2, versions.get("total").asInt());
        JsonNode first = versions.get("items").get(1);
        assertEquals(before, first.get("version").asString());
        assertTrue(
                engineer.get("/api/v1/rules/versions/" + first.get("number").asLong())
                        .json()
                        .get("files")
                        .get(FILE)
                        .asString()
                        .contains("raise: 20"));
        JsonNode audit = engineer.get("/api/v1/audit").json().get("items").get(0);
        assertEquals("APPLY_RULES", audit.get("action").asString());
    }

    @Test
    void aFaultySetIsRefusedWholeWithEveryFaultAndTheOldOneStays() {
        String before = inForce();
        Http.Answer answer =
                put(RULES.replace("raise: 20", "rise: 20").replace("clear: 45", "clear: x"), "why");

        assertEquals(422, answer.status());
        JsonNode faults = answer.json().get("faults");
        assertTrue(faults.size() >= 2, faults.toString());
        assertEquals(FILE, faults.get(0).get("file").asString());
        assertTrue(faults.get(0).get("line").asInt() > 1);
        assertEquals(before, inForce());
        assertEquals(
                faults,
                check(RULES.replace("raise: 20", "rise: 20").replace("clear: 45", "clear: x"))
                        .get("faults"));
    }

    @Test
    void whoHasSeenAnotherSetIsToldSo() {
        Http.Answer answer =
                Http.admin(server.address())
                        .header("If-Match", "\"0123456789ab\"")
                        .send("PUT", "/api/v1/rules", "application/json", body(RULES, "why"));

        assertEquals(412, answer.status());
        assertTrue(answer.json().get("detail").asString().contains("compare again"));
    }

    @Test
    void aCheckTellsWhatWouldChangeAndForWhichOpenWarnings() {
        TestEvents warning = TestEvents.live("MH-1-CH4");
        server.consume(warning.raised(Grade.YELLOW, 22));

        JsonNode same = check(RULES);
        assertEquals(0, same.get("changes").size());
        JsonNode other = check(RULES.replace("raise: 20, clear: 18", "raise: 30, clear: 28"));
        JsonNode change = other.get("changes").get(0);
        assertEquals("CHANGED", change.get("kind").asString());
        assertEquals("[\"condition\"]", change.get("fields").toString());
        assertEquals(2, change.get("pointsAfter").asInt());
        JsonNode effect = other.get("warnings").get(0);
        assertEquals("YELLOW", effect.get("grade").asString());
        assertEquals("BLUE", effect.get("then").asString());
        JsonNode gone = check(RULES.replace("id: G1", "id: G9")).get("warnings").get(0);
        assertTrue(gone.get("then").isNull());
        assertEquals(1, engineer.get("/api/v1/rules/versions").json().get("total").asInt());
    }

    @Test
    void theSameSetAgainIsNoNewVersion() {
        assertEquals(200, put(RULES, "again").status());
        assertEquals(1, engineer.get("/api/v1/rules/versions").json().get("total").asInt());
    }

    @Test
    void whatIsNoSetIsRefused() {
        assertEquals(400, put(RULES, "").status());
        assertEquals(400, put(RULES, "two\nlines").status());
        for (String files :
                new String[] {
                    "{}",
                    "{\"../x.yaml\":\"\"}",
                    "{\"rules/a.txt\":\"\"}",
                    "{\"rules/a.yaml\":null}"
                }) {
            assertEquals(
                    400,
                    engineer.post("/api/v1/rules/check", "{\"files\":" + files + "}").status(),
                    files);
        }
        assertEquals(
                400,
                engineer.send(
                                "PUT",
                                "/api/v1/rules",
                                "application/json",
                                body(RULES, "r").replaceFirst("\\{", "{\"author\":\"somebody\","))
                        .status());
    }
}
