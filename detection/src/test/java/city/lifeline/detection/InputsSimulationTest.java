package city.lifeline.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.detection.GroupGiven.City;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.Grade;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.model.WarningEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random series of a pressure and two flows, of which each may fall silent, against a second
 * implementation that walks through time second by second, looks back over everything that has
 * come, and knows logic with three values.
 */
class InputsSimulationTest {

    private static final int SECONDS = 400;
    private static final String[] POINTS = {"P", "F", "G"};

    /** Delays and holds in whole seconds, since the oracle knows no others. */
    private record Case(
            int hold, boolean both, boolean clears, boolean least, int onDelay, int offDelay) {

        RuleSet rules() {
            return InputsGiven.rule(
                    "{p: {quantity: pressure, unit: MPa, hold: %ds}, ".formatted(hold)
                            + "f: {quantity: flow, unit: m3/h, of: %s, hold: %ds}}"
                                    .formatted(least ? "min" : "max", hold),
                    "{red: {raise: p <= 3 %s f >= 6%s, onDelay: %ds, offDelay: %ds}}"
                            .formatted(
                                    both ? "&&" : "||",
                                    clears
                                            ? ", clear: p > 4 %s f < 5"
                                                    .formatted(both ? "||" : "&&")
                                            : "",
                                    onDelay,
                                    offDelay));
        }
    }

    private static Case random(SplittableRandom random) {
        return new Case(
                random.nextInt(1, 8),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean() ? 0 : random.nextInt(1, 9),
                random.nextBoolean() ? 0 : random.nextInt(1, 9));
    }

    @Test
    void agreesWithAnOracleThatLooksBack() {
        int events = 0;
        for (int seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Case of = random(random);
            Double[][] series = withBad(series(random), random);
            City city = new City(InputsGiven.stations(), of.rules());
            feed(city, series, random);
            List<String> found =
                    city.events().stream()
                            .map(event -> event.kind() + " " + event.atUs() / 1_000_000)
                            .toList();
            assertEquals(oracle(of, series), found, "seed " + seed + ", " + of);
            events += found.size();
        }
        assertTrue(events > 2_000, "too few events to tell: " + events);
    }

    @Test
    void theOrderOfPointsAndTheStepsOfTheClockDoNotMatter() {
        for (int seed = 0; seed < 100; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Case of = random(random);
            Double[][] series = withBad(series(random), random);
            City one = new City(InputsGiven.stations(), of.rules());
            feed(one, series, random);
            City other = new City(InputsGiven.stations(), of.rules());
            // Point after point, and no clock until all is there.
            for (int p = POINTS.length - 1; p >= 0; p--) {
                for (int second = 0; second < SECONDS; second++) {
                    sample(other, series, p, second);
                }
            }
            other.clock(SECONDS);
            assertEquals(one.events(), other.events(), "seed " + seed);
        }
    }

    /** One grade above that of a point's own rule, while enough flows. */
    private static City oneHigher() {
        return new City(
                InputsGiven.stations(),
                InputsGiven.rule(
                        "{own: {quantity: pressure, grade: [V]},"
                                + " f: {quantity: flow, unit: m3/h, of: max, hold: 5s}}",
                        "{orange: {raise: own >= yellow && f >= 6},"
                                + " red: {raise: own >= orange && f >= 6}}",
                        "  - {id: V, name: {zh: 压力, en: Pressure}, applies: {quantity: pressure},"
                                + " unit: MPa, raise: below, allowChatter: true, source: test,"
                                + " grades: {yellow: {raise: 3, clear: 3},"
                                + " orange: {raise: 1, clear: 1}}}"));
    }

