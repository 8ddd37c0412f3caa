package city.lifeline.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.detection.GroupGiven.City;
import city.lifeline.detection.rules.Groups;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.Block;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.model.WarningEvent;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Rules over several quantities. A number counts for three seconds. */
class InputsTest {

    private static final String PRESSURE = "pressure: {quantity: pressure, unit: MPa}";
    private static final String FLOW = "flow: {quantity: flow, unit: m3/h, of: max}";

    private static City city(String inputs, String grades, String... others) {
        return new City(InputsGiven.stations(), InputsGiven.rule(inputs, grades, others));
    }

    /** Pressure 10 % below the set point while more than 20 m3/h flow. */
    private static City leak() {
        return city(
                "{%s, %s}".formatted(PRESSURE, FLOW),
                "{orange: {raise: pressure <= 0.9 * pressure.setPoint && flow >= 20,"
                        + " clear: pressure > 0.95 * pressure.setPoint || flow < 15}}");
    }

    @Test
    void oneQuantityAloneRaisesNothing() {
        City city = leak().sample("P", 1, 0.3).sample("F", 1, 10).sample("G", 1, 1).clock(100);
        assertEquals(List.of(), city.events());
    }

    @Test
    void bothTogetherRaiseAndTellTheFirstInput() {
        City city = leak().sample("P", 1, 0.36).sample("F", 1, 10).sample("G", 2, 20).clock(3);
        assertEquals(List.of("RAISED ORANGE @2 P 0"), city.events("R"));
        WarningEvent event = city.events().get(0);
        assertEquals(0.36, event.value());
        assertEquals("MPa", event.unit());
        assertEquals("S-1", event.asset());
        assertTrue(Double.isNaN(event.limit()));
    }

    @Test
    void registeredValuesAreThoseOfTheGroup() {
        City city = leak().sample("P2", 1, 0.3).sample("F2", 1, 50).clock(2);
        assertEquals(List.of(), city.events(), "0.3 MPa is above the set point of S-2");
        city.sample("P2", 3, 0.18).sample("F2", 3, 50).clock(4);
        assertEquals(List.of("RAISED ORANGE @3 P2 0"), city.events("R"));
    }

    @Test
    void betweenRaiseAndClearNothingChanges() {
        City city = leak().sample("P", 1, 0.3).sample("F", 1, 30).clock(1);
        city.sample("F", 2, 17).sample("P", 2, 0.3).clock(2);
        assertEquals(List.of("RAISED ORANGE @1 P 0"), city.events("R"));
        city.sample("F", 3, 14).clock(3);
        assertEquals(2, city.events("R").size());
        assertEquals(WarningEvent.Kind.CLEARED, city.events().get(1).kind());
    }

    @Test
    void whatIsTooOldIsUnknownAndClearsNothing() {
        City city = leak().sample("P", 1, 0.3).sample("F", 1, 30).clock(100);
        assertEquals(List.of("RAISED ORANGE @1 P 0"), city.events("R"));
        city.sample("F", 101, 10).clock(101);
        assertEquals(
                2,
                city.events("R").size(),
                "that little flows clears, whatever the pressure: an or needs one side only");
    }

    @Test
    void anUnknownInputRaisesNothing() {
        City city = leak().sample("P", 1, 0.3).sample("F", 5, 30).clock(100);
        assertEquals(List.of(), city.events());
    }

    @Test
    void aDelayStandsStillWhileAnInputIsUnknown() {
        City city =
                city(
                        "{%s, %s}".formatted(PRESSURE, FLOW),
                        "{red: {raise: pressure < 0.3 && flow > 20, onDelay: 5s}}");
        city.sample("P", 1, 0.2).sample("F", 1, 30);
        city.sample("P", 3, 0.2).sample("F", 3, 30);
        // Five seconds would be over at 6 s, from when on the pressure is unknown.
        city.sample("F", 5, 30).sample("F", 7, 30).sample("F", 9, 30).clock(9);
        assertEquals(List.of(), city.events());
        city.sample("P", 10, 0.2).clock(10);
        assertEquals(List.of("RAISED RED @10 P 0"), city.events("R"));
    }

    @Test
    void aDelayGoesOnWhereItStoodStill() {
        City city =
                city(
                        "{%s, %s}".formatted(PRESSURE, FLOW),
                        "{red: {raise: pressure < 0.3 && flow > 20, onDelay: 5s}}");
        city.sample("P", 1, 0.2).sample("F", 1, 30);
        // Three seconds until 4 s, and two more from 10 s on.
        city.sample("P", 10, 0.2).sample("F", 10, 30).sample("P", 12, 0.2).sample("F", 12, 30);
        city.clock(20);
        assertEquals(List.of("RAISED RED @12 P 0"), city.events("R"));
    }

