package city.lifeline.jobs.detection;

import city.lifeline.detection.GroupDetector;
import city.lifeline.detection.GroupState;
import city.lifeline.detection.Lateness;
import city.lifeline.detection.MemberRecord;
import city.lifeline.jobs.FaultCounter;
import city.lifeline.model.WarningEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the detector of a group, when the clock has passed what its members tell. Keyed by group.
 * Rules and registry come as they come to {@link DetectionFunction}.
 */
public final class GroupFunction
        extends KeyedBroadcastProcessFunction<String, MemberRecord, CompactedRecord, WarningEvent> {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(GroupFunction.class);

    static final ValueStateDescriptor<GroupState> STATE =
            new ValueStateDescriptor<>("group", TypeInformation.of(GroupState.class));

    /**
     * What has come and waits for its time, by the millisecond that it is of. A group whose clock
     * stands still can be told any amount: in a map of its own it lies on disk and costs no heap,
     * and what comes next is added without reading all that waits.
     */
    static final MapStateDescriptor<Long, List<MemberRecord>> AHEAD =
            new MapStateDescriptor<>(
                    "ahead", Types.LONG, Types.LIST(TypeInformation.of(MemberRecord.class)));

    /** When the timer of a group goes off, ms; a group has at most one. */
    static final ValueStateDescriptor<Long> TIMER = new ValueStateDescriptor<>("timer", Types.LONG);

    private static final long MILLISECOND_US = 1_000;

    /** How often a group that is not quiet is asked whether there still is such a group. */
    private static final long ASKED_EVERY_MS = 60_000;

    /** How often a group is looked for that may be there when groups are worked out anew. */
    private static final long LOOKED_FOR_EVERY_MS = 1_000;

    private final String run;
    private final CompactedTopics rulesAndRegistry;
    private final long waitsMs;

    private transient Detectors detectors;
    private transient ValueState<GroupState> state;
    private transient MapState<Long, List<MemberRecord>> ahead;
    private transient ValueState<Long> timer;
    private transient FaultCounter failures;
    private transient FaultCounter refusals;

    // Flink makes the transient fields in open, after it has brought the function to its place.
    @SuppressWarnings("NullAway.Init")
    public GroupFunction(String run, CompactedTopics rulesAndRegistry, Duration after) {
        this.run = run;
        this.waitsMs = after.toMillis();
        this.rulesAndRegistry = rulesAndRegistry;
    }

    @Override
    public void open(OpenContext context) {
        state = getRuntimeContext().getState(STATE);
        ahead = getRuntimeContext().getMapState(AHEAD);
        timer = getRuntimeContext().getState(TIMER);
        failures =
                new FaultCounter(
                        getRuntimeContext().getMetricGroup().counter("failedGroups"),
                        LOG,
                        "A detector failed over a group");
        refusals =
                new FaultCounter(
                        getRuntimeContext().getMetricGroup().counter("refusedRecords"),
                        LOG,
                        "Refused a record of rules or registry; what was in force stays");
        detectors = new Detectors(run, Lateness.NONE);
        rulesAndRegistry.read(this::apply, detectors::hasRules);
    }

    @Override
    public void processElement(
            MemberRecord record, ReadOnlyContext context, Collector<WarningEvent> out)
            throws Exception {
        long ms = Math.floorDiv(record.timeUs, MILLISECOND_US);
        List<MemberRecord> sameTime = ahead.get(ms);
        List<MemberRecord> records = sameTime == null ? new ArrayList<>(1) : sameTime;
        records.add(record);
        ahead.put(ms, records);
        setTimer(afterMs(record.timeUs), context.timerService());
    }

    @Override
    public void processBroadcastElement(
            CompactedRecord record, Context context, Collector<WarningEvent> out) {
        apply(record);
    }

    @Override
    public void onTimer(long timeMs, OnTimerContext context, Collector<WarningEvent> out)
            throws Exception {
        timer.clear();
        // A timer of this millisecond is as far as the clock has left behind for certain.
        long untilMs = timeMs - waitsMs - 1;
        TreeSet<Long> past = new TreeSet<>();
        long nextAheadMs = Long.MAX_VALUE;
        for (Long ms : ahead.keys()) {
            if (ms < untilMs) {
                past.add(ms);
            } else {
                nextAheadMs = Math.min(nextAheadMs, ms);
            }
        }
        GroupState group = state.value();
        if (group == null) {
            if (past.isEmpty()) {
                setTimerAhead(nextAheadMs, context.timerService());
                return;
            }
            group = new GroupState();
        }
        String key = context.getCurrentKey();
        GroupDetector detector = detectors.ofGroup(key);
        long clockMs = context.timerService().currentWatermark();
        if (detector == null && detectors.areGroupsOld() && clockMs != Long.MAX_VALUE) {
            // Perhaps it is new, and the stage before has heard of it earlier: nothing is lost.
            setTimer(clockMs + LOOKED_FOR_EVERY_MS, context.timerService());
            return;
        }
        try {
            if (detector == null) {
                GroupDetector.end(run, detectors.rulesVersion(), key, group, out::collect);
            } else {
                advance(detector, group, past, untilMs, out);
            }
        } catch (RuntimeException e) {
            // One group must not stop the judgement of all others for ever. What waited is given
            // up, what is known stays: an open warning must not be forgotten.
            failures.report(key, e);
            group.pending = new ArrayList<>();
            state.update(group);
            forget(past);
            setTimerAhead(nextAheadMs, context.timerService());
            long watermarkMs = context.timerService().currentWatermark();
            if (watermarkMs != Long.MAX_VALUE) {
                setTimer(watermarkMs + ASKED_EVERY_MS, context.timerService());
            }
            return;
        }
        forget(past);
        setTimerAhead(nextAheadMs, context.timerService());
        if (detector == null || (group.quiet() && nextAheadMs == Long.MAX_VALUE)) {
            state.clear();
            return;
        }
        state.update(group);
        long wakeAtUs = detector.wakeAtUs(group);
        long nowMs = context.timerService().currentWatermark();
        // At the end of time nothing new can happen to the group.
        long askAtMs = nowMs == Long.MAX_VALUE ? nowMs : nowMs + ASKED_EVERY_MS;
        long nextMs = wakeAtUs == Long.MAX_VALUE ? askAtMs : Math.min(askAtMs, afterMs(wakeAtUs));
        if (nextMs != Long.MAX_VALUE) {
            setTimer(nextMs, context.timerService());
        }
    }

    /** A millisecond after the other, so that only one of them is in memory. */
    private void advance(
            GroupDetector detector,
            GroupState group,
            SortedSet<Long> past,
            long untilMs,
            Collector<WarningEvent> out)
            throws Exception {
        for (Long ms : past) {
            List<MemberRecord> records = ahead.get(ms);
            if (records != null) {
                for (MemberRecord record : records) {
                    GroupDetector.take(group, record);
                }
            }
            detector.advance(group, (ms + 1) * MILLISECOND_US, out::collect);
        }
        detector.advance(group, untilMs * MILLISECOND_US, out::collect);
    }

    private void forget(SortedSet<Long> past) throws Exception {
        for (Long ms : past) {
            ahead.remove(ms);
        }
    }

    private void setTimerAhead(long nextAheadMs, TimerService timers) throws Exception {
        if (nextAheadMs != Long.MAX_VALUE) {
            setTimer(afterMs(nextAheadMs * MILLISECOND_US), timers);
        }
    }

    /** A timer that goes off when everything up to a time, itself included, has come. */
    private long afterMs(long timeUs) {
        return Math.floorDiv(timeUs, MILLISECOND_US) + 2 + waitsMs;
    }

    private void setTimer(long timeMs, TimerService timers) throws Exception {
        Long set = timer.value();
        if (set != null && set <= timeMs) {
            return;
        }
        if (set != null) {
            timers.deleteEventTimeTimer(set);
        }
        timers.registerEventTimeTimer(timeMs);
        timer.update(timeMs);
    }

    private void apply(CompactedRecord record) {
        @Nullable String refusal = detectors.apply(record);
        if (refusal != null) {
            refusals.report(refusal);
        }
    }
}
