package city.lifeline.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.detection.rules.ParsedRules;
import city.lifeline.detection.rules.RuleParser;
import city.lifeline.model.Block;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.registry.Registry;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that look at given times only, and limits that change with the time. */
class TimesTest {

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final Duration INTERVAL = Duration.ofMinutes(10);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MM-dd HH:mm");

    private static PointDetector detector(ZoneId zone, String... lines) {
        ParsedRules parsed =
                RuleParser.parse(
                        "v1",
                        Map.of("r.yaml", "zone: " + zone + "\nrules:\n" + Given.yaml("R", lines)),
                        Registry.EMPTY);
        if (parsed.rules() == null) {
            throw new AssertionError(parsed.faults());
        }
        return PointDetector.compile("live", parsed.rules(), Given.point(INTERVAL, Map.of()), null);
    }

    private static Block sample(Instant time, double value) {
        return new Block(
                Given.POINT,
                Lane.LIVE,
                time.getEpochSecond() * Given.SECOND_US,
                0,
                new int[0],
                new double[] {value},
                Quality.GOOD,
                "GW-1",
                "",
                0,
                0);
    }

    /** A sample every ten minutes of local days. */
    private static List<String> judged(
            PointDetector detector,
            ZoneId zone,
            LocalDateTime from,
            int days,
            ToDoubleFunction<ZonedDateTime> value) {
        List<WarningEvent> events = new ArrayList<>();
        PointState live = new PointState();
        PointState late = new PointState();
        Instant end = from.plusDays(days).atZone(zone).toInstant();
        for (Instant time = from.atZone(zone).toInstant();
                time.isBefore(end);
                time = time.plus(INTERVAL)) {
            detector.step(
                    live, late, sample(time, value.applyAsDouble(time.atZone(zone))), events::add);
        }
        return events.stream()
                .map(
                        event ->
                                event.kind()
                                        + (event.grade() == null ? "" : " " + event.grade())
                                        + " "
                                        + TIME.format(
                                                Instant.ofEpochSecond(
                                                                event.atUs() / Given.SECOND_US)
                                                        .atZone(zone)))
                .toList();
    }

    @Test
    void limitsChangeWithTheHourOfThePlace() {
        PointDetector detector =
                detector(
                        SHANGHAI,
                        "raise: above",
                        "grades:",
                        "  blue:",
                        "    raise:",
                        "      schedule:",
                        "        - {hours: 06:00 to 22:00, limit: 20}",
                        "        - {hours: 22:00 to 06:00, limit: 10}",
                        "    deadband: 2");
        assertEquals(
                List.of(
                        "RAISED BLUE 03-02 00:00",
                        "CLEARED 03-02 06:00",
                        "RAISED BLUE 03-02 22:00",
                        "CLEARED 03-03 06:00",
                        "RAISED BLUE 03-03 22:00"),
                judged(detector, SHANGHAI, LocalDateTime.of(2026, 3, 2, 0, 0), 2, time -> 12));
    }

    @Test
    void aRuleLooksAtItsHoursOnlyAndItsWarningStaysBetween() {
        PointDetector detector =
                detector(
                        SHANGHAI,
                        "raise: above",
                        "when: {hours: 02:00 to 04:00}",
                        "grades: {blue: {raise: 10, clear: 8, onDelay: 1h}}");
        assertEquals(
                List.of("RAISED BLUE 03-02 03:00", "CLEARED 03-03 02:00"),
                judged(
                        detector,
                        SHANGHAI,
                        LocalDateTime.of(2026, 3, 2, 0, 0),
                        3,
                        time -> time.getDayOfMonth() == 2 && time.getHour() < 5 ? 12 : 0));
        assertEquals(
                List.of(),
                judged(
                        detector,
                        SHANGHAI,
                        LocalDateTime.of(2026, 3, 2, 0, 0),
                        3,
                        time -> time.getHour() == 2 && time.getMinute() < 50 ? 12 : 0));
        assertEquals(
                List.of(),
                judged(
                        detector,
                        SHANGHAI,
                        LocalDateTime.of(2026, 3, 2, 4, 0),
                        1,
                        time -> time.getHour() >= 4 ? 12 : 0),
                "not outside its hours");
    }