    @Test
    void aGradeAboveThatOfAPointsOwnRuleAgreesWithAnOracle() {
        int events = 0;
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Double[][] series = series(random);
            City one = oneHigher();
            feed(one, series, random);
            City other = oneHigher();
            for (int p = 0; p < POINTS.length; p++) {
                for (int second = 0; second < SECONDS; second++) {
                    sample(other, series, p, second);
                }
            }
            other.clock(SECONDS);
            List<String> found =
                    one.events().stream()
                            .filter(event -> event.rule().equals("R"))
                            .filter(event -> event.kind() != WarningEvent.Kind.PEAKED)
                            .map(event -> event.grade() + " " + event.atUs() / 1_000_000)
                            .toList();
            assertEquals(oneHigher(series), found, "seed " + seed);
            assertEquals(one.events("R"), other.events("R"), "seed " + seed);
            events += found.size();
        }
        assertTrue(events > 2_000, "too few events to tell: " + events);
    }

    private static List<String> oneHigher(Double[][] series) {
        List<String> events = new ArrayList<>();
        Case held = new Case(5, false, false, false, 0, 0);
        Grade now = null;
        double pressure = 9;
        for (int second = 0; second <= SECONDS; second++) {
            if (second < SECONDS && series[0][second] != null) {
                pressure = series[0][second];
            }
            Double f = at(held, series[1], second);
            Double g = at(held, series[2], second);
            Double flow = f == null || g == null ? f == null ? g : f : (Double) Math.max(f, g);
            Grade next = now;
            if (pressure > 3 || (flow != null && flow < 6)) {
                next = null;
            } else if (flow != null) {
                next = pressure <= 1 ? Grade.RED : Grade.ORANGE;
            } else if (now == Grade.RED && pressure > 1) {
                // What flows is not known, but that it is no red any more is.
                next = Grade.ORANGE;
            }
            if (next != now) {
                events.add(next + " " + second);
                now = next;
            }
        }
        return events;
    }

    @Test
    void whatIsLeftAfterADriverIsTheSameInWhateverOrderThingsCome() {
        RuleSet rules =
                InputsGiven.rule(
                        "{p: {quantity: pressure, unit: MPa}, f: {quantity: flow, unit: m3/h, of:"
                                + " max, mean: {window: 3s}, every: 2s}, left: {residual: {of: p,"
                                + " after: [f], every: 1s, learn: 60s, in: sigmas, floor: 0.1}}}",
                        "{red: {raise: left >= 1.5 || left <= -1.5, clear: left < 1 && left > -1}}",
                        "    value: left");
        int events = 0;
        for (int seed = 0; seed < 100; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Double[][] series = series(random);
            City one = new City(InputsGiven.stations(), rules);
            feed(one, series, random);
            City other = new City(InputsGiven.stations(), rules);
            for (int p = POINTS.length - 1; p >= 0; p--) {
                for (int second = 0; second < SECONDS; second++) {
                    sample(other, series, p, second);
                }
            }
            other.clock(SECONDS);
            assertEquals(one.events(), other.events(), "seed " + seed);
            events += one.events().size();
        }
        assertTrue(events > 1_000, "too few events to tell: " + events);
    }

    /** Null: no sample. */
    private static Double[][] series(SplittableRandom random) {
        Double[][] series = new Double[POINTS.length][SECONDS];
        for (Double[] each : series) {
            double value = 5;
            boolean silent = false;
            for (int second = 0; second < SECONDS; second++) {
                value = Math.max(0, Math.min(9, value + random.nextInt(-2, 3)));
                silent = silent ? random.nextInt(6) != 0 : random.nextInt(20) == 0;
                each[second] = silent ? null : (Double) value;
            }
        }
        return series;
    }

    /** Some of the samples cannot be judged: not a number. */
    private static Double[][] withBad(Double[][] series, SplittableRandom random) {
        for (Double[] each : series) {
            boolean bad = false;
            for (int second = 0; second < SECONDS; second++) {
                bad = bad ? random.nextInt(5) != 0 : random.nextInt(20) == 0;
                if (bad && each[second] != null) {
                    each[second] = Double.NaN;
                }
            }
        }
        return series;
    }

    private static void feed(City city, Double[][] series, SplittableRandom random) {
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

    private static void sample(City city, Double[][] series, int point, int second) {
        Double value = series[point][second];
        if (value != null) {
            city.sample(
                    POINTS[point],
                    second,
                    value.isNaN() ? 0 : value,
                    value.isNaN() ? Quality.BAD : Quality.GOOD,
                    Lane.LIVE);
        }
    }

    /** The number of a point at a second; null if none is known. */
    private static @Nullable Double at(Case of, Double[] series, int second) {
        for (int s = second; s >= 0 && s > second - of.hold; s--) {
            if (s < SECONDS && series[s] != null) {
                return series[s].isNaN() ? null : series[s];
            }
        }
        return null;
    }

    /** The same, or what it was before it could not be judged. */
    private static @Nullable Double heldAt(Case of, Double[] series, int second) {
        Double value = null;
        int last = 0;
        for (int s = 0; s <= Math.min(second, SECONDS - 1); s++) {
            if (series[s] == null) {
                continue;
            }
            if (!series[s].isNaN()) {
                value = series[s];
            } else if (s - last >= of.hold) {
                value = null;
            }
            last = s;
        }
        return second - last < of.hold ? value : null;
    }

    private static @Nullable Boolean not(@Nullable Boolean a) {
        return a == null ? null : (Boolean) !a;
    }

    private static @Nullable Boolean and(@Nullable Boolean a, @Nullable Boolean b) {
        if (Boolean.FALSE.equals(a) || Boolean.FALSE.equals(b)) {
            return false;
        }
        return (a == null || b == null) ? null : (Boolean) true;
    }

    private static @Nullable Boolean join(boolean both, @Nullable Boolean a, @Nullable Boolean b) {
        return both ? and(a, b) : not(and(not(a), not(b)));
    }

    /** Whether it goes towards the other state; null if that is not known. */
    private static @Nullable Boolean towards(
            Case of, boolean open, @Nullable Double p, @Nullable Double f, @Nullable Double g) {
        Double flow =
                f == null || g == null
                        ? f == null ? g : f
                        : (Double) (of.least ? Math.min(f, g) : Math.max(f, g));
        Boolean raise =
                join(
                        of.both,
                        p == null ? null : (Boolean) (p <= 3),
                        flow == null ? null : (Boolean) (flow >= 6));
        Boolean clear =
                of.clears
                        ? join(
                                !of.both,
                                p == null ? null : (Boolean) (p > 4),
                                flow == null ? null : (Boolean) (flow < 5))
                        : not(raise);
        return open ? and(clear, not(raise)) : raise;
    }

    private static List<String> oracle(Case of, Double[][] series) {
        List<String> events = new ArrayList<>();
        boolean open = false;
        int held = 0;
        // Whether the delay was running from the second before to this one.
        boolean running = false;
        for (int second = 0; second <= SECONDS; second++) {
            Boolean towards =
                    towards(
                            of,
                            open,
                            at(of, series[0], second),
                            at(of, series[1], second),
                            at(of, series[2], second));
            Boolean ifHeld =
                    towards(
                            of,
                            open,
                            heldAt(of, series[0], second),
                            heldAt(of, series[1], second),
                            heldAt(of, series[2], second));
            if (!Objects.equals(towards, ifHeld)) {
                towards = null;
            }
            if (running) {
                held++;
            }
            running = Boolean.TRUE.equals(towards);
            if (Boolean.FALSE.equals(towards)) {
                held = 0;
            }
            if (running && held >= (open ? of.offDelay : of.onDelay)) {
                events.add((open ? "CLEARED " : "RAISED ") + second);
                open = !open;
                held = 0;
                running = false;
            }
        }
        return events;
    }
}
