package city.lifeline.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.detection.GroupGiven.City;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.model.WarningEvent.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Random series of four points, of which each may fall silent or send what is not to be believed,
 * against a second implementation that walks through time second by second and looks back over
 * everything that has come.
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
            Sample[][] series = series(random);
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
                                            "%s %s %d%s"
                                                    .formatted(
                                                            event.asset().compareTo("M-C") < 0
                                                                    ? "North"
                                                                    : "South",
                                                            event.kind(),
                                                            event.atUs() / 1_000_000,
                                                            event.kind() == Kind.RAISED
                                                                    ? " " + event.certainty()
                                                                    : "")));
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
            Sample[][] series = series(random);
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
    private static Sample[][] series(SplittableRandom random) {
        Sample[][] series = new Sample[POINTS.length][SECONDS];
        for (Sample[] each : series) {
            boolean dangerous = false;
            boolean silent = false;
            Quality quality = Quality.GOOD;
            for (int second = 0; second < SECONDS; second++) {
                dangerous ^= random.nextInt(8) == 0;
                silent = silent ? random.nextInt(6) != 0 : random.nextInt(25) == 0;
                int odd = random.nextInt(16);
                quality =
                        odd > 2
                                ? quality
                                : odd == 0
                                        ? Quality.BAD
                                        : odd == 1 ? Quality.UNCERTAIN : Quality.GOOD;
                each[second] = silent ? null : new Sample(dangerous, quality);
            }
        }
        return series;
    }

    private static void feed(City city, Sample[][] series, SplittableRandom random) {
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

    private static void sample(City city, Sample[][] series, int point, int second) {
        Sample sample = series[point][second];
        if (sample != null) {
            city.sample(
                    POINTS[point], second, sample.dangerous ? 25 : 5, sample.quality, Lane.LIVE);
        }
    }

    /** Of bad quality, it is of no use whatever its value. */
    private record Sample(boolean dangerous, Quality quality) {

        boolean judged() {
            return quality != Quality.BAD;
        }
    }

    private enum Now {
        COUNTS,
        COUNTS_UNCERTAIN,
        UNKNOWN,
        NOT
    }

    /** What a point is at a second, by everything that it has sent until then. */
    private static Now at(Case of, Sample[] series, int second) {
        int newest = second;
        while (newest >= 0 && series[newest] == null) {
            newest--;
        }
        int last = newest;
        while (last >= 0 && (series[last] == null || !series[last].judged())) {
            last--;
        }
        int dangerous = last;
        while (dangerous >= 0
                && (series[dangerous] == null
                        || !series[dangerous].judged()
                        || !series[dangerous].dangerous)) {
            dangerous--;
        }
        if (dangerous < 0) {
            return Now.NOT;
        }
        boolean known =
                of.window > 0
                        ? second - dangerous < of.window
                        : dangerous == newest && second - dangerous < SILENT_AFTER;
        if (known) {
            return series[dangerous].quality == Quality.UNCERTAIN
                    ? Now.COUNTS_UNCERTAIN
                    : Now.COUNTS;
        }
        return dangerous == last ? Now.UNKNOWN : Now.NOT;
    }

    private static List<String> oracle(Case of, Sample[][] series, String district) {
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
            int certain = counts.getOrDefault(Now.COUNTS, 0);
            int sure = certain + counts.getOrDefault(Now.COUNTS_UNCERTAIN, 0);
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
                events.add(
                        open
                                ? "%s CLEARED %d".formatted(district, second)
                                : "%s RAISED %d %s"
                                        .formatted(
                                                district,
                                                second,
                                                certain < of.raise ? "POSSIBLE" : "LIKELY"));
                open = !open;
                held = 0;
                running = false;
            }
        }
        return events;
    }

    private static Sample[] extended(Sample[] series) {
        Sample[] longer = new Sample[SECONDS + 1];
        System.arraycopy(series, 0, longer, 0, SECONDS);
        return longer;
    }
}
