package city.lifeline.jobs.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.detection.GroupState;
import city.lifeline.detection.MemberRecord;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.WarningEvent.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GroupFunctionTest {

    private static final long T0_MS = 1_795_334_400_000L;
    private static final Duration WAITS = Duration.ofSeconds(5);

    @Test
    void waitsUntilTheClockHasPassedByAsMuchAsItWaits() throws Exception {
        try (Harness harness = open(null)) {
            harness.tell("P-0", 0, true);
            harness.tell("P-1", 1_000, true);
            harness.clock(1_001);
            assertEquals(List.of(), harness.kinds());
            harness.clock(1_002);
            assertEquals(List.of(Kind.RAISED), harness.kinds());
        }
    }

    @Test
    void whatComesInAnotherOrderIsJudgedTheSame() throws Exception {
        try (Harness one = open(null);
                Harness other = open(null)) {
            one.tell("P-0", 0, true);
            one.tell("P-1", 1_000, true);
            other.tell("P-1", 1_000, true);
            other.tell("P-0", 0, true);
            one.clock(500);
            one.clock(60_000);
            other.clock(60_000);
            assertEquals(one.extractOutputValues(), other.extractOutputValues());
            assertEquals(1, one.extractOutputValues().size());
        }
    }

    @Test
    void aDelayIsOverByTheClockAlone() throws Exception {
        try (Harness harness = open(null)) {
            harness.tell("P-0", 0, true);
            harness.tell("P-1", 0, true);
            harness.tell("P-0", 500, false);
            harness.tell("P-1", 500, false);
            harness.clock(3_001);
            assertEquals(List.of(Kind.RAISED), harness.kinds());
            harness.clock(3_002);
            assertEquals(List.of(Kind.RAISED, Kind.CLEARED), harness.kinds());
            assertEquals((T0_MS + 3_000) * 1_000, harness.extractOutputValues().get(1).atUs());
        }
    }

    @Test
    void nothingIsLeftOfAGroupThatIsQuiet() throws Exception {
        try (Harness harness = open(null)) {
            harness.tell("P-0", 0, true);
            harness.tell("P-0", 500, false);
            harness.clock(100);
            assertEquals(1, harness.numEventTimeTimers());
            harness.clock(10_000);
            assertEquals(0, harness.numKeyedStateEntries());
            assertEquals(0, harness.numEventTimeTimers());
        }
    }

    @Test
    void goesOnFromACheckpointWhereItWas() throws Exception {
        OperatorSubtaskState checkpoint;
        try (Harness harness = open(null)) {
            harness.tell("P-0", 0, true);
            harness.tell("P-1", 100, true);
            harness.clock(1_000);
            harness.tell("P-0", 1_500, false);
            harness.tell("P-1", 1_500, false);
            checkpoint = harness.snapshot(1, 1);
        }
        try (Harness harness = open(checkpoint)) {
            harness.clock(60_000);
            List<WarningEvent> events = harness.extractOutputValues();
            assertEquals(List.of(Kind.CLEARED), harness.kinds());
            assertEquals(2, events.get(0).number());
            assertEquals("P-1", events.get(0).point());
        }
    }

    @Test
    void aGroupThatIsGoneEndsItsWarning() throws Exception {
        try (Harness harness = open(null)) {
            harness.tell("P-0", 0, true);
            harness.tell("P-1", 0, true);
            harness.clock(1_000);
            harness.processBroadcastElement(SmallCity.rules(1, "v2"), 0);
            harness.clock(70_000);
            assertEquals(List.of(Kind.RAISED, Kind.CLEARED), harness.kinds());
            assertEquals(0, harness.numKeyedStateEntries());
        }
    }

    @Test
    void aPointThatIsNewlyRegisteredBelongsToItsGroup() throws Exception {
        try (Harness harness = open(null)) {
            harness.tell("P-0", 0, true);
            harness.tell("P-9", 0, true);
            harness.clock(100);
            assertEquals(List.of(), harness.kinds());
            harness.processBroadcastElement(SmallCity.point(60, "P-9"), 0);
            harness.tell("P-9", 500, true);
            harness.clock(1_000);
            assertEquals(List.of(Kind.RAISED), harness.kinds());
            harness.processBroadcastElement(SmallCity.removed(61, "point/P-9"), 0);
            harness.clock(60_000);
            harness.tell("P-0", 60_500, false);
            harness.clock(70_000);
            assertEquals(List.of(Kind.RAISED, Kind.CLEARED), harness.kinds());
        }
    }

    @Test
    void aFaultInOneGroupStopsNeitherOthersNorItselfForEver() throws Exception {
        try (Harness harness = open(null)) {
            // Nothing writes such records; they stand for a fault in a detector.
            harness.tell("COUNT/A-1", null, 0, true);
            harness.tell("COUNT/A-1", null, 0, true);
            harness.tell("SHARE/A-1", "P-0", 0, true);
            harness.tell("SHARE/A-1", "P-1", 0, true);
            harness.clock(1_000);
            assertEquals(List.of("SHARE"), harness.rules());
            harness.tell("COUNT/A-1", "P-0", 2_000, true);
            harness.tell("COUNT/A-1", "P-1", 2_000, true);
            harness.clock(3_000);
            assertEquals(List.of("SHARE", "COUNT"), harness.rules());
        }
    }

    @Test
    void whatWaitsWhileTheClockStandsIsNoPartOfTheGroupsState() throws Exception {
        try (Harness standing = open(null);
                Harness going = open(null)) {
            for (int second = 0; second < 5_000; second++) {
                for (Harness each : List.of(standing, going)) {
                    each.tell("P-0", second * 1_000L, second % 7 < 4);
                    each.tell("P-1", second * 1_000L, second % 5 < 4);
                }
                if (second % 100 == 0) {
                    going.clock(second * 1_000L);
                }
            }
            assertNull(standing.state(), "nothing of what waits is read or written with the group");
            standing.clock(6_000_000);
            going.clock(6_000_000);
            assertEquals(going.extractOutputValues(), standing.extractOutputValues());
            assertTrue(standing.kinds().size() > 100, "there is something to tell");
            assertEquals(going.numKeyedStateEntries(), standing.numKeyedStateEntries());
        }
    }

    @Test
    void whatAnOlderVersionKeptWaitingInTheGroupsStateIsJudged() throws Exception {
        try (Harness harness = open(null)) {
            harness.tell("P-0", 0, true);
            harness.clock(100);
            GroupState state = Objects.requireNonNull(harness.state());
            MemberRecord record = new MemberRecord();
            record.group = "COUNT/A-1";
            record.point = "P-1";
            record.timeUs = (T0_MS + 1_000) * 1_000;
            record.counts = true;
            state.pending.add(record);
            harness.tell("P-0", 1_500, true);
            harness.clock(1_502);
            assertEquals(List.of(Kind.RAISED), harness.kinds());
            assertEquals((T0_MS + 1_000) * 1_000, harness.extractOutputValues().get(0).atUs());
        }
    }

    private static Harness open(@Nullable OperatorSubtaskState checkpoint) throws Exception {
        Harness harness = new Harness(new GroupFunction("live", SmallCity.ofGroups(4), WAITS));
        if (checkpoint != null) {
            harness.initializeState(checkpoint);
        }
        harness.open();
        return harness;
    }

    private static final class Harness
            extends KeyedBroadcastOperatorTestHarness<
                    String, MemberRecord, CompactedRecord, WarningEvent> {

        private Harness(GroupFunction function) throws Exception {
            super(
                    new CoBroadcastWithKeyedOperator<>(function, List.of()),
                    MemberRecord::group,
                    Types.STRING,
                    128,
                    1,
                    0);
        }

        private void tell(String point, long ms, boolean counts) throws Exception {
            tell("COUNT/A-1", point, ms, counts);
        }

        @SuppressWarnings("NullAway") // A fault is what is wanted.
        private void tell(String group, @Nullable String point, long ms, boolean counts)
                throws Exception {
            MemberRecord record = new MemberRecord();
            record.group = group;
            record.point = point;
            record.timeUs = (T0_MS + ms) * 1_000;
            record.counts = counts;
            processElement(record, T0_MS + ms);
        }

        /** The clock has come as far as groups wait after a time. */
        private void clock(long ms) throws Exception {
            watermark(T0_MS + WAITS.toMillis() + ms);
        }

        private List<String> rules() {
            return extractOutputValues().stream().map(WarningEvent::rule).toList();
        }

        private List<Kind> kinds() {
            return extractOutputValues().stream().map(WarningEvent::kind).toList();
        }

        /** The very object that the heap holds; null if none. */
        @SuppressWarnings("unchecked")
        private @Nullable GroupState state() throws Exception {
            KeyedStateBackend<String> backend =
                    ((CoBroadcastWithKeyedOperator<String, ?, ?, ?>) getOperator())
                            .getKeyedStateBackend();
            backend.setCurrentKey("COUNT/A-1");
            return backend.getPartitionedState(
                            VoidNamespace.INSTANCE,
                            VoidNamespaceSerializer.INSTANCE,
                            GroupFunction.STATE)
                    .value();
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
