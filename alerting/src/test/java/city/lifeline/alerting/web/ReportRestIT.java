package city.lifeline.alerting.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.Http;
import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestEvents;
import city.lifeline.alerting.TestServer;
import city.lifeline.model.Grade;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class ReportRestIT {

    @Test
    void aDaysFiguresAsJsonAndAsCsv() {
        try (TestServer server =
                TestServer.start(new TestDatabase(), URI.create("http://127.0.0.1:1"))) {
            Http admin = Http.admin(server.address());
            TestEvents first = null;
            for (int n = 0; n < 12; n++) {
                TestEvents events =
                        new TestEvents(
                                "live", "MH-1-CH4", TestEvents.START_US + n * 10_000_000L, false);
                server.consume(events.raised(n == 0 ? Grade.RED : Grade.YELLOW, 30));
                if (n == 0) {
                    first = events;
                } else {
                    server.consume(events.cleared(1));
                }
            }
            String red = java.util.Objects.requireNonNull(first).id();
            admin.post("/api/v1/warnings/" + red + "/acknowledge", "{}");
            admin.post("/api/v1/warnings/" + red + "/assess", "{\"assessment\":\"FALSE\"}");
            Instant at = Instant.EPOCH.plus(TestEvents.START_US, ChronoUnit.MICROS);

            var day = admin.get("/api/v1/reports/alarms?period=day&at=" + at).json();
            assertEquals(12, day.get("warnings").asInt(), day.toString());
            assertEquals("Asia/Shanghai", day.get("zone").asString());
            assertEquals(12, day.get("floods").get(0).get("warnings").asInt());
            assertEquals(6, day.get("chattering").get(0).get("worst").asInt());
            assertEquals(
                    "甲烷一",
                    day.get("top").get(0).get("source").get("pointName").get("zh").asString());
            assertEquals(1, day.get("answers").get(0).get("within").asInt());
            assertEquals(1, day.get("falseRates").get(0).get("wrong").asInt());
            assertEquals(11, day.get("byPeak").get("YELLOW").asInt());

            var before =
                    admin.get(
                                    "/api/v1/reports/alarms?period=month&at="
                                            + at.minus(40, ChronoUnit.DAYS))
                            .json();
            assertEquals(0, before.get("warnings").asInt());
            Http.Answer csv = admin.get("/api/v1/reports/alarms.csv?period=shift&at=" + at);
            assertTrue(csv.text().contains("\nflood,"), csv.text());
            assertTrue(csv.text().contains("\nfalse,G1,,wrong,1\n"), csv.text());
            assertFalse(csv.text().contains("null"), csv.text());
            assertEquals(400, admin.get("/api/v1/reports/alarms?period=week").status());
        }
    }
}
