package city.lifeline.jobs.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import city.lifeline.model.Block;
import city.lifeline.model.Lane;
import city.lifeline.model.PointStatus;
import city.lifeline.model.Quality;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.WarningEvent.Kind;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DetectionFunctionTest {

    private static final long T0 = 1_795_334_400_000_000L;
    private static final long SECOND = 1_000_000;

    private static final String SILENCE =
            """
            rules:
              - id: Q1
                name: {zh: 数据中断, en: No data}
                applies: {quantity: methane}
                silence: {intervals: 3, atLeast: 1min}
                grades: {yellow: {}}
                source: for tests
            """;

    @Test
    void raisesUpgradesAndClears() throws Exception {
        try (Harness harness = open(false, null)) {
            feed(harness, live("P-0", 0, 0.5), live("P-0", 1, 1.0), live("P-0", 2, 2.5));
            feed(harness, live("P-0", 3, 0.1));
            assertEquals(
                    List.of(Kind.RAISED, Kind.UPGRADED, Kind.CLEARED),
                    harness.extractOutputValues().stream().map(WarningEvent::kind).toList());
        }
    }

    @Test
    void keepsOneStateForEachPointAndLane() throws Exception {
        try (Harness harness = open(false, null)) {
            feed(harness, live("P-0", 0, 1.0), live("P-1", 0, 0.5), late("P-0", 0, 1.0));
            List<WarningEvent> events = harness.extractOutputValues();
            assertEquals(List.of(Lane.LIVE), events.stream().map(WarningEvent::lane).toList());
            assertEquals(3, harness.numKeyedStateEntries());
            assertEquals(0, harness.numEventTimeTimers());
        }
    }

    @Test
    void anEpisodeOfABacklogThatGoesOnLiveIsOneWarning() throws Exception {
        try (Harness harness = open(false, null)) {
            feed(harness, live("P-0", 0, 0.5));
            feed(harness, late("P-0", 600, 1.0), late("P-0", 601, 1.0));
            feed(harness, live("P-0", 602, 1.0), live("P-0", 603, 0));
            List<WarningEvent> events = harness.extractOutputValues();
            assertEquals(
                    List.of(Kind.RAISED, Kind.CLEARED),
                    events.stream().map(WarningEvent::kind).toList());
            assertEquals(
                    List.of(Lane.LATE, Lane.LIVE),
                    events.stream().map(WarningEvent::lane).toList());
            assertEquals(events.get(0).id(), events.get(1).id());
        }
    }

    @Test
    void countsABlockOfAnUnknownPointAndGoesOn() throws Exception {
        try (Harness harness = open(true, null)) {
            feed(harness, live("NOBODY", 0, 9.0), live("P-0", 0, 1.0));
            assertEquals(1, harness.extractOutputValues().size());
            assertEquals(2, harness.numKeyedStateEntries());
        }
    }

    @Test
    void aPointWithoutRulesLeavesNoState() throws Exception {
        try (Harness harness = open(false, null)) {
            harness.processBroadcastElement(SmallCity.asset(50, "A-1", "bridge"), 0);
            feed(harness, live("P-0", 0, 9.0));
            assertEquals(0, harness.numKeyedStateEntries());
        }
    }

    @Test
    void aWarningOfARuleThatIsGoneIsCleared() throws Exception {
        try (Harness harness = open(false, null)) {
            feed(harness, live("P-0", 0, 1.0));
            harness.processBroadcastElement(SmallCity.asset(50, "A-1", "bridge"), 0);
            feed(harness, live("P-0", 1, 1.0));
            assertEquals(
                    List.of(Kind.RAISED, Kind.CLEARED),
                    harness.extractOutputValues().stream().map(WarningEvent::kind).toList());
        }
    }

    @Test
    void newRulesHoldFromTheNextBlockOn() throws Exception {
        try (Harness harness = open(false, null)) {
            feed(harness, live("P-0", 0, 0.5));
            harness.processBroadcastElement(SmallCity.rules(1, "v2", 0.4, "gas-manhole"), 0);
            feed(harness, live("P-0", 1, 0.5));
            List<WarningEvent> events = harness.extractOutputValues();
            assertEquals(1, events.size());
            assertEquals("v2", events.get(0).rulesVersion());
        }
    }

    @Test
    void aFaultySetChangesNothing() throws Exception {
        try (Harness harness = open(false, null)) {
            harness.processBroadcastElement(SmallCity.rulesText(1, "v2", "nonsense"), 0);
            feed(harness, live("P-0", 1, 1.0));
            assertEquals("v1", harness.extractOutputValues().get(0).rulesVersion());
        }
    }

    @Test
    void emitsAtMostOneStatusAPointAndSecond() throws Exception {
        try (Harness harness = open(true, null)) {
            feed(
                    harness,
                    Block.regular("P-0", T0, 400_000, new double[] {1, 2}),
                    Block.single("P-0", T0 + 900_000, 3),
                    Block.single("P-1", T0 + 900_000, 4),
                    Block.single("P-0", T0 + SECOND, 5),
                    late("P-0", 7, 6),
                    Block.single("P-0", T0 + 1, 7));
            assertEquals(
                    List.of(
                            new PointStatus("P-0", T0 + 400_000, 2, Quality.GOOD),
                            new PointStatus("P-1", T0 + 900_000, 4, Quality.GOOD),
                            new PointStatus("P-0", T0 + SECOND, 5, Quality.GOOD)),
                    harness.getSideOutput(DetectionFunction.STATUSES).stream()
                            .map(StreamRecord::getValue)
                            .toList());
        }
    }

    @Test
    void aRunAsideHasNoStatuses() throws Exception {
        try (Harness harness = open(false, null)) {
            feed(harness, live("P-0", 0, 0.5));
            assertNull(harness.getSideOutput(DetectionFunction.STATUSES));
        }
    }

    @Test
    void goesOnFromACheckpointWhereItWas() throws Exception {
        OperatorSubtaskState checkpoint;
        try (Harness harness = open(false, null)) {
            feed(harness, live("P-0", 0, 1.0));
            checkpoint = harness.snapshot(1, 1);
        }
        try (Harness harness = open(false, checkpoint)) {
            feed(harness, live("P-0", 0, 1.0), live("P-0", 1, 1.3), live("P-0", 2, 0));
            List<WarningEvent> events = harness.extractOutputValues();
            assertEquals(List.of(2, 3), events.stream().map(WarningEvent::number).toList());
        }
    }

    /** Written by the version that knew thresholds only. Never write it anew: add another. */
    @Test
    void goesOnFromASavepointOfTheFirstVersion() throws Exception {
        OperatorSubtaskState savepoint =
                OperatorSnapshotUtil.readStateHandle(
                        OperatorSnapshotUtil.getResourceFilename(
                                "savepoints/detect-thresholds.savepoint"));
        try (Harness harness = open(true, savepoint)) {
            harness.processBroadcastElement(SmallCity.point(60, "P-2"), 0);
            feed(harness, live("P-0", 1, 9.0), live("P-0", 2, 0), live("P-1", 1, 1.0));
            feed(harness, live("P-2", 601, 0));
            List<WarningEvent> events = harness.extractOutputValues();
            assertEquals(
                    List.of("P-0 CLEARED 3", "P-1 RAISED 1", "P-2 CLEARED 2"),
                    events.stream()
                            .map(e -> e.point() + " " + e.kind() + " " + e.number())
                            .toList());
            assertEquals(1.3, events.get(0).peakValue());
            assertEquals("%{vol}", events.get(0).unit());
            assertEquals(T0, events.get(2).raisedAtUs());
        }
    }

    @Test
    void silenceIsToldByTheClockAndEndsWithTheNextSample() throws Exception {
        try (Harness harness = open(false, null)) {
            harness.processBroadcastElement(SmallCity.rulesText(1, "v2", SILENCE), 0);
            feed(harness, live("P-0", 0, 0.5), live("P-0", 10, 0.5));
            assertEquals(1, harness.numEventTimeTimers());
            harness.watermark(T0 / 1_000 + 69_999);
            assertEquals(List.of(), harness.extractOutputValues());
            assertEquals(1, harness.numEventTimeTimers());
            harness.watermark(T0 / 1_000 + 70_000);
            assertEquals(0, harness.numEventTimeTimers());
            feed(harness, live("P-0", 100, 0.5));
            List<WarningEvent> events = harness.extractOutputValues();
            assertEquals(
                    List.of(Kind.RAISED, Kind.CLEARED),
                    events.stream().map(WarningEvent::kind).toList());
            assertEquals(T0 + 70 * SECOND, events.get(0).atUs());
            assertEquals(1, harness.numEventTimeTimers());
        }
    }

    @Test
    void silenceAcrossACrashIsTold() throws Exception {
        OperatorSubtaskState checkpoint;
        try (Harness harness = open(false, null)) {
            harness.processBroadcastElement(SmallCity.rulesText(1, "v2", SILENCE), 0);
            feed(harness, live("P-0", 0, 0.5));
            checkpoint = harness.snapshot(1, 1);
        }
        try (Harness harness = open(false, checkpoint)) {
            harness.processBroadcastElement(SmallCity.rulesText(1, "v2", SILENCE), 0);
            harness.watermark(T0 / 1_000 + 60_000);
            assertEquals(1, harness.extractOutputValues().size());
        }
    }

    @Test
    void noTimerIsLeftWhenTheClockGoesOn() throws Exception {
        try (Harness harness = open(false, null)) {
            feed(harness, live("P-0", 0, 1.0));
            harness.watermark(T0 / 1_000 + 3_600_000);
            assertEquals(0, harness.numEventTimeTimers());
            assertNotNull(harness.extractOutputValues().get(0));
        }
    }

    private static void feed(Harness harness, Block... blocks) throws Exception {
        for (Block block : blocks) {
            harness.processElement(block, block.startUs() / 1_000);
        }
    }

    private static Block live(String point, int second, double value) {
        return Block.single(point, T0 + second * SECOND, value);
    }

    private static Block late(String point, int second, double value) {
        return new Block(
                point,
                Lane.LATE,
                T0 + second * SECOND,
                0,
                new int[0],
                new double[] {value},
                Quality.GOOD,
                "",
                "",
                0,
                0);
    }

    private static Harness open(boolean statuses, @Nullable OperatorSubtaskState checkpoint)
            throws Exception {
        Harness harness =
                new Harness(
                        new DetectionFunction(
                                "live", SmallCity.of(2), statuses, Duration.ZERO, Duration.ZERO));
        if (checkpoint != null) {
            harness.initializeState(checkpoint);
        }
        harness.open();
        return harness;
    }

    private static final class Harness
            extends KeyedBroadcastOperatorTestHarness<
                    String, Block, CompactedRecord, WarningEvent> {

        private Harness(DetectionFunction function) throws Exception {
            super(
                    new CoBroadcastWithKeyedOperator<>(function, List.of()),
                    Block::point,
                    Types.STRING,
                    128,
                    1,
                    0);
        }

        private int numKeyedStateEntries() {
            return ((HeapKeyedStateBackend<?>)
                            ((CoBroadcastWithKeyedOperator<?, ?, ?, ?>) getOperator())
                                    .getKeyedStateBackend())
                    .numKeyValueStateEntries();
        }

        @Override
        public void close() {
            try {
                super.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }
}
