package city.lifeline.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import city.lifeline.detection.GroupGiven.City;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.Certainty;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Asset;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What rules of groups make of samples that are not, or not quite, to be believed. */
class GroupQualityTest {

    private static final String TWO = "{yellow: {raise: 2, clear: 2, onDelay: 5s, offDelay: 5s}}";

    private static City two(String... more) {
        return new City(
                GroupGiven.city(4),
                Given.rules(
                        "v1",
                        Given.yaml(
                                "R",
                                "group: {by: district}",
                                "members: {above: 20}",
                                "grades: " + TWO),
                        String.join("", more)));
    }

    private static City both(City city, int second, double value, Quality ofB) {
        return city.sample("A", second, value).sample("B", second, value, ofB, Lane.LIVE);
    }

    @ParameterizedTest
    @EnumSource(names = {"BAD", "STUCK", "MISSING"})
    void aMemberThatCannotBeJudgedRaisesNothing(Quality quality) {
        City city = two();
        for (int second = 1; second < 60; second++) {
            both(city, second, 25, quality);
        }
        assertEquals(List.of(), city.clock(60).events());
    }

    @Test
    void aDelayStandsStillWhileAMemberThatCountedCannotBeJudged() {
        City city = two();
        for (int second = 1; second <= 20; second++) {
            both(city, second, 25, second > 3 && second < 10 ? Quality.STUCK : Quality.GOOD);
        }
        // Three seconds from the first to the fourth sample, and two from the tenth on.
        assertEquals("RAISED YELLOW @12 A 2", city.clock(21).events("R").get(0));
    }

    @Test
    void nothingClearsThatWouldNotIfTheMemberStillCounted() {
        City city = two();
        for (int second = 1; second <= 60; second++) {
            both(city, second, 25, second > 10 ? Quality.BAD : Quality.GOOD);
        }
        assertEquals(List.of("RAISED YELLOW @6 A 2"), city.clock(61).events("R"));
        for (int second = 61; second <= 70; second++) {
            both(city, second, 1, Quality.GOOD);
        }
        assertEquals(
                List.of("RAISED YELLOW @6 A 2", "CLEARED @66 A 0"), city.clock(71).events("R"));
    }

    @Test
    void aWindowKeepsWhatCouldBeJudgedWhenItCame() {
        City city =
                new City(
                        GroupGiven.city(4),
                        Given.rule(
                                "R",
                                "group: {by: district}",
                                "members: {above: 20, window: 10s}",
                                "allowChatter: true",
                                "grades: {yellow: {raise: 2, clear: 2}}"));
        city.sample("B", 1, 25).sample("B", 2, 25, Quality.STUCK, Lane.LIVE).sample("A", 9, 25);
        assertEquals(List.of("RAISED YELLOW @9 A 2"), city.clock(9).events("R"));
    }

    @Test
    void whatRestsOnUncertainSamplesIsPossibleBelowRed() {
        City city =
                new City(
                        GroupGiven.city(4),
                        Given.rule(
                                "R",
                                "group: {by: district}",
                                "members: {above: 20}",
                                "allowChatter: true",
                                "grades: {yellow: {raise: 1, clear: 1}, red: {raise: 2, clear:"
                                        + " 2}}"));
        city.sample("B", 1, 25, Quality.UNCERTAIN, Lane.LIVE).clock(1);
        assertEquals(Certainty.POSSIBLE, city.events().get(0).certainty());
        city.sample("A", 1.5, 25).clock(1.5);
        assertEquals(Certainty.LIKELY, city.events().get(1).certainty(), "red keeps it");

        City enough =
                new City(
                        GroupGiven.city(4),
                        Given.rule(
                                "R",
                                "group: {by: district}",
                                "members: {above: 20}",
                                "allowChatter: true",
                                "grades: {yellow: {raise: 1, clear: 1}}"));
        enough.sample("B", 1, 25, Quality.UNCERTAIN, Lane.LIVE).sample("A", 1, 25).clock(1);
        assertEquals(Certainty.LIKELY, enough.events().get(0).certainty(), "the other is enough");
    }

