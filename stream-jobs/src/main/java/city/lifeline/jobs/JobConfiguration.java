package city.lifeline.jobs;

import java.net.URI;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.CheckpointingMode;

/** What every job asks of Flink, whatever the cluster's own defaults are. */
public final class JobConfiguration {

    private static final int RETAINED_CHECKPOINTS = 3;

    private JobConfiguration() {}

    /**
     * Options of one job.
     *
     * @param checkpoints directory; each job has one of its own below it, by its name
     */
    public static Configuration of(
            String jobName, int parallelism, URI checkpoints, Duration checkpointInterval) {
        Configuration options = new Configuration();
        options.set(PipelineOptions.NAME, jobName);
        options.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
        options.set(PipelineOptions.MAX_PARALLELISM, JobSettings.MAX_PARALLELISM);

        // State that a later version can read: no Kryo, and operators that are known by name.
        options.set(PipelineOptions.GENERIC_TYPES, false);
        options.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        // Everything that travels between chained operators is immutable.
        options.set(PipelineOptions.OBJECT_REUSE, true);
        options.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ofMillis(5));

        options.set(StateBackendOptions.STATE_BACKEND, "hashmap");
        options.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        options.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory(checkpoints, jobName));
        options.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpointInterval);
        options.set(
                CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE,
                CheckpointingMode.EXACTLY_ONCE);
        options.set(CheckpointingOptions.ENABLE_UNALIGNED, false);
        options.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofMinutes(2));
        // A full disk or a store that is down delays checkpoints; it is no reason to stop working.
        options.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
        options.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, RETAINED_CHECKPOINTS);
        options.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);

        options.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        options.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
                Duration.ofMillis(500));
        options.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
                Duration.ofSeconds(5));
        options.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_BACKOFF_MULTIPLIER, 2.0);
        options.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD,
                Duration.ofMinutes(1));
        options.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS,
                Integer.MAX_VALUE);
        return options;
    }

    private static String directory(URI checkpoints, String jobName) {
        String base = checkpoints.toString();
        return base.endsWith("/") ? base + jobName : base + "/" + jobName;
    }
}
