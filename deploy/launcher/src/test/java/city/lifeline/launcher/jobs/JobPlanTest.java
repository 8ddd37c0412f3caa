package city.lifeline.launcher.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.launcher.jobs.JobAction.Cancel;
import city.lifeline.launcher.jobs.JobAction.Submit;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JobPlanTest {

    private static final WantedJob JOB =
            WantedJob.detection(Path.of("/data/lifeline.properties"), "live");
    private static final String NAME = "detection-live";

    private final JobPlan plan = new JobPlan();
    private long nowMs = 1_000_000;

    private static JobObservation job(String id, JobState state) {
        return new JobObservation(id, NAME, state, 10);
    }

    private static Checkpoint checkpoint(String flinkJobId, int number) {
        return new Checkpoint(Path.of("/c", NAME, flinkJobId, "chk-" + number), flinkJobId, number);
    }

    private List<JobAction> decide(List<JobObservation> observed, Checkpoint... checkpoints) {
        return plan.decide(List.of(JOB), observed, Map.of(NAME, List.of(checkpoints)), nowMs);
    }

    private static Submit submit(@Nullable Checkpoint from) {
        return new Submit(JOB, from);
    }

    @Test
    void aMissingJobIsStartedFromNothing() {
        assertEquals(List.of(submit(null)), decide(List.of()));
    }

    @Test
    void aMissingJobGoesOnFromItsNewestCheckpoint() {
        Checkpoint newest = checkpoint("a", 8);

        assertEquals(List.of(submit(newest)), decide(List.of(), newest, checkpoint("a", 7)));
    }

    @ParameterizedTest
    @EnumSource(
            value = JobState.class,
            names = {"FAILED", "CANCELED", "FINISHED"},
            mode = EnumSource.Mode.EXCLUDE)
    void aJobThatIsThereIsNotStartedTwice(JobState state) {
        assertEquals(List.of(), decide(List.of(job("a", state))));
    }

    @ParameterizedTest
    @EnumSource(
            value = JobState.class,
            names = {"FAILED", "CANCELED", "FINISHED"})
    void aJobThatEndedIsStartedAgain(JobState state) {
        assertEquals(List.of(submit(null)), decide(List.of(job("a", state))));
    }

    @Test
    void ofTwoJobsOfOneNameTheYoungerIsCancelled() {
        JobObservation older = new JobObservation("a", NAME, JobState.RUNNING, 10);
        JobObservation younger = new JobObservation("b", NAME, JobState.RUNNING, 20);

        assertEquals(List.of(new Cancel(younger)), decide(List.of(younger, older)));
    }

    @Test
    void aJobThatNobodyWantsIsCancelledOnce() {
        JobObservation other = new JobObservation("x", "detection-old", JobState.RUNNING, 1);
        JobObservation going = new JobObservation("y", "detection-b", JobState.CANCELLING, 1);
        JobObservation gone = new JobObservation("z", "detection-c", JobState.CANCELED, 1);

        assertEquals(
                List.of(new Cancel(other)),
                decide(List.of(job("a", JobState.RUNNING), other, going, gone)));
    }

    @Test
    void aRestoreThatFailsIsTriedFromTheNextOlderCheckpointAndInTheEndFromNothing() {
        Checkpoint newest = checkpoint("a", 8);
        Checkpoint older = checkpoint("a", 7);

        fails(submit(newest), "b", newest, older);
        assertEquals(List.of(submit(older)), decide(List.of(), newest, older));
        fails(submit(older), "c", newest, older);
        assertEquals(List.of(submit(null)), decide(List.of(), newest, older));
        fails(submit(null), "d", newest, older);
        assertEquals(List.of(submit(newest)), decide(List.of(), newest, older));
    }

    @Test
    void aJobThatFailsAfterACheckpointOfItsOwnGoesOnFromThat() {
        Checkpoint old = checkpoint("a", 8);
        Checkpoint own = checkpoint("b", 9);
        plan.submitted(submit(old), "b");

        assertEquals(List.of(submit(own)), decide(List.of(job("b", JobState.FAILED)), own, old));
    }

    @Test
    void failuresInARowWaitLongerAndLonger() {
        plan.refused(submit(null), nowMs);
        assertEquals(List.of(), decide(List.of()));
        nowMs += 1_000;
        assertEquals(List.of(submit(null)), decide(List.of()));
        plan.refused(submit(null), nowMs);
        nowMs += 1_999;
        assertEquals(List.of(), decide(List.of()));
        nowMs += 1;
        assertEquals(List.of(submit(null)), decide(List.of()));
        for (int i = 0; i < 20; i++) {
            plan.refused(submit(null), nowMs);
        }
        nowMs += 30_000;
        assertEquals(List.of(submit(null)), decide(List.of()));
    }

    @Test
    void aJobManagerThatForgotEverythingGetsEveryJobAgain() {
        plan.submitted(submit(null), "a");
        Checkpoint own = checkpoint("a", 1);

        assertEquals(List.of(submit(own)), decide(List.of(), own));
    }

    @Test
    void aStateThatIsNotKnownIsLeftAlone() {
        assertEquals(JobState.UNKNOWN, JobState.of("PONDERING"));
        assertTrue(decide(List.of(job("a", JobState.UNKNOWN))).isEmpty());
    }

    private void fails(Submit submit, String flinkJobId, Checkpoint... checkpoints) {
        plan.submitted(submit, flinkJobId);
        decide(List.of(job(flinkJobId, JobState.FAILED)), checkpoints);
        nowMs += 60_000;
    }
}
