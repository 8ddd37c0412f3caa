package city.lifeline.alerting.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.Http;
import city.lifeline.alerting.TestCity;
import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestEvents;
import city.lifeline.alerting.TestServer;
import city.lifeline.alerting.city.CityFiles;
import city.lifeline.alerting.city.ParsedCity;
import city.lifeline.model.Grade;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.password.PasswordEncoder;

/** An officer of 北区 in a city that also has 南区. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DistrictIT {

    private static final String PASSWORD = "north of the river";

    private final TestServer server =
            TestServer.start(
                    new TestDatabase(), URI.create("http://127.0.0.1:1"), Optional.of(city()));
    private final TestEvents north = TestEvents.live("MH-1-CH4");
    private final TestEvents south = TestEvents.live("MH-2-CH4");

    private static ParsedCity.Valid city() {
        Map<String, String> registry = new HashMap<>(TestCity.REGISTRY);
        registry.computeIfPresent(
                "assets.csv", (name, csv) -> csv.replace("pit two,北区", "pit two,南区"));
        ParsedCity parsed =
                ParsedCity.of(new CityFiles(registry, TestCity.RULES, Map.of(), List.of()));
        if (parsed instanceof ParsedCity.Valid valid) {
            return valid;
        }
        throw new AssertionError(parsed.toString());
    }

    @BeforeAll
    void anOfficerAndTwoWarnings() {
        server.bean(JdbcClient.class)
                .sql(
                        "insert into users (name, password_hash, roles, districts) values (?, ?, ?, ?)")
                .params(
                        "bei",
                        server.bean(PasswordEncoder.class).encode(PASSWORD),
                        new String[] {"DISTRICT_OFFICER"},
                        new String[] {"北区"})
                .update();
        server.consume(north.raised(Grade.YELLOW, 21));
        server.consume(south.raised(Grade.RED, 60));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Http officer() {
        Http http = new Http(server.address());
        http.get("/");
        assertEquals(200, http.login("bei", PASSWORD).status());
        return http;
    }

    @Test
    void whatOtherRulesWouldChangeIsToldOfTheDistrictOnly() {
        String file = TestCity.RULES.getOrDefault("rules/gas.yaml", "").replace("id: G1", "id: G9");
        String answer =
                officer()
                        .post(
                                "/api/v1/rules/check",
                                new tools.jackson.databind.json.JsonMapper()
                                        .writeValueAsString(
                                                Map.of("files", Map.of("rules/gas.yaml", file))))
                        .json()
                        .get("warnings")
                        .toString();

        assertTrue(answer.contains("MH-1-CH4"), answer);
        assertFalse(answer.contains("MH-2-CH4"), answer);
    }

    @Test
    void theListAndTheFiguresAreOfTheDistrict() {
        Http officer = officer();
        assertEquals(
                "MH-1-CH4",
                officer.get("/api/v1/warnings").json().get("items").get(0).get("point").asString());
        assertEquals(1, officer.get("/api/v1/warnings").json().get("total").asInt());
        assertEquals(
                "北区",
                officer
                        .get("/api/v1/map/risk")
                        .json()
                        .get("risk")
                        .get("districts")
                        .findValuesAsString("name")
                        .stream()
                        .collect(java.util.stream.Collectors.joining(",")));
        assertEquals(1, officer.get("/api/v1/warnings/summary").json().get("warnings").asInt());
        assertEquals(1, officer.get("/api/v1/points").json().get("total").asInt());
        assertEquals(
                2,
                Http.admin(server.address())
                        .get("/api/v1/warnings/summary")
                        .json()
                        .get("warnings")
                        .asInt());
    }

    @Test
    void ofAHandoverSheetThatWasCutNobodyKnowsHowManyAreOfTheDistrict() {
        String path = "/api/v1/handover?at=2021-06-01T04:00:00Z";
        Http admin = Http.admin(server.address());
        String sheet = admin.get(path).json().get("sheet").toString();
        JdbcClient jdbc = server.bean(JdbcClient.class);
        for (boolean cut : new boolean[] {false, true}) {
            jdbc.sql(
                            """
                            insert into handover_sheets
                                (shift_from, sheet, handed_by, handed_at, version)
                            values ('2021-06-01T00:00:00Z', ?, 'admin', '2021-06-01T12:00:00Z', 1)
                            """)
                    .param(
                            cut
                                    ? sheet.replace("\"deedsTotal\":0", "\"deedsTotal\":301")
                                            .replaceFirst(
                                                    "\"openTotal\":[0-9]+", "\"openTotal\":301")
                                    : sheet)
                    .update();
            for (String total : List.of("deedsTotal", "openTotal")) {
                var whole = admin.get(path).json().get("sheet").get(total);
                var part = officer().get(path).json().get("sheet").get(total);
                assertEquals(cut, whole.asInt() == 301, total);
                assertEquals(cut, part.asInt() == -1, total);
            }
            jdbc.sql("delete from handover_sheets").update();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/events", "/handling", "/notifications"})
    void anotherDistrictsWarningIsAsIfItWereNot(String part) {
        Http officer = officer();
        assertEquals(200, officer.get("/api/v1/warnings/" + north.id() + part).status());
        assertEquals(404, officer.get("/api/v1/warnings/" + south.id() + part).status());
    }

    @Test
    void anotherDistrictsWarningIsNotHandled() {
        Http officer = officer();
        for (String action :
                List.of("acknowledge", "archive", "close", "unshelve", "shelve/confirm")) {
            assertEquals(
                    404,
                    officer.post("/api/v1/warnings/" + south.id() + '/' + action, "{}").status(),
                    action);
        }
        assertEquals(
                404,
                officer.post(
                                "/api/v1/warnings/" + south.id() + "/assess",
                                "{\"assessment\":\"FALSE\"}")
                        .status());
        assertEquals(
                200,
                officer.post("/api/v1/warnings/" + north.id() + "/acknowledge", "{}").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/readings"})
    void anotherDistrictsPointIsAsIfItWereNot(String part) {
        assertEquals(404, officer().get("/api/v1/points/MH-2-CH4" + part).status());
    }

    @Test
    void theStreamTellsOfTheDistrictOnly() throws IOException {
        try (BufferedReader events =
                new BufferedReader(
                        new InputStreamReader(
                                officer().open("/api/v1/stream").body(), StandardCharsets.UTF_8))) {
            String line = events.readLine();
            while (!line.startsWith("data:")) {
                line = events.readLine();
            }
            assertTrue(line.contains("\"warnings\":1"), line);
            server.consume(south.peaked(80));
            server.consume(north.upgraded(Grade.ORANGE, 31));
            line = events.readLine();
            while (!line.contains("\"point\"")) {
                assertFalse(line.contains("\"warnings\":2"), line);
                line = events.readLine();
            }
            // In order: the other one would have come first.
            assertTrue(line.contains("MH-1-CH4"), line);
        }
    }
}
