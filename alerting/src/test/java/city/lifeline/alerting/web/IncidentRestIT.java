package city.lifeline.alerting.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.Http;
import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestEvents;
import city.lifeline.alerting.TestServer;
import city.lifeline.model.Grade;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Incidents, as REST shows them and lets people change them. */
class IncidentRestIT {

    private TestServer server = start();
    private Http admin = Http.admin(server.address());

    private static TestServer start() {
        return TestServer.start(new TestDatabase(), URI.create("http://127.0.0.1:1"));
    }

    @BeforeEach
    void login() {
        admin = Http.admin(server.address());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private TestEvents raised(String point, int minute, Grade grade) {
        TestEvents events =
                new TestEvents("live", point, TestEvents.START_US + minute * 60_000_000L, false);
        server.consume(events.raised(grade, 20 + minute));
        return events;
    }

    private JsonNode open() {
        return admin.get("/api/v1/incidents").json();
    }

    private static List<String> texts(JsonNode items, String field) {
        List<String> texts = new ArrayList<>();
        items.forEach(item -> texts.add(item.get(field).asString()));
        return texts;
    }

    @Test
    void warningsOfOneAssetAreOneIncidentThatIsAsBadAsItsWorstOpenOne() {
        TestEvents first = raised("MH-1-CH4", 0, Grade.YELLOW);
        TestEvents second = raised("MH-1-CH4", 5, Grade.RED);
        TestEvents apart = raised("MH-2-CH4", 5, Grade.BLUE);
        JsonNode page = open();
        assertEquals(2, page.get("total").asInt(), page.toString());
        JsonNode worst = page.get("items").get(0);
        assertEquals(first.id(), worst.get("id").asString());
        assertEquals("RED", worst.get("grade").asString());
        assertEquals(second.id(), worst.get("lead").asString());
        assertEquals(2, worst.get("warnings").asInt());
        assertEquals(2, worst.get("unanswered").asInt());
        assertEquals("甲烷浓度 · 阀井一", worst.get("title").get("zh").asString());
        assertEquals(apart.id(), page.get("items").get(1).get("id").asString());
        assertEquals(
                first.id(),
                admin.get("/api/v1/warnings/" + second.id()).json().get("incident").asString());

        server.consume(second.cleared(1));
        JsonNode calmer = open().get("items").get(0);
        assertEquals("YELLOW", calmer.get("grade").asString());
        assertEquals("RED", calmer.get("peak").asString());
        server.consume(first.cleared(1));
        JsonNode over = admin.get("/api/v1/incidents/" + first.id()).json().get("incident");
        assertTrue(over.get("grade").isNull(), over.toString());
        assertTrue(over.get("endedAt").isString(), over.toString());
        assertEquals(
                List.of(first.id()),
                texts(admin.get("/api/v1/incidents?state=closed").json().get("items"), "id"));
    }

    @Test
    void eachWarningSaysWhyItIsThere() {
        TestEvents first = raised("MH-1-CH4", 0, Grade.YELLOW);
        raised("MH-1-CH4", 5, Grade.RED);
        JsonNode members = admin.get("/api/v1/incidents/" + first.id()).json().get("members");
        assertEquals(2, members.size());
        JsonNode why = members.get(0).get("why");
        assertEquals("same-asset", why.get("join").asString());
        assertEquals("the same asset", why.get("name").get("en").asString());
        assertEquals(first.id(), why.get("with").asString());
        assertEquals(300, why.get("apartSeconds").asInt());
        assertEquals("", members.get(1).get("why").get("join").asString());
    }

    @Test
    void oneAnswerAcknowledgesAllThatAsksForOne() {
        TestEvents first = raised("MH-1-CH4", 0, Grade.YELLOW);
        raised("MH-1-CH4", 5, Grade.RED);
        String path = "/api/v1/incidents/" + first.id() + "/acknowledge";
        JsonNode after = admin.post(path, "{\"comment\":\"on my way\"}").json();
        assertEquals(0, after.get("incident").get("unanswered").asInt(), after.toString());
        assertEquals(409, admin.post(path, "{}").status());
        assertEquals(
                "on my way",
                admin.get("/api/v1/warnings/" + first.id()).json().get("comment").asString());
    }

    @Test
    void peopleTakeApartAndPutTogetherAndItStaysSo() {
        TestEvents first = raised("MH-1-CH4", 0, Grade.YELLOW);
        TestEvents second = raised("MH-1-CH4", 5, Grade.ORANGE);
        String path = "/api/v1/incidents/" + first.id();
        String taken = "{\"warnings\":[\"%s\"],\"reason\":\"another leak\"}".formatted(second.id());
        assertEquals(400, admin.post(path + "/split", taken.replace("another leak", " ")).status());
        Http.Answer split = admin.post(path + "/split", taken);
        assertEquals(200, split.status(), split.text());
        String next = split.json().get("incident").get("id").asString();
        assertEquals(second.id(), next);
        assertEquals(2, open().get("total").asInt());
        Http.Answer again = admin.post(path + "/split", taken);
        assertEquals(409, again.status());
        assertTrue(again.text().contains("is not in incident"), again.text());

        // A third one at the asset would link both, but people have said that they are two.
        raised("MH-1-CH4", 10, Grade.BLUE);
        assertEquals(2, open().get("total").asInt());

        Http.Answer joined =
                admin.post(
                        path + "/join",
                        "{\"incident\":\"%s\",\"reason\":\"it was one leak\"}".formatted(next));
        assertEquals(200, joined.status(), joined.text());
        assertEquals(3, joined.json().get("members").size());
        assertEquals(List.of("SPLIT", "JOINED"), texts(joined.json().get("steps"), "action"));
        assertEquals(
                first.id(),
                admin.get("/api/v1/incidents/" + next)
                        .json()
                        .get("incident")
                        .get("mergedInto")
                        .asString());
        assertEquals(1, open().get("total").asInt());
        JsonNode audit = Http.machine(server.address()).get("/api/v1/audit").json();
        assertTrue(audit.toString().contains("INCIDENT_SPLIT"), audit.toString());
        assertTrue(audit.toString().contains("it was one leak"), audit.toString());
    }

    @Test
    void theRulesCanBeRead() {
        assertTrue(admin.get("/api/v1/incidents/rules").text().contains("same-asset"));
        assertEquals(404, admin.get("/api/v1/incidents/00000000000000000000").status());
    }
}
