package city.lifeline.alerting.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import city.lifeline.alerting.warning.Assessment;
import city.lifeline.model.Grade;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AlarmFiguresTest {

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final Instant NOON = Instant.parse("2026-07-01T04:00:00Z");
    private static final Period DAY = Period.around(Period.Kind.DAY, NOON, SHANGHAI);

    private final List<Reported> raised = new ArrayList<>();

    private void raised(int seconds, String point, Grade peak) {
        raised(seconds, point, peak, null, null);
    }

    private void raised(
            int seconds,
            String point,
            Grade peak,
            @Nullable Duration acknowledged,
            @Nullable Assessment assessment) {
        Instant at = NOON.plusSeconds(seconds);
        raised.add(
                new Reported(
                        "w%04d".formatted(raised.size()),
                        "G1",
                        point,
                        "MH-1",
                        peak,
                        at,
                        at.plusSeconds(5),
                        acknowledged,
                        null,
                        null,
                        assessment));
    }

    private AlarmFigures figures() {
        return AlarmFigures.of(DAY, raised, List.of(), DAY.to(), grade -> Duration.ofMinutes(10));
    }

    @Test
    void aDayWithoutWarnings() {
        AlarmFigures none = figures();
        assertEquals(0, none.warnings());
        assertEquals(144, none.slots().size());
        assertEquals(List.of(), none.floods());
        assertNull(none.answers().get(0).acknowledged().median());
    }

    @Test
    void nineInTenMinutesAreNoFloodAndTenAre() {
        IntStream.range(0, 9).forEach(i -> raised(i * 60, "P", Grade.BLUE));
        assertEquals(List.of(), figures().floods());
        raised(599, "P", Grade.BLUE);
        AlarmFigures.Flood flood = figures().floods().get(0);
        assertEquals(NOON, flood.from());
        assertEquals(10, flood.warnings());
        assertEquals(10, flood.worst());
    }

    @Test
    void theTenthAfterTenMinutesMakesNoFlood() {
        IntStream.range(0, 9).forEach(i -> raised(i * 60, "P", Grade.BLUE));
        raised(600, "P", Grade.BLUE);
        assertEquals(List.of(), figures().floods());
    }

    @Test
    void aFloodEndsWhenFewerThanFiveLieInTheLastTenMinutes() {
        IntStream.range(0, 20).forEach(i -> raised(i, "P", Grade.BLUE));
        // One each two minutes: five in ten minutes, it goes on.
        IntStream.range(1, 11).forEach(i -> raised(i * 120, "P", Grade.BLUE));
        List<AlarmFigures.Flood> floods = figures().floods();
        assertEquals(1, floods.size());
        // The fifth from the end was raised at 720 s; ten minutes later four are left.
        assertEquals(NOON.plusSeconds(720 + 600), floods.get(0).to());
        assertEquals(30, floods.get(0).warnings());
        assertEquals(24, floods.get(0).worst());
    }

    @Test
    void whatComesAfterTheEbbIsAnotherFlood() {
        IntStream.range(0, 10).forEach(i -> raised(i, "P", Grade.BLUE));
        IntStream.range(0, 12).forEach(i -> raised(3_600 + i, "P", Grade.BLUE));
        List<AlarmFigures.Flood> floods = figures().floods();
        assertEquals(2, floods.size());
        assertEquals(NOON.plusSeconds(605), floods.get(0).to());
        assertEquals(12, floods.get(1).warnings());
    }

    @Test
    void aFloodThatGoesOnAtTheEndHasNone() {
        IntStream.range(0, 12).forEach(i -> raised(i, "P", Grade.BLUE));
        AlarmFigures now =
                AlarmFigures.of(
                        DAY, raised, List.of(), NOON.plusSeconds(60), grade -> Duration.ZERO);
        assertNull(now.floods().get(0).to());
    }

    @Test
    void threeTripsInAMinuteAreChatter() {
        List.of(0, 30, 60, 300, 330, 359).forEach(s -> raised(s, "CHATTERING", Grade.BLUE));
        List.of(0, 30, 60).forEach(s -> raised(s, "QUIET", Grade.BLUE));
        assertEquals(
                List.of(new AlarmFigures.Chatter("G1", "CHATTERING", "MH-1", 6, 3)),
                figures().chattering());
    }

    @Test
    void staleIsWhatHasHeldForMoreThanADay() {
        Reported holding =
                new Reported(
                        "old",
                        "G1",
                        "P",
                        "MH-1",
                        Grade.YELLOW,
                        DAY.from().minusSeconds(1),
                        null,
                        null,
                        null,
                        null,
                        null);
        raised(0, "P", Grade.BLUE);
        AlarmFigures figures =
                AlarmFigures.of(DAY, raised, List.of(holding), DAY.to(), grade -> Duration.ZERO);
        assertEquals(List.of(holding), figures.stale());
    }

    @Test
    void answersAreMeasuredAgainstTheGradesTarget() {
        raised(0, "P", Grade.RED, Duration.ofSeconds(35), Assessment.CONFIRMED);
        raised(1, "P", Grade.RED, Duration.ofMinutes(10), Assessment.FALSE);
        raised(2, "P", Grade.RED, Duration.ofSeconds(601), null);
        raised(3, "P", Grade.RED);
        AlarmFigures.Answer red = figures().answers().get(0);
        assertEquals(Grade.RED, red.grade());
        assertEquals(4, red.warnings());
        assertEquals(3, red.acknowledged().count());
        assertEquals(2, red.within());
        assertEquals(Duration.ofMinutes(10), red.acknowledged().median());
        assertEquals(Duration.ofSeconds(601), red.acknowledged().ninetieth());
        assertEquals(List.of(new AlarmFigures.FalseRate("G1", 4, 2, 1)), figures().falseRates());
    }

    @Test
    void whatComesOftenStandsOnTop() {
        IntStream.range(0, 3).forEach(i -> raised(i * 1_000, "A", Grade.BLUE));
        IntStream.range(0, 12).forEach(i -> raised(i * 1_000, "P%02d".formatted(i), Grade.BLUE));
        AlarmFigures figures = figures();
        assertEquals(10, figures.top().size());
        assertEquals("A", figures.top().get(0).point());
        assertEquals(3, figures.top().get(0).warnings());
        assertEquals(15, figures.byPeak().get(Grade.BLUE));
        assertEquals(15 / 144.0, figures.perTenMinutes(), 1e-9);
    }

    @Test
    void periodsAreTheCitysAlsoWhereClocksAreTurned() {
        assertEquals(Instant.parse("2026-06-30T16:00:00Z"), DAY.from());
        assertEquals(Duration.ofDays(1), Duration.between(DAY.from(), DAY.to()));
        Period turned =
                Period.around(
                        Period.Kind.DAY,
                        Instant.parse("2026-03-29T10:00:00Z"),
                        ZoneId.of("Europe/Berlin"));
        assertEquals(Duration.ofHours(23), Duration.between(turned.from(), turned.to()));
        Map<String, String> shifts =
                Map.of(
                        "2026-07-01T00:00:00Z", "2026-07-01T00:00:00Z",
                        "2026-06-30T23:59:59Z", "2026-06-30T12:00:00Z",
                        "2026-07-01T12:00:00Z", "2026-07-01T12:00:00Z",
                        "2026-07-01T11:59:59Z", "2026-07-01T00:00:00Z");
        shifts.forEach(
                (at, from) ->
                        assertEquals(
                                Instant.parse(from),
                                Period.around(Period.Kind.SHIFT, Instant.parse(at), SHANGHAI)
                                        .from(),
                                at));
        Period month = Period.around(Period.Kind.MONTH, NOON, SHANGHAI);
        assertEquals(Instant.parse("2026-06-30T16:00:00Z"), month.from());
        assertEquals(Instant.parse("2026-07-31T16:00:00Z"), month.to());
    }
}
