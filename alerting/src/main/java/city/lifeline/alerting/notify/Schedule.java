package city.lifeline.alerting.notify;

import static city.lifeline.alerting.Micros.timestamptz;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Puts tasks of db-scheduler into its table, in the transaction of what they follow from, many at
 * once, and each once.
 */
public final class Schedule {

    static final String NOTIFY = "notify";
    static final String ESCALATE = "escalate";

    /** What is about red comes before all else. */
    public static final int URGENT = 90;

    static final int NORMAL = 50;

    private final JdbcTemplate jdbc;
    private volatile Runnable wake = () -> {};

    public Schedule(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Who is to look for due tasks once a transaction that added some is through. */
    public void onDue(Runnable next) {
        wake = next;
    }

    /** Adds tasks, each once. */
    public void at(String task, Collection<String> instances, Instant at, int priority) {
        List<Object[]> rows =
                instances.stream()
                        .map(instance -> new Object[] {task, instance, timestamptz(at), priority})
                        .toList();
        jdbc.batchUpdate(
                """
                insert into scheduled_tasks
                    (task_name, task_instance, execution_time, picked, version, priority)
                values (?, ?, ?, false, 1, ?) on conflict do nothing
                """,
                rows);
        wakeAfterCommit();
    }

    /** Brings tasks that wait forward. */
    void bringForward(String task, Collection<String> instances, Instant at) {
        jdbc.update(
                """
                update scheduled_tasks set execution_time = ?, version = version + 1
                where task_name = ? and task_instance = any(?) and not picked and execution_time > ?
                """,
                timestamptz(at),
                task,
                instances.toArray(String[]::new),
                timestamptz(at));
        wakeAfterCommit();
    }

    private void wakeAfterCommit() {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            wake.run();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        wake.run();
                    }
                });
    }
}
