package city.lifeline.alerting.web;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.Http;
import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestEvents;
import city.lifeline.alerting.TestPhotos;
import city.lifeline.alerting.TestServer;
import city.lifeline.alerting.security.Role;
import city.lifeline.alerting.security.UserStore;
import city.lifeline.alerting.warning.PhotoStore;
import city.lifeline.model.Grade;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.password.PasswordEncoder;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HandlingRestIT {

    private TestServer server = start();
    private long next = TestEvents.START_US;

    private static TestServer start() {
        return TestServer.start(new TestDatabase(), URI.create("http://127.0.0.1:1"));
    }

    @BeforeAll
    void anotherUser() {
        PasswordEncoder passwords = server.bean(PasswordEncoder.class);
        server.bean(UserStore.class)
                .add(
                        "zhao",
                        Objects.requireNonNull(passwords.encode("swordfish")),
                        List.of(Role.DUTY_OFFICER));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private TestEvents raised(Grade grade) {
        next += 1_000_000_000L;
        TestEvents events = new TestEvents("live", "MH-1-CH4", next, false);
        server.consume(events.raised(grade, 62));
        return events;
    }

    private static String path(TestEvents events, String action) {
        return "/api/v1/warnings/" + events.id() + "/" + action;
    }

    private static void refused(int status, String reason, Http.Answer answer) {
        assertEquals(status, answer.status(), answer.text());
        assertTrue(answer.json().get("detail").asString().contains(reason), answer.text());
    }

    private static String state(Http.Answer answer) {
        assertEquals(200, answer.status(), answer.text());
        return answer.json().get("state").asString();
    }

    @Test
    void theWholeLifeWithEveryoneWhoTookPart() {
        Http admin = Http.admin(server.address());
        TestEvents events = raised(Grade.RED);
        refused(409, "Nobody has acknowledged", admin.post(path(events, "close"), "{}"));
        refused(
                409,
                "Nobody has acknowledged",
                admin.post(path(events, "assess"), "{\"assessment\":\"CONFIRMED\"}"));
        assertEquals(200, admin.post(path(events, "acknowledge"), "{}").status());
        refused(409, "not assessed", admin.post(path(events, "close"), "{}"));
        assertEquals(
                "ASSESSED",
                state(
                        admin.post(
                                path(events, "assess"),
                                "{\"assessment\":\"CONFIRMED\",\"comment\":\"seen on site\"}")));
        assertEquals(
                "IN_DISPOSAL",
                state(
                        admin.post(
                                path(events, "order"),
                                "{\"assignee\":\"抢修一班\",\"order\":\"关闭 V-203\"}")));
        assertEquals(
                "IN_DISPOSAL",
                state(admin.post(path(events, "feedback"), "{\"comment\":\"valve closed\"}")));
        refused(409, "The condition still holds: red", admin.post(path(events, "close"), "{}"));
        server.consume(events.cleared(1));
        assertEquals("CLOSED", state(admin.post(path(events, "close"), "{}")));
        refused(409, "closed", admin.post(path(events, "acknowledge"), "{}"));
        Http.Answer archived = admin.post(path(events, "archive"), "");
        assertEquals("ARCHIVED", state(archived));
        assertEquals(6, archived.json().get("steps").size());
        assertEquals("admin", archived.json().get("steps").get(2).get("person").asString());
        assertEquals(0, archived.json().get("allowed").size());
        var verdict = Http.machine(server.address()).get("/api/v1/audit/verify").json();
        assertTrue(verdict.get("fault").isNull(), verdict.toString());
        assertTrue(verdict.get("entries").asInt() >= 6);
    }

    private TestEvents inDisposal(Http admin) {
        TestEvents events = raised(Grade.ORANGE);
        admin.post(path(events, "acknowledge"), "{}");
        admin.post(path(events, "assess"), "{\"assessment\":\"CONFIRMED\"}");
        assertEquals(
                "IN_DISPOSAL",
                state(admin.post(path(events, "order"), "{\"assignee\":\"a\",\"order\":\"b\"}")));
        return events;
    }

    @Test
    void photosComeWithFeedbackAndAreSeenByWhoSeesTheWarning() throws IOException {
        Http admin = Http.admin(server.address());
        TestEvents early = raised(Grade.ORANGE);
        byte[] photo = TestPhotos.jpeg(800, 400, 6);
        refused(
                409,
                "Nobody has acknowledged",
                admin.post(path(early, "photos"), "image/jpeg", photo, true));
        TestEvents events = inDisposal(admin);
        Http.Answer uploaded = admin.post(path(events, "photos"), "image/jpeg", photo, true);
        assertEquals(200, uploaded.status(), uploaded.text());
        String id = uploaded.json().get("id").asString();
        // The same once more is the same photo.
        assertEquals(
                id,
                admin.post(path(events, "photos"), "image/jpeg", photo, false)
                        .json()
                        .get("id")
                        .asString());
        assertEquals(0, admin.get(path(events, "handling")).json().get("photos").size());
        String feedback = "{\"comment\":\"closed\",\"photos\":[\"%s\"]}".formatted(id);
        Http.Answer told = admin.post(path(events, "feedback"), feedback);
        assertEquals(200, told.status(), told.text());
        var shown = told.json().get("photos").get(0);
        assertEquals(4, shown.get("step").asInt());
        assertEquals(400, shown.get("width").asInt());
        assertEquals("sha256:" + id, told.json().get("steps").get(3).get("detail").asString());
        // Once sent it belongs to that feedback.
        refused(400, "upload it first", admin.post(path(events, "feedback"), feedback));
        refused(
                409,
                "step 4 has it already",
                admin.post(path(events, "photos"), "image/jpeg", photo, true));
        refused(400, "upload it first", admin.post(path(inDisposal(admin), "feedback"), feedback));

        for (String size : List.of("", "/thumbnail")) {
            HttpResponse<InputStream> seen = admin.open(path(events, "photos/" + id + size));
            assertEquals(200, seen.statusCode());
            assertEquals("image/jpeg", seen.headers().firstValue("Content-Type").orElse(""));
            assertEquals("nosniff", seen.headers().firstValue("X-Content-Type-Options").orElse(""));
            BufferedImage image;
            try (InputStream in = seen.body()) {
                image = ImageIO.read(in);
            }
            assertEquals(size.isEmpty() ? 800 : 320, image.getHeight());
        }
        assertEquals(404, admin.get(path(early, "photos/" + id)).status());
        refused(400, "64 of", admin.get(path(events, "photos/nothing")));
        List<String> audited =
                server.bean(JdbcClient.class)
                        .sql(
                                "select action || ' ' || detail from audit_trail where subject = ?"
                                        + " and detail like ? order by number")
                        .params("warning/" + events.id(), "%sha256:" + id + "%")
                        .query(String.class)
                        .list();
        assertEquals(2, audited.size(), audited.toString());
        assertTrue(audited.get(0).startsWith("PHOTO via DASHBOARD"), audited.toString());
        assertTrue(audited.get(1).startsWith("FEEDBACK"), audited.toString());
    }

    private TestEvents closed(Http admin, String point, String assessment, String comment) {
        next += 1_000_000_000L;
        TestEvents events = new TestEvents("live", point, next, false);
        server.consume(events.raised(Grade.ORANGE, 62));
        admin.post(path(events, "acknowledge"), "{}");
        admin.post(path(events, "assess"), "{\"assessment\":\"%s\"}".formatted(assessment));
        server.consume(events.cleared(1));
        assertEquals(
                "CLOSED",
                state(
                        admin.post(
                                path(events, "close"), "{\"comment\":\"%s\"}".formatted(comment))));
        return events;
    }

    @Test
    void aWarningsPageTellsHowOthersLikeItEnded() {
        Http admin = Http.admin(server.address());
        for (int i = 0; i < 6; i++) {
            closed(admin, "MH-2-CH4", "FALSE", "exhaust " + i);
        }
        TestEvents elsewhere = closed(admin, "MH-1-CH4", "CONFIRMED", "not here");
        next += 1_000_000_000L;
        TestEvents open = new TestEvents("live", "MH-2-CH4", next, false);
        server.consume(open.raised(Grade.RED, 62));
        Http.Answer answer = admin.get(path(open, "alike"));
        assertEquals(200, answer.status(), answer.text());
        var alike = answer.json();
        // The latest five, and neither itself nor what is open.
        assertEquals(5, alike.size(), answer.text());
        assertEquals("exhaust 5", alike.get(0).get("comment").asString());
        assertEquals("exhaust 1", alike.get(4).get("comment").asString());
        assertEquals("FALSE", alike.get(0).get("assessment").asString());
        assertEquals("admin", alike.get(0).get("closedBy").asString());
        assertTrue(alike.get(0).get("samePoint").asBoolean());
        assertTrue(!answer.text().contains(elsewhere.id()), answer.text());
    }

    @Test
    void aRuleEngineerPlansMaintenanceAndADutyOfficerConfirmsIt() {
        PasswordEncoder passwords = server.bean(PasswordEncoder.class);
        server.bean(UserStore.class)
                .add(
                        "wu",
                        Objects.requireNonNull(passwords.encode("swordfish")),
                        List.of(Role.RULE_ENGINEER));
        Http wu = new Http(server.address());
        wu.get("/");
        assertEquals(200, wu.login("wu", "swordfish").status());
        Http.Answer planned =
                wu.post(
                        "/api/v1/maintenance",
                        "{\"kind\":\"POINTS\",\"targets\":[\"MH-2-T\"],\"until\":\"%s\",\"reason\":\"a new sensor\"}"
                                .formatted(Instant.now().plus(Duration.ofHours(2))));
        assertEquals(201, planned.status(), planned.text());
        String window =
                "/api/v1/maintenance/" + planned.json().get("window").get("id").asString() + '/';
        // Red stays loud until somebody who answers for warnings has said so.
        assertEquals(403, wu.post(window + "confirm", "{}").status());
        assertEquals(200, Http.admin(server.address()).post(window + "confirm", "{}").status());
        assertEquals(200, wu.post(window + "end", "{}").status());
    }

    @Test
    void whatIsNoPhotoIsRefusedByItsContentAndItsSize() {
        Http admin = Http.admin(server.address());
        TestEvents events = inDisposal(admin);
        String photos = path(events, "photos");
        for (String type : List.of("image/svg+xml", "text/html", "application/zip")) {
            assertEquals(415, admin.post(photos, type, new byte[] {1, 2, 3}, true).status(), type);
        }
        byte[] page = "<html><script>alert(1)</script>".getBytes(StandardCharsets.UTF_8);
        refused(415, "neither JPEG nor PNG", admin.post(photos, "image/png", page, true));
        byte[] archive = "PK\3\4 ../../etc/passwd".getBytes(StandardCharsets.UTF_8);
        refused(422, "never unpacked", admin.post(photos, "image/png", archive, true));
        refused(
                422,
                "cannot be drawn",
                admin.post(photos, "image/png", Arrays.copyOf(TestPhotos.png(40, 30), 40), true));
        refused(
                413,
                "million pixels",
                admin.post(photos, "image/jpeg", TestPhotos.jpegThatSaysItIs(9_000, 9_000), true));
        byte[] large = new byte[(12 << 20) + 1];
        for (boolean told : new boolean[] {true, false}) {
            Http.Answer answer = admin.post(photos, "image/jpeg", large, told);
            refused(413, "12582912 bytes", answer);
            assertTrue(answer.header("Content-Type").startsWith("application/problem+json"));
            assertTrue(answer.json().hasNonNull("requestId"), answer.text());
        }
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 7; i++) {
            many.append(i == 0 ? "" : ",").append('"').append(("" + i).repeat(64)).append('"');
        }
        refused(
                409,
                "at most 6",
                admin.post(
                        path(events, "feedback"), "{\"comment\":\"x\",\"photos\":[" + many + "]}"));
    }

    @Test
    void ofPhotosFourAreTakenAtOnceAndMoreAreSentAway() throws IOException {
        Http admin = Http.admin(server.address());
        TestEvents events = inDisposal(admin);
        String photos = path(events, "photos");
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                Socket socket = new Socket(server.address().getHost(), server.address().getPort());
                slow.add(socket);
                socket.getOutputStream()
                        .write(
                                """
                                POST %s HTTP/1.1
                                Host: localhost
                                Authorization: Bearer %s
                                Content-Type: image/png
                                Content-Length: 1000

                                """
                                        .formatted(photos, TestServer.TOKEN)
                                        .replace("\n", "\r\n")
                                        .getBytes(StandardCharsets.US_ASCII));
            }
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> {
                                Http.Answer fifth =
                                        admin.post(
                                                photos, "image/png", TestPhotos.png(40, 30), true);
                                refused(503, "4 photos", fifth);
                                assertEquals("5", fifth.header("Retry-After"));
                            });
            // Whoever sends something else is answered.
            assertEquals(200, admin.get(path(events, "handling")).status());
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        await().atMost(Duration.ofSeconds(20))
                .until(
                        () ->
                                admin.post(photos, "image/png", TestPhotos.png(40, 30), true)
                                                .status()
                                        == 200);
    }

    @Test
    void aBodyThatIsLargerThanAnythingThatIsAskedForIsRefused() {
        byte[] large = new byte[(4 << 20) + 1];
        Arrays.fill(large, (byte) ' ');
        Http admin = Http.admin(server.address());
        TestEvents events = raised(Grade.BLUE);
        for (boolean told : new boolean[] {true, false}) {
            Http.Answer answer =
                    admin.post(path(events, "assess"), "application/json", large, told);
            refused(413, "4194304 bytes", answer);
            assertTrue(answer.json().hasNonNull("requestId"), answer.text());
        }
        // A stranger does not make the server read so much either.
        assertEquals(
                413,
                new Http(server.address())
                        .post("/api/v1/login", "application/x-www-form-urlencoded", large, true)
                        .status());
    }

    @Test
    void whatWasUploadedAndNeverSentIsRemovedAfterADay() {
        Http admin = Http.admin(server.address());
        TestEvents events = inDisposal(admin);
        String id =
                admin.post(path(events, "photos"), "image/png", TestPhotos.png(40, 30), true)
                        .json()
                        .get("id")
                        .asString();
        PhotoStore photos = server.bean(PhotoStore.class);
        // Uploaded once more it is kept as long again.
        server.bean(JdbcClient.class)
                .sql("update handling_photos set at = at - interval '2 days' where sha256 = ?")
                .param(id)
                .update();
        assertEquals(
                200,
                admin.post(path(events, "photos"), "image/png", TestPhotos.png(40, 30), true)
                        .status());
        photos.tidy(Instant.now().minus(Duration.ofDays(1)));
        assertEquals(1, photos.of(events.id()).size());
        photos.tidy(Instant.now().plusSeconds(60));
        assertEquals(List.of(), photos.of(events.id()));
        refused(
                400,
                "upload it first",
                admin.post(
                        path(events, "feedback"),
                        "{\"comment\":\"x\",\"photos\":[\"%s\"]}".formatted(id)));
    }

    @Test
    void whatWasAssessedAsFalseNeedsNoOrder() {
        Http admin = Http.admin(server.address());
        TestEvents events = raised(Grade.BLUE);
        admin.post(path(events, "acknowledge"), "{}");
        admin.post(path(events, "assess"), "{\"assessment\":\"FALSE\"}");
        refused(
                409,
                "false",
                admin.post(path(events, "order"), "{\"assignee\":\"a\",\"order\":\"b\"}"));
    }

    @Test
    void aChangeThatWasNotSeenIsNotOverwritten() {
        Http admin = Http.admin(server.address());
        TestEvents events = raised(Grade.BLUE);
        admin.post(path(events, "acknowledge"), "{}");
        String seen = admin.get(path(events, "handling")).header("ETag");
        assertEquals("\"1\"", seen);
        admin.post(path(events, "assess"), "{\"assessment\":\"DRILL\"}");
        Http late = Http.machine(server.address()).header("If-Match", seen);
        refused(
                412,
                "Somebody was faster",
                late.post(path(events, "assess"), "{\"assessment\":\"FALSE\"}"));
        refused(
                400,
                "If-Match",
                Http.machine(server.address())
                        .header("If-Match", "yesterday")
                        .post(path(events, "assess"), "{\"assessment\":\"FALSE\"}"));
    }

    @Test
    void itCannotBeClosedWhileItIsWorseThanWasAnswered() {
        Http admin = Http.admin(server.address());
        TestEvents events = raised(Grade.YELLOW);
        admin.post(path(events, "acknowledge"), "{}");
        refused(409, "has acknowledged it", admin.post(path(events, "acknowledge"), "{}"));
        server.consume(events.upgraded(Grade.RED, 80));
        assertEquals(200, admin.post(path(events, "acknowledge"), "{}").status());
    }

    @Test
    void redIsShelvedByTwoPeople() {
        Http admin = Http.admin(server.address());
        Http zhao = new Http(server.address());
        zhao.get("/");
        assertEquals(200, zhao.login("zhao", "swordfish").status());
        TestEvents events = raised(Grade.RED);
        String body =
                "{\"reason\":\"sensor is being calibrated\",\"until\":\"%s\"}"
                        .formatted(Instant.now().plusSeconds(3_600));
        refused(
                409,
                "within the next 7 days",
                admin.post(
                        path(events, "shelve"),
                        "{\"reason\":\"x\",\"until\":\"2099-01-01T00:00:00Z\"}"));
        refused(400, "reason", admin.post(path(events, "shelve"), "{}"));
        Http.Answer shelved = admin.post(path(events, "shelve"), body);
        assertEquals(200, shelved.status(), shelved.text());
        assertEquals("false", shelved.json().get("shelved").asString());
        refused(409, "must be another", admin.post(path(events, "shelve/confirm"), ""));
        refused(
                409,
                "must be a person",
                Http.machine(server.address()).post(path(events, "shelve/confirm"), ""));
        Http.Answer confirmed = zhao.post(path(events, "shelve/confirm"), "");
        assertEquals("true", confirmed.json().get("shelved").asString());
        assertEquals(
                "false",
                zhao.post(path(events, "unshelve"), "{}").json().get("shelved").asString());
    }

    @Test
    void aMaintenanceWindowIsBoundedAndNeedsTwoPeopleForRed() {
        Http admin = Http.admin(server.address());
        Http machine = Http.machine(server.address());
        Http zhao = new Http(server.address());
        zhao.get("/");
        assertEquals(200, zhao.login("zhao", "swordfish").status());
        String path = "/api/v1/maintenance";
        String body = "{\"kind\":\"%s\",\"targets\":[\"%s\"],\"until\":\"%s\",\"reason\":\"%s\"}";
        Instant soon = Instant.now().plusSeconds(3_600);
        refused(400, "no asset NO", admin.post(path, body.formatted("ASSET", "NO", soon, "x")));
        refused(400, "reason", admin.post(path, body.formatted("ASSET", "MH-2", soon, " ")));
        refused(
                400,
                "at most 30 days",
                admin.post(
                        path,
                        body.formatted(
                                "ASSET", "MH-2", Instant.now().plusSeconds(2_700_000), "x")));
        Http.Answer planned = admin.post(path, body.formatted("GATEWAY", "GW-1", soon, "cabling"));
        assertEquals(201, planned.status(), planned.text());
        assertEquals("RUNNING", planned.json().get("window").get("state").asString());
        String window = path + "/" + planned.json().get("window").get("id").asString();
        refused(409, "must be another", admin.post(window + "/confirm", ""));
        refused(409, "must be a person", machine.post(window + "/confirm", ""));
        refused(
                412,
                "Somebody was faster",
                Http.machine(server.address())
                        .header("If-Match", "\"7\"")
                        .post(window + "/end", "{}"));
        assertEquals(
                "zhao",
                zhao.post(window + "/confirm", "")
                        .json()
                        .get("window")
                        .get("confirmedBy")
                        .asString());
        refused(409, "already", zhao.post(window + "/confirm", ""));
        Http.Answer ended = zhao.post(window + "/end", "{}");
        assertEquals("OVER", ended.json().get("window").get("state").asString());
        refused(409, "over", admin.post(window + "/end", "{}"));
        assertEquals("\"3\"", admin.get(window).header("ETag"));
        String trail = machine.get("/api/v1/audit").text();
        for (String action :
                List.of("PLAN_MAINTENANCE", "CONFIRM_MAINTENANCE", "END_MAINTENANCE")) {
            assertTrue(trail.contains(action), action);
        }
    }

    @Test
    void theHandoverSheetHasWhatIsOpenWhatWasDoneAndNotes() {
        Http admin = Http.admin(server.address());
        TestEvents events = raised(Grade.ORANGE);
        admin.post(path(events, "acknowledge"), "{\"comment\":\"on the way\"}");
        String sheet = "/api/v1/handover";
        refused(400, "text", admin.post(sheet + "/notes", "{\"text\":\" \"}"));
        assertEquals(204, admin.post(sheet + "/notes", "{\"text\":\"泵房 2 号钥匙在值班室\"}").status());
        var now = admin.get(sheet).json().get("sheet");
        var notes = now.get("notes");
        assertEquals("admin", notes.get(notes.size() - 1).get("person").asString());
        var deed = now.get("deeds").get(0);
        assertEquals("ACKNOWLEDGE", deed.get("deed").get("action").asString());
        assertEquals("on the way", deed.get("deed").get("comment").asString());
        assertEquals(events.id(), deed.get("warning").get("id").asString());
        var open = now.get("open").get(0);
        for (var one : now.get("open")) {
            open = one.get("warning").get("id").asString().equals(events.id()) ? one : open;
        }
        assertEquals(events.id(), open.get("warning").get("id").asString());
        assertEquals("ASSESS", open.get("next").asString());
        assertEquals("admin", open.get("owner").asString());
        var past = admin.get(sheet + "?at=2020-01-01T00:00:00Z").json().get("sheet");
        assertEquals(0, past.get("notes").size() + past.get("deeds").size());
        assertEquals("2020-01-01T00:00:00Z", past.get("from").asString());

        // Of more than a sheet holds, the newest are on it, and it says how many there are.
        JdbcClient jdbc = server.bean(JdbcClient.class);
        jdbc.sql(
                        """
                        insert into handover_notes (at, person, text)
                        select timestamptz '2021-06-01 04:00:00+00' + n * interval '1 second',
                            'zhao', 'note ' || n
                        from generate_series(1, 205) as n
                        """)
                .update();
        var full = admin.get(sheet + "?at=2021-06-01T04:00:00Z").json().get("sheet");
        assertEquals(200, full.get("notes").size());
        assertEquals(205, full.get("notesTotal").asInt());
        assertEquals("note 6", full.get("notes").get(0).get("text").asString());
        assertEquals("note 205", full.get("notes").get(199).get("text").asString());
        assertEquals(now.get("deeds").size(), now.get("deedsTotal").asInt());
        jdbc.sql("delete from handover_notes where person = 'zhao'").update();
        assertTrue(
                Http.machine(server.address())
                        .get("/api/v1/audit")
                        .text()
                        .contains("HANDOVER_NOTE"));
    }

    @Test
    void aShiftIsHandedOverKeptAndAcceptedBySomebodyElse() {
        Http admin = Http.admin(server.address());
        String sheet = "/api/v1/handover";
        refused(409, "Nobody has handed", admin.post(sheet + "/accept", "{}"));
        refused(
                409,
                "too long ago",
                admin.post(sheet + "/hand-over", "{\"at\":\"2020-01-01T00:00:00Z\"}"));
        TestEvents shelved = raised(Grade.RED);
        admin.post(path(shelved, "acknowledge"), "{}");
        admin.post(
                path(shelved, "shelve"),
                "{\"reason\":\"换传感器\",\"until\":\"%s\"}"
                        .formatted(Instant.now().plusSeconds(3600)));
        Http.Answer first = admin.post(sheet + "/hand-over", "{}");
        assertEquals(200, first.status(), first.text());
        assertEquals("\"1\"", first.header("ETag"));
        assertEquals(2, admin.post(sheet + "/hand-over", "{}").json().get("version").asInt());
        refused(409, "somebody else", admin.post(sheet + "/accept", "{}"));
        refused(409, "by a person", Http.machine(server.address()).post(sheet + "/accept", "{}"));

        // Somebody's second account is not somebody else.
        JdbcClient jdbc = server.bean(JdbcClient.class);
        jdbc.sql("update users set person = 'wang' where name in ('admin', 'zhao')").update();
        Http zhao = new Http(server.address());
        zhao.get("/");
        assertEquals(200, zhao.login("zhao", "swordfish").status());
        refused(409, "somebody else", zhao.post(sheet + "/accept", "{}"));
        refused(409, "another", zhao.post(path(shelved, "shelve/confirm"), "{}"));
        jdbc.sql("update users set person = 'zhao' where name = 'zhao'").update();

        refused(412, "faster", zhao.header("If-Match", "\"1\"").post(sheet + "/accept", "{}"));
        Http.Answer accepted = zhao.header("If-Match", "\"2\"").post(sheet + "/accept", "{}");
        assertEquals(200, accepted.status(), accepted.text());
        assertEquals("zhao", accepted.json().get("signed").get("acceptedBy").asString());
        refused(409, "zhao has accepted", admin.post(sheet + "/hand-over", "{}"));

        // What happens afterwards is not on it.
        admin.post(sheet + "/notes", "{\"text\":\"too late\"}");
        admin.post(path(shelved, "unshelve"), "{}");
        var kept = admin.get(sheet).json().get("sheet");
        assertTrue(kept.get("shelved").toString().contains("换传感器"), kept.toString());
        assertTrue(!kept.get("notes").toString().contains("too late"), kept.toString());
        var next =
                admin.get(sheet + "?at=" + Instant.now().plus(Duration.ofHours(12)))
                        .json()
                        .get("sheet");
        assertTrue(next.get("notes").toString().contains("too late"), next.toString());
        assertTrue(next.get("deeds").toString().contains("UNSHELVE"), next.toString());
        jdbc.sql("delete from handover_sheets").update();
    }

    @Test
    void telephoneNumbersAreForAdministrators() {
        Http zhao = new Http(server.address());
        zhao.get("/");
        zhao.login("zhao", "swordfish");
        assertEquals(200, zhao.get("/api/v1/people").status());
        assertEquals(403, zhao.get("/api/v1/people.csv").status());
        assertEquals(403, zhao.get("/api/v1/audit").status());
        assertEquals(403, zhao.send("PUT", "/api/v1/roster.csv", "text/csv", "id\n").status());
    }

    @Test
    void aFaultyFileIsRefusedWholeByLineAndColumn() {
        Http machine = Http.machine(server.address());
        String header = "id,name,unit,phone,email,language,last_resort\n";
        assertEquals(
                204,
                machine.send(
                                "PUT",
                                "/api/v1/people.csv",
                                "text/csv",
                                header + "a,A,U,+8613800000001,,zh,yes\n")
                        .status());
        Http.Answer refused =
                machine.send(
                        "PUT",
                        "/api/v1/people.csv",
                        "text/csv",
                        header + "a,A,U,+8613800000001,,zh,yes\nb,B,U,12,,zh,no\n");
        refused(422, "people.csv:3:4: phone:", refused);
        assertEquals(1, machine.get("/api/v1/people").json().size());
        assertEquals(
                header.replace("email,", "email,webhook,") + "a,A,U,+8613800000001,,,zh,yes\n",
                machine.get("/api/v1/people.csv").text());
        assertTrue(machine.get("/api/v1/roster").json().get("gaps").size() > 0);
    }
}
