package city.lifeline.detection.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import city.lifeline.model.Grade;
import java.util.List;
import org.junit.jupiter.api.Test;

class DifferenceTest {

    private static Episode episode(String point, Grade peak, long fromUs, long toUs) {
        return new Episode("G1", point, peak, fromUs, toUs);
    }

    private static List<String> kinds(List<Episode> given, List<Episode> inForce) {
        return new Difference(given, inForce)
                .changes().stream()
                        .map(change -> change.kind() + " " + change.any().point())
                        .toList();
    }

    @Test
    void thoseThatOverlapAreTheSameAndComparedByStartAndPeak() {
        assertEquals(
                List.of("EARLIER A", "OTHER_GRADE A"),
                kinds(
                        List.of(episode("A", Grade.RED, 10, 100)),
                        List.of(episode("A", Grade.BLUE, 20, 30))));
        assertEquals(
                List.of("LATER A"),
                kinds(
                        List.of(episode("A", Grade.RED, 20, Long.MAX_VALUE)),
                        List.of(episode("A", Grade.RED, 10, 30))));
        assertEquals(
                List.of(),
                kinds(
                        List.of(episode("A", Grade.RED, 10, 12)),
                        List.of(episode("A", Grade.RED, 10, 30))));
    }

    @Test
    void thoseThatDoNotOverlapAreNewAndMissed() {
        assertEquals(
                List.of("MISSED A", "NEW A"),
                kinds(
                        List.of(episode("A", Grade.RED, 30, 40)),
                        List.of(episode("A", Grade.RED, 10, 30))));
        assertEquals(
                List.of("NEW A", "MISSED B"),
                kinds(
                        List.of(episode("A", Grade.RED, 10, 40)),
                        List.of(episode("B", Grade.RED, 10, 40))));
    }

    @Test
    void countsAreByRuleAndInAll() {
        Difference difference =
                new Difference(
                        List.of(episode("A", Grade.RED, 10, 40), episode("B", Grade.RED, 10, 40)),
                        List.of(episode("A", Grade.BLUE, 12, 40)));
        Difference.Counts expected = new Difference.Counts("G1", 2, 1, 1, 0, 1, 0, 1);
        assertEquals(expected, difference.counts().get(0));
        assertEquals("all", difference.counts().get(1).rule());
        assertEquals(1, difference.counts().get(1).added());
    }
}
