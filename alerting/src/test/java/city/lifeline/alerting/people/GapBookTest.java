package city.lifeline.alerting.people;

import static org.junit.jupiter.api.Assertions.assertEquals;

import city.lifeline.alerting.people.Roster.Gap;
import city.lifeline.model.Grade;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GapBookTest {

    private static Gap gap(Grade grade, String from, String to) {
        return new Gap(
                "北区",
                "gas",
                grade,
                Instant.parse("2026-11-" + from + ":00Z"),
                Instant.parse("2026-11-" + to + ":00Z"));
    }

    private static final Gap NIGHT = gap(Grade.RED, "26T20:00", "27T08:00");

    @Test
    void aGapThatTimeHasEatenIntoOrThatTheLookNowSeesWholeIsTheSame() {
        Gap begun = gap(Grade.RED, "26T23:00", "27T08:00");
        Gap whole = gap(Grade.RED, "26T20:00", "28T08:00");
        assertEquals(
                new GapBook(List.of(), Map.of(7L, begun), Set.of()),
                GapBook.compare(Map.of(7L, NIGHT), List.of(begun)));
        assertEquals(
                new GapBook(List.of(), Map.of(7L, whole), Set.of()),
                GapBook.compare(Map.of(7L, NIGHT), List.of(whole)));
    }

    @Test
    void whatIsFilledIsNoMoreAndWhatOpensElsewhereIsNew() {
        Gap other = gap(Grade.ORANGE, "26T20:00", "27T08:00");
        Gap next = gap(Grade.RED, "27T20:00", "28T08:00");
        assertEquals(
                new GapBook(List.of(other, next), Map.of(), Set.of(7L)),
                GapBook.compare(Map.of(7L, NIGHT), List.of(other, next)));
    }

    @Test
    void aGapThatIsFilledInItsMiddleIsOneKnownAndOneNew() {
        Gap evening = gap(Grade.RED, "26T20:00", "26T23:00");
        Gap morning = gap(Grade.RED, "27T05:00", "27T08:00");
        assertEquals(
                new GapBook(List.of(morning), Map.of(7L, evening), Set.of()),
                GapBook.compare(Map.of(7L, NIGHT), List.of(evening, morning)));
    }
}
