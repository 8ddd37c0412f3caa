package city.lifeline.alerting.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.Http;
import city.lifeline.alerting.Micros;
import city.lifeline.alerting.StoredTopics;
import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestLetters;
import city.lifeline.alerting.TestServer;
import city.lifeline.alerting.consumed.RawRecord;
import city.lifeline.alerting.gateway.GatewayStore;
import city.lifeline.alerting.letter.LetterStore;
import city.lifeline.alerting.letter.ResubmissionRequest;
import city.lifeline.alerting.letter.ResubmissionStore;
import city.lifeline.alerting.security.Role;
import city.lifeline.alerting.security.UserStore;
import city.lifeline.alerting.stream.EventReader;
import city.lifeline.model.GatewayStatus;
import city.lifeline.model.ResubmissionOutcome;
import city.lifeline.model.wire.GatewayStatusCodec;
import city.lifeline.model.wire.ResubmissionCodec;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.security.crypto.password.PasswordEncoder;
import tools.jackson.databind.JsonNode;

/** Dead letters and gateways over REST. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeadLetterRestIT {

    private static final String XSS = "<img src=x onerror=alert(1)>";
    private static final String PATH = "/api/v1/dead-letters";

    private final TestServer server =
            TestServer.start(new TestDatabase(), URI.create("http://127.0.0.1:1"));
    private final Http machine = Http.machine(server.address());
    private final TestLetters test = new TestLetters();
    private final Map<Integer, Long> offsets = new HashMap<>();
    private final Map<Integer, Long> statusOffsets = new HashMap<>();
    private final Map<Integer, Long> outcomeOffsets = new HashMap<>();
    private final Instant now = Instant.now();

    private void store(RawRecord... records) {
        server.bean(StoredTopics.class)
                .letters(server.bean(LetterStore.class))
                .store(List.of(records), offsets);
        server.bean(Changes.class).letters();
    }

    @BeforeAll
    void someLetters() {
        store(
                test.reading(
                        "GW-1",
                        "unknown_device",
                        now.minusSeconds(50),
                        1,
                        XSS,
                        ("{\"a\":\"" + XSS + "\\u0000\u202e\u0007\"}").getBytes(UTF_8)),
                test.whole("GW-1", "parse", now.minusSeconds(40), "{"),
                test.record(
                        "",
                        "bad_id",
                        now.minusSeconds(30),
                        -1,
                        "",
                        new byte[] {(byte) 0xc0, (byte) 0xaf, 65},
                        "",
                        ""),
                test.record(
                        "GW-2",
                        "size",
                        now.minusSeconds(20),
                        -1,
                        "",
                        new byte[1_024],
                        "00".repeat(32),
                        ""));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private List<String> reasons(String query) {
        return machine.get(PATH + query).json().get("items").values().stream()
                .map(item -> item.get("reason").asString())
                .toList();
    }

    private String idOf(String reason) {
        return machine.get(PATH + "?reason=" + reason)
                .json()
                .get("items")
                .get(0)
                .get("id")
                .asString();
    }

    @Test
    void filters() {
        assertEquals(List.of("size", "bad_id", "parse", "unknown_device"), reasons(""));
        assertEquals(List.of("parse"), reasons("?reason=parse"));
        assertEquals(List.of("parse", "unknown_device"), reasons("?gateway=GW-1"));
        assertEquals(4, reasons("?run=live").size());
        assertEquals(0, reasons("?run=winter").size());
        assertEquals(List.of("size"), reasons("?from=" + now.minusSeconds(25)));
        assertEquals(List.of("unknown_device"), reasons("?to=" + now.minusSeconds(45)));
        assertEquals(List.of("bad_id"), reasons("?size=1&page=1"));
        assertEquals(List.of(), reasons("?gateway=%27%20OR%201=1--"));
        assertEquals(List.of(), reasons("?reason=%3Cscript%3E"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/dead-letters?page=-1 | 400",
                "/dead-letters?size=501 | 400",
                "/dead-letters?size=abc | 400",
                "/dead-letters?sort=id;drop%20table | 400",
                "/dead-letters?reasn=parse | 400",
                "/dead-letters?gateway=%00 | 400",
                "/dead-letters?run=a%20b | 400",
                "/dead-letters?resubmitted=maybe | 400",
                "/dead-letters?from=yesterday | 400",
                "/dead-letters?from=%2B999999999-01-01T00:00:00Z | 400",
                "/dead-letters?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z | 400",
                "/dead-letters/summary?from=2016-01-01T00:00:00Z | 400",
                "/dead-letters/summary?reason=parse | 400",
                "/dead-letters/9223372036854775808 | 400",
                "/dead-letters/00000000000000000000 | 404",
                "/dead-letters/resubmissions?page=x | 400",
                "/dead-letters/resubmissions/00000000000000000000 | 404",
                "/dead-letters/resubmissions/1 | 400",
                "/gateways?state=angry | 400",
                "/gateways?size=0 | 400",
                "/gateways?quer=x | 400",
                "/gateways/a%20b | 400",
                "/gateways/GW-NOWHERE | 404",
                "/stream?also=everything | 400"
            })
    void isRefused(String path, int status) {
        Http.Answer answer = machine.get("/api/v1" + path);
        assertEquals(status, answer.status(), answer.text());
        assertEquals("application/problem+json", answer.header("Content-Type").split(";", -1)[0]);
    }

    @Test
    void whatIsAskedWronglyIsRefusedAndNothingIsResubmitted() {
        for (String body :
                List.of(
                        "{\"limit\":0}",
                        "{\"limit\":10001}",
                        "{\"limit\":\"x\"}",
                        "{\"reasn\":\"parse\"}",
                        "{\"by\":\"somebody\"}",
                        "{\"reason\":\"parse\",\"comment\":\"\\u0000\"}",
                        "{\"from\":\"yesterday\"}",
                        "[]",
                        "")) {
            assertEquals(400, machine.post(PATH + "/resubmit", body).status(), body);
        }
        assertEquals(409, machine.post(PATH + "/" + idOf("size") + "/resubmit", "").status());
        assertEquals(404, machine.post(PATH + "/00000000000000000000/resubmit", "").status());
        assertFalse(reasons("?resubmitted=true").contains("parse"));
    }

    @Test
    void oneLetterWithWhatToDoAndItsMessageSafeToLookAt() {
        JsonNode view = machine.get(PATH + "/" + idOf("unknown_device")).json();

        assertEquals("Not registered", view.get("name").get("en").asString());
        assertTrue(view.get("remedy").get("zh").asString().contains("points.csv"));
        assertEquals(XSS, view.get("letter").get("point").asString(), "a text, not HTML");
        String text = view.get("text").asString();
        assertTrue(text.contains("\\u202E") && text.contains("\\u0007"), text);
        assertFalse(text.contains("\u202e"), text);
        assertTrue(view.get("hex").asString().startsWith("00000000  7b 22 61 22"));
        assertEquals(1, view.get("letter").get("index").asInt());
        assertTrue(view.get("letter").get("resubmittable").asBoolean());

        JsonNode binary = machine.get(PATH + "/" + idOf("bad_id")).json();
        assertTrue(binary.get("text").isNull());
        assertEquals("wK9B", binary.get("bytes").asString());
        assertEquals("00000000  c0 af 41", binary.get("hex").asString().substring(0, 18));

        JsonNode large = machine.get(PATH + "/" + idOf("size")).json();
        assertTrue(large.get("letter").get("truncated").asBoolean());
        assertEquals(5_000, large.get("letter").get("size").asInt());
    }

    @Test
    void figuresSayWhatToDo() {
        JsonNode summary = machine.get(PATH + "/summary").json();

        assertEquals(4, summary.get("total").asInt());
        assertEquals(4, summary.get("reasons").size());
        assertEquals("GW-1", summary.get("gateways").get(0).get("gateway").asString());
        assertEquals(
                "Gateway one", summary.get("gateways").get(0).get("name").get("en").asString());
        assertEquals(
                1, summary.get("gateways").get(0).get("reasons").get("unknown_device").asInt());
        for (JsonNode reason : summary.get("reasons").values()) {
            assertFalse(reason.get("remedy").get("en").asString().isEmpty());
        }
    }

    @Test
    void aResubmissionIsAuditedAndItsOutcomeTold() {
        store(test.whole("GW-9", "version", now, "v9"), test.whole("GW-9", "version", now, "v10"));

        JsonNode asked =
                machine.post(
                                PATH + "/resubmit",
                                "{\"reason\":\"version\",\"comment\":\"updated \u202e\"}")
                        .json();

        assertEquals(2, asked.get("messages").asInt(), asked.toString());
        assertEquals(2, asked.get("pending").asInt());
        assertEquals("machine", asked.get("by").asString());
        assertEquals("updated \\u202E", asked.get("comment").asString());
        assertEquals(2, reasons("?resubmitted=true&reason=version").size());
        String id = asked.get("id").asString();
        ResubmissionStore resubmissions = server.bean(ResubmissionStore.class);
        List<ResubmissionRequest.Outgoing> due =
                resubmissions.claim(100).stream().filter(o -> o.resubmission().equals(id)).toList();
        server.bean(StoredTopics.class)
                .outcomes(resubmissions)
                .store(
                        due.stream()
                                .map(
                                        one ->
                                                new RawRecord(
                                                        0,
                                                        one.number(),
                                                        null,
                                                        ResubmissionCodec.encode(
                                                                new ResubmissionOutcome(
                                                                        id, one.message(), 3, 1)),
                                                        Instant.EPOCH))
                                .toList(),
                        outcomeOffsets);
        JsonNode after = machine.get(PATH + "/resubmissions/" + id).json();
        assertEquals(
                "6 2 0",
                "%d %d %d"
                        .formatted(
                                after.get("accepted").asInt(),
                                after.get("refused").asInt(),
                                after.get("pending").asInt()));
        assertTrue(machine.get(PATH + "/resubmissions").text().contains(id));
        assertEquals(
                0,
                machine.post(PATH + "/resubmit", "{\"reason\":\"version\"}")
                        .json()
                        .get("messages")
                        .asInt());
        assertEquals(
                2,
                machine.post(PATH + "/resubmit", "{\"reason\":\"version\",\"again\":true}")
                        .json()
                        .get("messages")
                        .asInt());
    }

    @Test
    void whoeverMayOnlyLookMayNotResubmit() {
        server.bean(UserStore.class)
                .add(
                        "viewer",
                        String.valueOf(
                                server.bean(PasswordEncoder.class).encode("look, don't touch")),
                        List.of(Role.VIEWER));
        Http viewer = new Http(server.address());
        viewer.get("/");
        assertEquals(200, viewer.login("viewer", "look, don't touch").status());

        assertEquals(200, viewer.get(PATH).status());
        assertEquals(403, viewer.post(PATH + "/resubmit", "{}").status());
        assertEquals(403, viewer.post(PATH + "/" + idOf("parse") + "/resubmit", "").status());
        assertEquals(401, new Http(server.address()).get(PATH).status());
        Http admin = Http.admin(server.address());
        assertEquals(200, admin.post(PATH + "/" + idOf("parse") + "/resubmit", "").status());
    }

    private void heard(String gateway, Instant at, long received, long missing) {
        GatewayStatus status =
                new GatewayStatus(
                        gateway,
                        Micros.of(at),
                        Micros.of(at),
                        "b1",
                        received + missing,
                        Micros.of(at.minusSeconds(60)),
                        received,
                        missing,
                        List.of(new GatewayStatus.Range(3, 4)),
                        Micros.of(at.minusSeconds(30)),
                        received,
                        received * 10,
                        5,
                        1,
                        2,
                        Map.of("parse", 4L),
                        OptionalDouble.of(1.5),
                        true);
        server.bean(StoredTopics.class)
                .gateways(server.bean(GatewayStore.class))
                .store(
                        List.of(
                                new RawRecord(
                                        0,
                                        statusOffsets.getOrDefault(0, 0L),
                                        null,
                                        GatewayStatusCodec.encode(status),
                                        Instant.EPOCH)),
                        statusOffsets)
                .parts()
                .forEach(server.bean(Changes.class)::gateways);
    }

    @Test
    void gatewaysAndTheirCompleteness() throws IOException, InterruptedException {
        EventReader reader =
                new EventReader(machine.open("/api/v1/stream?also=gateways,dead-letters"));
        reader.next("summary");
        heard("GW-1", now, 98, 2);
        heard("GW-ELSE", now.minusSeconds(7_200), 5, 0);

        JsonNode page = machine.get("/api/v1/gateways").json();
        assertEquals(2, page.get("total").asInt());
        JsonNode one = page.get("items").get(0);
        assertEquals("GW-1", one.get("id").asString());
        assertEquals(3, one.get("points").asInt());
        assertEquals(0.98, one.get("completeness").asDouble(), 1e-9);
        assertEquals("[[3,4]]", one.get("missingRanges").toString());
        assertEquals(4, one.get("refused").get("parse").asInt());
        assertEquals(1.5, one.get("clockOffsetSeconds").asDouble());
        assertFalse(one.get("silent").asBoolean());
        assertTrue(Duration.parse(one.get("silentFor").asString()).toSeconds() < 60);
        JsonNode stranger = page.get("items").get(1);
        assertFalse(stranger.get("registered").asBoolean());
        assertTrue(stranger.get("silent").asBoolean());
        assertEquals(1, machine.get("/api/v1/gateways?state=silent").json().get("total").asInt());
        assertEquals(1, machine.get("/api/v1/gateways?query=ONE").json().get("total").asInt());
        JsonNode view = machine.get("/api/v1/gateways/GW-1").json();
        assertEquals(98, view.get("hours").get(0).get("received").asInt());

        assertTrue(reader.next("gateway").data().contains("\"id\":\"GW-"));
        store(test.whole("GW-7", "type", now, "t"));
        assertTrue(reader.next("dead-letters").data().contains("\"total\":"));
        reader.close();
        await().untilAsserted(() -> assertEquals(200, machine.get("/api/v1/me").status()));
    }
}
