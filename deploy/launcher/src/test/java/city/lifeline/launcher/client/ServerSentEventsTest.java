package city.lifeline.launcher.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerSentEventsTest {

    private static List<ServerSentEvents.Event> events(String... lines) {
        ServerSentEvents parser = new ServerSentEvents();
        List<ServerSentEvents.Event> events = new ArrayList<>();
        for (String line : lines) {
            ServerSentEvents.Event event = parser.line(line);
            if (event != null) {
                events.add(event);
            }
        }
        return events;
    }

    @Test
    void anEmptyLineEndsAnEvent() {
        assertEquals(
                List.of(
                        new ServerSentEvents.Event("warning", "{\"a\":1}", "7"),
                        new ServerSentEvents.Event("message", "x\ny", null)),
                events("id: 7", "event: warning", "data: {\"a\":1}", "", "data:x", "data: y", ""));
    }

    @Test
    void commentsKeepTheConnectionAndMeanNothing() {
        assertEquals(List.of(), events(": alive", "", ":", "", "retry: 100", ""));
    }
}