    @Test
    void withoutAClearConditionItClearsAsSoonAsItDoesNotHold() {
        City city = city("{%s}".formatted(FLOW), "{blue: {raise: flow > 5, offDelay: 2s}}");
        city.sample("F", 1, 6).sample("F", 2, 4).sample("F", 3, 4).sample("F", 4, 4).clock(10);
        assertEquals(List.of("RAISED BLUE @1 F 6", "CLEARED @4 F 4"), city.events("R"));
    }

    @Test
    void severalPointsBecomeOneNumber() {
        String[][] cases = {
            {"of: min", "3"},
            {"of: max", "8"},
            {"of: mean", "5.5"},
            {"of: sum", "11"},
            {"of: count, above: 5", "1"},
            {"of: count, below: 8", "2"}
        };
        for (String[] each : cases) {
            City city =
                    city(
                            "{flow: {quantity: flow, unit: m3/h, %s}}".formatted(each[0]),
                            "{blue: {raise: flow == %s}}".formatted(each[1]));
            city.sample("F", 1, 3).sample("G", 1, 8).clock(1);
            assertEquals(1, city.events("R").size(), each[0]);
        }
    }

    @Test
    void aMeasureLooksAtMoreThanOneSample() {
        City city =
                city(
                        "{%s, swing: {quantity: pressure, unit: MPa, swing: {window: 10s}}}"
                                .formatted(FLOW),
                        "{red: {raise: flow > 5 && swing >= 0.2}}");
        for (int second = 0; second < 5; second++) {
            city.sample("F", second, 9).sample("P", second, 0.3 + 0.1 * second);
        }
        city.clock(10);
        assertEquals(List.of("RAISED RED @2 F 9"), city.events("R").subList(0, 1));
    }

    @Test
    void anInputOfAWiderScopeIsThatOfTheDistrict() {
        City city =
                city(
                        "{%s, rain: {quantity: rain, unit: mm, by: district, of: max}}"
                                .formatted(PRESSURE),
                        "{blue: {raise: pressure < 0.1 && rain > 2}}");
        city.sample("R", 1, 3).sample("P", 1, 0.05).sample("P2", 1, 0.05).clock(2);
        assertEquals(
                List.of("RAISED BLUE @1 P 0", "RAISED BLUE @1 P2 0"), sorted(city.events("R")));
    }

    @Test
    void openWarningsAreNumbersToo() {
        City city =
                city(
                        "{%s, high: {quantity: flow, open: [HIGH], of: sum}}".formatted(PRESSURE),
                        "{red: {raise: high == 2 && pressure < 0.3}}",
                        """
                          - id: HIGH
                            name: {zh: 流量, en: Flow}
                            applies: {quantity: flow}
                            unit: m3/h
                            raise: above
                            grades: {blue: {raise: 50, clear: 40}}
                            source: test
                        """);
        city.sample("F", 1, 60).sample("P", 1, 0.2).sample("G", 2, 60).sample("P", 2, 0.2).clock(2);
        assertEquals(List.of("RAISED RED @2 P 0"), city.events("R"));
        city.sample("G", 3, 10).sample("P", 3, 0.2).clock(3);
        assertEquals("CLEARED @3 P 0", city.events("R").get(1));
    }

    @Test
    void anOpenWarningThatANewGroupHearsOfAsHeldIsNotTakenForNone() {
        City city =
                city(
                        "{%s, high: {quantity: flow, open: [HIGH], of: max}}".formatted(PRESSURE),
                        "{red: {raise: high == 0 && pressure < 0.3}}",
                        """
                          - id: HIGH
                            name: {zh: 流量, en: Flow}
                            applies: {quantity: flow}
                            unit: m3/h
                            raise: above
                            grades: {blue: {raise: 50, clear: 40}}
                            source: test
                        """);
        city.sample("F", 1, 60).sample("G", 1, 60).sample("P", 1, 0.5).clock(1);
        city.sample("F", 2, 60, Quality.STUCK, Lane.LIVE);
        city.sample("G", 2, 60, Quality.STUCK, Lane.LIVE).clock(2);
        city.newGroups();
        city.sample("F", 3, 60, Quality.STUCK, Lane.LIVE);
        city.sample("G", 3, 60, Quality.STUCK, Lane.LIVE);
        city.sample("P", 3, 0.2).clock(9);
        assertEquals(List.of(), city.events("R"), "high is 1 or unknown, and never 0");
    }

    @Test
    void whatTheRuleDoesNotAcceptIsNoNumber() {
        City city = leak();
        city.sample("P", 1, 0.3).sample("F", 1, 30, Quality.BAD, Lane.LIVE).clock(9);
        city.sample("P", 10, 0.3).sample("F", 10, 30, Quality.GOOD, Lane.LATE).clock(20);
        assertEquals(List.of(), city.events());
    }

