package city.lifeline.jobs.detection;

import city.lifeline.detection.Lateness;
import city.lifeline.detection.MemberRecord;
import city.lifeline.detection.MemberWatch;
import city.lifeline.detection.PointDetector;
import city.lifeline.detection.PointState;
import city.lifeline.jobs.FaultCounter;
import city.lifeline.model.Block;
import city.lifeline.model.Lane;
import city.lifeline.model.PointStatus;
import city.lifeline.model.WarningEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the detector of a block's point. Keyed by point; what came after newer samples has a state
 * of its own.
 *
 * <p>Rules and registry are read to their ends before the first block and followed from then on.
 * They are no part of the checkpoint: Kafka has them.
 */
public final class DetectionFunction
        extends KeyedBroadcastProcessFunction<String, Block, CompactedRecord, WarningEvent> {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(DetectionFunction.class);

    /** The latest sample of each point in the live lane, at most one a second of event time. */
    public static final OutputTag<PointStatus> STATUSES =
            new OutputTag<>("point-statuses", TypeInformation.of(PointStatus.class));

    /** What points tell the groups that they are members of. */
    static final OutputTag<MemberRecord> MEMBERS =
            new OutputTag<>("members", TypeInformation.of(MemberRecord.class));

    static final ValueStateDescriptor<PointState> LIVE =
            new ValueStateDescriptor<>("live", TypeInformation.of(PointState.class));
    static final ValueStateDescriptor<PointState> LATE =
            new ValueStateDescriptor<>("late", TypeInformation.of(PointState.class));
    static final ValueStateDescriptor<Long> STATUS_SECOND =
            new ValueStateDescriptor<>("status-second", Types.LONG);

    /** When the timer of a point goes off, ms; a point has at most one. */
    static final ValueStateDescriptor<Long> TIMER = new ValueStateDescriptor<>("timer", Types.LONG);

    private static final long SECOND_US = 1_000_000;
    private static final long MILLISECOND_US = 1_000;

    private final String run;
    private final CompactedTopics rulesAndRegistry;
    private final boolean emitsStatuses;
    private final Duration lateAfter;
    private final Duration groupsAfter;

    private transient Detectors detectors;
    private transient ValueState<PointState> live;
    private transient ValueState<PointState> late;
    private transient ValueState<Long> statusSecond;
    private transient ValueState<Long> timer;
    private transient List<WarningEvent> events;
    private transient FaultCounter unknownPoints;
    private transient FaultCounter failures;
    private transient FaultCounter refusals;

    // Flink makes the transient fields in open, after it has brought the function to its place.
    @SuppressWarnings("NullAway.Init")
    public DetectionFunction(
            String run,
            CompactedTopics rulesAndRegistry,
            boolean emitsStatuses,
            Duration lateAfter,
            Duration groupsAfter) {
        this.run = run;
        this.lateAfter = lateAfter;
        this.groupsAfter = groupsAfter;
        this.rulesAndRegistry = rulesAndRegistry;
        this.emitsStatuses = emitsStatuses;
    }

    @Override
    public void open(OpenContext context) {
        live = getRuntimeContext().getState(LIVE);
        late = getRuntimeContext().getState(LATE);
        statusSecond = getRuntimeContext().getState(STATUS_SECOND);
        timer = getRuntimeContext().getState(TIMER);
        events = new ArrayList<>();
        MetricGroup metrics = getRuntimeContext().getMetricGroup();
        unknownPoints =
                new FaultCounter(
                        metrics.counter("unknownPointBlocks"),
                        LOG,
                        "A block of a point that the registry does not have");
        failures =
                new FaultCounter(
                        metrics.counter("failedBlocks"), LOG, "A detector failed over a block");
        refusals =
                new FaultCounter(
                        metrics.counter("refusedRecords"),
                        LOG,
                        "Refused a record of rules or registry; what was in force stays");
        detectors = new Detectors(run, Lateness.of(lateAfter, groupsAfter));
        rulesAndRegistry.read(this::apply, detectors::hasRules);
        LOG.info("Run {} is judged by rule set {}", run, detectors.rulesVersion());
    }

    @Override
    public void processElement(Block block, ReadOnlyContext context, Collector<WarningEvent> out)
            throws Exception {
        PointDetector detector = detectors.of(block.point());
        if (detector == null) {
            unknownPoints.report(block.point());
            return;
        }
        detect(detector, block, context);
        emitEvents(out);
        if (emitsStatuses && block.lane() == Lane.LIVE) {
            emitStatus(block, context);
        }
    }

    @Override
    public void processBroadcastElement(
            CompactedRecord record, Context context, Collector<WarningEvent> out) {
        String before = detectors.rulesVersion();
        apply(record);
        if (!detectors.rulesVersion().equals(before)) {
            LOG.info("Run {} is judged by rule set {}", run, detectors.rulesVersion());
        }
    }

    @Override
    public void onTimer(long timeMs, OnTimerContext context, Collector<WarningEvent> out)
            throws Exception {
        timer.clear();
        PointState ofLive = live.value();
        PointDetector detector = detectors.of(context.getCurrentKey());
        if (detector == null || ofLive == null) {
            return;
        }
        MemberWatch watch = detectors.watchOf(context.getCurrentKey());
        // The run's clock is there; of the live lane, nothing older than this will come.
        long passedUs = (timeMs - lateAfter.toMillis()) * MILLISECOND_US;
        if (watch.isIdle()) {
            detector.wake(ofLive, passedUs, events::add);
        } else {
            MemberWatch.Before before = watch.before(ofLive);
            detector.wake(ofLive, passedUs, events::add);
            watch.after(
                    ofLive,
                    before,
                    events,
                    Long.MAX_VALUE,
                    member -> context.output(MEMBERS, member));
        }
        if (!events.isEmpty()) {
            live.update(ofLive);
        }
        emitEvents(out);
        setTimer(detector, ofLive, context);
    }

    /**
     * A timer that goes off too early, because something came meanwhile, is set anew; so a reading
     * costs none.
     */
    private void setTimer(PointDetector detector, PointState ofLive, ReadOnlyContext context)
            throws Exception {
        long wakeAtUs = detector.wakeAtUs(ofLive);
        if (wakeAtUs == Long.MAX_VALUE || timer.value() != null) {
            return;
        }
        long timeMs = -Math.floorDiv(-wakeAtUs, MILLISECOND_US) + lateAfter.toMillis();
        context.timerService().registerEventTimeTimer(timeMs);
        timer.update(timeMs);
    }

    private void emitEvents(Collector<WarningEvent> out) {
        for (WarningEvent event : events) {
            out.collect(event);
        }
        events.clear();
    }

    private void detect(PointDetector detector, Block block, ReadOnlyContext context)
            throws Exception {
        PointState ofLive = live.value();
        PointState ofLate = late.value();
        MemberWatch watch = detectors.watchOf(block.point());
        if (detector.isIdle() && watch.isIdle() && isQuiet(ofLive) && isQuiet(ofLate)) {
            return;
        }
        PointState newest = ofLive == null ? new PointState() : ofLive;
        PointState older = ofLate == null ? new PointState() : ofLate;
        try {
            step(detector, watch, newest, older, block, context);
        } catch (RuntimeException e) {
            // One point's readings must not stop the judgement of all others for ever.
            failures.report(block.toString(), e);
        }
        live.update(newest);
        setTimer(detector, newest, context);
        if (ofLate != null || !older.isNew()) {
            late.update(older);
        }
    }

    private void step(
            PointDetector detector,
            MemberWatch watch,
            PointState newest,
            PointState older,
            Block block,
            ReadOnlyContext context) {
        if (!watch.isConcerned(newest)) {
            detector.step(newest, older, block, events::add);
            return;
        }
        MemberWatch.Before before =
                watch.before(newest, block, member -> context.output(MEMBERS, member));
        detector.step(newest, older, block, events::add);
        watch.after(
                newest, before, block, detector, events, member -> context.output(MEMBERS, member));
    }

    private static boolean isQuiet(@Nullable PointState state) {
        return state == null || state.quiet();
    }

    private void emitStatus(Block block, ReadOnlyContext context) throws Exception {
        long second = Math.floorDiv(block.endUs(), SECOND_US);
        Long emitted = statusSecond.value();
        if (emitted == null || second > emitted) {
            statusSecond.update(second);
            context.output(
                    STATUSES,
                    new PointStatus(
                            block.point(),
                            block.endUs(),
                            block.value(block.size() - 1),
                            block.quality()));
        }
    }

    private void apply(CompactedRecord record) {
        String refusal = detectors.apply(record);
        if (refusal != null) {
            refusals.report(refusal);
        }
    }
}
