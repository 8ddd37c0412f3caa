package city.lifeline.jobs.detection;

import city.lifeline.jobs.JobArguments;
import city.lifeline.jobs.JobConfiguration;
import city.lifeline.jobs.JobSettings;
import city.lifeline.jobs.KafkaConnection;
import city.lifeline.model.Block;
import city.lifeline.model.PointStatus;
import city.lifeline.model.settings.Settings;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Takes the readings of the live run the same way as {@link DetectionJob}, keeps one number of each
 * point and writes the same statuses, but judges nothing: what Kafka and Flink cost without us, to
 * measure against.
 *
 * <p>Arguments: {@code --config FILE --run RUN [--parallelism N]}.
 */
public final class IdentityJob {

    private IdentityJob() {}

    public static void main(String[] args) throws Exception {
        JobArguments arguments = JobArguments.parse(args, Set.of("config", "run", "parallelism"));
        Settings settings = arguments.settings(JobSettings.ofDetection());
        String name = "identity-" + arguments.run();
        KafkaConnection kafka = new KafkaConnection(settings);
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(
                        JobConfiguration.of(
                                name,
                                arguments.parallelismOr(
                                        settings.get(JobSettings.DETECTION_PARALLELISM)),
                                settings.get(JobSettings.CHECKPOINTS),
                                settings.get(JobSettings.CHECKPOINT_INTERVAL)));
        env.fromSource(
                        DetectionJob.readings(arguments.run(), kafka),
                        ClockWatermarks.strategy(),
                        "readings")
                .uid("readings")
                .flatMap(new DetectionJob.BlocksFunction())
                .returns(BlockTypeInfo.INSTANCE)
                .name("blocks")
                .uid("blocks")
                .keyBy(Block::point, Types.STRING)
                .process(new StatusFunction())
                .returns(TypeInformation.of(PointStatus.class))
                .name("statuses")
                .uid("statuses")
                .sinkTo(DetectionJob.pointStatuses(kafka))
                .name("point-statuses")
                .uid("point-statuses");
        env.executeAsync(name);
    }

    /** One status a point and second, as {@link DetectionFunction} has it. */
    private static final class StatusFunction
            extends KeyedProcessFunction<String, Block, PointStatus> {

        private static final long serialVersionUID = 1L;

        private transient ValueState<Long> second;

        // Flink makes the transient field in open, after it has brought the function to its place.
        @SuppressWarnings("NullAway.Init")
        StatusFunction() {}

        @Override
        public void open(OpenContext context) {
            second = getRuntimeContext().getState(DetectionFunction.STATUS_SECOND);
        }

        @Override
        public void processElement(Block block, Context context, Collector<PointStatus> out)
                throws Exception {
            long newest = Math.floorDiv(block.endUs(), 1_000_000);
            Long emitted = second.value();
            if (emitted == null || newest > emitted) {
                second.update(newest);
                out.collect(
                        new PointStatus(
                                block.point(),
                                block.endUs(),
                                block.value(block.size() - 1),
                                block.quality()));
            }
        }
    }
}
