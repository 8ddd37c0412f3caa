package city.lifeline.jobs.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.detection.MemberRecord;
import city.lifeline.model.Block;
import city.lifeline.model.WarningEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What an older version remembered of groups, and of what their points have told them, is
 * understood by this one: both stages go on from that version's savepoints as if this one had
 * judged everything itself.
 *
 * <p>The savepoints were written after {@link #SAVED_AT}, with {@code OperatorSnapshotUtil}, by the
 * version that did not tell groups how far a reading is to be believed. Never write them anew: add
 * others beside them.
 */
class OlderGroupSavepointsTest {

    private static final int POINTS = 4;
    private static final long T0_MS = 1_795_334_400_000L;
    private static final int SAVED_AT = 300;
    private static final int ENDS_AT = 600;
    private static final Duration WAITS = Duration.ofSeconds(5);

    @Test
    void goesOnFromSavepointsOfBothStages() throws Exception {
        List<WarningEvent> before;
        List<WarningEvent> whole;
        try (Stages stages = new Stages(null, null)) {
            stages.feed(0, SAVED_AT);
            before = stages.events();
            stages.feed(SAVED_AT, ENDS_AT);
            whole = stages.events();
        }
        List<WarningEvent> restored;
        try (Stages stages =
                new Stages(
                        savepoint("detect-groups-points.savepoint"),
                        savepoint("detect-groups.savepoint"))) {
            stages.feed(SAVED_AT, ENDS_AT);
            restored = stages.events();
        }
        List<WarningEvent> after = new ArrayList<>(whole);
        before.forEach(after::remove);
        assertEquals(sorted(after), sorted(restored));
        assertTrue(
                restored.stream().map(WarningEvent::rule).distinct().count() >= 6,
                "of nearly each rule");
        assertTrue(
                restored.stream()
                        .anyMatch(
                                event ->
                                        event.number() > 1
                                                && restored.stream()
                                                        .noneMatch(
                                                                other ->
                                                                        other.number() == 1
                                                                                && other.id()
                                                                                        .equals(
                                                                                                event
                                                                                                        .id()))),
                "warnings were open when they were written");
    }

    private static List<String> sorted(List<WarningEvent> events) {
        return events.stream().map(WarningEvent::toString).sorted().collect(Collectors.toList());
    }

    private static OperatorSubtaskState savepoint(String name) throws Exception {
        return OperatorSnapshotUtil.readStateHandle(
                OperatorSnapshotUtil.getResourceFilename("savepoints/" + name));
    }

    /** A random walk of each point, a sample a second. */
    private static double value(int point, int second) {
        SplittableRandom random = new SplittableRandom(point * 1_000L + second);
        return 1.2 + Math.sin(second / 9.0 + point) + random.nextDouble(-0.3, 0.3);
    }

    /** One after the other, as the job connects them. */
    private static final class Stages implements AutoCloseable {

        private final Harness<Block> points;
        private final Harness<MemberRecord> groups;

        private Stages(@Nullable OperatorSubtaskState points, @Nullable OperatorSubtaskState groups)
                throws Exception {
            this.points =
                    new Harness<>(
                            new CoBroadcastWithKeyedOperator<>(
                                    new DetectionFunction(
                                            "live",
                                            SmallCity.ofGroups(POINTS),
                                            false,
                                            Duration.ZERO,
                                            WAITS),
                                    List.of()),
                            Block::point,
                            points);
            this.groups =
                    new Harness<>(
                            new CoBroadcastWithKeyedOperator<>(
                                    new GroupFunction("live", SmallCity.ofGroups(POINTS), WAITS),
                                    List.of()),
                            MemberRecord::group,
                            groups);
        }

        private void feed(int fromSecond, int toSecond) throws Exception {
            for (int second = fromSecond; second < toSecond; second++) {
                long ms = T0_MS + second * 1_000L;
                for (int point = 0; point < POINTS; point++) {
                    points.processElement(
                            Block.single("P-" + point, ms * 1_000, value(point, second)), ms);
                }
                Queue<StreamRecord<MemberRecord>> members =
                        points.getSideOutput(DetectionFunction.MEMBERS);
                if (members != null) {
                    for (StreamRecord<MemberRecord> member; (member = members.poll()) != null; ) {
                        groups.processElement(member.getValue(), ms);
                    }
                }
                groups.watermark(ms);
            }
        }

        private List<WarningEvent> events() {
            List<WarningEvent> events = new ArrayList<>(points.extractOutputValues());
            events.addAll(groups.extractOutputValues());
            return events;
        }

        @Override
        public void close() {
            points.close();
            groups.close();
        }
    }

    private static final class Harness<T>
            extends KeyedBroadcastOperatorTestHarness<String, T, CompactedRecord, WarningEvent> {

        private Harness(
                CoBroadcastWithKeyedOperator<String, T, CompactedRecord, WarningEvent> operator,
                org.apache.flink.api.java.functions.KeySelector<T, String> key,
                @Nullable OperatorSubtaskState savepoint)
                throws Exception {
            super(operator, key, Types.STRING, 128, 1, 0);
            if (savepoint != null) {
                initializeState(savepoint);
            }
            open();
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
