package city.lifeline.alerting.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.Http;
import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestEvents;
import city.lifeline.alerting.TestServer;
import city.lifeline.alerting.security.Role;
import city.lifeline.alerting.security.UserStore;
import city.lifeline.model.Grade;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.password.PasswordEncoder;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReleaseRestIT {

    private static final String WORDS =
            "{\"grade\":\"RED\",\"text\":{\"zh\":\"燃气泄漏\",\"en\":\"Gas is leaking\"},\"measures\":{\"zh\":\"请远离\",\"en\":\"Keep away\"}}";

    private final TestServer server =
            TestServer.start(new TestDatabase(), URI.create("http://127.0.0.1:1"));
    private long next = TestEvents.START_US;

    @BeforeAll
    void users() {
        add("qian", Role.COMMANDER);
        add("sun", Role.COMMANDER);
        add("zhou", Role.DUTY_OFFICER);
    }

    private void add(String name, Role role) {
        PasswordEncoder passwords = server.bean(PasswordEncoder.class);
        server.bean(UserStore.class)
                .add(name, Objects.requireNonNull(passwords.encode("swordfish")), List.of(role));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Http as(String user) {
        Http http = new Http(server.address());
        http.get("/");
        assertEquals(200, http.login(user, "swordfish").status());
        return http;
    }

    private TestEvents raised(Grade grade) {
        next += 1_000_000_000L;
        TestEvents events = new TestEvents("live", "MH-1-CH4", next, false);
        server.consume(events.raised(grade, 62));
        return events;
    }

    private static String path(TestEvents events, String action) {
        return "/api/v1/warnings/" + events.id() + "/release" + action;
    }

    private static void refused(int status, String reason, Http.Answer answer) {
        assertEquals(status, answer.status(), answer.text());
        assertTrue(answer.json().get("detail").asString().contains(reason), answer.text());
    }

    private static String state(Http.Answer answer) {
        assertEquals(200, answer.status(), answer.text());
        return answer.json().get("state").asString();
    }

    private String releasedGrade(TestEvents events) {
        return Http.machine(server.address())
                .get("/api/v1/warnings/" + events.id())
                .json()
                .get("releasedGrade")
                .asString();
    }

    @Test
    void twoPeopleReleaseAndTwoPeopleCancel() {
        Http qian = as("qian");
        Http sun = as("sun");
        TestEvents events = raised(Grade.RED);
        Http.Answer suggested = qian.get(path(events, ""));
        assertEquals("SUGGESTED", state(suggested));
        assertEquals(
                "RED", suggested.json().get("proposal").get("grade").asString(), suggested.text());
        assertTrue(suggested.json().get("proposal").get("by").isNull());
        refused(409, "Nothing is proposed", qian.post(path(events, "/approve"), "{}"));
        assertEquals("PROPOSED", state(qian.post(path(events, "/propose"), WORDS)));
        refused(409, "proposal already", sun.post(path(events, "/propose"), WORDS));
        refused(409, "must be another", qian.post(path(events, "/approve"), "{}"));
        Http.Answer released = sun.post(path(events, "/approve"), "{\"comment\":\"agreed\"}");
        assertEquals("RELEASED", state(released));
        assertEquals("燃气泄漏", released.json().get("text").get("zh").asString());
        assertEquals("RED", releasedGrade(events));
        refused(409, "Nothing is proposed", sun.post(path(events, "/approve"), "{}"));

        // The grade that the public knows stays when the condition's falls.
        server.consume(events.downgraded(Grade.YELLOW, 21));
        assertEquals("RED", releasedGrade(events));
        server.consume(events.cleared(1));
        assertEquals("CANCELLATION_SUGGESTED", state(sun.get(path(events, ""))));
        assertEquals("RED", releasedGrade(events));
        assertEquals("CANCELLATION_PROPOSED", state(sun.post(path(events, "/cancel"), "")));
        refused(409, "must be another", sun.post(path(events, "/approve"), "{}"));
        Http.Answer cancelled = qian.post(path(events, "/approve"), "{}");
        assertEquals("CANCELLED", state(cancelled));
        assertTrue(cancelled.json().get("grade").isNull());
        refused(409, "The condition is over", qian.post(path(events, "/propose"), WORDS));
        List<String> steps = new ArrayList<>();
        cancelled
                .json()
                .get("steps")
                .forEach(
                        step ->
                                steps.add(
                                        step.get("action").asString()
                                                + " by "
                                                + step.get("person").asString()));
        assertEquals(
                List.of(
                        "SUGGEST by the system",
                        "PROPOSE by qian",
                        "APPROVE by sun",
                        "SUGGEST_CANCELLATION by the system",
                        "PROPOSE_CANCELLATION by sun",
                        "APPROVE by qian"),
                steps);
        var verdict = Http.machine(server.address()).get("/api/v1/audit/verify").json();
        assertTrue(verdict.get("fault").isNull(), verdict.toString());
        String audit = Http.machine(server.address()).get("/api/v1/audit?size=50").text();
        assertTrue(audit.contains("RELEASE_PROPOSE_CANCELLATION"), audit);
    }

    @Test
    void whatIsNotRedIsReleasedOnlyIfSomebodyProposesIt() {
        TestEvents events = raised(Grade.ORANGE);
        Http qian = as("qian");
        assertEquals("UNRELEASED", state(qian.get(path(events, ""))));
        assertEquals(
                "PROPOSED", state(qian.post(path(events, "/propose"), "{\"grade\":\"YELLOW\"}")));
        assertEquals("RELEASED", state(as("sun").post(path(events, "/approve"), "")));
        assertEquals("YELLOW", releasedGrade(events));
        server.consume(events.upgraded(Grade.RED, 80));
        Http.Answer worse = qian.get(path(events, ""));
        assertEquals("UPDATE_SUGGESTED", state(worse));
        assertEquals("YELLOW", releasedGrade(events));
        assertEquals("UPDATE_PROPOSED", state(qian.post(path(events, "/propose"), WORDS)));
        // It ends while the update waits: nobody may release it, and its end is not forgotten.
        server.consume(events.cleared(1));
        Http sun = as("sun");
        refused(409, "The condition is over", sun.post(path(events, "/approve"), ""));
        assertEquals("CANCELLATION_SUGGESTED", state(sun.post(path(events, "/reject"), "")));
    }

    @Test
    void aSuggestionThatNobodyTookUpLapsesAndARejectedOneStaysRejected() {
        TestEvents lapsed = raised(Grade.RED);
        server.consume(lapsed.cleared(1));
        Http qian = as("qian");
        assertEquals("UNRELEASED", state(qian.get(path(lapsed, ""))));
        TestEvents rejected = raised(Grade.RED);
        assertEquals("UNRELEASED", state(qian.post(path(rejected, "/reject"), "{}")));
        server.consume(rejected.peaked(99));
        assertEquals("UNRELEASED", state(qian.get(path(rejected, ""))));
    }

    @Test
    void machinesAndOthersCannotDecide() {
        TestEvents events = raised(Grade.RED);
        refused(403, "needs the role commander", as("zhou").post(path(events, "/propose"), WORDS));
        refused(
                409,
                "told by people",
                Http.machine(server.address()).post(path(events, "/propose"), WORDS));
        assertEquals(0, as("zhou").get(path(events, "")).json().get("allowed").size());
        refused(409, "nothing to cancel", as("qian").post(path(events, "/cancel"), ""));
        refused(
                400,
                "zh is needed",
                as("qian")
                        .post(path(events, "/propose"), "{\"text\":{\"zh\":\" \",\"en\":\"x\"}}"));
        refused(
                400,
                "at most 500",
                as("qian")
                        .post(
                                path(events, "/propose"),
                                "{\"text\":{\"zh\":\"%s\"}}".formatted("长".repeat(501))));
    }

    @Test
    void twoAccountsOfOnePersonAreOnePerson() {
        add("qian2", Role.COMMANDER);
        server.bean(JdbcClient.class)
                .sql("update users set person = 'p-1' where name in ('qian', 'qian2')")
                .update();
        TestEvents events = raised(Grade.RED);
        as("qian").post(path(events, "/propose"), WORDS);
        refused(409, "must be another", as("qian2").post(path(events, "/approve"), ""));
    }

    @Test
    void falseOnesAndReplaysAreNotToldToThePublic() {
        Http qian = as("qian");
        TestEvents events = raised(Grade.RED);
        qian.post("/api/v1/warnings/" + events.id() + "/acknowledge", "{}");
        qian.post("/api/v1/warnings/" + events.id() + "/assess", "{\"assessment\":\"FALSE\"}");
        refused(409, "assessed as false", qian.post(path(events, "/propose"), WORDS));
        Http.machine(server.address()).put("/api/v1/runs/winter", "{\"title\":\"winter\"}");
        TestEvents replayed = new TestEvents("winter", "MH-1-CH4", 7, false);
        server.consume(replayed.raised(Grade.RED, 62));
        assertEquals("UNRELEASED", state(qian.get(path(replayed, ""))));
        refused(409, "of a replay", qian.post(path(replayed, "/propose"), WORDS));
    }

    @Test
    void somebodyFasterIsToldApart() {
        TestEvents events = raised(Grade.RED);
        Http qian = as("qian").header("If-Match", "\"1\"");
        assertEquals(200, qian.post(path(events, "/reject"), "{}").status());
        refused(412, "Somebody was faster", qian.post(path(events, "/propose"), WORDS));
    }

    @Test
    void whatWaitsIsListed() {
        TestEvents events = raised(Grade.RED);
        String waiting = as("zhou").get("/api/v1/releases").text();
        assertTrue(waiting.contains(events.id()), waiting);
        refused(400, "state: must be one of", as("zhou").get("/api/v1/releases?state=all"));
    }
}
