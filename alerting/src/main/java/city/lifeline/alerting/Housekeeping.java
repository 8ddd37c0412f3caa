package city.lifeline.alerting;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does every now and then what keeps the database within its bounds. */
public final class Housekeeping implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final List<Runnable> chores;
    private final Duration every;
    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(
                    work -> {
                        Thread thread = new Thread(work, "housekeeping");
                        thread.setDaemon(true);
                        return thread;
                    });

    public Housekeeping(List<Runnable> chores, Duration every) {
        this.chores = List.copyOf(chores);
        this.every = every;
    }

    /** Begins; ends with {@link #close}. */
    @SuppressWarnings("FutureReturnValueIgnored") // What is scheduled never throws.
    public void start() {
        executor.scheduleWithFixedDelay(
                this::doAll, every.toMillis() / 10, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void doAll() {
        for (Runnable chore : chores) {
            try {
                chore.run();
            } catch (RuntimeException e) {
                LOG.warn("A chore failed; it is tried again in {}", every, e);
            }
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
