package city.lifeline.launcher.jobs;

import city.lifeline.launcher.jobs.JobAction.Cancel;
import city.lifeline.launcher.jobs.JobAction.Submit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides what to ask of Flink: compares the wanted jobs with those that are there. Does nothing
 * itself, and reads no clock.
 *
 * <p>A job goes on from its newest checkpoint. If an attempt fails without completing a checkpoint
 * of its own, the one it started from is under suspicion, and the next attempt takes the next older
 * one, in the end none: readings are read again from the start then, and as warnings are identified
 * by what they are about, they come out the same. After the attempt from nothing failed as well,
 * all checkpoints are tried again.
 */
public final class JobPlan {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Map<String, Attempts> attemptsByJob = new HashMap<>();

    private static final class Attempts {
        private final Set<Checkpoint> suspects = new HashSet<>();
        private @Nullable String flinkJobId;
        private @Nullable Checkpoint restoredFrom;
        private int failures;
        private long notBeforeMs;
    }

    /**
     * What to do now.
     *
     * @param checkpoints complete ones by job name, newest first
     */
    public List<JobAction> decide(
            List<WantedJob> wanted,
            List<JobObservation> observed,
            Map<String, List<Checkpoint>> checkpoints,
            long nowMs) {
        List<JobAction> actions = new ArrayList<>();
        Set<String> wantedNames = new HashSet<>();
        for (WantedJob job : wanted) {
            wantedNames.add(job.name());
            List<JobObservation> present =
                    observed.stream()
                            .filter(other -> other.name().equals(job.name()))
                            .filter(other -> !other.state().isEnded())
                            .sorted(Comparator.comparingLong(JobObservation::startedAtMs))
                            .toList();
            List<Checkpoint> ofJob = checkpoints.getOrDefault(job.name(), List.of());
            noteEnd(job.name(), observed, ofJob, nowMs);
            if (present.isEmpty()) {
                submit(job, ofJob, nowMs, actions);
            } else {
                // A submission whose answer was lost may have been repeated.
                present.stream().skip(1).forEach(extra -> cancel(extra, actions));
            }
        }
        for (JobObservation other : observed) {
            if (!other.state().isEnded() && !wantedNames.contains(other.name())) {
                cancel(other, actions);
            }
        }
        return actions;
    }

    /** Must be told of each submission that Flink accepted. */
    public void submitted(Submit submit, String flinkJobId) {
        Attempts attempts = attempts(submit.job().name());
        attempts.flinkJobId = flinkJobId;
        attempts.restoredFrom = submit.restoreFrom();
    }

    /** Must be told of each submission that Flink refused. */
    public void refused(Submit submit, long nowMs) {
        Attempts attempts = attempts(submit.job().name());
        attempts.flinkJobId = null;
        fail(attempts, submit.restoreFrom(), nowMs);
    }

    private Attempts attempts(String jobName) {
        return attemptsByJob.computeIfAbsent(jobName, any -> new Attempts());
    }

    private void noteEnd(
            String jobName,
            List<JobObservation> observed,
            List<Checkpoint> checkpoints,
            long nowMs) {
        Attempts attempts = attempts(jobName);
        String flinkJobId = attempts.flinkJobId;
        if (flinkJobId == null) {
            return;
        }
        boolean completedOne =
                checkpoints.stream()
                        .anyMatch(checkpoint -> checkpoint.flinkJobId().equals(flinkJobId));
        if (completedOne) {
            attempts.failures = 0;
            attempts.suspects.clear();
        }
        for (JobObservation job : observed) {
            if (job.id().equals(flinkJobId) && job.state() == JobState.FAILED) {
                attempts.flinkJobId = null;
                if (!completedOne) {
                    fail(attempts, attempts.restoredFrom, nowMs);
                }
            }
        }
    }

    private static void fail(Attempts attempts, @Nullable Checkpoint restoredFrom, long nowMs) {
        if (restoredFrom == null) {
            attempts.suspects.clear();
        } else {
            attempts.suspects.add(restoredFrom);
        }
        long pauseMs =
                Math.min(
                        LONGEST_PAUSE.toMillis(),
                        FIRST_PAUSE.toMillis() << Math.min(attempts.failures, 10));
        attempts.failures++;
        attempts.notBeforeMs = nowMs + pauseMs;
    }

    private void submit(
            WantedJob job, List<Checkpoint> checkpoints, long nowMs, List<JobAction> actions) {
        Attempts attempts = attempts(job.name());
        if (nowMs < attempts.notBeforeMs) {
            return;
        }
        Checkpoint newest =
                checkpoints.stream()
                        .filter(checkpoint -> !attempts.suspects.contains(checkpoint))
                        .findFirst()
                        .orElse(null);
        actions.add(new Submit(job, newest));
    }

    private static void cancel(JobObservation job, List<JobAction> actions) {
        if (job.state() != JobState.CANCELLING) {
            actions.add(new Cancel(job));
        }
    }
}
