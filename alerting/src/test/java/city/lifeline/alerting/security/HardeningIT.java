package city.lifeline.alerting.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.Http;
import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestServer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.method.HandlerMethod;
import tools.jackson.databind.JsonNode;

/** What docs/security.md promises of REST and the dashboard, each a test of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HardeningIT {

    private final TestServer server =
            TestServer.start(new TestDatabase(), URI.create("http://127.0.0.1:1"));
    private final Http admin = Http.admin(server.address());

    @AfterAll
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/rest.html", "/api/v1/me", "/api/v1/openapi", "/nothing-here"})
    void everyAnswerHasTheHeaders(String path) {
        Http.Answer answer = new Http(server.address()).get(path);
        String policy = answer.header("Content-Security-Policy");
        assertTrue(policy.contains("default-src 'self'"), policy);
        assertFalse(policy.contains("unsafe"), policy);
        assertTrue(policy.contains("frame-ancestors 'none'"), policy);
        assertEquals("nosniff", answer.header("X-Content-Type-Options"));
        assertEquals("DENY", answer.header("X-Frame-Options"));
        assertEquals("no-referrer", answer.header("Referrer-Policy"));
        assertEquals("", answer.header("Server"));
    }

    @Test
    void whatIsToldToSomebodyIsNotCached() {
        assertTrue(admin.get("/api/v1/me").header("Cache-Control").contains("no-store"));
    }

    @Test
    void otherOriginsAreNotLetIn() {
        Http.Answer answer =
                new Http(server.address())
                        .header("Origin", "https://evil.example")
                        .get("/api/v1/openapi");
        assertEquals("", answer.header("Access-Control-Allow-Origin"));
    }

    @Test
    void aLoginNeverTakesOverASessionThatWasPlanted() {
        Http browser = new Http(server.address());
        browser.get("/");
        browser.cookies().put("LIFELINE_SESSION", "planted");
        assertEquals(200, browser.login("admin", TestServer.PASSWORD).status());
        String first = browser.cookies().getOrDefault("LIFELINE_SESSION", "");
        assertNotEquals("planted", first);
        assertEquals(200, browser.login("admin", TestServer.PASSWORD).status());
        assertNotEquals(first, browser.cookies().get("LIFELINE_SESSION"));
    }

    @Test
    void aChangeWithoutTheTokenOfTheCookieIsRefused() {
        Http browser = Http.admin(server.address());
        browser.cookies().put("XSRF-TOKEN", "another");
        Http forged = new Http(server.address());
        forged.cookies()
                .put("LIFELINE_SESSION", browser.cookies().getOrDefault("LIFELINE_SESSION", ""));
        assertEquals(403, forged.post("/api/v1/logout", "").status());
        assertEquals(200, browser.get("/api/v1/me").status());
    }

    @Test
    void loginsOfOneAddressAreLimited() {
        try (TestServer other =
                TestServer.start(new TestDatabase(), URI.create("http://127.0.0.1:1"))) {
            Http desk = Http.admin(other.address());
            Http guesser = new Http(other.address());
            guesser.get("/");
            Http.Answer answer = guesser.login("a", "b");
            for (int i = 0; i < 30; i++) {
                answer = guesser.login("user" + i, "guess");
            }
            assertEquals(429, answer.status());
            assertEquals("60", answer.header("Retry-After"));

            Http stranger = new Http(other.address());
            stranger.get("/");
            assertEquals(429, stranger.login("admin", TestServer.PASSWORD).status());
            assertEquals(200, desk.login("admin", TestServer.PASSWORD).status());

            // Where they are known they have the same limit, for themselves.
            Http.Answer known = desk.login("admin", "wrong");
            for (int i = 0; i < 30; i++) {
                known = desk.login("admin", "wrong");
            }
            assertEquals(429, known.status());
        }
    }

    @Test
    void aBrowserThatIsKnownIsSentToTheLoginOnly() {
        Http browser = new Http(server.address());
        browser.get("/");
        String cookie =
                browser
                        .login("admin", TestServer.PASSWORD)
                        .headers()
                        .allValues("Set-Cookie")
                        .stream()
                        .filter(one -> one.startsWith("LIFELINE_DEVICE="))
                        .findFirst()
                        .orElseThrow();
        assertTrue(cookie.contains("Path=/api/v1/login;"), cookie);
        assertTrue(cookie.contains("HttpOnly"), cookie);
        assertTrue(cookie.contains("SameSite=Strict"), cookie);
    }

    /** None of them may be a fault of ours, and none may be taken for something else. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"warnings\":[null],\"reason\":\"x\"}",
                "{\"warnings\":[\"../x\"],\"reason\":\"x\"}",
                "{\"warnings\":[[\"00000000000000000000\"]],\"reason\":\"x\"}",
                "{\"warnings\":[1],\"reason\":\"x\"}",
                "{\"warnings\":[\"00000000000000000000\"],\"reason\":1e999}",
                "{\"warnings\":[\"00000000000000000000\"],\"reason\":true}",
                "{\"reason\":\"x\",\"reason\":\"y\",\"warnings\":[\"00000000000000000000\"]}",
                "{\"warnings\":[\"00000000000000000000\"],\"reason\":NaN}",
                "[]",
                "null",
                "{\"warnings\":[\"00000000000000000000\"],\"reason\":\"x\"}{}"
            })
    void aBodyThatIsNotWhatItSeemsIsRefused(String body) {
        Http.Answer answer = admin.post("/api/v1/incidents/00000000000000000000/split", body);
        assertEquals(400, answer.status(), answer.text());
    }

    @Test
    void aWordOfAListIsNotTakenByItsNumber() {
        Http.Answer answer =
                admin.post(
                        "/api/v1/warnings/00000000000000000000/assess",
                        "{\"assessment\":1,\"comment\":\"x\"}");
        assertEquals(400, answer.status(), answer.text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "grade=RED&grade=",
                "grade=red",
                "grade=2",
                "grade=,",
                "at=NaN",
                "at=1e400",
                "run=live&run=all",
                "size=1e2",
                "sort=grade&sort=-grade"
            })
    void aFilterThatIsNoneIsRefused(String query) {
        Http.Answer answer = admin.get("/api/v1/warnings?" + query);
        assertEquals(400, answer.status(), answer.text());
    }

    /** Of every operation of the document that is paged. */
    @Test
    void pagesAreBounded() {
        JsonNode paths = admin.get("/api/v1/openapi").json().get("paths");
        List<String> unbounded = new ArrayList<>();
        int paged = 0;
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            JsonNode get = path.getValue().get("get");
            if (get == null || !get.has("parameters")) {
                continue;
            }
            for (JsonNode parameter : get.get("parameters")) {
                if (!parameter.get("name").asString().equals("size")) {
                    continue;
                }
                paged++;
                for (String query :
                        List.of("size=501", "size=0", "size=abc", "page=-1", "page=99999999999")) {
                    int status = admin.get(path.getKey() + '?' + query).status();
                    if (status != 400) {
                        unbounded.add(path.getKey() + '?' + query + ' ' + status);
                    }
                }
            }
        }
        assertEquals(List.of(), unbounded);
        assertTrue(paged >= 6, "paged: " + paged);
    }

    /** A controller that somebody has forgotten to say for whom. */
    static class Forgotten {
        public String secret() {
            return "secret";
        }
    }

    @Test
    void anEndpointThatDeclaresNoRoleLetsNobodyIn() throws NoSuchMethodException {
        HandlerMethod handler =
                new HandlerMethod(new Forgotten(), Forgotten.class.getMethod("secret"));
        OwnershipInterceptor interceptor = new OwnershipInterceptor();
        ErrorResponseException refused =
                assertThrows(
                        ErrorResponseException.class,
                        () -> interceptor.preHandle(request(), response(), handler));
        assertEquals(403, refused.getStatusCode().value());
    }

    private static HttpServletRequest request() {
        return (HttpServletRequest)
                Proxy.newProxyInstance(
                        HardeningIT.class.getClassLoader(),
                        new Class<?>[] {HttpServletRequest.class},
                        (proxy, method, arguments) ->
                                method.getName().equals("getDispatcherType")
                                        ? DispatcherType.REQUEST
                                        : null);
    }

    private static HttpServletResponse response() {
        return (HttpServletResponse)
                Proxy.newProxyInstance(
                        HardeningIT.class.getClassLoader(),
                        new Class<?>[] {HttpServletResponse.class},
                        (proxy, method, arguments) -> null);
    }
}