    @Test
    void anOpenWarningThatIsHeldDoesNotRaiseAGroup() {
        String open =
                Given.yaml("G1", "raise: above", "grades: {blue: {raise: 20, clear: 15}}")
                        + """
                          - id: BOTH
                            name: {zh: 两点, en: Both}
                            applies: {quantity: methane}
                            group: {by: district}
                            members: {open: [G1]}
                            grades: {red: {raise: 2, clear: 2, offDelay: 1s}}
                            source: test
                        """;
        City city = two(open);
        city.sample("A", 1, 25).sample("A", 2, 25, Quality.STUCK, Lane.LIVE);
        city.sample("B", 3, 25).clock(10);
        assertEquals(List.of(), city.events("BOTH"), "A has a warning open, and is not believed");
        city.sample("A", 11, 25).clock(12);
        assertEquals(List.of("RAISED RED @11 B 2"), city.events("BOTH"));
        city.sample("A", 13, 25, Quality.BAD, Lane.LIVE).clock(60);
        assertEquals(1, city.events("BOTH").size(), "and nothing clears");
        city.sample("A", 61, 1).clock(70);
        assertEquals("CLEARED @62 B 1", city.events("BOTH").get(1));
    }

    @Test
    void aNewGroupThatHearsOfStuckPointsOnlyIsNotRaised() {
        String open =
                Given.yaml("G1", "raise: above", "grades: {blue: {raise: 20, clear: 15}}")
                        + """
                          - id: BOTH
                            name: {zh: 两点, en: Both}
                            applies: {quantity: methane}
                            group: {by: district}
                            members: {open: [G1], window: 1h}
                            grades: {red: {raise: 2, clear: 2, offDelay: 1s}}
                            source: test
                        """;
        City city = two(open);
        both(city, 1, 25, Quality.GOOD).clock(2);
        assertEquals(List.of("RAISED RED @1 A 2"), city.events("BOTH"));
        city.sample("A", 3, 25, Quality.STUCK, Lane.LIVE);
        city.sample("B", 3, 25, Quality.STUCK, Lane.LIVE).clock(4);
        city.newGroups();
        city.sample("A", 5, 25, Quality.STUCK, Lane.LIVE);
        city.sample("B", 5, 25, Quality.STUCK, Lane.LIVE).clock(60);
        assertEquals(1, city.events("BOTH").size(), "nobody knows since when they are not so");
        both(city, 61, 25, Quality.GOOD).clock(62);
        assertEquals(2, city.events("BOTH").size(), "until they are believed again");
    }

    /** Two points that report every ten minutes, of one asset. */
    private static Registry slow() {
        Map<String, Point> points = new HashMap<>();
        for (String id : List.of("A", "B")) {
            points.put(
                    id,
                    new Point(
                            id,
                            "GW-1",
                            "M-1",
                            "methane",
                            "%{vol}",
                            Duration.ofMinutes(10),
                            OptionalDouble.empty(),
                            OptionalDouble.empty(),
                            new Text("测点", "Point"),
                            null,
                            Set.of(),
                            Map.of()));
        }
        return new Registry(
                Map.of(),
                Map.of(
                        "M-1",
                        new Asset(
                                "M-1",
                                "gas-manhole",
                                new Text("井", "Manhole"),
                                "North",
                                null,
                                Set.of())),
                points);
    }

