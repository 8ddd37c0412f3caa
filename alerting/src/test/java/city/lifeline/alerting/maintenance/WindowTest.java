package city.lifeline.alerting.maintenance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Grade;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WindowTest {

    private static final Instant FROM = Instant.parse("2026-05-01T08:00:00Z");
    private static final Instant UNTIL = FROM.plusSeconds(3600);
    private static final Instant MIDST = FROM.plusSeconds(60);
    private static final Scope.Where PIT = new Scope.Where("MH-1-CH4", "GW-1", "MH-1", "北区", "gas");

    private static Window window(
            Scope scope, @Nullable String confirmedBy, @Nullable Instant endedAt) {
        return new Window(
                1, scope, FROM, UNTIL, "works", "a", FROM, confirmedBy, null, null, endedAt, 1);
    }

    private static Scope scope(Scope.Kind kind, String id, String lifeline) {
        return new Scope(kind, Set.of(id), lifeline);
    }

    @Test
    void itSilencesFromItsBeginningUntilItsEnd() {
        Window window = window(scope(Scope.Kind.ASSET, "MH-1", ""), null, null);
        assertFalse(window.silences(PIT, Grade.YELLOW, FROM.minusMillis(1)));
        assertTrue(window.silences(PIT, Grade.YELLOW, FROM));
        assertTrue(window.silences(PIT, Grade.ORANGE, UNTIL.minusMillis(1)));
        assertFalse(window.silences(PIT, Grade.YELLOW, UNTIL));
        Window ended = window(scope(Scope.Kind.ASSET, "MH-1", ""), "b", MIDST);
        assertFalse(ended.silences(PIT, Grade.YELLOW, MIDST));
        assertEquals(Window.State.OVER, ended.state(MIDST));
    }

    @Test
    void redIsSilentOnlyWithTheSecondPerson() {
        Scope scope = scope(Scope.Kind.ASSET, "MH-1", "");
        assertFalse(window(scope, null, null).silences(PIT, Grade.RED, MIDST));
        assertTrue(window(scope, "b", null).silences(PIT, Grade.RED, MIDST));
    }

    @Test
    void eachKindCoversWhatItNames() {
        assertTrue(scope(Scope.Kind.POINTS, "MH-1-CH4", "").covers(PIT));
        assertFalse(scope(Scope.Kind.POINTS, "MH-1", "").covers(PIT));
        assertTrue(scope(Scope.Kind.GATEWAY, "GW-1", "").covers(PIT));
        assertTrue(scope(Scope.Kind.DISTRICT, "北区", "*").covers(PIT));
        assertTrue(scope(Scope.Kind.DISTRICT, "北区", "gas").covers(PIT));
        assertFalse(scope(Scope.Kind.DISTRICT, "北区", "water").covers(PIT));
        assertFalse(scope(Scope.Kind.DISTRICT, "南区", "*").covers(PIT));
    }

    @Test
    void ofSeveralTheLongestHoldsAndOneThatSilencesMarksBeforeOneThatDoesNot() {
        Window loud = window(scope(Scope.Kind.ASSET, "MH-1", ""), null, null);
        Window longer =
                new Window(
                        2,
                        scope(Scope.Kind.GATEWAY, "GW-1", ""),
                        FROM,
                        UNTIL.plusSeconds(60),
                        "works",
                        "a",
                        FROM,
                        null,
                        null,
                        null,
                        null,
                        1);
        Window agreed = window(scope(Scope.Kind.POINTS, "MH-1-CH4", ""), "b", null);
        assertEquals(
                longer,
                Window.silencing(List.of(loud, longer), PIT, Grade.BLUE, MIDST).orElseThrow());
        assertEquals(
                agreed,
                Window.marking(List.of(longer, agreed), PIT, Grade.RED, MIDST).orElseThrow());
        assertTrue(Window.silencing(List.of(loud, longer), PIT, Grade.RED, MIDST).isEmpty());
        assertEquals(
                longer, Window.marking(List.of(loud, longer), PIT, Grade.RED, MIDST).orElseThrow());
    }
}
