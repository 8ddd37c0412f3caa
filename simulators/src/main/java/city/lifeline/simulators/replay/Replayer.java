package city.lifeline.simulators.replay;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Publishes a recording as its gateways would have.
 *
 * <p>In a run aside, a message's {@code sentAt} is the run's clock: the time of its newest reading.
 * The clock never goes back, also across gateways, and no message is published that would move it
 * so far ahead of another gateway's unacknowledged messages that those could come late: the replay
 * waits for their acknowledgement first. A recording of one gateway never waits.
 *
 * <p>Published times always go forward. As now, whatever comes after a pause, another speed, a time
 * that was sought or the end of a pass follows what came before it. Aside, the times are the
 * recording's; each pass is later by the recording's length, and an earlier time needs a new run.
 */
public final class Replayer {

    private static final Duration PROGRESS_EVERY = Duration.ofMillis(250);
    // While it waits, the control is looked at so often.
    private static final long STEP_NS = 100_000_000;

    private final ReplayPlan plan;
    private final ReplayOptions options;
    private final ReplayControl control;
    private final Function<String, Publisher> publishers;
    private final Pacer pacer;
    private final ReplayPosition position = new ReplayPosition();
    private long backToUs;

    private enum End {
        OF_RECORDING,
        STOPPED,
        SOUGHT_BACK
    }

    Replayer(
            ReplayPlan plan,
            ReplayOptions options,
            ReplayControl control,
            Function<String, Publisher> publishers,
            Pacer pacer) {
        this.plan = plan;
        this.options = options;
        this.control = control;
        this.publishers = publishers;
        this.pacer = pacer;
    }

    /**
     * Replays to the end: returns when every message is acknowledged.
     *
     * @param control may be told while it runs how to go on; where {@link
     *     ReplayControl#takeAgain()} holds afterwards, an earlier time was wanted, which the
     *     recording's own times cannot give within the same run
     * @param progress told several times a second, on another thread
     * @throws FileFaultException if a file changed while it was replayed
     * @throws ReplayException if nothing was acknowledged for {@link ReplayOptions#stallAfter}
     * @throws IllegalStateException if the dry run finds faults
     */
    public static ReplayResult run(
            ReplayPlan plan,
            ReplayOptions options,
            ReplayControl control,
            Consumer<ReplayProgress> progress)
            throws IOException, InterruptedException {
        return new Replayer(
                        plan,
                        options,
                        control,
                        gateway -> new GatewayPublisher(options, gateway),
                        Pacer.WALL)
                .run(progress);
    }

    ReplayResult run(Consumer<ReplayProgress> progress) throws IOException, InterruptedException {
        DryRun dryRun = plan.known();
        long startNs = pacer.nanoTime();
        try (RejectsFile rejects = new RejectsFile(options.rejects(), plan.names());
                Outbox outbox = new Outbox(options.lateAfter(), publishers);
                ReplayMonitor monitor =
                        new ReplayMonitor(
                                outbox,
                                rejects,
                                position,
                                control,
                                dryRun,
                                options.as() == ReplayOptions.As.NOW ? options.clock().speed() : 1,
                                progress,
                                PROGRESS_EVERY,
                                options.stallAfter())) {
            try {
                publishAll(dryRun, rejects, outbox);
                outbox.awaitAllAcknowledged();
            } catch (InterruptedException e) {
                String stalled = monitor.stalled();
                if (stalled != null) {
                    throw new ReplayException(stalled);
                }
                throw e;
            }
            monitor.tellNow();
            return new ReplayResult(
                    outbox.readings(),
                    outbox.messages(),
                    rejects.count(),
                    instant(outbox.firstUs()),
                    instant(outbox.lastUs()),
                    outbox.gateways(),
                    outbox.resends(),
                    Duration.ofNanos(pacer.nanoTime() - startNs));
        }
    }

    private void publishAll(DryRun dryRun, Rejects rejects, Outbox outbox)
            throws IOException, InterruptedException {
        Timing timing = new Timing(outbox);
        RejectsOnce told = new RejectsOnce(rejects);
        long fromUs = Long.MIN_VALUE;
        int pass = 1;
        while (true) {
            position.begin(pass);
            told.beginReading();
            End end;
            try (Recording recording = plan.open(told)) {
                end = publish(recording, fromUs, timing, outbox);
                outbox.flush();
                if (end == End.OF_RECORDING) {
                    recording.checkUnchanged();
                }
            }
            fromUs = Long.MIN_VALUE;
            if (end == End.SOUGHT_BACK && options.as() == ReplayOptions.As.NOW) {
                fromUs = backToUs;
            } else if (end == End.SOUGHT_BACK) {
                control.beginAgain(backToUs);
                return;
            } else if (end == End.OF_RECORDING && pass < control.passes()) {
                pass++;
                timing.nextPass(dryRun);
            } else {
                return;
            }
            timing.moveOn();
        }
    }

