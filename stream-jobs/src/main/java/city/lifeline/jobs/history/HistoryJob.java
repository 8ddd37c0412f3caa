package city.lifeline.jobs.history;

import city.lifeline.jobs.JobArguments;
import city.lifeline.jobs.JobConfiguration;
import city.lifeline.jobs.JobSettings;
import city.lifeline.jobs.KafkaConnection;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.HistoryConnection;
import city.lifeline.runtime.HistorySettings;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/**
 * Keeps every sample of every run in the history store. A job of its own, so that a store that is
 * slow or down never holds up detection.
 *
 * <p>Arguments: {@code --config FILE [--parallelism N]}.
 */
public final class HistoryJob {

    /** The job by its name in Flink, which is also its directory of checkpoints. */
    public static final String NAME = "history";

    /** How soon the readings of a new run are found. */
    private static final String DISCOVERY_MS = "5000";

    /** What is written in batches anyway is fetched in batches: each fetch costs Kafka the same. */
    private static final String GATHERED_BYTES = "1048576";

    private static final String GATHERED_MS = "500";

    private final Source<RunBlock, ?, ?> readings;
    private final Sink<RunBlock> store;

    HistoryJob(Source<RunBlock, ?, ?> readings, Sink<RunBlock> store) {
        this.readings = readings;
        this.store = store;
    }

    public static void main(String[] args) throws Exception {
        JobArguments arguments = JobArguments.parse(args, Set.of("config", "parallelism"));
        Settings settings = arguments.settings(JobSettings.ofHistory());
        HistoryConnection connection = HistoryConnection.of(settings);
        int parallelism = arguments.parallelismOr(settings.get(JobSettings.HISTORY_PARALLELISM));
        if (connection.kind() == HistoryConnection.Kind.INFLUXDB1 && parallelism > 1) {
            // One could write over another's newer sums with older ones.
            throw new InvalidSettingsException(
                    List.of(
                            "%s must be 1, not %d, while %s=influxdb1"
                                    .formatted(
                                            JobSettings.HISTORY_PARALLELISM.key(),
                                            parallelism,
                                            HistorySettings.STORE.key())));
        }
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(
                        JobConfiguration.of(
                                NAME,
                                parallelism,
                                settings.get(JobSettings.CHECKPOINTS),
                                settings.get(JobSettings.CHECKPOINT_INTERVAL)));
        new HistoryJob(
                        readings(new KafkaConnection(settings)),
                        new HistorySink(
                                connection,
                                Retention.of(settings),
                                settings.get(JobSettings.HISTORY_BATCH_LINES),
                                settings.get(JobSettings.HISTORY_BATCH_DELAY)))
                .addTo(env);
        env.executeAsync(NAME);
    }

    /** Adds the job's graph to an environment. */
    void addTo(StreamExecutionEnvironment env) {
        env.fromSource(readings, WatermarkStrategy.noWatermarks(), "readings-of-all-runs")
                .uid("readings-of-all-runs")
                .sinkTo(store)
                .name("history-store")
                .uid("history-store");
    }

    // The connector has no other way yet to name the reset strategy.
    @SuppressWarnings("deprecation")
    private static KafkaSource<RunBlock> readings(KafkaConnection kafka) {
        return KafkaSource.<RunBlock>builder()
                .setProperties(kafka.consumer())
                .setProperty(KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(), DISCOVERY_MS)
                .setProperty(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, GATHERED_BYTES)
                .setProperty(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, GATHERED_MS)
                .setTopicPattern(Pattern.compile(Pattern.quote(KafkaTopics.READINGS) + "(\\..+)?"))
                .setGroupId("lifeline-history")
                .setClientIdPrefix("lifeline-history")
                .setStartingOffsets(
                        OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST))
                .setDeserializer(new RunBlockDeserializer())
                .build();
    }
}
