package city.lifeline.alerting.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.Http;
import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestEvents;
import city.lifeline.alerting.TestServer;
import city.lifeline.alerting.history.FakeQuestDb;
import city.lifeline.model.Grade;
import city.lifeline.model.PointStatus;
import city.lifeline.model.Quality;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestIT {

    private final FakeQuestDb history = new FakeQuestDb();
    private final TestServer server = TestServer.start(new TestDatabase(), history.address());
    private final Http machine = Http.machine(server.address());
    private final TestEvents red = TestEvents.live("MH-1-CH4");
    private final TestEvents closed = TestEvents.live("MH-2-CH4");
    private final TestEvents latched =
            new TestEvents("live", "MH-2-CH4", TestEvents.START_US + 60_000_000, true);

    RestIT() throws IOException {}

    @BeforeAll
    void someWarnings() {
        server.consume(red.raised(Grade.BLUE, 11), red.upgraded(Grade.RED, 51));
        server.consume(closed.raised(Grade.YELLOW, 21), closed.cleared(2));
        server.consume(latched.raised(Grade.RED, 70), latched.cleared(1));
    }

    @AfterAll
    void stop() {
        server.close();
        history.close();
    }

    // Who may come in.

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/me",
                "/api/v1/warnings",
                "/api/v1/warnings/summary",
                "/api/v1/warnings/00000000000000000000",
                "/api/v1/points",
                "/api/v1/points/MH-1-CH4/readings",
                "/api/v1/runs",
                "/api/v1/rules",
                "/api/v1/stream",
                "/api/v1/dead-letters",
                "/api/v1/gateways",
                "/api/v1/map",
                "/api/v1/map/risk",
                "/api/v1/anything-else"
            })
    void withoutLoginNothingIsTold(String path) {
        assertProblem(401, new Http(server.address()).get(path));
        assertProblem(
                401, new Http(server.address()).header("Authorization", "Bearer wrong").get(path));
        assertProblem(
                401, new Http(server.address()).header("Authorization", "Basic YTpi").get(path));
        assertProblem(
                401, new Http(server.address()).header("Cookie", "LIFELINE_SESSION=x").get(path));
    }

    /** Every operation of the document, so that none is forgotten. */
    @Test
    void everyOperationAsksForALogin() {
        JsonNode paths = new Http(server.address()).get("/api/v1/openapi").json().get("paths");
        List<String> open = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            for (String method : path.getValue().propertyNames()) {
                String concrete = path.getKey().replaceAll("\\{[^}]*}", "x");
                Http stranger = new Http(server.address());
                stranger.get("/");
                int status =
                        stranger.send(
                                        method.toUpperCase(Locale.ROOT),
                                        concrete,
                                        "application/json",
                                        "")
                                .status();
                if (status != 401) {
                    open.add(method + ' ' + path.getKey() + ' ' + status);
                }
            }
        }
        // 415: it wants a form, and is the way in. 400: it wants a body, and is for a provider,
        // which
        // shows by its address that it knows the secret.
        assertEquals(
                List.of(
                        "get /api/v1/login 200",
                        "post /api/v1/login 415",
                        "post /api/v1/sms/{secret}/answers 400",
                        "post /api/v1/sms/{secret}/receipts 400"),
                open.stream().sorted().toList());
    }

    @Test
    void theMapShowsTheCity() {
        JsonNode map = machine.get("/api/v1/map").json();
        assertEquals("Lucheng", map.get("name").get("en").asString());
        assertEquals(117.28, map.get("centre").get("longitude").asDouble());
        assertEquals("districts", map.get("layers").get(0).get("id").asString());

        Http.Answer layer = machine.get("/api/v1/map/layers/districts");
        assertEquals(200, layer.status());
        assertTrue(layer.header("Content-Type").startsWith("application/geo+json"));
        assertTrue(layer.text().contains("North") && !layer.text().contains("owner"));
        assertProblem(404, machine.get("/api/v1/map/layers/nowhere"));
        assertProblem(400, machine.get("/api/v1/map/layers/a%20b"));
    }

    @Test
    void aWarningSaysWhatHasHappenedInItsRulesWords() {
        JsonNode warning = machine.get("/api/v1/warnings/" + red.id()).json();

        assertTrue(
                warning.get("text").get("en").asString().startsWith("Methane one: 51 %LEL, red"),
                warning.get("text").toString());
        assertTrue(warning.get("measures").isNull());
        assertTrue(warning.get("outlook").isNull());
    }

    @Test
    void theRiskMapShowsWhereWarningsAreOpen() {
        JsonNode view = machine.get("/api/v1/map/risk").json();
        JsonNode risk = view.get("risk");
        JsonNode answer = view.get("answers").get(0);
        assertEquals("RED", answer.get("peak").asString());

        JsonNode worst = risk.get("assets").get(0);
        assertEquals("MH-1", worst.get("asset").asString());
        assertEquals("RED", worst.get("grade").asString());
        assertEquals("北区", risk.get("districts").get(0).get("name").asString());
        assertTrue(risk.get("districts").get(0).get("blind").asBoolean());
        assertTrue(risk.get("cells").size() >= 1);
    }

    @Test
    void whatIsOpen() {
        Http stranger = new Http(server.address());
        assertEquals(200, stranger.get("/").status());
        assertEquals(200, stranger.get("/index.html").status());
        assertEquals(200, stranger.get("/api/v1/openapi").status());
        assertEquals("UP", stranger.get("/health").json().get("status").asString());
        assertTrue(stranger.get("/metrics").text().contains("jvm_memory_used_bytes"));
    }

    @Test
    void loginAndLogout() {
        Http browser = new Http(server.address());
        browser.get("/");
        Http.Answer login = browser.login("admin", TestServer.PASSWORD);
        assertEquals(200, login.status());
        assertEquals("admin", login.json().get("user").asString());
        List<String> cookies = login.headers().allValues("Set-Cookie");
        String session =
                cookies.stream()
                        .filter(c -> c.startsWith("LIFELINE_SESSION="))
                        .findFirst()
                        .orElse("");
        assertTrue(session.contains("HttpOnly") && session.contains("SameSite=Strict"), session);

        assertTrue(browser.get("/api/v1/me").json().get("alone").asBoolean());
        String secret = browser.cookies().getOrDefault("LIFELINE_SESSION", "");
        assertEquals(204, browser.post("/api/v1/logout", "").status());
        assertProblem(401, browser.get("/api/v1/me"));
        assertProblem(
                401,
                new Http(server.address())
                        .header("Cookie", "LIFELINE_SESSION=" + secret)
                        .get("/api/v1/me"));
    }

    @Test
    void wrongPasswordsSayTheSameWhoeverItIs() {
        Http browser = new Http(server.address());
        browser.get("/");
        Http.Answer known = browser.login("admin", "wrong");
        Http.Answer unknown = browser.login("nobody", "wrong");

        assertProblem(401, known);
        assertProblem(401, unknown);
        assertEquals(known.json().get("detail"), unknown.json().get("detail"));
        assertEquals(200, browser.login("admin", TestServer.PASSWORD).status());
    }

    @Test
    void aChangeWithoutTheTokenIsRefused() {
        Http browser = Http.admin(server.address());
        String token = browser.cookies().remove("XSRF-TOKEN");

        assertProblem(403, browser.post("/api/v1/logout", ""));
        assertProblem(403, new Http(server.address()).login("admin", TestServer.PASSWORD));
        browser.cookies().put("XSRF-TOKEN", String.valueOf(token));
        assertEquals(204, browser.post("/api/v1/logout", "").status());
    }

    @Test
    void everyAnswerHasItsHeaders() {
        Http.Answer page = new Http(server.address()).get("/");
        String policy = page.header("Content-Security-Policy");

        assertTrue(policy.contains("script-src 'self' 'sha256-"), policy);
        assertTrue(policy.contains("frame-ancestors 'none'"), policy);
        assertEquals("nosniff", page.header("X-Content-Type-Options"));
        assertEquals("no-referrer", page.header("Referrer-Policy"));
        assertEquals("", page.header("Server"));
        assertEquals(
                "",
                Http.machine(server.address())
                        .header("Origin", "https://evil.example")
                        .get("/api/v1/me")
                        .header("Access-Control-Allow-Origin"));
    }

    @Test
    void filesAreAskedForAgainAndMostlyNotSentAgain() {
        for (String path :
                List.of("/index.html", "/vendor/vue.js", "/vendor/echarts.js", "/vendor/ol.js")) {
            Http browser = new Http(server.address());
            Http.Answer first = browser.get(path);
            assertEquals(200, first.status(), path);
            assertTrue(first.header("Cache-Control").contains("no-cache"), path);
            Http.Answer second = browser.header("If-None-Match", first.header("ETag")).get(path);
            assertEquals(304, second.status(), path);
        }
        Http.Answer packed =
                new Http(server.address()).header("Accept-Encoding", "gzip").get("/vendor/vue.js");
        assertEquals("gzip", packed.header("Content-Encoding"));
    }

    // What is asked wrongly.

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/warnings?page=-1 | 400",
                "/api/v1/warnings?page=99999999999 | 400",
                "/api/v1/warnings?size=0 | 400",
                "/api/v1/warnings?size=501 | 400",
                "/api/v1/warnings?size=abc | 400",
                "/api/v1/warnings?sort=id;drop%20table | 400",
                "/api/v1/warnings?state=ajar | 400",
                "/api/v1/warnings?grade=PINK | 400",
                "/api/v1/warnings?run=a%20b | 400",
                "/api/v1/warnings?point=%00 | 400",
                "/api/v1/warnings?stat=all | 400",
                "/api/v1/warnings?q=%00 | 400",
                "/api/v1/warnings?q=1%202%203%204%205%206%207%208%209 | 400",
                "/api/v1/warnings?q=a&at=2026-01-01T00:00:00Z | 400",
                "/api/v1/warnings/00000000000000000000/alike | 404",
                "/api/v1/warnings/9223372036854775808 | 400",
                "/api/v1/warnings/0000000000000000000 | 400",
                "/api/v1/warnings/00000000000000000000 | 404",
                "/api/v1/warnings/00000000000000000000/events | 404",
                "/api/v1/warnings/00000000000000000000/plan | 404",
                "/api/v1/points?size=501 | 400",
                "/api/v1/points/a%20b | 400",
                "/api/v1/points/NOWHERE | 404",
                "/api/v1/points/NOWHERE/readings | 404",
                "/api/v1/points/MH-1-CH4/readings?run=a'b | 400",
                "/api/v1/points/MH-1-CH4/readings?from=yesterday | 400",
                "/api/v1/points/MH-1-CH4/readings?from=2016-01-01T00:00:00Z&to=2026-01-01T00:00:00Z | 400",
                "/api/v1/points/MH-1-CH4/readings?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z | 400",
                "/api/v1/points/MH-1-CH4/readings?maxPoints=0 | 400",
                "/api/v1/points/MH-1-CH4/readings?maxPoints=10001 | 400",
                "/api/v1/stream?points=a%20b | 400",
                "/api/v1/nowhere | 404"
            })
    void isRefused(String path, int status) {
        assertProblem(status, machine.get(path));
    }

    @Test
    void methodsAndMediaTypes() {
        assertProblem(405, machine.send("DELETE", "/api/v1/warnings", null, ""));
        assertProblem(405, machine.send("BREW", "/api/v1/warnings", null, ""));
        assertProblem(400, machine.get("/api/v1/me;as=admin"));
        assertProblem(400, machine.get("/api/v1//me"));
        String acknowledge = "/api/v1/warnings/" + red.id() + "/acknowledge";
        assertProblem(415, machine.send("POST", acknowledge, "text/xml", "<a/>"));
        assertProblem(400, machine.post(acknowledge, "{\"comment\":\"a\",\"by\":\"me\"}"));
        assertProblem(400, machine.post(acknowledge, "{\"comment\":"));
        assertProblem(400, machine.post(acknowledge, "{\"comment\":\"\\u0000\"}"));
        assertProblem(400, machine.post(acknowledge, "{} {}"));
        assertProblem(400, machine.post(acknowledge, "[".repeat(1_000) + "]".repeat(1_000)));
    }

    // Warnings.

    private List<String> ids(String query) {
        List<String> ids = new ArrayList<>();
        machine.get("/api/v1/warnings?" + query)
                .json()
                .get("items")
                .forEach(item -> ids.add(item.get("id").asString()));
        return ids;
    }

    @Test
    void filters() {
        assertEquals(List.of(latched.id(), red.id()), ids("state=open&run=live"));
        assertEquals(List.of(closed.id()), ids("state=closed&run=live"));
        assertEquals(List.of(red.id()), ids("state=open&grade=RED&run=all"));
        assertEquals(List.of(red.id()), ids("grade=RED,YELLOW"));
        assertEquals(List.of(), ids("grade=BLUE"));
        assertEquals(List.of(red.id()), ids("point=MH-1-CH4&run=live"));
        assertEquals(List.of(), ids("point=%27%20OR%201=1--"));
        assertEquals(List.of(), ids("rule=nothing"));
        assertEquals(List.of(), ids("run=elsewhere"));
        assertEquals(List.of(latched.id()), ids("state=all&run=live&size=1"));
        assertEquals(1, ids("state=all&run=live&size=1&page=2").size());
        assertEquals(List.of(), ids("state=all&size=1&page=99"));
        assertEquals(red.id(), ids("sort=-grade").get(0));
    }

    private List<String> search(String words) {
        return ids(
                "state=all&run=live&sort=raisedAt&point=MH-1-CH4&q="
                        + URLEncoder.encode(words, StandardCharsets.UTF_8));
    }

    @Test
    void warningsAreFoundByWhatTheirPlaceAndTheirRuleAreCalled() {
        List<String> all = search("");
        assertTrue(all.contains(red.id()), all.toString());
        for (String words :
                List.of(
                        "甲烷一", // the point
                        "methane ONE",
                        "mh-1-ch4",
                        "阀井一", // the asset
                        "pit one",
                        "北区", // its district
                        "甲烷浓度", // the rule
                        "  g1　阀井一 北区 ")) {
            assertEquals(all, search(words), words);
        }
        assertEquals(List.of(red.id()), search(red.id()));
        assertEquals(List.of(red.id()), search(red.id().substring(0, 12)));
        // All words, and each as it stands.
        for (String words :
                List.of("甲烷一 阀井二", "甲烷二", "' OR 1=1--", "%", "_", "MH%1", "\\", "\"", ":word0")) {
            assertEquals(List.of(), search(words), words);
        }
    }

    @Test
    void oneWarning() {
        JsonNode warning = machine.get("/api/v1/warnings/" + red.id()).json();

        assertEquals("阀井一", warning.get("assetName").get("zh").asString());
        assertEquals("Methane", warning.get("ruleName").get("en").asString());
        assertEquals("北区", warning.get("district").asString());
        assertEquals("2026-11-22T08:00:00Z", warning.get("raisedAt").asString());
        assertTrue(warning.get("clearedAt").isNull());
        assertEquals(
                List.of("RAISED", "UPGRADED"),
                machine.get("/api/v1/warnings/" + red.id() + "/events").json().values().stream()
                        .map(event -> event.get("kind").asString())
                        .toList());
        JsonNode plan = machine.get("/api/v1/warnings/" + red.id() + "/plan").json().get("plan");
        assertEquals("gas-leak", plan.get("id").asString());
        assertEquals("No fire, close it off", plan.get("steps").get(0).get("en").asString());
        assertEquals("https://plans.example/gas.pdf", plan.get("document").asString());
    }

    @Test
    void theValueIsTheLatest() {
        TestEvents events =
                new TestEvents("live", "MH-2-T", TestEvents.START_US + 3_600_000_000L, false);
        server.consume(events.raised(Grade.BLUE, 11));
        String path = "/api/v1/warnings/" + events.id();
        long later = TestEvents.START_US + 3_605_000_000L;

        server.consume(new PointStatus("MH-2-T", later, 17.5, Quality.GOOD));
        assertEquals(17.5, machine.get(path).json().get("value").asDouble());
        assertEquals("2026-11-22T09:00:05Z", machine.get(path).json().get("updatedAt").asString());
        assertEquals(
                17.5,
                machine.get("/api/v1/points/MH-2-T").json().get("last").get("value").asDouble());

        server.consume(events.cleared(1));
        assertEquals(1, machine.get(path).json().get("value").asDouble());
    }

    @Test
    void acknowledging() {
        TestEvents events = new TestEvents("live", "MH-1-CH4", 7_000_000, true);
        server.consume(events.raised(Grade.RED, 51));
        String path = "/api/v1/warnings/" + events.id() + "/acknowledge";
        Http browser = Http.admin(server.address());

        Http.Answer answer = browser.post(path, "{\"comment\":\"on my way \\u202e\"}");
        assertEquals(200, answer.status(), answer.text());
        assertEquals("admin", answer.json().get("acknowledgedBy").asString());
        assertProblem(409, browser.post(path, "{}"));
        server.consume(events.cleared(1));
        assertEquals(0, ids("run=live&state=open").stream().filter(events.id()::equals).count());
        // Over is not handled: somebody still has to say what it was.
        assertEquals(
                200, machine.post("/api/v1/warnings/" + closed.id() + "/acknowledge", "").status());
    }

    // Points, rules, runs.

    @Test
    void points() {
        assertEquals(4, machine.get("/api/v1/points").json().get("total").asInt());
        assertEquals(2, machine.get("/api/v1/points?query=METHANE").json().get("total").asInt());
        assertEquals(
                1,
                machine.get("/api/v1/points?query=%E6%B8%A9%E5%BA%A6").json().get("total").asInt());
        JsonNode page = machine.get("/api/v1/points?size=2&page=1").json();
        assertEquals("MH-2-CH4", page.get("items").get(0).get("id").asString());
        JsonNode point = machine.get("/api/v1/points/MH-1-CH4").json();
        assertEquals(
                List.of("BLUE", "YELLOW", "RED"),
                point.get("thresholds").values().stream()
                        .map(t -> t.get("grade").asString())
                        .toList());
        assertEquals("PT30S", point.get("interval").asString());
        assertTrue(point.get("last").isNull());
    }

    @Test
    void readings() {
        history.answer(
                "{\"dataset\":[[\"MH-1-CH4\",2,\"2026-11-21T08:00:00.000000Z\",\"2026-11-21T08:00:10.000000Z\"]]}",
                "{\"dataset\":[[\"2026-11-21T08:00:00.000000Z\",\"MH-1-CH4\",1.5,\"GOOD\"],[\"2026-11-21T08:00:10.000000Z\",\"MH-1-CH4\",2.5,\"GOOD\"]]}");

        JsonNode view =
                machine.get(
                                "/api/v1/points/MH-1-CH4/readings?from=2026-11-21T08:00:00Z&to=2026-11-21T09:00:00Z")
                        .json();

        assertEquals(0, view.get("bucketMs").asInt());
        assertEquals("[1795248000000,1.5,1.5,1.5]", view.get("samples").get(0).toString());
        assertEquals("%{LEL}", view.get("unit").asString());
        assertEquals("Basic cmVhZGVyOnNlY3JldA==", history.lastAuthorization());
    }

    @Test
    void bucketsOfARunOverYears() {
        history.answer(
                "{\"dataset\":[[\"MH-1-CH4\",100000,\"2014-01-01T00:00:00.000000Z\",\"2024-01-01T00:00:00.000000Z\"]]}",
                "{\"dataset\":[[\"2014-01-01T00:00:00.000000Z\",\"MH-1-CH4\",1.0,3.0,4.0,2,null,null,0]]}");

        JsonNode view =
                machine.get("/api/v1/points/MH-1-CH4/readings?run=winter&maxPoints=100").json();

        assertEquals("[1388534400000,1.0,3.0,2.0]", view.get("samples").get(0).toString());
        assertTrue(view.get("bucketMs").asLong() > 3_000_000_000L, view.toString());
        assertTrue(history.lastQuery().contains("SAMPLE BY"));
    }

    @Test
    void aStoreWithoutItsTableHasNoReadings() {
        history.refuse(400, "{\"error\":\"table does not exist [table=readings]\"}");
        assertEquals(
                0, machine.get("/api/v1/points/MH-1-CH4/readings").json().get("samples").size());
    }

    @Test
    void aStoreThatDoesNotAnswerHarmsNothingElse() {
        history.refuse(500, "{\"error\":\"out of disk\"}");
        assertProblem(503, machine.get("/api/v1/points/MH-1-CH4/readings"));
        history.refuse(200, "<html>");
        assertProblem(503, machine.get("/api/v1/points/MH-1-CH4/readings"));
        assertEquals(200, machine.get("/api/v1/warnings").status());
    }

    @Test
    void rules() {
        JsonNode rules = machine.get("/api/v1/rules").json();
        assertTrue(rules.get("files").get("rules/gas.yaml").asString().contains("id: G1"));
        assertFalse(rules.get("version").asString().isEmpty());
    }

    @Test
    void runs() {
        String run = "/api/v1/runs/winter-2";
        TestEvents events = new TestEvents("winter-2", "MH-1-CH4", 5_000_000, false);
        Http.Answer put =
                machine.put(
                        run,
                        "{\"title\":\"Winter\",\"files\":[\"w.csv\"],\"startedAt\":\"2014-03-02T10:00:00Z\"}");
        assertEquals(200, put.status(), put.text());
        server.consume(events.raised(Grade.RED, 55));
        assertEquals(1, ids("run=winter-2").size());

        assertEquals(200, machine.put(run, "{\"title\":\"Winter again\"}").status());
        assertEquals(List.of(), ids("run=winter-2"));
        JsonNode finished = machine.post(run + "/finish", "").json();
        assertFalse(finished.get("finishedAt").isNull());
        JsonNode all = machine.get("/api/v1/runs").json();
        assertEquals("live", all.get("items").get(0).get("id").asString());
        assertEquals("Winter again", all.get("items").get(1).get("title").asString());

        assertProblem(409, machine.put("/api/v1/runs/live", "{}"));
        assertProblem(409, machine.post("/api/v1/runs/live/finish", ""));
        assertProblem(404, machine.post("/api/v1/runs/nothing/finish", ""));
        assertProblem(400, machine.put(run, "{\"titel\":\"x\"}"));
        assertProblem(400, machine.put(run, "{\"title\":\"a\\nb\"}"));
        assertProblem(400, machine.put("/api/v1/runs/a%20b", "{}"));
    }

    @Test
    void aReplayTellsHowFarItIsAndHearsWhatItIsTold() {
        String replay = "/api/v1/replays/winter-3";
        String begin =
                "{\"run\":\"winter-3\",\"title\":\"w.csv\",\"first\":\"2014-03-02T10:00:00Z\",\"last\":\"2014-03-03T10:00:00Z\"}";
        String progress =
                "{\"progress\":{\"at\":\"2014-03-02T12:00:00Z\",\"passed\":5,\"total\":60,\"rate\":2.5,\"pass\":1,\"passes\":null,\"paused\":%s,\"speed\":60.0,\"remainingMs\":4000},\"ended\":%s,\"after\":%d}";
        assertEquals(200, machine.put(replay, begin).status());
        assertEquals(
                0,
                machine.post(replay + "/progress", progress.formatted(false, false, 0))
                        .json()
                        .get("items")
                        .size());

        assertEquals(202, machine.post(replay + "/orders", "{\"action\":\"PAUSE\"}").status());
        assertEquals(
                202,
                machine.post(
                                replay + "/orders",
                                "{\"action\":\"SEEK\",\"to\":\"2014-03-02T20:00:00Z\"}")
                        .status());
        JsonNode orders =
                machine.post(replay + "/progress", progress.formatted(true, false, 0))
                        .json()
                        .get("items");
        assertEquals("PAUSE", orders.get(0).get("action").asString());
        assertEquals("2014-03-02T20:00:00Z", orders.get(1).get("to").asString());
        long heard = orders.get(1).get("number").asLong();
        assertEquals(
                0,
                machine.post(replay + "/progress", progress.formatted(true, false, heard))
                        .json()
                        .get("items")
                        .size());
        JsonNode shown = machine.get("/api/v1/replays").json().get("items").get(0);
        assertEquals("PAUSED", shown.get("state").asString());
        assertEquals(5, shown.get("replay").get("progress").get("passed").asInt());
        assertTrue(machine.get("/api/v1/audit").text().contains("REPLAY_SEEK"));

        assertProblem(
                400,
                machine.post(
                        replay + "/orders",
                        "{\"action\":\"SEEK\",\"to\":\"2015-01-01T00:00:00Z\"}"));
        assertProblem(400, machine.post(replay + "/orders", "{}"));
        assertProblem(400, machine.post(replay + "/orders", "{\"action\":\"SPEED\",\"speed\":-1}"));
        machine.post(replay + "/progress", progress.formatted(false, true, heard));
        assertProblem(409, machine.post(replay + "/orders", "{\"action\":\"PAUSE\"}"));
        assertProblem(404, machine.post("/api/v1/replays/none/orders", "{\"action\":\"STOP\"}"));
    }

    @Test
    void warningsOfAReplayIntoTheLiveCityAreAnExercise() {
        String replay = "/api/v1/replays/now-1";
        String begin =
                "{\"run\":\"live\",\"title\":\"w.csv\",\"first\":\"2014-03-02T10:00:00Z\",\"last\":\"2014-03-03T10:00:00Z\",\"points\":[\"MH-1-CH4\"]}";
        assertEquals(200, machine.put(replay, begin).status());
        assertProblem(409, machine.put(replay, begin));
        // Its row, and with it the exercise, would be gone while it goes on.
        assertProblem(409, machine.put(replay, begin.replace("\"live\"", "\"now-1\"")));
        assertProblem(
                400,
                machine.put(
                        "/api/v1/replays/now-2",
                        begin.replace("\"points\":[\"MH-1-CH4\"]", "\"points\":[]")));
        assertProblem(400, machine.post(replay + "/orders", "{\"action\":\"SPEED\"}"));
        String drill =
                machine.get("/api/v1/replays")
                        .json()
                        .get("items")
                        .get(0)
                        .get("replay")
                        .get("drill")
                        .asString();
        assertTrue(
                machine.get("/api/v1/drills").text().contains("\"id\":\"" + drill + "\""), drill);
    }

    @Test
    void theDocumentDescribesWhatThereIs() {
        JsonNode document = machine.get("/api/v1/openapi").json();
        List<String> paths = new ArrayList<>(document.get("paths").propertyNames());
        assertTrue(
                paths.containsAll(
                        List.of(
                                "/api/v1/login",
                                "/api/v1/warnings",
                                "/api/v1/warnings/{id}/acknowledge",
                                "/api/v1/points/{id}/readings",
                                "/api/v1/runs/{run}",
                                "/api/v1/dead-letters/{id}/resubmit",
                                "/api/v1/gateways/{id}",
                                "/api/v1/stream")),
                paths.toString());
        assertEquals(
                List.of("session", "token"),
                document.get("components").get("securitySchemes").propertyNames().stream()
                        .sorted()
                        .toList());
    }

    private static void assertProblem(int status, Http.Answer answer) {
        assertEquals(status, answer.status(), answer.text());
        assertEquals("application/problem+json", answer.header("Content-Type").split(";", -1)[0]);
        assertEquals(status, answer.json().get("status").asInt());
        assertEquals(answer.header("X-Request-Id"), answer.json().get("requestId").asString());
        assertFalse(answer.text().contains("\tat "), answer.text());
        assertFalse(answer.text().contains("org.springframework"), answer.text());
    }
}