    @Test
    void twoFrozenSensorsMakeNoRed() {
        String red =
                Given.yaml(
                        "R",
                        "group: {by: asset}",
                        "members: {above: 20}",
                        "grades: {red: {raise: 2, clear: 2, onDelay: 5h}}");
        String inputs =
                """
                  - id: I
                    name: {zh: 两点, en: Both}
                    group: {by: asset}
                    inputs: {least: {quantity: methane, unit: "%{vol}", of: min}}
                    grades: {red: {raise: least >= 20, clear: least < 15, onDelay: 5h}}
                    source: test
                """;
        String stuck =
                """
                  - id: STUCK
                    name: {zh: 卡滞, en: Stuck}
                    applies: {quantity: methane}
                    unit: s
                    raise: above
                    stuck: {samples: 6, times: 3}
                    grades: {blue: {raise: 3600, clear: 1}}
                    source: test
                """;
        assertEquals(List.of(1L, 1L), reds(Given.rules("v1", red, inputs)));
        assertEquals(List.of(0L, 0L), reds(Given.rules("v1", red, inputs, stuck)));
    }

    /** Warnings of R and I while both points are frozen for a day. */
    private static List<Long> reds(RuleSet rules) {
        City city = new City(slow(), rules);
        for (int i = 0; i < 6 * 144; i++) {
            for (String point : List.of("A", "B")) {
                city.sample(point, i * 600.0, i >= 5 * 144 ? 25 : 1 + (i * 7 % 13) / 10.0);
            }
            city.clock(i * 600.0);
        }
        return List.of(
                city.events("R").stream().filter(event -> event.startsWith("RAISED")).count(),
                city.events("I").stream().filter(event -> event.startsWith("RAISED")).count());
    }

    @Test
    void aNumberThatIsHeldNeitherRaisesNorClears() {
        City max =
                new City(
                        InputsGiven.stations(),
                        InputsGiven.rule(
                                "{flow: {quantity: flow, unit: m3/h, of: max}}",
                                "{red: {raise: flow >= 10, clear: flow < 8}}"));
        max.sample("F", 1, 12).sample("G", 1, 1).clock(1);
        assertEquals(List.of("RAISED RED @1 F 12"), max.events("R"));
        for (int second = 2; second < 60; second++) {
            max.sample("F", second, 12, Quality.STUCK, Lane.LIVE).sample("G", second, 1);
        }
        assertEquals(1, max.clock(60).events("R").size(), "the other alone does not clear it");
        max.sample("F", 61, 1).sample("G", 61, 1).clock(61);
        assertEquals("CLEARED @61 F 1", max.events("R").get(1));

        City sum =
                new City(
                        InputsGiven.stations(),
                        InputsGiven.rule(
                                "{flow: {quantity: flow, unit: m3/h, of: sum}}",
                                "{red: {raise: flow < 8, clear: flow > 9}}"));
        sum.sample("F", 1, 6).sample("G", 1, 6).clock(1);
        sum.sample("F", 2, 6, Quality.BAD, Lane.LIVE).sample("G", 2, 6).clock(2.5);
        assertEquals(List.of(), sum.events("R"), "a sum that lacks a part raises nothing");
        sum.sample("F", 3, 1).sample("G", 3, 6).clock(3);
        assertEquals(List.of("RAISED RED @3 F 7"), sum.events("R"));
    }

    @Test
    void aConditionThatRestsOnAnUncertainNumberIsPossible() {
        City city =
                new City(
                        InputsGiven.stations(),
                        InputsGiven.rule(
                                "{flow: {quantity: flow, unit: m3/h, of: max}}",
                                "{orange: {raise: flow >= 10, clear: flow < 8}}"));
        city.sample("F", 1, 12, Quality.UNCERTAIN, Lane.LIVE).sample("G", 1, 1).clock(1);
        assertEquals(Certainty.POSSIBLE, city.events().get(0).certainty());
        city.sample("F", 2, 1).sample("G", 2, 1).clock(2);
        city.sample("F", 3, 12, Quality.UNCERTAIN, Lane.LIVE).sample("G", 3, 11).clock(3);
        assertEquals(Certainty.LIKELY, city.events().get(2).certainty());
    }
}
