package city.lifeline.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.detection.GroupGiven.City;
import city.lifeline.detection.rules.Groups;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.Block;
import city.lifeline.model.Cause;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.registry.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GroupDetectorTest {

    private static final Registry CITY = GroupGiven.city(4);

    private static RuleSet rule(String group, String what, String grades) {
        return Given.rule("R", "group: " + group, what, "grades: " + grades);
    }

    private static City city(String group, String what, String grades) {
        return new City(CITY, rule(group, what, grades));
    }

    /** Two of a district of two, within ten seconds. */
    private static City two() {
        return city(
                "{by: district}",
                "members: {above: 20, window: 10s}",
                "{yellow: {raise: 2, clear: 2, offDelay: 5s}}");
    }

    @Test
    void oneOfTwoRaisesNothing() {
        City city = two().sample("A", 1, 50).sample("A", 2, 50).clock(100);
        assertEquals(List.of(), city.events());
    }

    @Test
    void twoOfOneDistrictWithinTheWindowRaise() {
        City city = two().sample("A", 1, 20).sample("A", 2, 0).sample("B", 10, 20).clock(10);
        assertEquals(List.of("RAISED YELLOW @10 B 2"), city.events("R"));
        WarningEvent event = city.events().get(0);
        assertEquals("M-B", event.asset());
        assertEquals("1", event.unit());
        assertEquals(2, event.limit());
    }

    @Test
    void aLongRecordingDoesNotMakeAGroupsQueueLonger() {
        City city = two();
        for (int second = 1; second <= 1_000; second++) {
            city.sample("A", second, 50 * (second % 2)).sample("B", second + 0.5, 50).clock(second);
        }
        assertTrue(city.waiting() <= 2, () -> city.waiting() + " times");
    }

    @Test
    void whatComesLaterThanGroupsWaitCountsFromWhereTheGroupIsThen() {
        Lateness lateness = Lateness.of(Duration.ofMinutes(5), Duration.ofSeconds(5));
        City city =
                new City(
                        CITY,
                        rule(
                                "{by: district}",
                                "members: {above: 20}",
                                "{yellow: {raise: 2, clear: 2, offDelay: 5s}}"),
                        lateness);
        city.block(taken("A", 100, 25, 101)).block(taken("B", 99, 25, 103));
        city.clock(104.9);
        assertEquals(List.of(), city.events(), "older ones may still come");
        city.clock(105);
        assertEquals(List.of("RAISED YELLOW @100 A 2"), city.events("R"));

        City tardy =
                new City(
                        CITY,
                        rule(
                                "{by: district}",
                                "members: {above: 20}",
                                "{yellow: {raise: 2, clear: 2, offDelay: 5s}}"),
                        lateness);
        tardy.block(taken("A", 100, 25, 101)).block(taken("B", 80, 25, 107)).clock(200);
        assertEquals("RAISED YELLOW @102 B 2", tardy.events("R").get(0));
    }

    @Test
    void aSilenceHasItsPlaceWhereTheClockTellsItThoughASampleDoes() {
        Lateness lateness = Lateness.of(Duration.ofSeconds(60), Duration.ofSeconds(5));
        long byClock = lateness.placeUs(100_000_000, Long.MAX_VALUE);
        assertEquals(155_000_000, byClock);
        assertEquals(byClock, lateness.placeUs(100_000_000, 400_000_000));
        assertEquals(115_000_000, lateness.placeUs(100_000_000, 120_000_000));
        assertEquals(100_000_000, lateness.placeUs(100_000_000, 104_000_000));
        assertEquals(
                100_000_000,
                Lateness.patient(Duration.ofSeconds(60)).placeUs(100_000_000, 160_000_000),
                "where groups wait for all of it, everything has its own place");
    }

    /** Taken by ingest when its clock read {@code clock}. */
    private static Block taken(String point, double second, double value, double clock) {
        Block block = Block.single(point, Math.round(second * 1e6), value);
        return new Block(
                point,
                Lane.LIVE,
                block.startUs(),
                0,
                block.offsetsUs(),
                block.values(),
                Quality.GOOD,
                Cause.NONE,
                "GW-1",
                "",
                0,
                0,
                0,
                Math.round(clock * 1e6));
    }

    @Test
    void theWindowEndsToTheMicrosecond() {
        City city = two().sample("A", 1, 20).sample("A", 2, 0).sample("B", 11, 20).clock(50);
        assertEquals(List.of(), city.events());
    }

    @Test
    void twoOfDifferentDistrictsAreNoGroup() {
        City city = two().sample("A", 1, 20).sample("C", 2, 20).clock(50);
        assertEquals(List.of(), city.events());
    }

    @Test
    void itClearsWhenOneHasLeftTheWindowAndTheOffDelayIsOver() {
        City city = two().sample("A", 1, 20).sample("B", 1, 20);
        city.sample("A", 2, 0).sample("B", 2, 0).clock(15.9);
        assertEquals(List.of("RAISED YELLOW @1 A 2"), city.events("R"));
        city.clock(16);
        assertEquals(List.of("RAISED YELLOW @1 A 2", "CLEARED @16 A 0"), city.events("R"));
    }

    @Test
    void nothingIsJudgedBeforeItsTimeHasPassed() {
        City city = two().sample("A", 5, 20).sample("B", 5, 20).clock(4);
        assertEquals(List.of(), city.events());
    }

    @Test
    void theOrderInWhichPointsComeDoesNotMatter() {
        City one = two().sample("A", 1, 20).sample("B", 3, 20).clock(60);
        City other = two().sample("B", 3, 20).sample("A", 1, 20).clock(60);
        assertEquals(one.events(), other.events());
        assertEquals("B", one.events().get(0).point());
    }

    @Test
    void silenceOfThoseThatCountedClearsNothing() {
        City city = two().sample("A", 1, 20).sample("B", 1, 20).clock(10_000);
        assertEquals(List.of("RAISED YELLOW @1 A 2"), city.events("R"));
        city.sample("A", 10_001, 0).clock(10_005);
        assertEquals(1, city.events().size());
        city.clock(10_006);
        assertEquals(List.of("RAISED YELLOW @1 A 2", "CLEARED @10006 A 0"), city.events("R"));
    }

    @Test
    void anOnDelayPausesWhileAPointIsSilentAndGoesOn() {
        City city =
                city(
                        "{by: district}",
                        "members: {above: 20}",
                        "{yellow: {raise: 2, clear: 2, onDelay: 10s}}");
        for (int second = 0; second <= 4; second++) {
            city.sample("A", second, 20).sample("B", second, 20);
        }
        // B is known to count until 7, three intervals after its last sample.
        for (int second = 5; second <= 20; second++) {
            city.sample("A", second, 20);
        }
        city.clock(20);
        assertEquals(List.of(), city.events());
        for (int second = 21; second <= 30; second++) {
            city.sample("A", second, 20).sample("B", second, 20);
        }
        city.clock(23.9);
        assertEquals(List.of(), city.events());
        city.clock(24);
        assertEquals(List.of("RAISED YELLOW @24 A 2"), city.events("R"));
    }

    @Test
    void anOnDelayStartsAnewWhenAPointCountsNoLonger() {
        City city =
                city(
                        "{by: district}",
                        "members: {above: 20}",
                        "{yellow: {raise: 2, clear: 2, onDelay: 5s}}");
        for (int second = 0; second <= 20; second++) {
            city.sample("A", second, 20).sample("B", second, second == 4 ? 19 : 20);
        }
        city.clock(20);
        assertEquals(List.of("RAISED YELLOW @10 B 2"), city.events("R"));
    }

    @Test
    void gradesRiseAndFallWithTheNumber() {
        City city =
                city(
                        "{tag: line}",
                        "members: {below: 0.14}",
                        "{blue: {raise: 1, clear: 1, offDelay: 1s}, red: {raise: 2, clear: 2,"
                                + " offDelay: 1s}}");
        city.sample("A", 1, 0.1).sample("B", 1, 9).sample("A", 2, 0.1).sample("C", 3, 0.14);
        city.sample("A", 4, 1).sample("C", 4, 0.1).sample("C", 5, 1).clock(10);
        assertEquals(
                List.of(
                        "RAISED BLUE @1 A 1",
                        "UPGRADED RED @3 A 2",
                        "DOWNGRADED BLUE @5 A 0",
                        "CLEARED @6 A 0"),
                city.events("R"));
    }

    @Test
    void aShareIsOfAllPointsOfTheGroup() {
        City city =
                new City(
                        GroupGiven.city(5),
                        rule(
                                "{by: district}",
                                "share: {above: 20}",
                                "{yellow: {raise: 60, clear: 50}}"));
        city.sample("C", 1, 20).clock(1);
        assertEquals(List.of(), city.events());
        city.sample("D", 2, 20).clock(2);
        assertEquals(List.of("RAISED YELLOW @2 D 67"), city.events("R"));
        assertEquals("%", city.events().get(0).unit());
        city.sample("C", 3, 1).clock(3);
        assertEquals(List.of("RAISED YELLOW @2 D 67", "CLEARED @3 D 33"), city.events("R"));
    }

    @Test
    void aLatchKeepsTheGrade() {
        City city =
                new City(
                        CITY,
                        Given.rule(
                                "R",
                                "group: {by: district}",
                                "members: {above: 20}",
                                "latch: true",
                                "grades: {blue: {raise: 1, clear: 1, offDelay: 1s}, red: {raise: 2,"
                                        + " clear: 2, offDelay: 1s}}"));
        city.sample("A", 1, 20).sample("B", 2, 20).sample("B", 3, 0).sample("A", 5, 0).clock(9);
        assertEquals(
                List.of("RAISED BLUE @1 A 1", "UPGRADED RED @2 A 2", "CLEARED @6 A 0"),
                city.events("R"));
        assertTrue(city.events().get(2).latched());
    }

    @Test
    void badSamplesDoNotCount() {
        City city = two().sample("A", 1, 20).sample("B", 2, 20, Quality.BAD, Lane.LIVE).clock(9);
        assertEquals(List.of(), city.events());
    }

    @Test
    void whatCameLateDoesNotCount() {
        City city = two().sample("A", 1, 20).sample("B", 2, 20, Quality.GOOD, Lane.LATE).clock(9);
        assertEquals(List.of(), city.events());
    }

    @Test
    void aBlockTellsItsTurnsAndItsLastOnly() {
        City city = two();
        double[] values = {1, 20, 30, 20, 1, 1, 20, 20};
        city.block(Block.regular("A", 0, 1_000_000, values));
        assertEquals(
                List.of(
                        "R/North A counts @1000000",
                        "R/North A counts @3000000",
                        "R/North A counts not @4000000",
                        "R/North A counts @6000000",
                        "R/North A counts @7000000"),
                city.told.stream().map(MemberRecord::toString).toList());
    }

    @Test
    void aSafePointTellsNothing() {
        City city = two();
        for (int second = 0; second < 100; second++) {
            city.sample("A", second, 1);
        }
        assertEquals(List.of(), city.told);
    }

    private static final String[] SINGLE = {
        "raise: above", "grades: {yellow: {raise: 20, clear: 15, onDelay: 2s}}"
    };

    @Test
    void openWarningsOfAnotherRuleAreCounted() {
        RuleSet rules =
                Given.rules(
                        "v1",
                        Given.yaml("G", SINGLE),
                        Given.yaml(
                                        "R",
                                        "group: {by: district}",
                                        "members: {open: [G]}",
                                        "grades: {red: {raise: 2, clear: 2, offDelay: 1s}}")
                                .replace("    unit: \"%{vol}\"\n", ""));
        City city = new City(CITY, rules);
        for (int second = 1; second <= 5; second++) {
            city.sample("A", second, 20).sample("B", second, second < 3 ? 1 : 20);
        }
        city.clock(5);
        assertEquals(List.of("RAISED RED @5 B 2"), city.events("R"));
        city.sample("A", 6, 1).sample("B", 6, 20).sample("B", 7, 20).clock(7);
        assertEquals(List.of("RAISED RED @5 B 2", "CLEARED @7 B 1"), city.events("R"));
    }

    @Test
    void pointsThatFellSilentAreCountedByTheClock() {
        RuleSet rules =
                Given.rules(
                        "v1",
                        """
                          - id: Q1
                            name: {zh: 中断, en: No data}
                            applies: {allPoints: true}
                            silence: {intervals: 3, atLeast: 10s}
                            grades: {yellow: {}}
                            source: test
                          - id: R
                            name: {zh: 大面积中断, en: Zone silent}
                            applies: {allPoints: true}
                            group: {by: district}
                            share: {open: [Q1]}
                            grades: {orange: {raise: 100, clear: 60}}
                            source: test
                        """);
        City city = new City(CITY, rules);
        city.sample("A", 1, 1).sample("B", 3, 1).sample("C", 1, 1).clock(12.9);
        assertEquals(List.of(), city.events("R"));
        city.clock(13);
        assertEquals(List.of("RAISED ORANGE @13 B 100"), city.events("R"));
        // The backlog ends the silence, and is told with the next sample in time.
        city.sample("A", 5, 1, Quality.GOOD, Lane.LATE).clock(20);
        assertEquals(1, city.events("R").size());
        city.sample("A", 21, 1).clock(21);
        assertEquals(List.of("RAISED ORANGE @13 B 100", "CLEARED @21 B 50"), city.events("R"));
    }

    @Test
    void stateIsEmptyAgainWhenAllIsQuiet() {
        Groups groups =
                Groups.of(
                        rule(
                                "{by: district}",
                                "members: {above: 20}",
                                "{yellow: {raise: 2, clear: 1}}"),
                        CITY);
        GroupDetector detector =
                GroupDetector.compile(
                        "live", "v1", Objects.requireNonNull(groups.group("R/North")));
        GroupState state = new GroupState();
        GroupDetector.take(state, new MemberRecord("R/North", "A", "", 5, true, Trust.CERTAIN, 1));
        GroupDetector.take(state, new MemberRecord("R/North", "B", "", 5, true, Trust.CERTAIN, 1));
        detector.advance(state, 6, event -> {});
        assertTrue(!state.quiet());
        GroupDetector.take(state, new MemberRecord("R/North", "A", "", 7, false, Trust.CERTAIN, 0));
        GroupDetector.take(state, new MemberRecord("R/North", "B", "", 7, false, Trust.CERTAIN, 0));
        detector.advance(state, 8, event -> {});
        assertTrue(state.quiet());
        assertEquals(Long.MAX_VALUE, detector.wakeAtUs(state));
    }

    @Test
    void aGroupThatIsGoneEndsItsWarning() {
        GroupState state = new GroupState();
        List<WarningEvent> events = new ArrayList<>();
        Groups groups =
                Groups.of(
                        rule(
                                "{by: district}",
                                "members: {above: 20}",
                                "{yellow: {raise: 1, clear: 1, offDelay: 1s}}"),
                        CITY);
        GroupDetector detector =
                GroupDetector.compile(
                        "live", "v1", Objects.requireNonNull(groups.group("R/North")));
        GroupDetector.take(state, new MemberRecord("R/North", "A", "", 5, true, Trust.CERTAIN, 1));
        detector.advance(state, 6, events::add);
        GroupDetector.end("live", "v2", "R/North", state, events::add);
        assertEquals(
                List.of(WarningEvent.Kind.RAISED, WarningEvent.Kind.CLEARED),
                events.stream().map(WarningEvent::kind).toList());
        assertEquals(events.get(0).id(), events.get(1).id());
        assertEquals("R", events.get(1).rule());
        assertEquals("A", events.get(1).point());
        assertTrue(state.quiet());
        assertNull(state.rule);
    }
}
