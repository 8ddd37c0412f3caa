package city.lifeline.launcher.jobs;

import org.jspecify.annotations.Nullable;

/** What to ask of Flink so that exactly the wanted jobs run. */
public sealed interface JobAction {

    /**
     * Start a job.
     *
     * @param restoreFrom null: from nothing
     */
    record Submit(WantedJob job, @Nullable Checkpoint restoreFrom) implements JobAction {}

    record Cancel(JobObservation job) implements JobAction {}
}
