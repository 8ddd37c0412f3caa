package city.lifeline.jobs.detection;

import city.lifeline.detection.MemberRecord;
import city.lifeline.jobs.JobArguments;
import city.lifeline.jobs.JobConfiguration;
import city.lifeline.jobs.JobSettings;
import city.lifeline.jobs.KafkaConnection;
import city.lifeline.model.Block;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.PointStatus;
import city.lifeline.model.ReadingsRecord;
import city.lifeline.model.Runs;
import city.lifeline.model.WarningEvent;
import city.lifeline.model.settings.Settings;
import city.lifeline.model.wire.PointStatusCodec;
import city.lifeline.model.wire.WarningEventCodec;
import city.lifeline.runtime.ClockSettings;
import java.time.Duration;
import java.util.Set;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.BroadcastStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Judges the readings of one run.
 *
 * <pre>
 * readings ─ clock → watermarks ─ blocks ─ by point ─┐
 *                                                    ├─ detect ─┬─ warning events
 * rules, registry ─────────────────────── to all ────┤         ├─ point statuses (live run only)
 *                                                    │         └─ members ─ by group ─┐
 *                                                    └─ to all ───────────────────────┴─ detect
 *                                                            in groups ─ warning events
 * </pre>
 *
 * <p>Arguments: {@code --config FILE --run RUN [--parallelism N]}.
 */
public final class DetectionJob {

    private final String run;
    private final Source<ReadingsRecord, ?, ?> readings;
    private final Source<CompactedRecord, ?, ?> rulesAndRegistry;
    private final CompactedTopics atStart;
    private final Sink<WarningEvent> warningEvents;
    private final @Nullable Sink<PointStatus> pointStatuses;
    private final Duration lateAfter;
    private final Duration groupsAfter;

    /**
     * The job between any sources and sinks.
     *
     * @param rulesAndRegistry what is added while the job runs; what was there before, too
     * @param atStart rules and registry before the first reading
     * @param pointStatuses null: the run has none
     * @param lateAfter age from which ingest calls a reading of the run late
     * @param groupsAfter how long groups wait
     */
    public DetectionJob(
            String run,
            Source<ReadingsRecord, ?, ?> readings,
            Source<CompactedRecord, ?, ?> rulesAndRegistry,
            CompactedTopics atStart,
            Sink<WarningEvent> warningEvents,
            @Nullable Sink<PointStatus> pointStatuses,
            Duration lateAfter,
            Duration groupsAfter) {
        this.run = run;
        this.lateAfter = lateAfter;
        this.groupsAfter = groupsAfter;
        this.readings = readings;
        this.rulesAndRegistry = rulesAndRegistry;
        this.atStart = atStart;
        this.warningEvents = warningEvents;
        this.pointStatuses = pointStatuses;
    }

    public static void main(String[] args) throws Exception {
        JobArguments arguments = JobArguments.parse(args, Set.of("config", "run", "parallelism"));
        Settings settings = arguments.settings(JobSettings.ofDetection());
        String run = arguments.run();
        String name = nameOf(run);
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(
                        JobConfiguration.of(
                                name,
                                arguments.parallelismOr(
                                        settings.get(JobSettings.DETECTION_PARALLELISM)),
                                settings.get(JobSettings.CHECKPOINTS),
                                settings.get(JobSettings.CHECKPOINT_INTERVAL)));
        onKafka(run, settings).addTo(env);
        env.executeAsync(name);
    }

    /** The job of a run by its name in Flink, which is also its directory of checkpoints. */
    public static String nameOf(String run) {
        return "detection-" + run;
    }

