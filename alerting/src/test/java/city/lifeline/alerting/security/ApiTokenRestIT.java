package city.lifeline.alerting.security;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.Http;
import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestServer;
import city.lifeline.alerting.stream.StreamHub;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiTokenRestIT {

    private final TestServer server =
            TestServer.start(new TestDatabase(), URI.create("http://127.0.0.1:1"));
    private final Http admin = Http.admin(server.address());

    @AfterAll
    void stop() {
        server.close();
    }

    private Http.Answer create(String name, String role, Instant expiresAt) {
        return admin.post(
                "/api/v1/tokens",
                "{\"name\":\"%s\",\"roles\":[\"%s\"],\"expiresAt\":\"%s\"}"
                        .formatted(name, role, expiresAt));
    }

    private JsonNode created(String name, String role) {
        Http.Answer answer = create(name, role, Instant.now().plus(Duration.ofDays(1)));
        assertEquals(201, answer.status(), answer.text());
        return answer.json();
    }

    private Http bearing(JsonNode token) {
        return new Http(server.address())
                .header("Authorization", "Bearer " + token.get("token").asString());
    }

    @Test
    void aTokenMayWhatItsRoleMay() {
        Http screen = bearing(created("screen", "VIEWER"));
        assertEquals(200, screen.get("/api/v1/warnings").status());
        assertEquals("token:screen", screen.get("/api/v1/me").json().get("user").asString());
        assertEquals(403, screen.get("/api/v1/audit").status());
        assertEquals(403, screen.put("/api/v1/runs/r", "{}").status());
        assertEquals(
                200,
                bearing(created("replays", "RULE_ENGINEER")).put("/api/v1/runs/r", "{}").status());
    }

    @Test
    void aRevokedTokenIsRefusedAtOnceAndItsStreamEnds() throws IOException {
        JsonNode token = created("gone", "VIEWER");
        Http bearer = bearing(token);
        HttpResponse<InputStream> stream = bearer.open("/api/v1/stream");
        try (InputStream events = stream.body()) {
            assertEquals(200, stream.statusCode());
            assertTrue(events.read() >= 0);
            int streams = server.bean(StreamHub.class).size();
            String id = token.get("id").asString();
            assertEquals(204, admin.send("DELETE", "/api/v1/tokens/" + id, null, "").status());
            assertEquals(401, bearer.get("/api/v1/me").status());
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> server.bean(StreamHub.class).size() < streams);
        }
        JsonNode newest = admin.get("/api/v1/audit").json().get("items").get(0);
        assertEquals("REVOKE_TOKEN", newest.get("action").asString());
    }

    @Test
    void anExpiredTokenIsRefused() {
        JsonNode token = created("old", "VIEWER");
        Http bearer = bearing(token);
        assertEquals(200, bearer.get("/api/v1/me").status());
        server.bean(JdbcClient.class)
                .sql("update api_tokens set expires_at = now() where id = ?")
                .param(token.get("id").asString())
                .update();
        assertEquals(401, bearer.get("/api/v1/me").status());
    }

    @ParameterizedTest
    @CsvSource({"VIEWER,-PT1S", "VIEWER,P400D", "SECURITY_ADMIN,P1D", "MACHINE,P1D"})
    void aTokenThatShouldNotBeIsRefused(String role, Duration until) {
        assertEquals(422, create("no", role, Instant.now().plus(until)).status());
    }

    @Test
    void theSecretIsToldOnceAndKeptByNobody() {
        String secret = created("secret", "VIEWER").get("token").asString();
        assertFalse(admin.get("/api/v1/tokens").text().contains(secret));
        assertFalse(admin.get("/api/v1/audit").text().contains(secret));
        assertEquals(
                0,
                server.bean(JdbcClient.class)
                        .sql("select count(*) from api_tokens t where t::text like '%' || ? || '%'")
                        .param(secret)
                        .query(Long.class)
                        .single());
    }

    @ParameterizedTest
    @CsvSource({
        "lifeline_",
        "lifeline_x",
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.",
        "eyJhbGciOiJIUzI1NiIsImtpZCI6Ii4uLy4uL2Rldi9udWxsIn0.e30.AAAA"
    })
    void whatIsNoTokenIsRefused(String token) {
        assertEquals(
                401,
                new Http(server.address())
                        .header("Authorization", "Bearer " + token)
                        .get("/api/v1/me")
                        .status());
    }
}
