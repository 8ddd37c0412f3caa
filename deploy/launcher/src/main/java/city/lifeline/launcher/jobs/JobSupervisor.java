package city.lifeline.launcher.jobs;

import city.lifeline.launcher.jobs.JobAction.Cancel;
import city.lifeline.launcher.jobs.JobAction.Submit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at Flink's jobs once a second and does what {@link JobPlan} decides. */
public final class JobSupervisor {

    private static final Logger LOG = LoggerFactory.getLogger(JobSupervisor.class);
    private static final int TIDY_EVERY = 60;

    private final FlinkRest flink;
    private final RunFiles runs;
    private final CheckpointFiles checkpoints;
    private final Path settings;
    private final Path jobJar;
    private final InstantSource clock;
    private final Consumer<String> notices;
    private final JobPlan plan = new JobPlan();
    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(
                    work -> {
                        Thread thread = new Thread(work, "job-supervisor");
                        thread.setDaemon(true);
                        return thread;
                    });

    private volatile List<JobObservation> lastSeen = List.of();
    private volatile List<WantedJob> lastWanted = List.of();
    private int rounds;

    /**
     * Supervises nothing before {@link #start}.
     *
     * @param settings configuration file that the jobs are given
     * @param notices sentences for the console
     */
    public JobSupervisor(
            FlinkRest flink,
            RunFiles runs,
            CheckpointFiles checkpoints,
            Path settings,
            Path jobJar,
            InstantSource clock,
            Consumer<String> notices) {
        this.flink = flink;
        this.runs = runs;
        this.checkpoints = checkpoints;
        this.settings = settings;
        this.jobJar = jobJar;
        this.clock = clock;
        this.notices = notices;
    }

    public void start() {
        Future<?> unused =
                executor.scheduleWithFixedDelay(this::round, 0, 500, TimeUnit.MILLISECONDS);
    }

    public void stop() throws InterruptedException {
        executor.shutdownNow();
        executor.awaitTermination(2, TimeUnit.SECONDS);
    }

    /** Whether every wanted job was running at the last look. */
    public boolean allRunning() {
        Set<String> running =
                lastSeen.stream()
                        .filter(job -> job.state() == JobState.RUNNING)
                        .map(JobObservation::name)
                        .collect(Collectors.toSet());
        List<WantedJob> wanted = lastWanted;
        return !wanted.isEmpty() && wanted.stream().allMatch(job -> running.contains(job.name()));
    }

    private void round() {
        try {
            look();
        } catch (IOException e) {
            // The JobManager is away; the process supervisor brings it back.
            LOG.debug("Flink cannot be asked", e);
            lastSeen = List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("jobs cannot be supervised", e);
        }
    }

    private void look() throws IOException, InterruptedException {
        List<WantedJob> wanted = wanted();
        List<JobObservation> observed = flink.jobs();
        lastWanted = wanted;
        lastSeen = observed;
        Map<String, List<Checkpoint>> byJob = new HashMap<>();
        for (WantedJob job : wanted) {
            byJob.put(job.name(), checkpoints.of(job.name()));
        }
        for (JobAction action : plan.decide(wanted, observed, byJob, clock.millis())) {
            if (action instanceof Submit submit) {
                submit(submit);
            } else if (action instanceof Cancel cancel) {
                LOG.info("cancelling job {} ({})", cancel.job().name(), cancel.job().id());
                flink.cancel(cancel.job().id());
            }
        }
        if (rounds++ % TIDY_EVERY == 0) {
            tidy(wanted, observed);
        }
    }

    private List<WantedJob> wanted() throws IOException {
        List<WantedJob> wanted = new ArrayList<>();
        wanted.add(WantedJob.history(settings));
        wanted.add(WantedJob.detection(settings, city.lifeline.model.Runs.LIVE));
        for (String run : runs.active()) {
            wanted.add(WantedJob.detection(settings, run));
        }
        return wanted;
    }

    private void submit(Submit submit) throws IOException, InterruptedException {
        Checkpoint from = submit.restoreFrom();
        String jar = flink.uploadedJar(jobJar.getFileName().toString());
        if (jar == null) {
            jar = flink.upload(jobJar);
        }
        try {
            String id = flink.run(jar, submit.job(), from == null ? null : from.directory());
            plan.submitted(submit, id);
            LOG.info(
                    "started job {} ({}) from {}",
                    submit.job().name(),
                    id,
                    from == null ? "nothing" : from.directory());
        } catch (FlinkRefusedException e) {
            plan.refused(submit, clock.millis());
            LOG.warn("job {} cannot be started", submit.job().name(), e);
            notices.accept(
                    "Job %s cannot be started: %s".formatted(submit.job().name(), e.getMessage()));
        } catch (IOException e) {
            // Nobody refused: the next look shows whether it arrived.
            LOG.info("job {} may not have reached Flink", submit.job().name(), e);
        }
    }

    private void tidy(List<WantedJob> wanted, List<JobObservation> observed) throws IOException {
        for (WantedJob job : wanted) {
            Set<String> active =
                    observed.stream()
                            .filter(other -> other.name().equals(job.name()))
                            .filter(other -> !other.state().isEnded())
                            .map(JobObservation::id)
                            .collect(Collectors.toSet());
            checkpoints.deleteOld(job.name(), active);
        }
    }
}
