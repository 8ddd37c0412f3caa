package city.lifeline.alerting.kafka;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that does one thing and, whatever happens to it, tries again after a pause. */
public final class SupervisedThread {

    private static final Logger LOG = LoggerFactory.getLogger(SupervisedThread.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Task task;
    private final Thread thread;
    private final Object stop = new Object();
    private volatile Optional<String> failure = Optional.of("not started");
    private volatile long pauseMs = FIRST_PAUSE.toMillis();
    private volatile boolean stopping;

    private final Supervisor supervisor =
            new Supervisor() {
                @Override
                public boolean goOn() {
                    return SupervisedThread.this.goOn();
                }

                @Override
                public void pause(Duration duration) {
                    SupervisedThread.this.pause(duration.toMillis());
                }
            };

    /** What the thread does until it is done, fails or is to stop. */
    @FunctionalInterface
    public interface Task {
        /** Does it, asking the supervisor now and then whether to go on. */
        void run(Supervisor supervisor) throws Exception;
    }

    /** Whom the task reports to. */
    public interface Supervisor {
        /** All is well: true to go on, false to stop. */
        boolean goOn();

        /** Waits, or until it is to stop. */
        void pause(Duration duration);
    }

    public SupervisedThread(String name, Task task) {
        this.task = task;
        this.thread = new Thread(this::supervise, name);
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** What keeps it from going on, if anything. */
    public Optional<String> failure() {
        return failure;
    }

    /**
     * Asks the task to stop and waits until it has. Only a task that does not is interrupted:
     * Kafka's clients close untidily then.
     */
    public void stop() throws InterruptedException {
        synchronized (stop) {
            stopping = true;
            stop.notifyAll();
        }
        thread.join(GRACE.toMillis());
        thread.interrupt();
    }

    private void supervise() {
        while (!stopping) {
            try {
                task.run(supervisor);
                return;
            } catch (Exception e) {
                if (stopping) {
                    return;
                }
                failure = Optional.of(e.toString());
                LOG.warn("{} failed, trying again in {} ms", thread.getName(), pauseMs, e);
                pause(pauseMs);
                pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE.toMillis());
            }
        }
    }

    private boolean goOn() {
        failure = Optional.empty();
        pauseMs = FIRST_PAUSE.toMillis();
        return !stopping;
    }

    private void pause(long ms) {
        long end = System.nanoTime() + ms * 1_000_000;
        synchronized (stop) {
            long leftMs = (end - System.nanoTime()) / 1_000_000;
            while (!stopping && leftMs > 0) {
                try {
                    stop.wait(leftMs);
                } catch (InterruptedException e) {
                    return;
                }
                leftMs = (end - System.nanoTime()) / 1_000_000;
            }
        }
    }
}
