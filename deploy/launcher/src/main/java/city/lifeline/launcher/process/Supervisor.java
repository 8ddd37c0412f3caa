package city.lifeline.launcher.process;

import city.lifeline.launcher.process.Component.StopStage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts all components as early as their needs allow, keeps them running, and stops them. */
public final class Supervisor {

    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

    /** For each stage of stopping, before what still runs is killed. */
    private static final Duration STOP_PATIENCE = Duration.ofMillis(5_500);

    private static final long POLL_MS = 100;

    private final Map<String, Keeper> keepers = new LinkedHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final ScheduledExecutorService logRotation =
            Executors.newSingleThreadScheduledExecutor(Supervisor::daemon);
    private volatile boolean stopping;

    public Supervisor(List<Component> components, Path logs, SupervisorListener listener) {
        for (Component component : components) {
            LogFile log = new LogFile(logs.resolve(component.name() + ".log"));
            keepers.put(component.name(), new Keeper(component, log, listener));
        }
    }

    public void start() {
        for (Keeper keeper : keepers.values()) {
            Thread thread = daemon(() -> runWhenNeedsAreReady(keeper));
            thread.setName("keeper-" + keeper.component().name());
            threads.add(thread);
            thread.start();
        }
        Future<?> unused =
                logRotation.scheduleWithFixedDelay(this::rotateLogs, 10, 10, TimeUnit.SECONDS);
    }

    private void runWhenNeedsAreReady(Keeper keeper) {
        try {
            for (String need : keeper.component().needs()) {
                Keeper needed = keepers.get(need);
                while (needed != null && !needed.awaitFirstReady(POLL_MS)) {
                    if (stopping) {
                        break;
                    }
                }
            }
            keeper.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void rotateLogs() {
        for (Keeper keeper : keepers.values()) {
            try {
                keeper.log().rotateIfLong(LogFile.LIMIT);
            } catch (IOException e) {
                LOG.warn("log of {} cannot be shortened", keeper.component().name(), e);
            }
        }
    }

    /**
     * Waits until every component was ready once.
     *
     * @return names of those that are not; empty means all are
     */
    public List<String> awaitReady(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            List<String> missing = new ArrayList<>();
            List<String> failed = new ArrayList<>();
            for (Keeper keeper : keepers.values()) {
                if (keeper.hasFailed()) {
                    failed.add(keeper.component().name());
                }
                if (!keeper.awaitFirstReady(0)) {
                    missing.add(keeper.component().name());
                }
            }
            if (!failed.isEmpty()) {
                return failed;
            }
            if (missing.isEmpty() || stopping || System.nanoTime() > deadline) {
                return missing;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
    }

    public List<ComponentStatus> statuses() {
        return keepers.values().stream().map(Keeper::status).toList();
    }

    public List<String> logTail(String component, int lines) {
        Keeper keeper = keepers.get(component);
        try {
            return keeper == null ? List.of() : keeper.log().tail(lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void stop() throws InterruptedException {
        stopping = true;
        logRotation.shutdownNow();
        for (StopStage stage : StopStage.values()) {
            List<Keeper> ofStage =
                    keepers.values().stream()
                            .filter(keeper -> keeper.component().stopStage() == stage)
                            .toList();
            stop(ofStage);
        }
    }

    private static void stop(List<Keeper> stage) throws InterruptedException {
        for (Keeper keeper : stage) {
            try {
                keeper.requestStop();
            } catch (IOException e) {
                LOG.warn("{} cannot be asked to stop", keeper.component().name(), e);
            }
        }
        long deadline = System.nanoTime() + STOP_PATIENCE.toNanos();
        for (Keeper keeper : stage) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (!keeper.awaitEnd(left)) {
                LOG.warn("{} does not stop and is killed", keeper.component().name());
                keeper.kill();
                keeper.awaitEnd(STOP_PATIENCE.toMillis());
            }
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "supervisor");
        thread.setDaemon(true);
        return thread;
    }
}