    private End publish(Recording recording, long from, Timing timing, Outbox outbox)
            throws IOException, InterruptedException {
        long fromUs = from;
        for (Recorded next = recording.next(); next != null; next = recording.next()) {
            while (next.atUs() >= fromUs) {
                long seekUs = control.takeSeekUs();
                if (seekUs != ReplayControl.NOWHERE) {
                    if (seekUs < position.atUs()) {
                        backToUs = seekUs;
                        return End.SOUGHT_BACK;
                    }
                    fromUs = seekUs;
                    timing.moveOn();
                } else if (control.isStopped()) {
                    return End.STOPPED;
                } else if (control.isPaused()) {
                    outbox.flush();
                    pacer.sleep(STEP_NS);
                    timing.moveOn();
                } else {
                    long early = timing.dueNs(next) - pacer.nanoTime();
                    if (early <= 0) {
                        break;
                    }
                    outbox.flush();
                    pacer.sleep(Math.min(early, STEP_NS));
                }
            }
            position.pass(next);
            if (next.atUs() >= fromUs) {
                TimeShift shift = timing.shift();
                outbox.add(next.channel(), shift.shift(next.block()), shift.shift(next.atUs()));
            } else if (control.isStopped()) {
                return End.STOPPED;
            }
        }
        return End.OF_RECORDING;
    }

    /** When a time of the recording is due, and what becomes of it. */
    private final class Timing {

        private final Outbox outbox;
        private final boolean now = options.as() == ReplayOptions.As.NOW;
        private boolean begun;
        private boolean stale = true;
        private double speed;
        // The recorded time that is due at that time of the wall.
        private long recordedUs;
        private long wallNs;
        private long passedUs;
        private TimeShift shift = TimeShift.NONE;

        Timing(Outbox outbox) {
            this.outbox = outbox;
        }

        /** What comes next follows what came last, whatever lies between them. */
        void moveOn() {
            stale = true;
        }

        /** The recording again, later by its length and one distance between its readings. */
        void nextPass(DryRun dryRun) {
            long spanUs =
                    LocalTimes.microseconds(Objects.requireNonNull(dryRun.last()))
                            - LocalTimes.microseconds(Objects.requireNonNull(dryRun.first()));
            long most = Collections.max(dryRun.readingsByPoint().values());
            passedUs += spanUs + (most > 1 ? Math.max(1, spanUs / (most - 1)) : 1_000_000);
        }

        TimeShift shift() {
            return shift;
        }

        long dueNs(Recorded next) {
            if (stale || speed != control.speed()) {
                moveTo(next);
            }
            return speed == ReplayOptions.MAX_SPEED
                    ? Long.MIN_VALUE / 2
                    : wallNs + (long) ((next.atUs() - recordedUs) * 1_000.0 / (speed * pace()));
        }

        private double pace() {
            return now ? options.clock().speed() : 1;
        }

        private void moveTo(Recorded next) {
            speed = control.speed();
            wallNs = pacer.nanoTime();
            recordedUs = next.block().startUs();
            if (!now) {
                shift = passedUs == 0 ? TimeShift.NONE : TimeShift.to(0, passedUs, 1);
            } else {
                long nowUs = options.clock().runUs(pacer.wallUs());
                long runUs = nowUs;
                if (begun) {
                    // Blocks that still grow began no earlier; none may go before what is out.
                    recordedUs -= plan.longestBlockUs();
                    runUs = Math.max(nowUs, outbox.lastUs() + 1);
                    wallNs += (long) ((runUs - nowUs) * 1_000.0 / pace());
                }
                shift = TimeShift.to(recordedUs, runUs, speed);
            }
            begun = true;
            stale = false;
        }
    }

    private static @Nullable Instant instant(long us) {
        return us == Long.MIN_VALUE || us == Long.MAX_VALUE
                ? null
                : Instant.EPOCH.plus(us, ChronoUnit.MICROS);
    }
}
