package city.lifeline.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.detection.GroupGiven.City;
import city.lifeline.detection.rules.RuleSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Random series of four points, of which each may fall silent, against a second implementation that
 * walks through time second by second and looks back over everything that has come.
 */
class GroupSimulationTest {

    private static final int SECONDS = 400;
    private static final int SILENT_AFTER = 3;
    private static final String[] POINTS = {"A", "B", "C", "D"};
    private static final String[] DISTRICTS = {"North", "North", "South", "South"};

    /** Delays in whole seconds, since the oracle knows no others. */
    private record Case(int window, int raise, int onDelay, int offDelay) {

        RuleSet rules() {
            return Given.rule(
                    "R",
                    "group: {by: district}",
                    window == 0
                            ? "members: {above: 20}"
                            : "members: {above: 20, window: %ds}".formatted(window),
                    "allowChatter: true",
                    "grades: {yellow: {raise: %d, clear: %d, onDelay: %ds, offDelay: %ds}}"
                            .formatted(raise, raise, onDelay, offDelay));
        }
    }

    @Test
    void agreesWithAnOracleThatLooksBack() {
        int warnings = 0;
        for (int seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Case of =
                    new Case(
                            random.nextBoolean() ? 0 : random.nextInt(1, 12),
                            random.nextInt(1, 3),
                            random.nextBoolean() ? 0 : random.nextInt(1, 9),
                            random.nextBoolean() ? 0 : random.nextInt(1, 9));
            Boolean[][] series = series(random);
            List<String> expected = new ArrayList<>();
            for (String district : List.of("North", "South")) {
                expected.addAll(oracle(of, series, district));
            }
            expected.sort(null);
            List<String> found = new ArrayList<>();
            City city = new City(GroupGiven.city(4), of.rules());
            feed(city, series, random);
            city.events()
                    .forEach(
                            event ->
                                    found.add(
                                            "%s %s %d"
                                                    .formatted(
                                                            event.asset().compareTo("M-C") < 0
                                                                    ? "North"
                                                                    : "South",
                                                            event.kind(),
                                                            event.atUs() / 1_000_000)));
            found.removeIf(event -> event.contains("PEAKED"));
            found.sort(null);
            assertEquals(expected, found, "seed " + seed + ", " + of);
            warnings += found.size();
        }
        assertTrue(warnings > 2_000, "too few events to tell: " + warnings);
    }

    @Test
    void theOrderOfPointsAndTheStepsOfTheClockDoNotMatter() {
        for (int seed = 0; seed < 100; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Case of = new Case(5, 2, random.nextInt(4), random.nextInt(4));
            Boolean[][] series = series(random);
            City one = new City(GroupGiven.city(4), of.rules());
            feed(one, series, random);
            City other = new City(GroupGiven.city(4), of.rules());
            // Point after point, and no clock until all is there.
            for (int p = POINTS.length - 1; p >= 0; p--) {
                for (int second = 0; second < SECONDS; second++) {
                    sample(other, series, p, second);
                }
            }
            other.clock(SECONDS);
            assertEquals(sorted(one), sorted(other), "seed " + seed);
        }
    }

    private static List<String> sorted(City city) {
        return city.events().stream().map(Object::toString).sorted().toList();
    }

    /** Null: no sample. */
    private static Boolean[][] series(SplittableRandom random) {
        Boolean[][] series = new Boolean[POINTS.length][SECONDS];
        for (Boolean[] each : series) {
            boolean dangerous = false;
            boolean silent = false;
            for (int second = 0; second < SECONDS; second++) {
                dangerous ^= random.nextInt(8) == 0;
                silent = silent ? random.nextInt(6) != 0 : random.nextInt(25) == 0;
                each[second] = silent ? null : dangerous;
            }
        }
        return series;
    }

    private static void feed(City city, Boolean[][] series, SplittableRandom random) {
        for (int second = 0; second < SECONDS; second++) {
            for (int p = 0; p < POINTS.length; p++) {
                sample(city, series, p, second);
            }
            if (random.nextInt(3) == 0) {
                city.clock(second);
            }
        }
        city.clock(SECONDS);
    }

    private static void sample(City city, Boolean[][] series, int point, int second) {
        Boolean dangerous = series[point][second];
        if (dangerous != null) {
            city.sample(POINTS[point], second, dangerous ? 25 : 5);
        }
    }

    private enum Now {
        COUNTS,
        UNKNOWN,
        NOT
    }

    /** What a point is at a second, by everything that it has sent until then. */
    private static Now at(Case of, Boolean[] series, int second) {
        int last = second;
        while (last >= 0 && series[last] == null) {
            last--;
        }
        int dangerous = second;
        while (dangerous >= 0 && !Boolean.TRUE.equals(series[dangerous])) {
            dangerous--;
        }
        if (dangerous < 0) {
            return Now.NOT;
        }
        boolean known =
                of.window > 0
                        ? second - dangerous < of.window
                        : dangerous == last && second - dangerous < SILENT_AFTER;
        if (known) {
            return Now.COUNTS;
        }
        return dangerous == last ? Now.UNKNOWN : Now.NOT;
    }

    private static List<String> oracle(Case of, Boolean[][] series, String district) {
        List<String> events = new ArrayList<>();
        boolean open = false;
        int held = 0;
        // Whether the delay was running from the second before to this one.
        boolean running = false;
        for (int second = 0; second <= SECONDS; second++) {
            Map<Now, Integer> counts = new HashMap<>();
            for (int p = 0; p < POINTS.length; p++) {
                if (DISTRICTS[p].equals(district)) {
                    counts.merge(
                            second == SECONDS
                                    ? at(of, extended(series[p]), second)
                                    : at(of, series[p], second),
                            1,
                            Integer::sum);
                }
            }
            int sure = counts.getOrDefault(Now.COUNTS, 0);
            int possible = sure + counts.getOrDefault(Now.UNKNOWN, 0);
            if (running) {
                held++;
            }
            boolean towards = open ? possible < of.raise : sure >= of.raise;
            boolean away = open ? sure >= of.raise : possible < of.raise;
            running = towards;
            if (away) {
                held = 0;
            }
            int delay = open ? of.offDelay : of.onDelay;
            if (towards && held >= delay) {
                events.add("%s %s %d".formatted(district, open ? "CLEARED" : "RAISED", second));
                open = !open;
                held = 0;
                running = false;
            }
        }
        return events;
    }

    private static Boolean[] extended(Boolean[] series) {
        Boolean[] longer = new Boolean[SECONDS + 1];
        System.arraycopy(series, 0, longer, 0, SECONDS);
        return longer;
    }
}
