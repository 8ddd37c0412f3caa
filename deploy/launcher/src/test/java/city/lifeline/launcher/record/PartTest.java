package city.lifeline.launcher.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.launcher.instance.Refusal;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Gateway;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class PartTest {

    private static final InstantSource CITY =
            InstantSource.fixed(Instant.parse("2026-01-01T12:00:00Z"));

    @Command
    private static final class Some {
        @Mixin private Part part = new Part();
    }

    @Test
    void theLastHoursAreOfTheCitysClock() {
        Part.Range range = part("--last", "2h").range(CITY);

        assertEquals(Instant.parse("2026-01-01T10:00:00Z"), range.from());
        assertEquals(Long.MAX_VALUE, range.untilUs());
    }

    @Test
    void aRangeHasOneBeginAndALength() {
        Part.Range range = part("--from", "2026-01-01T10:00:00Z", "--for", "30min").range(CITY);

        assertEquals("from 2026-01-01T10:00:00Z to 2026-01-01T10:30:00Z", range.words());
        assertThrows(Refusal.class, () -> part().range(CITY));
        assertThrows(
                Refusal.class,
                () -> part("--from", "2026-01-01T10:00:00Z", "--last", "1h").range(CITY));
        assertThrows(Refusal.class, () -> part("--from", "yesterday").range(CITY));
        assertThrows(Refusal.class, () -> part("--last", "1h", "--for", "0s").range(CITY));
        assertThrows(Refusal.class, () -> part("--last", "1h", "--run", "aside").range(CITY));
    }

    @Test
    void aPointThatTheCityDoesNotHaveIsNamed() {
        Registry registry =
                new Registry(
                        Map.of("GW", new Gateway("GW", new Text("", ""))),
                        Map.of(),
                        Map.of(
                                "GAS-1",
                                point("GAS-1", "q"),
                                "WAT-1",
                                point("WAT-1", "q"),
                                "GW:clock-offset",
                                point("GW:clock-offset", "clock-offset")));

        assertEquals(Set.of("GAS-1", "WAT-1"), part().points(registry).keySet());
        assertEquals(Set.of("GAS-1"), part("--points", "GAS-*").points(registry).keySet());
        Refusal unknown =
                assertThrows(
                        Refusal.class,
                        () -> part("--points", "GAS-*", "--points", "GSA-1").points(registry));
        assertTrue(unknown.sentences().get(0).contains("'GSA-1'"), unknown.getMessage());
        assertThrows(Refusal.class, () -> part("--points", "GW:*").points(registry));
        assertThrows(Refusal.class, () -> part("--points", "{GAS").points(registry));
        assertThrows(Refusal.class, () -> part("--gateway", "OTHER").points(registry));
    }

    @Test
    void nothingIsGivenUnlessSomethingIs() {
        assertFalse(part().isGiven());
        assertTrue(part("--points", "*").isGiven());
        assertTrue(part("--for", "1h").isGiven());
    }

    private static Part part(String... options) {
        Some some = new Some();
        new CommandLine(some).parseArgs(options);
        return some.part;
    }

    private static Point point(String id, String quantity) {
        return new Point(
                id,
                "GW",
                "",
                quantity,
                "1",
                Duration.ofSeconds(1),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                new Text(id, id),
                null,
                Set.of(),
                Map.of());
    }
}
