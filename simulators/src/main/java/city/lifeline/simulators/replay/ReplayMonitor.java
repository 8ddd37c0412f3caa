package city.lifeline.simulators.replay;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells how a replay goes, and interrupts it when it gets nowhere. */
final class ReplayMonitor implements AutoCloseable {

    private static final int RATE_OVER = 20;

    private final Outbox outbox;
    private final RejectsFile rejects;
    private final ReplayPosition position;
    private final ReplayControl control;
    private final DryRun dryRun;
    private final double clockSpeed;
    private final Consumer<ReplayProgress> progress;
    private final Duration every;
    private final Duration stallAfter;
    private final Thread replay = Thread.currentThread();
    private final Thread thread;
    private final ArrayDeque<Mark> marks = new ArrayDeque<>();
    private volatile @Nullable String stalled;

    private record Mark(long atNs, long readings) {}

    /**
     * Watches the replay of the current thread.
     *
     * @param clockSpeed seconds of the run's clock per second of the wall
     */
    ReplayMonitor(
            Outbox outbox,
            RejectsFile rejects,
            ReplayPosition position,
            ReplayControl control,
            DryRun dryRun,
            double clockSpeed,
            Consumer<ReplayProgress> progress,
            Duration every,
            Duration stallAfter) {
        this.outbox = outbox;
        this.rejects = rejects;
        this.position = position;
        this.control = control;
        this.dryRun = dryRun;
        this.clockSpeed = clockSpeed;
        this.progress = progress;
        this.every = every;
        this.stallAfter = stallAfter;
        marks.add(new Mark(System.nanoTime(), 0));
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

    private synchronized ReplayProgress now() {
        long readings = outbox.readings();
        long atUs = position.atUs();
        double rate = rate(readings);
        return new ReplayProgress(
                readings,
                outbox.acknowledged(),
                outbox.messages(),
                position.passed(),
                dryRun.readings(),
                rate,
                atUs == Long.MIN_VALUE ? null : Instant.EPOCH.plus(atUs, ChronoUnit.MICROS),
                position.pass(),
                control.passes(),
                control.isPaused(),
                control.speed(),
                remaining(atUs, rate),
                rejects.count(),
                outbox.fault());
    }

    private double rate(long readings) {
        long nowNs = System.nanoTime();
        marks.add(new Mark(nowNs, readings));
        if (marks.size() > RATE_OVER) {
            marks.remove();
        }
        Mark oldest = marks.element();
        double seconds = (nowNs - oldest.atNs()) / 1e9;
        return seconds > 0 ? (readings - oldest.readings()) / seconds : 0;
    }

    private @Nullable Duration remaining(long atUs, double rate) {
        Instant last = dryRun.last();
        if (control.isPaused() || last == null || atUs == Long.MIN_VALUE) {
            return null;
        }
        double speed = control.speed();
        if (speed != ReplayOptions.MAX_SPEED) {
            long leftUs = Math.max(0, LocalTimes.microseconds(last) - atUs);
            return Duration.ofMillis(Math.round(leftUs / (speed * clockSpeed) / 1_000));
        }
        long left = Math.max(0, dryRun.readings() - position.passed());
        return rate > 0 ? Duration.ofMillis(Math.round(left / rate * 1_000)) : null;
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
