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
    private volatile Optional<String> failure = Optional.of("not started");

    /** What the thread does until it is done, fails or is interrupted. */
    @FunctionalInterface
    public interface Task {
        /**
         * Does it.
         *
         * @param progress to be run whenever things go well
         */
        void run(Runnable progress) throws Exception;
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

    /** Interrupts the thread and waits a while for it. */
    public void stop() throws InterruptedException {
        thread.interrupt();
        thread.join(GRACE.toMillis());
    }

    private void supervise() {
        Pause pause = new Pause();
        while (!Thread.currentThread().isInterrupted()) {
            try {
                task.run(
                        () -> {
                            failure = Optional.empty();
                            pause.reset();
                        });
                return;
            } catch (InterruptedException | org.apache.kafka.common.errors.InterruptException e) {
                return;
            } catch (Exception e) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                failure = Optional.of(e.toString());
                LOG.warn("{} failed, trying again in {} ms", thread.getName(), pause.nextMs(), e);
                try {
                    pause.sleep();
                } catch (InterruptedException stopped) {
                    return;
                }
            }
        }
    }

    /** Doubles until something goes well. */
    private static final class Pause {
        private volatile long ms = FIRST_PAUSE.toMillis();

        long nextMs() {
            return ms;
        }

        void reset() {
            ms = FIRST_PAUSE.toMillis();
        }

        void sleep() throws InterruptedException {
            Thread.sleep(ms);
            ms = Math.min(ms * 2, LONGEST_PAUSE.toMillis());
        }
    }
}
