package city.lifeline.detection;

import static city.lifeline.detection.Given.at;
import static city.lifeline.detection.Given.brief;
import static city.lifeline.detection.Given.detector;
import static city.lifeline.detection.Given.rule;
import static city.lifeline.detection.Given.rules;
import static city.lifeline.detection.Given.run;
import static city.lifeline.detection.Given.yaml;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.model.Block;
import city.lifeline.model.Certainty;
import city.lifeline.model.Outlook;
import city.lifeline.model.Quality;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.WarningEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Rules that look at more than one sample. */
class MeasuresTest {

    private static List<Block> series(int seconds, DoubleUnaryOperator value) {
        List<Block> blocks = new ArrayList<>();
        for (int second = 0; second < seconds; second++) {
            blocks.add(at(second, value.applyAsDouble(second)));
        }
        return blocks;
    }

    private static List<WarningEvent> judged(PointDetector detector, List<Block> blocks) {
        return run(detector, new PointState(), blocks.toArray(Block[]::new));
    }

    @Test
    void twoOfThreeSamplesRaise() {
        PointDetector detector =
                detector(
                        rule(
                                "R",
                                "raise: above",
                                "grades: {blue: {raise: 10, clear: 5, samples: 2 of 3}}"));
        assertEquals(
                List.of("RAISED BLUE @5", "CLEARED @7"),
                brief(
                        detector,
                        new PointState(),
                        at(0, 10),
                        at(1, 0),
                        at(2, 0),
                        at(3, 10),
                        at(4, 0),
                        at(5, 10),
                        at(6, 7),
                        at(7, 0)));
        assertEquals(
                List.of(),
                brief(
                        detector,
                        new PointState(),
                        at(0, 10),
                        at(1, 10, Quality.BAD),
                        at(2, 0),
                        at(3, 0),
                        at(4, 10)),
                "what the rule does not accept is no sample");
    }

    @Test
    void aSumCountsWhatFellInTheWindow() {
        PointDetector detector =
                detector(
                        rule(
                                "D1",
                                "sum: {window: 10s}",
                                "raise: above",
                                "grades: {blue: {raise: 5, clear: 3}}"));
        List<WarningEvent> events = judged(detector, series(40, s -> s >= 10 && s < 16 ? 1 : 0));
        assertEquals(List.of("RAISED BLUE @14", "CLEARED @23"), brief(events));
        assertEquals(5, events.get(0).value());
        assertEquals(6, events.get(1).peakValue());
    }

    @Test
    void aMeanWaitsForHalfOfItsWindow() {
        PointDetector detector =
                detector(
                        rule(
                                "R",
                                "mean: {window: 10s}",
                                "raise: above",
                                "grades: {blue: {raise: 5, clear: 3}}"));
        assertEquals(List.of("RAISED BLUE @4"), brief(judged(detector, series(20, s -> 6))));
    }

    @Test
    void theRootMeanSquareOfAVibration() {
        PointDetector detector =
                detector(
                        rule(
                                "B1",
                                "rms: {window: 10s}",
                                "raise: above",
                                "grades: {yellow: {raise: 0.315, clear: 0.28}}"));
        List<WarningEvent> events =
                judged(
                        detector,
                        series(60, s -> (s >= 20 && s < 40 ? 0.4 : 0.1) * (s % 2 * 2 - 1)));
        assertEquals(
                List.of("RAISED YELLOW @25", "PEAKED YELLOW @35", "CLEARED @45"), brief(events));
        assertEquals(Math.sqrt((6 * 0.16 + 4 * 0.01) / 10), events.get(0).value(), 1e-12);
    }

    @Test
    void whatARuleRememberedOfASwingIsNoSteepestChangeNorTheOtherWayRound() {
        String grades = "grades: {yellow: {raise: 0.3, clear: 0.2}}";
        PointDetector swing = detector(rule("R", "swing: {window: 10s}", "raise: above", grades));
        PointDetector steepest =
                detector(rule("R", "steepest: {window: 10s, per: 1s}", "raise: above", grades));
        PointDetector count =
                detector(
                        rules(
                                "v1",
                                yaml(
                                                "R",
                                                "count: {window: 10s, above: 0.3, samples: true}",
                                                "raise: above",
                                                "grades: {yellow: {raise: 30, clear: 20}}")
                                        .replace("unit: \"%{vol}\"", "unit: \"1\"")));
        for (List<PointDetector> order :
                List.of(
                        List.of(swing, steepest),
                        List.of(steepest, swing),
                        List.of(count, steepest),
                        List.of(steepest, count))) {
            PointState state = new PointState();
            List<WarningEvent> events = new ArrayList<>();
            for (Block block : series(20, s -> 0.5)) {
                order.get(block.startUs() < 9 * Given.SECOND_US ? 0 : 1)
                        .step(state, block, events::add);
            }
            assertEquals(List.of(), events, () -> String.valueOf(order));
        }
    }

