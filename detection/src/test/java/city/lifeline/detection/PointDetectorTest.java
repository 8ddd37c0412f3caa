package city.lifeline.detection;

import static city.lifeline.detection.Given.SECOND_US;
import static city.lifeline.detection.Given.at;
import static city.lifeline.detection.Given.brief;
import static city.lifeline.detection.Given.detector;
import static city.lifeline.detection.Given.rule;
import static city.lifeline.detection.Given.rules;
import static city.lifeline.detection.Given.run;
import static city.lifeline.detection.Given.yaml;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.detection.rules.RuleSet;
import city.lifeline.model.Block;
import city.lifeline.model.Cause;
import city.lifeline.model.Certainty;
import city.lifeline.model.Grade;
import city.lifeline.model.Lane;
import city.lifeline.model.Quality;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.WarningEvent.Kind;
import city.lifeline.model.WarningIds;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PointDetectorTest {

    private static final String FOUR_GRADES =
            "grades: {blue: {raise: 10, clear: 8}, yellow: {raise: 20, clear: 18},"
                    + " orange: {raise: 50, clear: 45}, red: {raise: 100, clear: 90}}";

    private final PointState state = new PointState();

    private static RuleSet fourGrades() {
        return rule("G1", "raise: above", FOUR_GRADES);
    }

    private static RuleSet delayed(String onDelay, String offDelay) {
        return rule(
                "G1",
                "raise: above",
                "grades: {blue: {raise: 10, clear: 8, onDelay: %s, offDelay: %s}}"
                        .formatted(onDelay, offDelay));
    }

    @Test
    void raisesAtTheRaiseLimitAndClearsBelowTheClearLimit() {
        assertEquals(
                List.of("RAISED BLUE @1", "CLEARED @3"),
                brief(
                        detector(fourGrades()),
                        state,
                        at(0, 9.999),
                        at(1, 10),
                        at(2, 8),
                        at(3, 7.999)));
    }

    @Test
    void lowRulesAreTheMirror() {
        RuleSet low =
                rule(
                        "W1",
                        "raise: below",
                        "grades: {yellow: {raise: 0.14, clear: 0.15}, orange: {raise: 0.10, clear: 0.11}}");
        List<WarningEvent> events =
                run(
                        detector(low),
                        state,
                        at(0, 0.1401),
                        at(1, 0.14),
                        at(2, 0.10),
                        at(3, 0.11),
                        at(4, 0.1101),
                        at(5, 0.15),
                        at(6, 0.1501));
        assertEquals(
                List.of(
                        "RAISED YELLOW @1",
                        "UPGRADED ORANGE @2",
                        "DOWNGRADED YELLOW @4",
                        "CLEARED @6"),
                brief(events));
        assertEquals(0.10, events.get(3).peakValue());
    }

    @Test
    void aJumpOverTwoGradesIsOneEvent() {
        assertEquals(
                List.of("RAISED BLUE @0", "UPGRADED ORANGE @1", "DOWNGRADED BLUE @2", "CLEARED @3"),
                brief(detector(fourGrades()), state, at(0, 11), at(1, 60), at(2, 9), at(3, 1)));
    }

    @Test
    void eachGradeHoldsUntilItsOwnClearLimit() {
        assertEquals(
                List.of("RAISED RED @0", "DOWNGRADED ORANGE @2", "UPGRADED RED @4"),
                brief(
                        detector(fourGrades()),
                        state,
                        at(0, 100),
                        at(1, 90),
                        at(2, 89),
                        at(3, 99),
                        at(4, 100)));
    }

    @Test
    void eventsTellTheWholeStory() {
        List<WarningEvent> events =
                run(detector(fourGrades()), state, at(5, 25), at(6, 60), at(7, 44), at(8, 1));
        WarningEvent raised = events.get(0);
        assertEquals(WarningIds.of("live", "G1", "P-1", 5 * SECOND_US), raised.id());
        assertEquals(
                new WarningEvent(
                        raised.id(),
                        1,
                        Kind.RAISED,
                        "live",
                        "G1",
                        "v1",
                        "P-1",
                        "A-1",
                        Grade.YELLOW,
                        Grade.YELLOW,
                        25,
                        25,
                        20,
                        "%{vol}",
                        5 * SECOND_US,
                        5 * SECOND_US,
                        Lane.LIVE,
                        Certainty.LIKELY,
                        false),
                raised);
        WarningEvent upgraded = events.get(1);
        assertEquals(50, upgraded.limit());
        assertEquals(Grade.ORANGE, upgraded.peak());
        WarningEvent downgraded = events.get(2);
        assertEquals(45, downgraded.limit());
        assertEquals(Grade.ORANGE, downgraded.peak());
        assertEquals(60, downgraded.peakValue());
        assertEquals(44, downgraded.value());
        WarningEvent cleared = events.get(3);
        assertEquals(4, cleared.number());
        assertNull(cleared.grade());
        assertEquals(Grade.ORANGE, cleared.peak());
        assertEquals(8, cleared.limit());
        assertEquals(5 * SECOND_US, cleared.raisedAtUs());
        assertTrue(events.stream().allMatch(event -> event.id().equals(raised.id())));
    }

    @Test
    void theNextEpisodeIsAnotherWarning() {
        List<WarningEvent> events =
                run(detector(fourGrades()), state, at(0, 11), at(1, 1), at(2, 12));
        assertFalse(events.get(0).id().equals(events.get(2).id()));
        assertEquals(1, events.get(2).number());
        assertEquals(12, events.get(2).peakValue());
    }

    @Test
    void aNewExtremeIsToldAtMostEveryTenSeconds() {
        List<WarningEvent> events =
                run(
                        detector(fourGrades()),
                        state,
                        at(0, 11),
                        at(3, 14),
                        at(6, 12),
                        at(9, 12),
                        at(10, 13),
                        at(15, 15),
                        at(16, 12),
                        at(20, 14.5),
                        at(30, 15));
        assertEquals(
                List.of("RAISED BLUE @0", "PEAKED BLUE @10", "PEAKED BLUE @20"), brief(events));
        assertEquals(14, events.get(1).peakValue());
        assertEquals(13, events.get(1).value());
        assertEquals(15, events.get(2).peakValue());
        assertEquals(10, events.get(2).limit());
    }

    @Test
    void raisesOnlyAfterOnDelay() {
        assertEquals(
                List.of("RAISED BLUE @3"),
                brief(
                        detector(delayed("3s", "0s")),
                        state,
                        at(0, 11),
                        at(1, 11),
                        at(2, 11),
                        at(3, 11)));
    }

    @Test
    void onDelayStartsAnewWhenTheValueFallsBelowTheRaiseLimit() {
        assertEquals(
                List.of("RAISED BLUE @6"),
                brief(
                        detector(delayed("3s", "0s")),
                        state,
                        at(0, 11),
                        at(1, 11),
                        at(2, 9),
                        at(3, 11),
                        at(4, 11),
                        at(5, 11),
                        at(6, 11)));
    }

    @Test
    void clearsOnlyAfterOffDelay() {
        assertEquals(
                List.of("RAISED BLUE @0", "CLEARED @4"),
                brief(
                        detector(delayed("0s", "3s")),
                        state,
                        at(0, 11),
                        at(1, 7),
                        at(2, 7),
                        at(3, 7),
                        at(4, 7)));
    }

    @Test
    void offDelayStartsAnewWhenTheValueComesBack() {
        assertEquals(
                List.of("RAISED BLUE @0", "CLEARED @6"),
                brief(
                        detector(delayed("0s", "3s")),
                        state,
                        at(0, 11),
                        at(1, 7),
                        at(2, 8),
                        at(3, 7),
                        at(4, 7),
                        at(5, 7),
                        at(6, 7)));
    }

    @Test
    void aGapPausesOnDelay() {
        // A gap is more than three intervals: 0 → 3 counts, 3 → 7 does not.
        assertEquals(
                List.of("RAISED BLUE @9"),
                brief(
                        detector(delayed("5s", "0s")),
                        state,
                        at(0, 11),
                        at(3, 11),
                        at(7, 11),
                        at(8, 11),
                        at(9, 11)));
    }

    @Test
    void aGapPausesOffDelay() {
        assertEquals(
                List.of("RAISED BLUE @0", "CLEARED @102"),
                brief(
                        detector(delayed("0s", "3s")),
                        state,
                        at(0, 11),
                        at(1, 7),
                        at(2, 7),
                        at(100, 7),
                        at(101, 7),
                        at(102, 7)));
    }

    @ParameterizedTest
    @EnumSource(names = {"BAD", "STUCK", "MISSING"})
    void samplesThatAreNotTrustedPauseADelayAndNeverRaise(Quality quality) {
        assertEquals(
                List.of("RAISED BLUE @5"),
                brief(
                        detector(delayed("3s", "0s")),
                        state,
                        at(0, 11),
                        at(1, 11),
                        at(2, 99, quality),
                        at(3, 11),
                        at(4, 11),
                        at(5, 11)));
    }

    @Test
    void uncertainSamplesCount() {
        assertEquals(
                List.of("RAISED BLUE @0"),
                brief(detector(fourGrades()), state, at(0, 11, Quality.UNCERTAIN)));
    }

    @ParameterizedTest
    @EnumSource(names = {"SENSOR", "SENTINEL", "JUMP"})
    void aSaturatedSensorAlarmsWhileOtherBadSamplesDoNot(Cause cause) {
        RuleSet saturated = rule("G6", "raise: above", FOUR_GRADES, "quality: [OUT_OF_RANGE]");
        PointState state = new PointState();

        assertEquals(
                List.of("RAISED RED @2"),
                brief(
                        detector(saturated),
                        state,
                        bad(0, 65_535, cause),
                        bad(1, 65_535, cause),
                        bad(2, 120, Cause.RANGE)));
    }

    @ParameterizedTest
    @EnumSource(names = {"SENTINEL", "JUMP"})
    void noRuleAcceptsASentinelOrAJump(Cause cause) {
        RuleSet saturated =
                rule("G6", "raise: above", FOUR_GRADES, "quality: [BAD, OUT_OF_RANGE, STUCK]");

        assertEquals(
                List.of(), brief(detector(saturated), new PointState(), bad(0, 65_535, cause)));
    }

    private static Block bad(long second, double value, Cause cause) {
        return new Block(
                Given.POINT,
                Lane.LIVE,
                second * SECOND_US,
                0,
                new int[0],
                new double[] {value},
                Quality.BAD,
                cause,
                "GW-1",
                "",
                0,
                0,
                0);
    }

    @Test
    void aRuleMayAcceptBadSamples() {
        RuleSet saturated = rule("G6", "raise: above", FOUR_GRADES, "quality: [BAD]");
        assertEquals(
                List.of("RAISED RED @0"),
                brief(
                        detector(saturated),
                        state,
                        at(0, 100, Quality.BAD),
                        at(1, 1, Quality.STUCK)));
    }

    @Test
    void valuesThatAreNoNumbersNeverReachARule() {
        assertEquals(
                List.of("RAISED BLUE @5"),
                brief(
                        detector(delayed("2s", "0s")),
                        state,
                        at(0, Double.NaN),
                        at(1, 11),
                        at(2, Double.POSITIVE_INFINITY),
                        at(3, 11),
                        at(4, 11),
                        at(5, 11),
                        at(6, Double.NaN),
                        at(7, Double.NEGATIVE_INFINITY)));
    }

    @Test
    void aLatchedWarningKeepsItsGradeAndSaysSo() {
        RuleSet latching = rule("B10", "raise: above", FOUR_GRADES, "latch: true");
        List<WarningEvent> events =
                run(
                        detector(latching),
                        state,
                        at(0, 60),
                        at(1, 11),
                        at(2, 25),
                        at(3, 100),
                        at(4, 46),
                        at(5, 1));
        assertEquals(List.of("RAISED ORANGE @0", "UPGRADED RED @3", "CLEARED @5"), brief(events));
        assertTrue(events.stream().allMatch(WarningEvent::latched));
    }

    @Test
    void limitsComeFromRegisteredValues() {
        RuleSet relative =
                rule(
                        "G7",
                        "raise: above",
                        "grades: {yellow: {raise: {of: setPoint, times: 1.1}, clear: {of: setPoint, plus: 0.01}}}");
        PointDetector detector =
                PointDetector.compile(
                        "live",
                        relative,
                        Given.point(Duration.ofSeconds(1), Map.of("setPoint", 0.3)),
                        null);
        List<WarningEvent> events = run(detector, state, at(0, 0.32), at(1, 0.331), at(2, 0.309));
        assertEquals(List.of("RAISED YELLOW @1", "CLEARED @2"), brief(events));
        assertEquals(1.1 * 0.3, events.get(0).limit());
    }

    @Test
    void aRuleWhoseRegisteredValueIsMissingIsLeftOutWhole() {
        RuleSet partly =
                rule(
                        "G7",
                        "raise: above",
                        "grades: {yellow: {raise: 1, clear: 0.9}, red: {raise: {of: setPoint}, clear: 1}}");
        assertTrue(detector(partly).isIdle());
    }

    @Test
    void samplesThatAreNotNewerAreIgnoredAndCounted() {
        PointDetector detector = detector(fourGrades());
        assertEquals(
                List.of("RAISED BLUE @5"),
                brief(detector, state, at(5, 11), at(5, 1), at(4, 1), at(3, 99), at(6, 9)));
        assertEquals(3, state.ignoredSamples);
    }

    @Test
    void unsortedSamplesWithinABlockAreIgnoredToo() {
        Block block =
                new Block(
                        "P-1",
                        Lane.LIVE,
                        0,
                        0,
                        new int[] {0, 2_000_000, 1_000_000, 2_000_000, 3_000_000},
                        new double[] {1, 2, 11, 11, 3},
                        Quality.GOOD,
                        "",
                        "",
                        0,
                        0);
        assertEquals(List.of(), brief(detector(fourGrades()), state, block));
        assertEquals(2, state.ignoredSamples);
        assertEquals(3 * SECOND_US, state.lastUs);
    }

    @Test
    void theSameTimeTwiceIsCountedInAQuietBlockToo() {
        Block block =
                new Block(
                        "P-1",
                        Lane.LIVE,
                        0,
                        0,
                        new int[] {0, 1_000_000, 1_000_000},
                        new double[] {1, 2, 3},
                        Quality.GOOD,
                        "",
                        "",
                        0,
                        0);
        assertEquals(List.of(), brief(detector(fourGrades()), state, block));
        assertEquals(1, state.ignoredSamples);
    }

    @Test
    void aBlockSentTwiceChangesNothing() {
        Block block = Block.regular("P-1", 0, 1_000_000, new double[] {1, 11, 25, 1});
        PointDetector detector = detector(fourGrades());
        assertEquals(3, run(detector, state, block).size());
        assertEquals(List.of(), run(detector, state, block));
        assertEquals(4, state.ignoredSamples);
    }

    @Test
    void rulesWithChangedLimitsGoOnWithTheSameEpisode() {
        List<WarningEvent> before = run(detector(fourGrades()), state, at(0, 25));
        RuleSet changed =
                rules(
                        "v2",
                        yaml(
                                "G1",
                                "raise: above",
                                "grades: {blue: {raise: 12, clear: 9}, yellow: {raise: 30, clear: 22}}"));
        List<WarningEvent> after =
                run(detector(changed), state, at(1, 25), at(2, 31), at(3, 21), at(4, 8.5));
        assertEquals(List.of("DOWNGRADED BLUE @3", "CLEARED @4"), brief(after));
        assertEquals(before.get(0).id(), after.get(1).id());
        assertEquals(List.of(2, 3), after.stream().map(WarningEvent::number).toList());
        assertEquals("v2", after.get(0).rulesVersion());
    }

    @Test
    void aGradeThatARuleHasLostFallsAtTheNextSample() {
        run(detector(fourGrades()), state, at(0, 100));
        RuleSet milder =
                rules("v2", yaml("G1", "raise: above", "grades: {blue: {raise: 10, clear: 8}}"));
        assertEquals(List.of("DOWNGRADED BLUE @1"), brief(detector(milder), state, at(1, 100)));
    }

    @Test
    void aRuleThatIsGoneClearsAtTheNextSample() {
        RuleSet both =
                rules(
                        "v1",
                        yaml("G1", "raise: above", FOUR_GRADES),
                        yaml("G2", "raise: above", FOUR_GRADES));
        List<WarningEvent> before = run(detector(both), state, at(0, 100));
        assertEquals(2, before.size());
        RuleSet less = rules("v2", yaml("G2", "raise: above", FOUR_GRADES));
        List<WarningEvent> after = run(detector(less), state, at(1, 100), at(2, 100));
        assertEquals(List.of("CLEARED @1"), brief(after));
        assertEquals(before.get(0).id(), after.get(0).id());
        assertEquals("G1", after.get(0).rule());
        assertEquals("v2", after.get(0).rulesVersion());
        assertEquals(100, after.get(0).limit());
    }

    @Test
    void evenWhenNoRuleIsLeft() {
        run(detector(fourGrades()), state, at(0, 100));
        PointDetector idle = detector(RuleSet.EMPTY);
        assertTrue(idle.isIdle());
        assertFalse(state.quiet());
        assertEquals(
                List.of("CLEARED @2"), brief(idle, state, at(1, Double.NaN), at(2, 1), at(3, 1)));
        assertTrue(state.quiet());
    }

    @Test
    void aPendingRuleThatIsGoneIsForgotten() {
        run(detector(delayed("5s", "0s")), state, at(0, 11));
        assertFalse(state.quiet());
        assertEquals(List.of(), brief(detector(RuleSet.EMPTY), state, at(1, 1)));
        assertTrue(state.quiet());
    }

    @Test
    void aQuietPointKeepsNoRuleState() {
        run(detector(fourGrades()), state, at(0, 100), at(1, 1));
        assertTrue(state.quiet());
    }

    @Test
    void rulesAnswerInOrderOfTheirIds() {
        RuleSet both =
                rules(
                        "v1",
                        yaml("G2", "raise: above", FOUR_GRADES),
                        yaml("G1", "raise: above", FOUR_GRADES));
        assertEquals(
                List.of("G1", "G2"),
                run(detector(both), state, at(0, 11)).stream().map(WarningEvent::rule).toList());
    }

    @Test
    void aBlockOfManyEqualsManyBlocksOfOne() {
        double[] values = {1, 11, 9, 25, 60, 120, 89, 44, 17, 7, 10};
        List<WarningEvent> many =
                run(detector(fourGrades()), state, Block.regular("P-1", 0, 1_000_000, values));
        Block[] ones = new Block[values.length];
        for (int i = 0; i < values.length; i++) {
            ones[i] = Block.single("P-1", i * SECOND_US, values[i]);
        }
        assertEquals(many, run(detector(fourGrades()), new PointState(), ones));
        assertEquals(9, many.size());
    }

    @Test
    void lateBlocksSaySo() {
        Block late =
                new Block(
                        "P-1",
                        Lane.LATE,
                        0,
                        0,
                        new int[0],
                        new double[] {11},
                        Quality.GOOD,
                        "",
                        "",
                        0,
                        0);
        assertEquals(Lane.LATE, run(detector(fourGrades()), state, late).get(0).lane());
    }

    @Test
    void nothingIsAllocatedWhereNothingChanges() {
        PointDetector detector = detector(delayed("0s", "1h"));
        Block[] quiet = new Block[2000];
        Block[] open = new Block[2000];
        double[] steady = new double[100];
        Arrays.fill(steady, 5);
        for (int i = 0; i < quiet.length; i++) {
            quiet[i] = Block.regular("P-1", (1 + i) * SECOND_US, 10_000, steady);
            open[i] = Block.regular("P-1", (10_000 + i) * SECOND_US, 10_000, steady);
        }
        Consumer<WarningEvent> none =
                event -> {
                    throw new AssertionError(event);
                };
        // Loading a class or a compiler's bookkeeping may allocate once; what a step allocates, it
        // allocates in every round.
        assertEquals(0, leastAllocatedBytes(detector, quiet, none), "while quiet");
        state.lastUs = 0;
        run(detector, state, at(9_999, 11));
        assertEquals(0, leastAllocatedBytes(detector, open, none), "while a warning is open");
    }

    /** Of ten rounds, each over a tenth of the blocks. */
    private long leastAllocatedBytes(
            PointDetector detector, Block[] blocks, Consumer<WarningEvent> events) {
        int size = blocks.length / 10;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            Block[] round = Arrays.copyOfRange(blocks, i * size, (i + 1) * size);
            least = Math.min(least, allocatedBytes(detector, round, events));
        }
        return least;
    }

    private long allocatedBytes(
            PointDetector detector, Block[] blocks, Consumer<WarningEvent> events) {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        for (Block block : blocks) {
            detector.step(state, block, events);
        }
        return thread.getCurrentThreadAllocatedBytes() - before;
    }
}
