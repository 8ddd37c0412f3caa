package city.lifeline.launcher.jobs;

import java.nio.file.Path;

/**
 * A complete checkpoint on disk.
 *
 * @param directory {@code <checkpoints>/<job name>/<Flink job id>/chk-<n>}
 * @param flinkJobId of the attempt that wrote it
 * @param completedAtMs epoch milliseconds
 */
public record Checkpoint(Path directory, String flinkJobId, long completedAtMs) {}
