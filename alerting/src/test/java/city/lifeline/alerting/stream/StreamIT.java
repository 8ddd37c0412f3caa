package city.lifeline.alerting.stream;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.Http;
import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestEvents;
import city.lifeline.alerting.TestServer;
import city.lifeline.alerting.stream.EventReader.Event;
import city.lifeline.model.Grade;
import city.lifeline.model.PointStatus;
import city.lifeline.model.Quality;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamIT {

    private final TestServer server =
            TestServer.start(new TestDatabase(), URI.create("http://127.0.0.1:1"));
    private final StreamHub hub = server.bean(StreamHub.class);
    private final List<EventReader> open = new ArrayList<>();
    private long startUs = TestEvents.START_US;

    @AfterEach
    void closeStreams() throws IOException {
        for (EventReader reader : open) {
            reader.close();
        }
        open.clear();
        // The server notices a closed connection when it next writes.
        await().until(
                        () -> {
                            hub.replaced("live");
                            hub.replaced("winter");
                            return hub.size() == 0;
                        });
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private EventReader listen(Http http, String query) {
        EventReader reader = new EventReader(http.open("/api/v1/stream" + query));
        open.add(reader);
        return reader;
    }

    private TestEvents warning(String run) {
        startUs += 60_000_000;
        return new TestEvents(run, "MH-1-CH4", startUs, false);
    }

    @Test
    void tellsWhatIsStored() throws Exception {
        Http machine = Http.machine(server.address());
        EventReader reader = listen(machine, "");
        assertTrue(reader.next("summary").data().contains("\"run\":\"live\""));
        TestEvents events = warning("live");

        server.consume(events.raised(Grade.RED, 55));

        Event event = reader.next("warning");
        assertEquals(machine.get("/api/v1/warnings/" + events.id()).text(), event.data());
        assertFalse(event.id().isEmpty());
        assertTrue(reader.next("summary").data().contains("\"warnings\":"));
    }

    @Test
    void tellsOnlyOfTheRunThatIsAskedFor() throws Exception {
        Http machine = Http.machine(server.address());
        EventReader live = listen(machine, "?run=live");
        EventReader winter = listen(machine, "?run=winter");
        EventReader all = listen(machine, "?run=all");
        TestEvents one = warning("winter");
        TestEvents two = warning("live");

        server.consume(one.raised(Grade.BLUE, 10));
        server.consume(two.raised(Grade.BLUE, 10));

        assertTrue(live.next("warning").data().contains(two.id()));
        assertTrue(winter.next("warning").data().contains(one.id()));
        assertTrue(all.next("warning").data().contains(one.id()));
        assertTrue(all.next("warning").data().contains(two.id()));
    }

    @Test
    void resumesWhereItLeftOff() throws Exception {
        Http machine = Http.machine(server.address());
        EventReader first = listen(machine, "");
        TestEvents events = warning("live");
        server.consume(events.raised(Grade.BLUE, 10));
        String id = first.next("warning").id();
        first.close();

        server.consume(events.upgraded(Grade.RED, 51));
        server.consume(events.cleared(1));

        EventReader second = listen(Http.machine(server.address()).header("Last-Event-ID", id), "");
        assertTrue(second.next("warning").data().contains("\"lastEventNumber\":2"));
        assertTrue(second.next("warning").data().contains("\"lastEventNumber\":3"));
    }

    @Test
    void resumesEvenIfNothingHadHappened() throws Exception {
        EventReader first = listen(Http.machine(server.address()), "");
        String id = first.next("summary").id();
        first.close();
        TestEvents events = warning("live");
        server.consume(events.raised(Grade.BLUE, 10));

        EventReader second = listen(Http.machine(server.address()).header("Last-Event-ID", id), "");
        assertTrue(second.next("warning").data().contains(events.id()));
    }

    @Test
    void saysThatItCannotResume() throws Exception {
        EventReader reader =
                listen(
                        Http.machine(server.address()).header("Last-Event-ID", "another-process-7"),
                        "");
        reader.next("resync");
    }

    @Test
    void statusesOfThePointsThatAreAskedFor() throws Exception {
        EventReader reader = listen(Http.machine(server.address()), "?points=MH-1-CH4,MH-2-T");
        reader.next("summary");

        server.consume(new PointStatus("MH-2-CH4", 5_000_000, 1, Quality.GOOD));
        server.consume(new PointStatus("MH-2-T", 5_000_000, 21.5, Quality.GOOD));
        server.consume(new PointStatus("MH-2-T", 4_000_000, 20.5, Quality.GOOD));
        server.consume(new PointStatus("MH-1-CH4", 6_000_000, Double.NaN, Quality.MISSING));

        assertEquals(
                "{\"point\":\"MH-2-T\",\"time\":\"1970-01-01T00:00:05Z\",\"value\":21.5,\"quality\":\"GOOD\"}",
                reader.next("status").data());
        assertEquals(
                "{\"point\":\"MH-1-CH4\",\"time\":\"1970-01-01T00:00:06Z\",\"value\":null,\"quality\":\"MISSING\"}",
                reader.next("status").data());
    }

    @Test
    void acknowledgementsAreToldToo() throws Exception {
        TestEvents events = warning("live");
        server.consume(events.raised(Grade.RED, 55));
        Http machine = Http.machine(server.address());
        EventReader reader = listen(machine, "");
        reader.next("summary");

        machine.post("/api/v1/warnings/" + events.id() + "/acknowledge", "{}");

        assertTrue(reader.next("warning").data().contains("\"acknowledgedBy\":\"machine\""));
    }

    @Test
    void aReplacedRunIsToldToBeLoadedAgain() throws Exception {
        Http machine = Http.machine(server.address());
        EventReader reader = listen(machine, "?run=winter");
        reader.next("summary");

        machine.put("/api/v1/runs/winter", "{}");

        reader.next("resync");
    }

    @Test
    void fiveAUser() throws Exception {
        Http machine = Http.machine(server.address());
        for (int i = 0; i < 5; i++) {
            listen(machine, "");
        }

        assertEquals(429, machine.get("/api/v1/stream").status());
        // Someone else is not concerned.
        listen(Http.admin(server.address()), "").next("summary");
    }

    @Test
    void aTabsNewStreamTakesThePlaceOfItsOldOne() throws Exception {
        Http browser = Http.admin(server.address());
        EventReader old = listen(browser, "?tab=t1");
        old.next("summary");
        for (int i = 0; i < 6; i++) {
            listen(browser, "?tab=t1").next("summary");
        }

        old.awaitEnd();
    }

    @Test
    void logoutEndsTheStream() throws Exception {
        Http browser = Http.admin(server.address());
        EventReader reader = listen(browser, "");
        reader.next("summary");

        browser.post("/api/v1/logout", "");

        reader.awaitEnd();
    }
}
