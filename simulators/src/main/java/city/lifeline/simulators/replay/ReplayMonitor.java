package city.lifeline.simulators.replay;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells how a replay goes, and interrupts it when it gets nowhere. */
final class ReplayMonitor implements AutoCloseable {

    private final Outbox outbox;
    private final RejectsFile rejects;
    private final long totalReadings;
    private final Consumer<ReplayProgress> progress;
    private final Duration every;
    private final Duration stallAfter;
    private final Thread replay = Thread.currentThread();
    private final Thread thread;
    private final long startNs = System.nanoTime();
    private volatile @Nullable String stalled;

    /** Watches the replay of the current thread. */
    ReplayMonitor(
            Outbox outbox,
            RejectsFile rejects,
            long totalReadings,
            Consumer<ReplayProgress> progress,
            Duration every,
            Duration stallAfter) {
        this.outbox = outbox;
        this.rejects = rejects;
        this.totalReadings = totalReadings;
        this.progress = progress;
        this.every = every;
        this.stallAfter = stallAfter;
        this.thread = new Thread(this::watch, "replay-monitor");
        thread.setDaemon(true);
        thread.start();
    }

    /** Why the replay was interrupted; null if this monitor did not. */
    @Nullable String stalled() {
        return stalled;
    }

    void tellNow() {
        progress.accept(now());
    }

    private ReplayProgress now() {
        long readings = outbox.readings();
        long newestUs = outbox.newestUs();
        double seconds = (System.nanoTime() - startNs) / 1e9;
        return new ReplayProgress(
                readings,
                outbox.acknowledged(),
                outbox.messages(),
                totalReadings,
                seconds > 0 ? readings / seconds : 0,
                newestUs == Long.MIN_VALUE ? null : Instant.EPOCH.plus(newestUs, ChronoUnit.MICROS),
                rejects.count(),
                outbox.fault());
    }

    private void watch() {
        long lastAcknowledged = 0;
        long lastProgressNs = System.nanoTime();
        try {
            while (true) {
                TimeUnit.NANOSECONDS.sleep(every.toNanos());
                ReplayProgress now = now();
                progress.accept(now);
                if (now.acknowledged() > lastAcknowledged || now.acknowledged() >= now.messages()) {
                    lastAcknowledged = now.acknowledged();
                    lastProgressNs = System.nanoTime();
                } else if (System.nanoTime() - lastProgressNs > stallAfter.toNanos()) {
                    stalled =
                            "nothing was acknowledged for %s%s"
                                    .formatted(
                                            stallAfter,
                                            now.fault().isEmpty() ? "" : ": " + now.fault());
                    replay.interrupt();
                    return;
                }
            }
        } catch (InterruptedException e) {
            // The replay has ended.
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
