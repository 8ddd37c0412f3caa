package city.lifeline.alerting.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import city.lifeline.alerting.BadInputs;
import city.lifeline.alerting.Http;
import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestServer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.method.HandlerMethod;
import tools.jackson.databind.JsonNode;

/** What docs/security.md promises of REST and the dashboard, each a test of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HardeningIT {

    private final TestDatabase database = new TestDatabase();
    private final TestServer server = TestServer.startWithTheProductsHashes(database);
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

    /** Each guess at a stolen hash takes a third of a second of a core. */
    @Test
    void passwordsAreHashedSoThatGuessingIsSlow() {
        String hash =
                database.jdbc()
                        .queryForObject(
                                "select password_hash from users where name = 'admin'",
                                String.class);
        assertNotNull(hash);
        assertTrue(hash.startsWith("{bcrypt}$2a$12$"), hash.substring(0, 15));
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
            // Whose address it is, is not for them to say.
            stranger.header("X-Forwarded-For", "198.51.100.7")
                    .header("Forwarded", "for=198.51.100.7");
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

    private static final String HANDLED = "/api/v1/warnings/00000000000000000000/acknowledge";

    /** How rows of the collection are sent, and what status they come to. */
    private Map<String, IntSupplier> senders() {
        Map<String, IntSupplier> senders = new TreeMap<>();
        senders.put("R001", () -> new Http(server.address()).get("/api/v1/me").status());
        senders.put("R003", () -> bearing("{\"alg\":\"none\"}", ""));
        senders.put("R005", () -> bearing("{\"alg\":\"HS256\"}", "c2lnbmVk"));
        senders.put(
                "R006", () -> bearing("{\"alg\":\"HS256\",\"kid\":\"../../dev/null\"}", "AAAA"));
        senders.put("R020", () -> admin.send("TRACE", "/api/v1/warnings", null, "").status());
        senders.put("R022", () -> admin.send("POST", HANDLED, "text/xml", "<a/>").status());
        senders.put("R024", () -> raw(post("10") + "{}", true));
        senders.put("R032", () -> asked("page=-1"));
        senders.put("R033", () -> asked("size=1000000"));
        senders.put("R034", () -> asked("size=abc"));
        senders.put("R035", () -> asked("sort=id;drop%20table"));
        senders.put("R037", () -> admin.get("/api/v1/warnings/9223372036854775808").status());
        senders.put(
                "R038",
                () -> admin.get("/api/v1/warnings/123e4567-e89b-12d3-a456-42661417400").status());
        senders.put(
                "R040",
                () ->
                        admin.get(
                                        "/api/v1/points/MH-1-CH4/readings?from=2016-01-01T00:00:00Z"
                                                + "&to=2026-01-01T00:00:00Z")
                                .status());
        senders.put("R042", () -> admin.post(HANDLED, "{\"unheard\":1}").status());
        senders.put(
                "R044",
                () ->
                        admin.post(
                                        HANDLED,
                                        "{\"comment\":"
                                                + "[".repeat(1_000)
                                                + "]".repeat(1_000)
                                                + "}")
                                .status());
        return senders;
    }

    private int asked(String query) {
        return admin.get("/api/v1/warnings?" + query).status();
    }

    private int bearing(String header, String signature) {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return new Http(server.address())
                .header(
                        "Authorization",
                        "Bearer "
                                + encoder.encodeToString(header.getBytes(UTF_8))
                                + '.'
                                + encoder.encodeToString(
                                        "{\"sub\":\"admin\",\"roles\":[\"ADMIN\"]}".getBytes(UTF_8))
                                + '.'
                                + signature)
                .get("/api/v1/me")
                .status();
    }

    private static String post(String length) {
        return "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %s\r\nConnection: close\r\n\r\n"
                .formatted(HANDLED, TestServer.TOKEN, length);
    }

    /** The status that bytes on a bare connection come to; 0: none. */
    private int raw(String request, boolean thatIsAll) {
        try (Socket socket = new Socket(server.address().getHost(), server.address().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(UTF_8));
            if (thatIsAll) {
                socket.shutdownOutput();
            }
            byte[] line = socket.getInputStream().readNBytes(12);
            return line.length < 12 ? 0 : Integer.parseInt(new String(line, 9, 3, UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @TestFactory
    Stream<DynamicTest> rowsOfTheCollectionAreAnswered() {
        List<DynamicTest> tests = new ArrayList<>();
        Map<String, IntSupplier> senders = senders();
        for (BadInputs.Row row : BadInputs.of("rest-api")) {
            IntSupplier sender = senders.get(row.id());
            if (sender != null) {
                tests.add(
                        dynamicTest(
                                row.id() + ' ' + row.input(),
                                () -> assertEquals(row.status(), sender.getAsInt())));
            }
        }
        assertFalse(tests.isEmpty());
        return tests.stream();
    }

    /** Nothing reads XML, so that no document can make anything be opened or expanded. */
    @TestFactory
    Stream<DynamicTest> xmlIsTakenNowhere() {
        JsonNode paths = admin.get("/api/v1/openapi").json().get("paths");
        List<DynamicTest> tests = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            for (String method : List.of("post", "put")) {
                JsonNode operation = path.getValue().get(method);
                if (operation != null && operation.has("requestBody")) {
                    for (String type :
                            List.of("application/xml", "application/cap+xml", "image/svg+xml")) {
                        tests.add(
                                dynamicTest(
                                        method + ' ' + path.getKey() + ' ' + type,
                                        () ->
                                                assertEquals(
                                                        415,
                                                        admin.send(
                                                                        method.toUpperCase(
                                                                                Locale.ROOT),
                                                                        path.getKey()
                                                                                .replaceAll(
                                                                                        "\\{[^}]*}",
                                                                                        "1"),
                                                                        type,
                                                                        "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>")
                                                                .status())));
                    }
                }
            }
        }
        assertTrue(tests.size() > 30, "operations that take a body: " + tests.size());
        return tests.stream();
    }

    @Test
    void lengthsThatContradictEachOtherAreRefused() {
        assertEquals(400, raw(post("2\r\nContent-Length: 3") + "{}", false));
        assertEquals(400, raw(post("2\r\nTransfer-Encoding: chunked") + "x\r\n{}", false));
        assertEquals(400, raw(post("-1") + "{}", false));
    }

    /** Each byte would begin a timeout anew; of a body that holds a thread besides. */
    @Test
    void whoSendsAByteNowAndThenIsCutOffInHeadAndBody() throws Exception {
        long begun = System.nanoTime();
        List<Socket> slow = new ArrayList<>();
        try {
            for (String beginning :
                    List.of(
                            "GET /api/v1/me HTTP/1.1\r\nX: ",
                            post("1000"),
                            "POST /api/v1/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n")) {
                Socket socket = new Socket(server.address().getHost(), server.address().getPort());
                slow.add(socket);
                socket.setSoTimeout(15_000);
                socket.getOutputStream().write(beginning.getBytes(UTF_8));
            }
            List<Socket> open = new ArrayList<>(slow);
            await().pollInterval(Duration.ofMillis(500))
                    .atMost(Duration.ofSeconds(15))
                    .until(
                            () -> {
                                open.removeIf(socket -> !writes(socket));
                                return open.isEmpty();
                            });
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        assertTrue(System.nanoTime() - begun >= 7_000_000_000L, "whoever has a bad line is not");
    }

    private static boolean writes(Socket socket) {
        try {
            socket.getOutputStream().write('a');
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aHeadThatIsTooLongIsRefusedAndTellsNothingOfTheInside() {
        for (String path : List.of("/?q=" + "a".repeat(65_536), "/\\", "/%zz")) {
            String answer =
                    rawAnswer(
                            "GET %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                                    .formatted(path));
            assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
            assertFalse(INSIDE.matcher(answer.substring(8)).find(), answer);
        }
    }

    private String rawAnswer(String request) {
        try (Socket socket = new Socket(server.address().getHost(), server.address().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final Pattern INSIDE =
            Pattern.compile("Exception|\\tat |java\\.|(?i:tomcat)|Spring|\\d+\\.\\d+\\.\\d+");

    @Test
    void whatGoesWrongTellsItsIdAndNothingOfTheInside() {
        for (String path : List.of("/api/v1/warnings?at=x", "/api/v1/nowhere", "/error")) {
            Http.Answer answer = admin.get(path);
            assertTrue(answer.json().hasNonNull("requestId"), answer.text());
            assertFalse(INSIDE.matcher(answer.text()).find(), answer.text());
        }
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