    @Test
    void nightsAreCounted() {
        PointDetector detector =
                detector(
                        SHANGHAI,
                        "raise: above",
                        "when: {hours: 22:00 to 04:00, once: true}",
                        "grades: {blue: {raise: 10, clear: 8, samples: 2},"
                                + " yellow: {raise: 20, clear: 16}}");
        assertEquals(
                List.of("RAISED BLUE 03-04 04:00", "CLEARED 03-05 04:00"),
                judged(
                        detector,
                        SHANGHAI,
                        LocalDateTime.of(2026, 3, 2, 12, 0),
                        4,
                        time ->
                                time.isBefore(LocalDateTime.of(2026, 3, 4, 12, 0).atZone(SHANGHAI))
                                        ? 12
                                        : 0));
        assertEquals(
                List.of(),
                judged(
                        detector,
                        SHANGHAI,
                        LocalDateTime.of(2026, 3, 2, 12, 0),
                        6,
                        time -> time.getDayOfMonth() % 2 == 0 && time.getHour() >= 22 ? 12 : 0),
                "a third of each second night");
        assertEquals(
                List.of("RAISED YELLOW 03-03 04:00"),
                judged(detector, SHANGHAI, LocalDateTime.of(2026, 3, 2, 12, 0), 1, time -> 21));
        assertEquals(
                List.of(),
                judged(
                        detector,
                        SHANGHAI,
                        LocalDateTime.of(2026, 3, 3, 2, 0),
                        1,
                        time -> time.getHour() < 12 ? 21 : Double.NaN),
                "less than half of a night is none");
    }

    /** Against limits that are looked up anew for every sample, where clocks are changed too. */
    @ParameterizedTest
    @ValueSource(strings = {"Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu"})
    void eventsEqualThoseOfLimitsLookedUpOneByOne(String name) {
        ZoneId zone = ZoneId.of(name);
        int events = 0;
        for (long seed = 0; seed < 60; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int begins = random.nextInt(12);
            int ends = begins + random.nextInt(1, 12);
            int weekend = random.nextInt(10, 30);
            int summer = random.nextInt(10, 30);
            int day = random.nextInt(10, 30);
            int night = random.nextInt(10, 30);
            int fromMonth = random.nextInt(2, 5);
            String hours = "%02d:00 to %02d:00";
            PointDetector detector =
                    detector(
                            zone,
                            "raise: above",
                            "grades:",
                            "  blue:",
                            "    deadband: 3",
                            "    raise:",
                            "      schedule:",
                            part("[sat, sun]", hours, 0, 24, "01-01 to 12-31", weekend),
                            part(
                                    "[mon, tue, wed, thu, fri]",
                                    hours,
                                    0,
                                    24,
                                    "%02d-01 to 12-31".formatted(fromMonth),
                                    summer),
                            winter(hours, fromMonth, 0, begins, night),
                            winter(hours, fromMonth, begins, ends, day),
                            winter(hours, fromMonth, ends, 24, night));
            boolean[] open = {false};
            List<String> expected = new ArrayList<>();
            SplittableRandom walk = new SplittableRandom(seed + 1_000);
            double[] level = {20};
            List<String> actual =
                    judged(
                            detector,
                            zone,
                            LocalDateTime.of(2026, 2, 20, 0, 0),
                            60,
                            time -> {
                                level[0] =
                                        Math.max(0, Math.min(40, level[0] + walk.nextInt(-2, 3)));
                                double limit = night;
                                if (time.getDayOfWeek().getValue() >= 6) {
                                    limit = weekend;
                                } else if (time.getMonthValue() >= fromMonth) {
                                    limit = summer;
                                } else if (time.getHour() >= begins && time.getHour() < ends) {
                                    limit = day;
                                }
                                if (!open[0] && level[0] >= limit) {
                                    open[0] = true;
                                    expected.add("RAISED BLUE " + TIME.format(time));
                                } else if (open[0] && level[0] < limit - 3) {
                                    open[0] = false;
                                    expected.add("CLEARED " + TIME.format(time));
                                }
                                return level[0];
                            });
            assertEquals(
                    expected,
                    actual.stream().filter(event -> !event.startsWith("PEAKED")).toList(),
                    "seed " + seed);
            events += expected.size();
        }
        assertTrue(events > 500, "worth testing: " + events);
    }

    private static String winter(String hours, int fromMonth, int from, int to, int limit) {
        if (from == to) {
            return "";
        }
        return part(
                "[mon, tue, wed, thu, fri]",
                hours,
                from,
                to,
                "01-01 to %s".formatted(lastDayBefore(fromMonth)),
                limit);
    }

    private static String lastDayBefore(int month) {
        return month == 2 ? "01-31" : month == 3 ? "02-29" : "03-31";
    }

    private static String part(
            String weekdays, String hours, int from, int to, String season, int limit) {
        return "        - {weekdays: %s, hours: %s, season: %s, limit: %d}"
                .formatted(weekdays, hours.formatted(from, to), season, limit);
    }
}
