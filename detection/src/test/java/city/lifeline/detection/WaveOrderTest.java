package city.lifeline.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.detection.GroupGiven.City;
import city.lifeline.detection.rules.ParsedRules;
import city.lifeline.detection.rules.RuleParser;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.Text;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A main of five points, 1 km apart, along which falls of pressure run. */
class WaveOrderTest {

    private static final String SPEEDS =
            "{along: metre, slowest: 500, fastest: 1400, slack: 100ms}";

    private static Registry main(Duration interval, boolean placed) {
        Map<String, Point> points = new HashMap<>();
        for (int i = 0; i < 5; i++) {
            String id = String.valueOf((char) ('A' + i));
            points.put(
                    id,
                    new Point(
                            id,
                            "GW-1",
                            "MAIN",
                            "pressure",
                            "MPa",
                            interval,
                            OptionalDouble.empty(),
                            OptionalDouble.empty(),
                            new Text("测点", "Point"),
                            null,
                            Set.of(),
                            placed ? Map.of("metre", i * 1_000.0) : Map.of()));
        }
        Asset main = new Asset("MAIN", "water-main", new Text("干管", "Main"), "", null, Set.of());
        return new Registry(Map.of(), Map.of("MAIN", main), points);
    }

    private static ParsedRules parse(Registry registry, String members) {
        return RuleParser.parse(
                "v1",
                Map.of(
                        "r.yaml",
                        """
                        rules:
                          - id: FALL
                            name: {zh: 骤降, en: Fall}
                            applies: {quantity: pressure}
                            unit: MPa
                            drop: {window: 10s}
                            raise: above
                            grades: {blue: {raise: 0.05, clear: 0.02}}
                            source: test
                          - id: R
                            name: {zh: 压力波, en: Wave}
                            applies: {quantity: pressure}
                            group: {by: asset}
                            members: %s
                            grades: {red: {raise: 3, clear: 3}}
                            allowChatter: true
                            source: test
                        """
                                .formatted(members)),
                registry);
    }

    private static RuleSet rules(String order) {
        ParsedRules parsed =
                parse(
                        main(Duration.ofMillis(100), true),
                        "{open: [FALL], window: 20s, order: %s}".formatted(order));
        RuleSet rules = parsed.rules();
        if (rules == null) {
            throw new AssertionError(parsed.faults());
        }
        return rules;
    }

    private record Sample(String point, int tenths, double value) {}

    /** Pressures of 0.4 until a fall to 0.3 arrives at each point; at 0 s: never. */
    private static List<Sample> falls(double... atS) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < atS.length; i++) {
            for (int tenths = 10; tenths <= 300; tenths++) {
                samples.add(
                        new Sample(
                                String.valueOf((char) ('A' + i)),
                                tenths,
                                atS[i] > 0 && tenths >= Math.round(atS[i] * 10) ? 0.3 : 0.4));
            }
        }
        return samples;
    }

    private static City judged(RuleSet rules, List<Sample> samples) {
        City city = new City(main(Duration.ofMillis(100), true), rules);
        samples.forEach(each -> city.sample(each.point, each.tenths / 10.0, each.value));
        return city.clock(60);
    }

    private static List<String> told(String order, double... atS) {
        return judged(rules(order), falls(atS)).events("R");
    }

    @Test
    void aWaveIsToldOfThePointThatItReachedFirst() {
        // A kilometre a second, from a place 200 m behind B.
        List<String> events = told(SPEEDS, 6.2, 5.2, 5.8, 6.8, 7.8);
        assertEquals(1, events.stream().filter(each -> each.startsWith("RAISED RED")).count());
        assertTrue(events.get(0).endsWith(" B 3"), events.toString());
    }

    @Test
    void whatFallsEverywhereAtOnceIsNoWave() {
        assertEquals(List.of(), told(SPEEDS, 5, 5, 5, 5, 5));
    }

    @Test
    void whatTakesTooLongIsNoWave() {
        assertEquals(List.of(), told(SPEEDS, 5, 8, 11, 14, 17));
    }

    @Test
    void pointsInNoOrderAreNoWave() {
        assertEquals(List.of(), told(SPEEDS, 5.2, 0, 5, 0, 5.5));
    }

    @Test
    void aPointThatFellBeforeForAReasonOfItsOwnHidesNoWave() {
        List<String> events = told(SPEEDS, 2, 5, 6, 7, 8);
        assertTrue(events.get(0).startsWith("RAISED RED"), events.toString());
        assertTrue(events.get(0).endsWith(" B 3"), events.toString());
    }

    @Test
    void withinBoundsTheStepsWhereTheSpeedIsNotKnown() {
        String order = "{along: metre, within: 4s}";
        assertTrue(told(order, 5, 8, 11, 0, 0).get(0).endsWith(" A 3"));
        assertEquals(List.of(), told(order, 5, 10, 15, 0, 0));
    }

    @Test
    void isTheSameInWhateverOrderPointsAreHeard() {
        RuleSet rules = rules(SPEEDS);
        List<Sample> samples = falls(6.2, 5.2, 5.8, 6.8, 7.8);
        List<WarningEvent> expected =
                judged(rules, samples).events().stream()
                        .filter(event -> event.rule().equals("R"))
                        .toList();
        for (int seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Map<String, List<Sample>> byPoint = new HashMap<>();
            samples.forEach(
                    each ->
                            byPoint.computeIfAbsent(each.point, unused -> new ArrayList<>())
                                    .add(each));
            List<List<Sample>> left = new ArrayList<>(byPoint.values());
            List<Sample> mixed = new ArrayList<>();
            while (!left.isEmpty()) {
                List<Sample> of = left.get(random.nextInt(left.size()));
                mixed.add(of.remove(0));
                left.removeIf(List::isEmpty);
            }
            assertEquals(
                    expected,
                    judged(rules, mixed).events().stream()
                            .filter(event -> event.rule().equals("R"))
                            .toList(),
                    "seed " + seed);
        }
    }

    @Test
    void whatCannotWorkIsRefusedWithItsField() {
        Registry fast = main(Duration.ofMillis(100), true);
        assertSays(fast, "{open: [FALL], order: " + SPEEDS + "}", "needs a window beside it");
        assertSays(fast, ordered("{along: metre}"), "either slowest, in m/s, or within");
        assertSays(
                fast,
                ordered("{along: metre, slowest: 500, within: 1s}"),
                "either slowest, in m/s");
        assertSays(fast, ordered("{along: metre, slowest: 0}"), "slowest: must be above 0 m/s");
        assertSays(
                fast,
                ordered("{along: metre, slowest: 900, fastest: 500}"),
                "fastest: must be above 0 m/s, and no less than slowest");
        assertSays(fast, ordered("{along: metre, speed: 3, within: 1s}"), "speed");
        assertSays(
                main(Duration.ofMillis(100), false),
                ordered(SPEEDS),
                "no registered value 'metre' that says where on the line it is");
        assertSays(
                main(Duration.ofSeconds(15), true),
                ordered("{along: metre, slowest: 500}"),
                "the points report too seldom");
    }

    private static String ordered(String order) {
        return "{open: [FALL], window: 20s, order: " + order + "}";
    }

    private static void assertSays(Registry registry, String members, String words) {
        ParsedRules parsed = parse(registry, members);
        assertTrue(
                parsed.faults().toString().contains(words)
                        && parsed.faults().toString().contains("rule R"),
                parsed.faults()::toString);
    }
}
