package city.lifeline.alerting.release;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.Http;
import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestEvents;
import city.lifeline.alerting.TestServer;
import city.lifeline.alerting.drill.Drill;
import city.lifeline.alerting.drill.DrillStore;
import city.lifeline.alerting.security.Role;
import city.lifeline.alerting.security.UserStore;
import city.lifeline.model.Grade;
import city.lifeline.model.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.w3c.dom.Element;

/** What two people have approved comes out, once, in both forms. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublishingIT {

    private static final Path OUTSIDE = temporary();

    private static Path temporary() {
        try {
            return Files.createTempDirectory("publishing");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TestServer server = start();
    private Http qian = new Http(server.address());
    private Http sun = new Http(server.address());
    private long next = TestEvents.START_US;

    private static TestServer start() {
        return TestServer.start(
                new TestDatabase(),
                new PublicSettings(
                        true,
                        "lifeline@city.example",
                        new Text("示例市", "Sample City"),
                        "12345",
                        300,
                        "340100",
                        Optional.of(
                                new PublicSettings.National(
                                        "34010041600000", Map.of("other", "12Z99"))),
                        Optional.empty(),
                        Optional.of(OUTSIDE.resolve("drop")),
                        Optional.empty()));
    }

    @BeforeAll
    void users() {
        qian = as("qian");
        sun = as("sun");
    }

    private Http as(String user) {
        PasswordEncoder passwords = server.bean(PasswordEncoder.class);
        server.bean(UserStore.class)
                .add(
                        user,
                        Objects.requireNonNull(passwords.encode("swordfish")),
                        List.of(Role.COMMANDER));
        Http http = new Http(server.address());
        http.get("/");
        http.login(user, "swordfish");
        return http;
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private TestEvents raised() {
        next += 1_000_000_000L;
        TestEvents events = new TestEvents("live", "MH-1-CH4", next, false);
        server.consume(events.raised(Grade.RED, 62));
        return events;
    }

    private void decide(TestEvents events, String action, String body) {
        String path = "/api/v1/warnings/" + events.id() + "/release/";
        Http.Answer proposed = qian.post(path + action, body);
        assertEquals(200, proposed.status(), proposed.text());
        Http.Answer approved = sun.post(path + "approve", "{}");
        assertEquals(200, approved.status(), approved.text());
    }

    private Element cap(TestEvents events, int number) {
        Http.Answer answer =
                qian.get("/api/v1/releases/messages/lifeline-%s-%d".formatted(events.id(), number));
        assertEquals(200, answer.status(), answer.text());
        assertEquals("application/cap+xml;charset=UTF-8", answer.header("Content-Type"));
        return CapCheck.check(answer.text());
    }

    private static List<String> files(String containing) {
        try (Stream<Path> files = Files.list(OUTSIDE.resolve("drop"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains(containing))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void alertUpdateAndCancelReferToEachOther() {
        TestEvents events = raised();
        decide(
                events,
                "propose",
                "{\"grade\":\"ORANGE\",\"text\":{\"zh\":\"泄漏\",\"en\":\"Leak\"}}");
        decide(events, "propose", "{\"grade\":\"RED\"}");
        decide(events, "cancel", "{}");
        Element alert = cap(events, 1);
        assertEquals("Alert", CapCheck.text(alert, "msgType"));
        assertEquals("Actual", CapCheck.text(alert, "status"));
        assertEquals("Leak", CapCheck.text(CapCheck.info(alert, "en"), "description"));
        Element update = cap(events, 2);
        assertEquals("Update", CapCheck.text(update, "msgType"));
        assertEquals("Extreme", CapCheck.text(CapCheck.info(update, "en"), "severity"));
        assertEquals(
                "lifeline@city.example,%s,%s"
                        .formatted(
                                CapCheck.text(alert, "identifier"), CapCheck.text(alert, "sent")),
                CapCheck.text(update, "references"));
        Element cancel = cap(events, 3);
        assertEquals("Cancel", CapCheck.text(cancel, "msgType"));
        assertEquals(2, CapCheck.text(cancel, "references").split(" ").length);
        // What follows a cancellation is a new alert.
        decide(events, "propose", "{}");
        assertEquals("Alert", CapCheck.text(cap(events, 4), "msgType"));

        await().atMost(Duration.ofSeconds(20)).until(() -> files(events.id()).size() == 4);
        for (PublicMessageStore.Stored message :
                server.bean(PublicMessageStore.class).newest(100)) {
            if (message.warning().equals(events.id())) {
                assertEquals(1, files(message.nationalId() + ".xml").size());
            }
        }
        // Nothing goes out twice: the outbox knows what is done.
        String instance = CapCheck.text(alert, "identifier") + "/directory";
        assertEquals(
                Optional.empty(), server.bean(Publishing.class).publish(instance, Instant.EPOCH));
        assertEquals(
                1,
                server.bean(PublicMessageStore.class)
                        .publications(CapCheck.text(alert, "identifier"))
                        .get(0)
                        .tries());
        Element national =
                CapCheck.parse(
                        qian.get(
                                        "/api/v1/releases/messages/%s/national"
                                                .formatted(CapCheck.text(update, "identifier")))
                                .text());
        assertEquals("Update", CapCheck.text(national, "msgType"));
        assertTrue(
                CapCheck.text(national, "references").matches("34010041600000_\\d{14}_\\d+"),
                CapCheck.text(national, "references"));
        String feed = qian.get("/api/v1/releases/messages.atom").text();
        Element atom = CapCheck.parse(feed);
        assertEquals("http://www.w3.org/2005/Atom", atom.getNamespaceURI());
        assertTrue(feed.contains("/api/v1/releases/messages/lifeline-" + events.id() + "-3"), feed);
    }

    @Test
    void aDrillIsAnExercise() {
        TestEvents events = raised();
        String path = "/api/v1/warnings/" + events.id();
        qian.post(path + "/acknowledge", "{}");
        qian.post(path + "/assess", "{\"assessment\":\"DRILL\"}");
        decide(events, "propose", "{}");
        assertEquals("Exercise", CapCheck.text(cap(events, 1), "status"));
    }

    @Test
    void whatASimulatedDrillRaisesIsWrittenAsAnExerciseAndBroughtToNobody() {
        next += 1_000_000_000L;
        Instant onset = Instant.EPOCH.plus(next, ChronoUnit.MICROS);
        server.bean(DrillStore.class)
                .add(
                        new Drill(
                                "d1", "gas-leak", "MH-2", onset, onset.plusSeconds(600), 0.5, "x"),
                        List.of("MH-2-CH4"));
        TestEvents events = new TestEvents("live", "MH-2-CH4", next, false);
        server.consume(events.raised(Grade.RED, 62));

        decide(events, "propose", "{}");

        Element cap = cap(events, 1);
        assertEquals("Exercise", CapCheck.text(cap, "status"));
        assertEquals(
                List.of(),
                server.bean(PublicMessageStore.class)
                        .publications(CapCheck.text(cap, "identifier")));
        String feed = qian.get("/api/v1/releases/messages.atom").text();
        assertFalse(feed.contains(events.id()), feed);
    }

    @Test
    void whatAPersonHasConfirmedIsObserved() {
        TestEvents events = raised();
        String path = "/api/v1/warnings/" + events.id();
        qian.post(path + "/acknowledge", "{}");
        qian.post(path + "/assess", "{\"assessment\":\"CONFIRMED\"}");
        decide(events, "propose", "{}");
        assertEquals(
                "Observed", CapCheck.text(CapCheck.info(cap(events, 1), "zh-CN"), "certainty"));
    }

    @Test
    void anOutletThatFailsIsTriedAgainUntilItTakesTheMessage() throws IOException {
        PublicMessageStore store = server.bean(PublicMessageStore.class);
        Path drop = OUTSIDE.resolve("drop");
        Path aside = OUTSIDE.resolve("aside");
        if (Files.exists(drop)) {
            Files.move(drop, aside);
        }
        Files.writeString(drop, "a file in the way of the directory");
        TestEvents events = raised();
        decide(events, "propose", "{}");
        String id = "lifeline-" + events.id() + "-1";
        await().atMost(Duration.ofSeconds(20))
                .until(() -> store.publications(id).get(0).error().startsWith("cannot write"));
        Files.delete(drop);
        if (Files.exists(aside)) {
            Files.move(aside, drop);
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> store.publications(id).get(0).doneAt() != null);
        assertEquals(List.of(id + ".cap.xml"), files(events.id()));
    }
}
