package city.lifeline.alerting.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutboundTest {

    private final Outbound outbound = new Outbound(2);

    private static Frame frame(String data) {
        return new Frame(null, "warning", data);
    }

    private List<String> drain() {
        List<String> data = new ArrayList<>();
        Optional<Frame> next = outbound.next();
        while (next.isPresent()) {
            data.add(next.get().event() + ' ' + next.get().data());
            next = outbound.next();
        }
        return data;
    }

    @Test
    void keepsOrder() {
        outbound.add(frame("1"));
        outbound.add(frame("2"));

        assertEquals(List.of("warning 1", "warning 2"), drain());
    }

    @Test
    void tellsThatItHasDropped() {
        outbound.add(frame("1"));
        outbound.add(frame("2"));
        outbound.add(frame("3"));

        assertEquals(List.of("resync {}", "warning 3"), drain());
        outbound.add(frame("4"));
        assertEquals(List.of("warning 4"), drain());
    }

    @Test
    void onlyTheLatestStatusOfAPointWaitsAndComesAfterWarnings() {
        outbound.addStatus("A", new Frame(null, "status", "A1"));
        outbound.addStatus("B", new Frame(null, "status", "B1"));
        outbound.addStatus("A", new Frame(null, "status", "A2"));
        outbound.add(frame("1"));

        assertEquals(List.of("warning 1", "status A2", "status B1"), drain());
    }
}