    /** Adds the job's graph to an environment. */
    public void addTo(StreamExecutionEnvironment env) {
        DataStream<Block> blocks =
                env.fromSource(readings, ClockWatermarks.strategy(), "readings")
                        .uid("readings")
                        .flatMap(new BlocksFunction())
                        .returns(BlockTypeInfo.INSTANCE)
                        .name("blocks")
                        .uid("blocks");
        BroadcastStream<CompactedRecord> changes =
                env.fromSource(
                                rulesAndRegistry,
                                TimelessWatermarks.strategy(),
                                "rules-and-registry")
                        .uid("rules-and-registry")
                        .setParallelism(1)
                        .broadcast(new MapStateDescriptor<?, ?>[0]);
        SingleOutputStreamOperator<WarningEvent> detected =
                blocks.keyBy(Block::point, Types.STRING)
                        .connect(changes)
                        .process(
                                new DetectionFunction(
                                        run,
                                        atStart,
                                        pointStatuses != null,
                                        lateAfter,
                                        groupsAfter))
                        .name("detect")
                        .uid("detect");
        DataStream<WarningEvent> detectedInGroups =
                detected.getSideOutput(DetectionFunction.MEMBERS)
                        .keyBy(MemberRecord::group, Types.STRING)
                        .connect(changes)
                        .process(new GroupFunction(run, atStart, groupsAfter))
                        .name("detect-in-groups")
                        .uid("detect-in-groups");
        detected.union(detectedInGroups)
                .sinkTo(warningEvents)
                .name("warning-events")
                .uid("warning-events");
        if (pointStatuses != null) {
            detected.getSideOutput(DetectionFunction.STATUSES)
                    .sinkTo(pointStatuses)
                    .name("point-statuses")
                    .uid("point-statuses");
        }
    }

    /** The job as it runs in production. */
    static DetectionJob onKafka(String run, Settings settings) {
        KafkaConnection kafka = new KafkaConnection(settings);
        Duration lateAfter = settings.get(ClockSettings.LATE_AFTER);
        // Nobody waits for a recording, of which a message may hold minutes; so its groups take
        // their time, and say the same at any speed.
        Duration groupsAfter =
                run.equals(Runs.LIVE) ? settings.get(JobSettings.GROUPS_AFTER) : lateAfter;
        return new DetectionJob(
                run,
                readings(run, kafka),
                rulesAndRegistry(run, kafka),
                new KafkaCompactedTopics(kafka.consumer()),
                sink(
                        kafka,
                        new KeyedRecords<>(
                                KafkaTopics.WARNING_EVENTS,
                                WarningEvent::id,
                                WarningEventCodec::encode)),
                run.equals(Runs.LIVE) ? pointStatuses(kafka) : null,
                lateAfter,
                groupsAfter.compareTo(lateAfter) > 0 ? lateAfter : groupsAfter);
    }

    static KafkaSink<PointStatus> pointStatuses(KafkaConnection kafka) {
        return sink(
                kafka,
                new KeyedRecords<>(
                        KafkaTopics.POINT_STATUS, PointStatus::point, PointStatusCodec::encode));
    }

    static KafkaSource<ReadingsRecord> readings(String run, KafkaConnection kafka) {
        return KafkaSource.<ReadingsRecord>builder()
                .setProperties(kafka.consumer())
                .setProperty(KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(), "-1")
                .setTopics(Runs.readingsTopic(run))
                .setGroupId("lifeline-detection-" + run)
                .setClientIdPrefix("lifeline-detection-" + run)
                // Without a checkpoint the job starts over: the same readings give the same
                // warnings.
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new ReadingsDeserializer())
                .build();
    }

    private static KafkaSource<CompactedRecord> rulesAndRegistry(
            String run, KafkaConnection kafka) {
        return KafkaSource.<CompactedRecord>builder()
                .setProperties(kafka.consumer())
                .setProperty(KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(), "-1")
                .setProperty(KafkaSourceOptions.COMMIT_OFFSETS_ON_CHECKPOINT.key(), "false")
                .setTopics(KafkaCompactedTopics.TOPICS)
                .setClientIdPrefix("lifeline-detection-" + run + "-rules")
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new CompactedDeserializer())
                .build();
    }

    private static <T> KafkaSink<T> sink(KafkaConnection kafka, KeyedRecords<T> records) {
        return KafkaSink.<T>builder()
                .setKafkaProducerConfig(kafka.producer())
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setRecordSerializer(records)
                .build();
    }

    /** Leaves the clock records behind: from here on they are watermarks. */
    static final class BlocksFunction implements FlatMapFunction<ReadingsRecord, Block> {

        private static final long serialVersionUID = 1L;

        @Override
        public void flatMap(ReadingsRecord record, Collector<Block> out) {
            Block block = record.block();
            if (block != null) {
                out.collect(block);
            }
        }
    }
}
