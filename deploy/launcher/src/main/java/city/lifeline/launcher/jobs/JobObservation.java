package city.lifeline.launcher.jobs;

/**
 * A job as the JobManager shows it.
 *
 * @param id Flink's own
 * @param startedAtMs epoch milliseconds
 */
public record JobObservation(String id, String name, JobState state, long startedAtMs) {}
