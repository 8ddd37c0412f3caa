package city.lifeline.launcher.process;

import city.lifeline.launcher.process.Component.Launch;
import city.lifeline.launcher.process.ComponentStatus.State;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the process of one component running until told to stop. One thread runs it. */
final class Keeper implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);

    /** Ends before it was ever ready, after which it is no use to go on. */
    private static final int FIRST_ATTEMPTS = 3;

    private static final long READINESS_POLL_MS = 100;
    private static final long HEALTH_POLL_MS = 5_000;

    /**
     * Ends a process that does not notice the launcher's end: waits for the end of its own input,
     * then checks that the process is still the one meant.
     */
    private static final String GUARD =
            "read -r _; if tr '\\0' ' ' 2>/dev/null < /proc/$1/cmdline | grep -qF -- \"$2\"; then kill -$3"
                    + " $1; fi";

    private final Component component;
    private final LogFile log;
    private final SupervisorListener listener;
    private final RestartDelay restartDelay = new RestartDelay();
    private final CountDownLatch wasReady = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch stopRequested = new CountDownLatch(1);

    private volatile State state = State.WAITING;
    private int restarts;
    private @Nullable Process process;
    private String stopSignal = "TERM";

    Keeper(Component component, LogFile log, SupervisorListener listener) {
        this.component = component;
        this.log = log;
        this.listener = listener;
    }

    Component component() {
        return component;
    }

    LogFile log() {
        return log;
    }

    synchronized ComponentStatus status() {
        return new ComponentStatus(
                component.name(),
                state,
                process != null && process.isAlive() ? process.pid() : 0,
                restarts);
    }

    /** Whether the component was ever ready; waits for it a while. */
    boolean awaitFirstReady(long millis) throws InterruptedException {
        return wasReady.await(millis, TimeUnit.MILLISECONDS);
    }

    boolean hasFailed() {
        return state == State.FAILED;
    }

    @Override
    public void run() {
        try {
            int attempts = 0;
            while (!isStopping()) {
                Duration upTime = runOnce();
                attempts++;
                if (isStopping()) {
                    break;
                }
                if (wasReady.getCount() > 0 && attempts == FIRST_ATTEMPTS) {
                    move(State.FAILED);
                    return;
                }
                Duration delay = restartDelay.next(upTime);
                listener.ended(component.name(), howItEnded(), delay);
                synchronized (this) {
                    restarts++;
                }
                move(State.RESTARTING);
                if (stopRequested.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
            move(State.STOPPED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
            listener.stopped(component.name());
        }
    }

    private String howItEnded() {
        Process last;
        synchronized (this) {
            last = process;
        }
        return last == null ? "could not be started" : Signals.describeEnd(last.exitValue());
    }

    /** Starts the process and stays with it until it ends; returns how long it ran. */
    private Duration runOnce() throws InterruptedException {
        long startedAt = System.nanoTime();
        move(State.STARTING);
        listener.starting(component.name());
        synchronized (this) {
            process = null;
        }
        Process running;
        try {
            Launch launch = component.prepare();
            running = start(launch);
        } catch (IOException | RuntimeException e) {
            LOG.error("{} cannot be started", component.name(), e);
            return Duration.ZERO;
        }
        if (running == null) {
            return Duration.ZERO;
        }
        boolean ready = false;
        while (!running.waitFor(
                ready ? HEALTH_POLL_MS : READINESS_POLL_MS, TimeUnit.MILLISECONDS)) {
            boolean well = isReady();
            if (well && !ready) {
                ready = true;
                listener.ready(component.name(), Duration.ofNanos(System.nanoTime() - startedAt));
            }
            if (ready && !isStopping()) {
                State now = well ? State.READY : State.UNWELL;
                if (now != state) {
                    move(now);
                }
                wasReady.countDown();
            }
        }
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    private boolean isReady() throws InterruptedException {
        try {
            return component.isReady();
        } catch (IOException e) {
            return false;
        } catch (RuntimeException e) {
            LOG.warn("whether {} is ready cannot be asked", component.name(), e);
            return false;
        }
    }

    /** Null if a stop came in between. */
    private synchronized @Nullable Process start(Launch launch) throws IOException {
        if (isStopping()) {
            return null;
        }
        // A session of its own keeps the terminal's Ctrl-C from the process: the order of stopping
        // is the launcher's.
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(launch.command());
        Process started = builder(command, launch.directory()).start();
        if (!launch.diesWithLauncher()) {
            guard(started, launch);
        }
        process = started;
        stopSignal = launch.stopSignal();
        return started;
    }

    private ProcessBuilder builder(List<String> command, Path directory) {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile()));
        // Each further arena of the C library costs resident memory.
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        return builder;
    }

    private static void guard(Process guarded, Launch launch) throws IOException {
        List<String> command =
                List.of(
                        "setsid",
                        "sh",
                        "-c",
                        GUARD,
                        "lifeline-guard",
                        Long.toString(guarded.pid()),
                        launch.directory().toString(),
                        launch.stopSignal());
        Process guard =
                new ProcessBuilder(command)
                        .directory(Path.of("/").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        OutputStream held = guard.getOutputStream();
        Future<?> unused =
                guarded.onExit()
                        .thenRun(
                                () -> {
                                    try {
                                        held.close();
                                    } catch (IOException e) {
                                        LOG.debug("guard of {} is gone", guarded.pid(), e);
                                    }
                                });
    }

    void requestStop() throws IOException, InterruptedException {
        long pid;
        String signal;
        synchronized (this) {
            stopRequested.countDown();
            pid = process != null && process.isAlive() ? process.pid() : 0;
            signal = stopSignal;
        }
        if (pid != 0) {
            Signals.send(pid, signal);
        }
    }

    boolean awaitEnd(long millis) throws InterruptedException {
        return ended.await(Math.max(0, millis), TimeUnit.MILLISECONDS);
    }

    synchronized void kill() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private boolean isStopping() {
        return stopRequested.getCount() == 0;
    }

    private void move(State next) {
        state = next;
        listener.changed();
    }
}
