package city.lifeline.alerting.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.Http;
import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestEvents;
import city.lifeline.alerting.TestServer;
import city.lifeline.alerting.history.QuestDb;
import city.lifeline.model.Grade;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The city as it was at a moment. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PastRestIT {

    @TempDir static Path directory;

    private final TestEvents rising = TestEvents.live("MH-1-CH4");
    private final TestEvents latched =
            new TestEvents("live", "MH-2-CH4", TestEvents.START_US + 60_000_000, true);
    private QuestDb questDb;
    private TestServer server;
    private Http machine;

    /**
     * From 2026-11-22T08:00:00Z: MH-1-CH4 blue, red one second later, cleared after two; MH-2-CH4
     * latched red at 08:01:00, cleared one second later and never answered. Readings of MH-1-CH4
     * come until 08:30, of the others never.
     */
    @BeforeAll
    void whatHappened() throws Exception {
        questDb = new QuestDb(directory);
        questDb.createTables(true);
        questDb.run(
                "INSERT INTO readings SELECT dateadd('s', cast((x - 1) * 30 as int),"
                        + " '2026-11-22T07:00:00Z'::timestamp), 'live', 'MH-1-CH4', 20.0, 'GOOD', 'LIVE'"
                        + " FROM long_sequence(181)");
        questDb.awaitAnswer("SELECT sum(good) FROM readings_1m", "[[181]]");
        server = TestServer.start(new TestDatabase(), questDb.address());
        machine = Http.machine(server.address());
        server.consume(rising.raised(Grade.BLUE, 11), rising.upgraded(Grade.RED, 51));
        server.consume(rising.cleared(2));
        server.consume(latched.raised(Grade.RED, 70), latched.cleared(1));
    }

    @AfterAll
    void stop() {
        server.close();
        questDb.close();
    }

    private List<String> openAt(String at) {
        List<String> open = new ArrayList<>();
        for (JsonNode warning :
                machine.get("/api/v1/warnings?at=" + at).json().get("items").values()) {
            open.add(
                    warning.get("point").asString()
                            + ' '
                            + warning.get("grade").asString("-")
                            + ' '
                            + warning.get("value").asDouble());
        }
        return open;
    }

    @Test
    void aWarningIsAsItsEventsUpToThenHaveIt() {
        assertEquals(List.of(), openAt("2026-11-22T07:59:59Z"));
        assertEquals(List.of("MH-1-CH4 BLUE 11.0"), openAt("2026-11-22T08:00:00Z"));
        assertEquals(List.of("MH-1-CH4 RED 51.0"), openAt("2026-11-22T08:00:01.500Z"));
        assertEquals(List.of(), openAt("2026-11-22T08:00:02Z"));
        assertEquals(List.of("MH-2-CH4 RED 70.0"), openAt("2026-11-22T08:01:00Z"));
    }

    @Test
    void aLatchedOneStaysOpenUntilItWasAnswered() {
        assertEquals(List.of("MH-2-CH4 - 1.0"), openAt("2026-11-22T10:00:00Z"));
    }

    @Test
    void theMapShowsWhatWasOpenAndWhereNobodyCouldTell() {
        JsonNode then = machine.get("/api/v1/map/risk?at=2026-11-22T08:00:01Z").json();
        JsonNode district = then.get("risk").get("districts").get(0);
        assertEquals("RED", district.get("figures").get("grade").asString());
        assertEquals("2026-11-22T08:00:01Z", then.get("at").asString());
        assertEquals(0, district.get("figures").get("silent").asInt());
        assertEquals(2, district.get("figures").get("unheard").asInt());

        JsonNode later = machine.get("/api/v1/map/risk?at=2026-11-22T09:00:00Z").json();
        JsonNode silent = later.get("risk").get("districts").get(0).get("figures");
        assertEquals(1, silent.get("silent").asInt());

        JsonNode now = machine.get("/api/v1/map/risk").json();
        assertTrue(now.get("deadlineSeconds").get("RED").asLong() > 0);
        assertFalse(now.get("at").asString().startsWith("2026-11-22T08"));
    }

    @Test
    void theCourseCountsWhatWasOpenInEachStretch() {
        JsonNode stretches =
                machine.get(
                                "/api/v1/warnings/course?from=2026-11-22T07:59:00Z"
                                        + "&to=2026-11-22T08:03:00Z&steps=4")
                        .json()
                        .get("stretches");
        assertEquals(4, stretches.size());
        assertEquals("{}", stretches.get(0).get("open").toString());
        assertEquals("{\"RED\":1}", stretches.get(1).get("open").toString());
        assertEquals("{\"RED\":1}", stretches.get(2).get("open").toString());
        assertEquals("{}", stretches.get(3).get("open").toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/warnings?at=yesterday | 400",
                "/api/v1/warnings?at=2026-11-22T08:00:00Z&state=all | 400",
                "/api/v1/warnings?at=2026-11-22T08:00:00Z&run=all | 400",
                "/api/v1/warnings?at=1960-11-22T08:00:00Z | 400",
                "/api/v1/map/risk?at=2300-01-01T00:00:00Z | 400",
                "/api/v1/warnings/course | 400",
                "/api/v1/warnings/course?from=2026-11-22T08:00:00Z&to=2026-11-22T08:00:01Z | 400",
                "/api/v1/warnings/course?from=2020-11-22T08:00:00Z&to=2026-11-22T08:00:01Z | 400",
                "/api/v1/warnings/course?from=2026-11-21T08:00:00Z&to=2026-11-22T08:00:01Z&steps=401 | 400"
            })
    void whatCannotBeIsRefused(String path, int status) {
        Http.Answer answer = machine.get(path);
        assertEquals(status, answer.status(), answer.text());
        assertTrue(answer.header("Content-Type").startsWith("application/problem+json"));
    }
}
