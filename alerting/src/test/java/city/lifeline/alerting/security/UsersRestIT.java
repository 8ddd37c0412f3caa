package city.lifeline.alerting.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.Http;
import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestServer;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UsersRestIT {

    private static final String OWN = "a password of my own";

    private final TestServer server =
            TestServer.start(new TestDatabase(), URI.create("http://127.0.0.1:1"));
    private final Http admin = Http.admin(server.address());

    @AfterAll
    void stop() {
        server.close();
    }

    private String create(String json) {
        Http.Answer answer = admin.post("/api/v1/users", json);
        assertEquals(201, answer.status(), answer.text());
        return answer.json().get("password").asString();
    }

    private Http login(String user, String password) {
        Http http = new Http(server.address());
        http.get("/");
        assertEquals(200, http.login(user, password).status());
        return http;
    }

    private static void setOwn(Http http, String current, String next) {
        assertEquals(
                204,
                http.post(
                                "/api/v1/me/password",
                                "{\"current\":\"%s\",\"next\":\"%s\"}".formatted(current, next))
                        .status());
    }

    @Test
    void aNewUserSetsAPasswordOfTheirOwnFirst() {
        String given = create("{\"name\":\"wang\",\"roles\":[\"DUTY_OFFICER\"]}");
        Http wang = login("wang", given);
        assertEquals("PASSWORD", wang.get("/api/v1/me").json().get("pending").asString());
        assertEquals(403, wang.get("/api/v1/warnings").status());

        setOwn(wang, given, OWN);

        assertEquals(200, wang.get("/api/v1/warnings").status());
        assertEquals(401, new Http(server.address()).get("/api/v1/warnings").status());
        Http stranger = new Http(server.address());
        stranger.get("/");
        assertEquals(401, stranger.login("wang", given).status());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SYSTEM_ADMIN,SECURITY_ADMIN||kept apart",
                "SYSTEM_ADMIN,AUDIT_ADMIN||kept apart",
                "SECURITY_ADMIN,AUDIT_ADMIN,VIEWER||kept apart",
                "DISTRICT_OFFICER||at least one of 北区",
                "DISTRICT_OFFICER,VIEWER|北区|no other role",
                "DISTRICT_OFFICER|东区|there is no 东区",
                "VIEWER|北区|only a district officer",
                "MACHINE||there is no role MACHINE",
                "ADMIN||there is no role ADMIN",
            })
    void rolesThatDoNotGoTogetherAreRefusedWithTheReason(
            String roles, String districts, String reason) {
        Http.Answer answer =
                admin.post(
                        "/api/v1/users",
                        "{\"name\":\"zhou\",\"roles\":[\"%s\"],\"districts\":[%s]}"
                                .formatted(
                                        roles.replace(",", "\",\""),
                                        districts == null ? "" : '"' + districts + '"'));
        assertEquals(422, answer.status(), answer.text());
        assertTrue(answer.json().get("detail").asString().contains(reason), answer.text());
        assertEquals(404, admin.get("/api/v1/users/zhou").status());
    }

    @ParameterizedTest
    @CsvSource({"Admin123", "aaaaaaaaaaaaaaaa", "qian-and-more-text", "QIAN and more text"})
    void aPasswordThatIsTooEasyIsRefused(String password) {
        String given =
                admin.get("/api/v1/users/qian").status() == 404
                        ? create("{\"name\":\"qian\",\"roles\":[\"VIEWER\"]}")
                        : admin.post("/api/v1/users/qian/password", "")
                                .json()
                                .get("password")
                                .asString();
        Http.Answer answer =
                login("qian", given)
                        .post(
                                "/api/v1/me/password",
                                "{\"current\":\"%s\",\"next\":\"%s\"}".formatted(given, password));
        assertEquals(422, answer.status(), answer.text());
    }

    @Test
    void aChangeEndsTheSessionsAndCountsAtOnce() {
        String given = create("{\"name\":\"sun\",\"roles\":[\"COMMANDER\"]}");
        Http sun = login("sun", given);
        setOwn(sun, given, OWN);
        Http.Answer before = admin.get("/api/v1/users/sun");
        admin.header("If-Match", before.header("ETag"));
        Http.Answer changed =
                admin.put("/api/v1/users/sun", "{\"roles\":[\"VIEWER\"],\"disabled\":false}");
        Http.Answer stale = admin.put("/api/v1/users/sun", "{\"roles\":[\"COMMANDER\"]}");
        admin.header("If-Match", "*");

        assertEquals(200, changed.status(), changed.text());
        assertEquals(412, stale.status());
        assertEquals(401, sun.get("/api/v1/me").status());
        assertEquals(
                "VIEWER",
                login("sun", OWN).get("/api/v1/me").json().get("roles").get(0).asString());

        admin.put("/api/v1/users/sun", "{\"roles\":[\"VIEWER\"],\"disabled\":true}");
        Http shut = new Http(server.address());
        shut.get("/");
        assertEquals(401, shut.login("sun", OWN).status());
    }

    @Test
    void whoIsLockedOutIsLetInAgain() {
        String given = create("{\"name\":\"li\",\"roles\":[\"VIEWER\"]}");
        Http guesser = new Http(server.address());
        guesser.get("/");
        for (int i = 0; i < LoginTries.TRIES; i++) {
            assertEquals(401, guesser.login("li", "wrong").status());
        }
        assertEquals(401, guesser.login("li", given).status());
        assertFalse(admin.get("/api/v1/users/li").json().get("lockedUntil").isNull());

        assertEquals(204, admin.post("/api/v1/users/li/unlock", "").status());

        assertEquals(200, guesser.login("li", given).status());
    }

    @Test
    void nobodyChangesTheirOwnAccount() {
        assertEquals(409, admin.put("/api/v1/users/admin", "{\"roles\":[\"VIEWER\"]}").status());
        assertEquals(409, admin.post("/api/v1/users/admin/password", "").status());
        assertTrue(admin.get("/api/v1/users/admin").json().get("alone").asBoolean());
    }

    @Test
    void aFieldThatIsNoneIsRefused() {
        assertEquals(
                400,
                admin.post("/api/v1/me/password", "{\"next\":\"x\",\"roles\":[\"COMMANDER\"]}")
                        .status());
        assertEquals(400, admin.post("/api/v1/users", "{\"name\":\"x\",\"alone\":true}").status());
    }

    @Test
    void whatIsDoneIsInTheAuditTrailWithoutAnySecret() {
        String given = create("{\"name\":\"wu\",\"roles\":[\"VIEWER\"]}");
        Http.Answer trail = admin.get("/api/v1/audit");
        JsonNode newest = trail.json().get("items").get(0);
        assertEquals("CREATE_USER", newest.get("action").asString());
        assertEquals("user/wu", newest.get("subject").asString());
        assertEquals("admin", newest.get("person").asString());
        assertFalse(trail.text().contains(given));
        assertEquals(
                409,
                admin.post("/api/v1/users", "{\"name\":\"wu\",\"roles\":[\"VIEWER\"]}").status());
    }
}
