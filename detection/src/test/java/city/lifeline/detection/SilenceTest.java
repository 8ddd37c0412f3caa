package city.lifeline.detection;

import static city.lifeline.detection.Given.at;
import static city.lifeline.detection.Given.brief;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Quality;
import city.lifeline.model.WarningEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SilenceTest {

    private final PointDetector detector =
            Given.detector(
                    Given.rules(
                            "v1",
                            """
                              - id: Q1
                                name: {zh: 数据中断, en: No data}
                                applies: {quantity: methane}
                                silence: {intervals: 3, atLeast: 1min}
                                grades: {yellow: {}}
                                source: test
                            """));
    private final PointState live = new PointState();
    private final PointState late = new PointState();
    private final List<WarningEvent> events = new ArrayList<>();

    private void hear(long second, double value) {
        detector.step(live, late, at(second, value), events::add);
    }

    private void clock(long second) {
        detector.wake(live, second * Given.SECOND_US, events::add);
    }

    @Test
    void itIsTrueFromTheMomentThatItIsTooLong() {
        hear(10, 1);
        assertEquals(70 * Given.SECOND_US, detector.wakeAtUs(live));
        clock(69);
        assertEquals(List.of(), brief(events));
        clock(200);
        hear(300, 1);
        assertEquals(List.of("RAISED YELLOW @70", "CLEARED @300"), brief(events));
        assertEquals(60, events.get(0).value());
        assertEquals(290, events.get(1).value());
        assertEquals("s", events.get(1).unit());
        assertTrue(live.quiet());
    }

    @Test
    void itIsTheSameIfTheClockComesTooLate() {
        hear(10, 1);
        clock(200);
        hear(300, 1);
        List<WarningEvent> inTime = List.copyOf(events);

        events.clear();
        PointState other = new PointState();
        detector.step(other, late, at(10, 1), events::add);
        detector.step(other, late, at(300, 1), events::add);
        assertEquals(inTime, events);
    }

    @Test
    void itIsToldOnce() {
        hear(10, 1);
        clock(100);
        clock(200);
        assertEquals(1, events.size());
        assertEquals(Long.MAX_VALUE, detector.wakeAtUs(live));
    }

    @Test
    void aPointThatWasNeverHeardIsNotSilent() {
        assertEquals(Long.MAX_VALUE, detector.wakeAtUs(live));
        clock(1_000);
        assertEquals(List.of(), events);
    }

    @Test
    void nonsenseIsNotSilence() {
        hear(10, 1);
        detector.step(live, late, at(60, Double.NaN, Quality.MISSING), events::add);
        clock(100);
        assertEquals(List.of(), events);
    }
}