    @Test
    void aSwingIsTheHighestLessTheLowest() {
        PointDetector detector =
                detector(
                        rule(
                                "W4",
                                "swing: {window: 10s}",
                                "raise: above",
                                "grades: {yellow: {raise: 3, clear: 2}}"));
        List<WarningEvent> events =
                judged(detector, series(40, s -> s == 12 ? 5 : s == 14 ? 1 : 2.5));
        assertEquals(List.of("RAISED YELLOW @14", "CLEARED @22"), brief(events));
        assertEquals(4, events.get(0).value());
    }

    @Test
    void aDropThatRecoversIsNone() {
        PointDetector detector =
                detector(
                        rule(
                                "W2",
                                "drop: {window: 60s}",
                                "raise: above",
                                "grades: {orange: {raise: 2, clear: 0.6, onDelay: 10s}}"));
        assertEquals(
                List.of(),
                brief(judged(detector, series(80, s -> s < 30 || s > 35 ? 5 : 2.5))),
                "back before the delay is over");
        assertEquals(
                List.of("RAISED ORANGE @40"),
                brief(judged(detector, series(60, s -> s < 30 ? 5 : s < 33 ? 2.5 : 4))),
                "back halfway only");
    }

    @Test
    void aRateIsToldInItsOwnUnit() {
        PointDetector detector =
                detector(
                        rule(
                                "G2",
                                "rate: {window: 20s, per: 1min}",
                                "raise: above",
                                "grades: {yellow: {raise: 5, clear: 2}}"));
        List<WarningEvent> events =
                judged(detector, series(80, s -> s < 30 ? 1 : Math.min(4, 1 + 0.1 * (s - 30))));
        assertEquals(List.of(Kind.RAISED, Kind.CLEARED), kinds(events));
        assertTrue(events.get(0).atUs() < 45 * Given.SECOND_US, brief(events).toString());
        assertEquals("%{vol}/min", events.get(0).unit());
        assertEquals(5, events.get(0).value(), 1.5);
    }

    @Test
    void noiseAndOutliersAreNoTrend() {
        PointDetector detector =
                detector(
                        rule(
                                "G2",
                                "rate: {window: 20s, per: 1min}",
                                "raise: above",
                                "grades: {yellow: {raise: 5, clear: 2}}"));
        assertEquals(
                List.of(),
                brief(
                        judged(
                                detector,
                                series(200, s -> s % 17 == 0 ? 50 : 10 + Math.sin(s * 2.1)))));
    }

    private static PointDetector forecast(String grades) {
        return detector(rule("F", "forecast: {window: 24s, ahead: 30s}", "raise: above", grades));
    }

    @Test
    void aForecastWarnsBeforeTheLimitAndFollowsUpWhenItIsReached() {
        PointDetector detector =
                forecast("grades: {orange: {raise: 10, clear: 9}, red: {raise: 20, clear: 18}}");
        List<WarningEvent> events =
                judged(detector, series(120, s -> s < 20 ? 2 : Math.min(12, 2 + 0.2 * (s - 20))));
        WarningEvent raised = events.get(0);
        assertEquals(Kind.RAISED, raised.kind());
        assertEquals(Certainty.POSSIBLE, raised.certainty());
        assertTrue(raised.value() < 9, "told before: " + raised.value());
        assertEquals(10, raised.limit());
        Outlook outlook = raised.outlook();
        assertNotNull(outlook);
        assertTrue(outlook.earliestMinutes() <= outlook.minutes());
        assertTrue(outlook.minutes() <= outlook.latestMinutes());
        double truth = (10 - raised.value()) / 0.2 / 60;
        assertEquals(truth, outlook.minutes(), truth * 0.25);

        WarningEvent come =
                events.stream()
                        .filter(event -> event.certainty() == Certainty.LIKELY)
                        .findFirst()
                        .orElseThrow();
        assertEquals(60 * Given.SECOND_US, come.atUs());
        assertEquals(raised.id(), come.id());
        assertEquals(10, come.value(), 1e-9);
        assertTrue(events.stream().noneMatch(event -> event.kind() == Kind.CLEARED));
    }

    @Test
    void aForecastThatUncertainSamplesReachIsTakenForCertainByTheFirstGoodOneAlone() {
        PointDetector detector = forecast("grades: {orange: {raise: 10, clear: 9}}");
        List<Block> blocks = new ArrayList<>();
        for (int s = 0; s < 120; s++) {
            double value = s < 20 ? 2 : Math.min(12, 2 + 0.2 * (s - 20));
            blocks.add(Given.at(s, value, s >= 30 && s < 100 ? Quality.UNCERTAIN : Quality.GOOD));
        }
        List<WarningEvent> events = judged(detector, blocks);
        assertEquals(Certainty.POSSIBLE, events.get(0).certainty());
        // Not one for each of the forty seconds for which an uncertain value is beyond the limit.
        assertTrue(events.size() < 12, () -> String.valueOf(events));
        WarningEvent come =
                events.stream()
                        .filter(event -> event.certainty() == Certainty.LIKELY)
                        .findFirst()
                        .orElseThrow();
        assertEquals(100 * Given.SECOND_US, come.atUs());
    }

