package city.lifeline.alerting.notify;

import city.lifeline.alerting.warning.WarningStore;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Has sending and escalating done when they are due, by one of however many instances run: tasks
 * lie in PostgreSQL, and those of an instance that has died are taken over by another.
 */
public final class Scheduling implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);

    /** Four is the least that the library takes: a dead instance is noticed after 8 to 12 s. */
    private static final int MISSED_HEARTBEATS = 4;

    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final int THREADS = 4;

    private final Scheduler scheduler;

    /**
     * Of an instance.
     *
     * @param others more kinds of tasks, by name: what an instance of one does, and when it is due
     *     again
     */
    public Scheduling(
            DataSource database,
            Schedule schedule,
            Sender sender,
            Dispatch dispatch,
            WarningStore warnings,
            Map<String, Function<String, Optional<Instant>>> others,
            InstantSource clock) {
        List<Task<?>> tasks = new ArrayList<>();
        others.forEach((name, work) -> tasks.add(task(name, work)));
        tasks.add(task(Schedule.NOTIFY, sender::send));
        tasks.add(
                task(
                        Schedule.ESCALATE,
                        instance ->
                                dispatch.escalate(
                                        instance,
                                        warnings.find(
                                                instance.substring(0, instance.indexOf('/'))))));
        this.scheduler =
                Scheduler.create(database, tasks)
                        .schedulerName(new SchedulerName.Fixed(UUID.randomUUID().toString()))
                        .clock(clock::instant)
                        .threads(THREADS)
                        .pollingInterval(POLL)
                        .heartbeatInterval(HEARTBEAT)
                        .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                        .enablePriority()
                        .shutdownMaxWait(Duration.ofSeconds(5))
                        .build();
        schedule.onDue(scheduler::triggerCheckForDueExecutions);
    }

    private static CustomTask<Void> task(String name, Function<String, Optional<Instant>> work) {
        return Tasks.custom(name, Void.class)
                .onDeadExecutionRevive()
                .onFailure(
                        (complete, operations) ->
                                operations.reschedule(complete, complete.getTimeDone().plus(RETRY)))
                .execute((instance, context) -> completion(work.apply(instance.getId())));
    }

    private static CompletionHandler<Void> completion(Optional<Instant> next) {
        return next.<CompletionHandler<Void>>map(
                        at -> (complete, operations) -> operations.reschedule(complete, at))
                .orElse((complete, operations) -> end(operations));
    }

    private static void end(ExecutionOperations<Void> operations) {
        operations.remove();
    }

    /** Begins; ends with {@link #close}. */
    public void start() {
        scheduler.start();
    }

    @Override
    public void close() {
        scheduler.stop();
    }
}