    @Test
    void eventsTellTheNumbersOfInputsAndWhatTheyWereLastWhereTheyAreNotKnown() {
        City city =
                new City(
                        InputsGiven.stations(),
                        InputsGiven.rule(
                                "{p: {quantity: pressure, unit: MPa},"
                                        + " f: {quantity: flow, unit: m3/h, of: max}}",
                                "{blue: {raise: p <= 0.3}, red: {raise: p <= 0.3 && f >= 30}}"));
        city.sample("P", 1, 0.3).sample("F", 1, 31).sample("G", 1, 2).clock(1);
        for (int second = 2; second < 10; second++) {
            city.sample("P", second, second < 9 ? 0.25 : 0.5);
        }
        city.clock(10);
        assertEquals(Map.of("p", 0.3, "f", 31.0), city.events().get(0).inputs());
        WarningEvent cleared = city.events().get(city.events().size() - 1);
        assertEquals(WarningEvent.Kind.CLEARED, cleared.kind());
        assertEquals(Map.of("p", 0.5, "f", 31.0), cleared.inputs());
    }

    @Test
    void aMeasureIsForgottenWithItsRule() {
        PointState state = new PointState();
        Groups groups =
                Groups.of(
                        InputsGiven.rule(
                                "{swing: {quantity: pressure, unit: MPa, swing: {window: 10s}}}",
                                "{red: {raise: swing >= 0.2}}"),
                        InputsGiven.stations());
        Block block = Block.single("P", 1, 0.3);
        MemberWatch watch = MemberWatch.compile(groups, "P", Lateness.NONE);
        PointDetector detector =
                PointDetector.compile(
                        "live",
                        RuleSet.EMPTY,
                        Objects.requireNonNull(InputsGiven.stations().point("P")),
                        null);
        MemberWatch.Before before = watch.before(state, block, record -> {});
        detector.step(state, new PointState(), block, event -> {});
        watch.after(state, before, block, detector, List.of(), record -> {});
        assertEquals(1, state.inputs.size());

        MemberWatch none = MemberWatch.compile(Groups.NONE, "P", Lateness.NONE);
        assertTrue(none.isConcerned(state));
        none.before(state, Block.single("P", 2, 0.3), record -> {});
        assertEquals(0, state.inputs.size());
    }

    private static List<String> sorted(List<String> events) {
        return events.stream().sorted().toList();
    }

    /** Pressure that falls by 0.01 MPa a m3/h, which a minute teaches. */
    private static City driven() {
        City city =
                city(
                        "{%s, %s, left: {residual: {of: pressure, after: [flow], every: 1s,"
                                        .formatted(PRESSURE, FLOW)
                                + " learn: 60s, floor: 0.001}}}",
                        "{red: {raise: left <= -0.05, clear: left > -0.02}}",
                        "    value: left");
        for (int second = 0; second < 120; second++) {
            double flow = 10 + second % 20;
            city.sample("P", second, 0.5 - 0.01 * flow).sample("F", second, flow);
        }
        return city;
    }

    @Test
    void whatTheFlowExplainsIsNoFall() {
        City city = driven();
        city.sample("F", 120, 45).sample("P", 120, 0.05).clock(120);
        assertEquals(List.of(), city.events());
    }

    @Test
    void whatTheFlowDoesNotExplainIsToldInTheUnitOfThePressure() {
        City city = driven();
        city.sample("F", 120, 15).sample("P", 120, 0.25).clock(120);
        assertEquals(List.of("RAISED RED @120 P 0"), city.events("R"));
        WarningEvent event = city.events().get(0);
        assertEquals(-0.1, event.value(), 1e-6);
        assertEquals("MPa", event.unit());
    }

    @Test
    void anOpenWarningIsNotLearntAway() {
        City city = driven();
        for (int second = 120; second < 3_000; second++) {
            double flow = 10 + second % 20;
            city.sample("P", second, 0.4 - 0.01 * flow).sample("F", second, flow);
        }
        city.clock(3_000);
        assertEquals(1, city.events("R").size(), city.events("R").toString());
        city.sample("P", 3_001, 0.4).sample("F", 3_001, 10).clock(3_001);
        assertEquals(WarningEvent.Kind.CLEARED, city.events().get(1).kind());
    }

    @Test
    void anInputWithEveryIsToldOnceInThatTime() {
        City city =
                city(
                        "{pressure: {quantity: pressure, unit: MPa, every: 10s}}",
                        "{red: {raise: pressure < 0.1, onDelay: 5s}}");
        for (int second = 0; second < 35; second++) {
            city.sample("P", second, second < 10 ? 0.5 : 0.05 + second / 1e3);
        }
        city.clock(35);
        assertEquals(4, city.told.size(), city.told.toString());
        assertEquals(List.of("RAISED RED @15 P 0"), city.events("R"));
    }
}