    @Test
    void aForecastThatDoesNotComeTrueEnds() {
        PointDetector detector = forecast("grades: {orange: {raise: 10, clear: 9}}");
        List<WarningEvent> events =
                judged(detector, series(120, s -> Math.min(7, 2 + 0.2 * Math.max(0, s - 20))));
        assertEquals(Kind.CLEARED, events.get(events.size() - 1).kind());
        assertNull(events.get(events.size() - 1).outlook());
        assertTrue(events.stream().allMatch(event -> event.certainty() == Certainty.POSSIBLE));
    }

    private static final int HOUR = 3_600;

    private static PointDetector twiceTheUsual(String of) {
        return detector(
                rules(
                        "v1",
                        yaml(
                                        "W5",
                                        "usual: " + of,
                                        "raise: above",
                                        "grades: {yellow: {raise: 2, clear: 1.5}}")
                                .replace("unit: \"%{vol}\"", "unit: \"1\"")));
    }

    /** By hours; 10 by night, 30 by day. */
    private static List<Block> days(int days, DoubleUnaryOperator factorByHour) {
        List<Block> blocks = new ArrayList<>();
        for (int hour = 0; hour < 24 * days; hour++) {
            double usual = hour % 24 < 6 ? 10 : 30;
            double value = usual * factorByHour.applyAsDouble(hour);
            blocks.add(at((long) hour * HOUR + 10, value));
            blocks.add(at((long) hour * HOUR + 1_800, value));
        }
        return blocks;
    }

    private static List<String> byHour(List<WarningEvent> events) {
        return events.stream()
                .filter(event -> event.kind() != Kind.PEAKED)
                .map(event -> event.kind() + " " + event.atUs() / Given.SECOND_US / HOUR)
                .toList();
    }

    @Test
    void aNightLikeADayIsUnusual() {
        List<WarningEvent> events =
                judged(
                        twiceTheUsual("{days: 4, floor: 1}"),
                        days(6, hour -> hour >= 5 * 24 + 2 && hour < 5 * 24 + 4 ? 2.5 : 1));
        assertEquals(List.of("RAISED 122", "CLEARED 124"), byHour(events));
        assertEquals(2.5, events.get(0).value());
        assertEquals("1", events.get(0).unit());
    }

    @Test
    void whatIsUsualIsNotMovedByOneBadDay() {
        List<WarningEvent> events =
                judged(
                        twiceTheUsual("{days: 4, floor: 1}"),
                        days(7, hour -> (int) (hour / 24) == 4 || hour == 6 * 24 + 2 ? 2.5 : 1));
        assertEquals(
                List.of("RAISED 96", "CLEARED 120", "RAISED 146", "CLEARED 147"), byHour(events));
    }

    @Test
    void nothingIsUsualBeforeHalfOfTheDaysAreKnown() {
        assertEquals(
                List.of("RAISED 50"),
                byHour(
                        judged(
                                twiceTheUsual("{days: 4, floor: 1}"),
                                days(3, hour -> hour == 26 ? 9 : hour >= 50 ? 10 : 1))));
    }

    @Test
    void whatIsUsualCountsAsNoLessThanItsFloor() {
        assertEquals(
                List.of(),
                byHour(
                        judged(
                                twiceTheUsual("{days: 4, floor: 50}"),
                                days(6, hour -> hour >= 122 ? 3 : 1))));
    }

    @Test
    void theSameDayOfTheWeekIsComparedWithItsOwn() {
        DoubleUnaryOperator sundays = hour -> (int) (hour / 24) % 7 == 0 ? 3 : 1;
        assertEquals(
                List.of(),
                byHour(judged(twiceTheUsual("{weeks: 2, floor: 1}"), days(30, sundays))));
    }

    @Test
    void aRuleWithAnotherWindowBeginsAnew() {
        String grades = "grades: {blue: {raise: 5, clear: 3}}";
        PointDetector ten = detector(rule("R", "sum: {window: 10s}", "raise: above", grades));
        PointDetector five = detector(rule("R", "sum: {window: 5s}", "raise: above", grades));
        PointState state = new PointState();
        assertEquals(List.of(), brief(ten, state, at(0, 2), at(1, 2)));
        assertEquals(List.of(), brief(five, state, at(2, 2)));
        assertEquals(1, state.memories.size());
    }

    @Test
    void aRuleThatIsGoneIsForgotten() {
        String grades = "grades: {blue: {raise: 5, clear: 3}}";
        PointDetector both =
                detector(
                        rules(
                                "v1",
                                yaml("A", "sum: {window: 10s}", "raise: above", grades),
                                yaml("B", "raise: above", grades)));
        PointDetector one = detector(rules("v2", yaml("B", "raise: above", grades)));
        PointState state = new PointState();
        run(both, state, at(0, 2));
        assertEquals(1, state.memories.size());
        run(one, state, at(1, 2));
        assertEquals(0, state.memories.size());
    }

    private static List<Kind> kinds(List<WarningEvent> events) {
        return events.stream().map(WarningEvent::kind).filter(kind -> kind != Kind.PEAKED).toList();
    }
}
