package city.lifeline.alerting.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BacklogTest {

    private final Backlog backlog = new Backlog("e", 3);

    private Optional<List<String>> after(String id) {
        return backlog.after(id)
                .map(entries -> entries.stream().map(e -> e.frame().data()).toList());
    }

    private void add(int count) {
        for (int i = 1; i <= count; i++) {
            backlog.add("live", "北区", "warning", Integer.toString(i));
        }
    }

    @Test
    void nothingMissed() {
        assertEquals(Optional.of(List.of()), after(backlog.position()));
        add(2);
        assertEquals(Optional.of(List.of()), after(backlog.position()));
    }

    @Test
    void resumesFromTheVeryBeginningAndFromTheMiddle() {
        add(3);
        assertEquals(Optional.of(List.of("1", "2", "3")), after("e-0"));
        assertEquals(Optional.of(List.of("3")), after("e-2"));
    }

    @Test
    void doesNotResumeOverAGap() {
        add(5);
        assertEquals(Optional.of(List.of("3", "4", "5")), after("e-2"));
        assertEquals(Optional.empty(), after("e-1"));
    }

    @Test
    void doesNotKnowOtherProcessesIds() {
        add(2);
        assertEquals(Optional.empty(), after("other-1"));
        assertEquals(Optional.empty(), after("e-9"));
        assertEquals(Optional.empty(), after("e-"));
        assertEquals(Optional.empty(), after("rubbish"));
    }
}
