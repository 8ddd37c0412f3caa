package city.lifeline.launcher.replay;

import city.lifeline.simulators.replay.DryRun;
import city.lifeline.simulators.replay.ReplayControl;
import city.lifeline.simulators.replay.ReplayOptions;
import city.lifeline.simulators.replay.ReplayProgress;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingReader;
import org.jspecify.annotations.Nullable;

/** Lets who watches a replay steer it by keys. */
final class Keys implements AutoCloseable {

    static final String HELP =
            "space: pause, go on   + -: twice, half as fast   , .: back, forward by a twentieth  "
                    + " q: stop";
    private static final long WAIT_MS = 200;
    private static final int STEPS = 20;

    private final ReplayControl control;
    private final long firstUs;
    private final long lastUs;
    private final @Nullable Terminal terminal;
    private volatile long atUs;
    private volatile boolean closed;

    private Keys(ReplayControl control, DryRun dryRun, @Nullable Terminal terminal) {
        this.control = control;
        this.firstUs = us(Objects.requireNonNull(dryRun.first()));
        this.lastUs = us(Objects.requireNonNull(dryRun.last()));
        this.atUs = firstUs;
        this.terminal = terminal;
    }

    /** Listens, if there is a keyboard. */
    static Keys listen(ReplayControl control, DryRun dryRun, boolean interactive) {
        Terminal terminal = interactive ? terminal() : null;
        Keys keys = new Keys(control, dryRun, terminal);
        if (terminal != null) {
            Thread thread = new Thread(() -> keys.read(terminal), "replay-keys");
            thread.setDaemon(true);
            thread.start();
        }
        return keys;
    }

    private static @Nullable Terminal terminal() {
        try {
            return TerminalBuilder.builder().system(true).dumb(false).build();
        } catch (IOException | IllegalStateException e) {
            // Standard input is none.
            return null;
        }
    }

    boolean areHeard() {
        return terminal != null;
    }

    void progress(ReplayProgress progress) {
        Instant at = progress.eventTime();
        atUs = at == null ? firstUs : us(at);
    }

    private void read(Terminal from) {
        Attributes before = from.enterRawMode();
        try {
            NonBlockingReader reader = from.reader();
            while (!closed) {
                int key = reader.read(WAIT_MS);
                if (key == NonBlockingReader.EOF) {
                    return;
                }
                press(key);
            }
        } catch (IOException e) {
            // The terminal has gone; the replay goes on.
        } finally {
            from.setAttributes(before);
        }
    }

    void press(int key) {
        double speed = control.speed();
        switch (key) {
            case ' ' -> {
                if (control.isPaused()) {
                    control.resume();
                } else {
                    control.pause();
                }
            }
            case '+' -> {
                if (speed != ReplayOptions.MAX_SPEED) {
                    control.speed(speed * 2);
                }
            }
            case '-' -> {
                if (speed != ReplayOptions.MAX_SPEED) {
                    control.speed(speed / 2);
                }
            }
            case ',' -> move(-1);
            case '.' -> move(1);
            case 'q' -> control.stop();
            default -> {
                // No key of ours.
            }
        }
    }

    private void move(int steps) {
        long wanted = atUs + steps * (lastUs - firstUs) / STEPS;
        control.seek(Math.max(firstUs, Math.min(lastUs, wanted)));
    }

    private static long us(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        if (terminal != null) {
            terminal.close();
        }
    }
}
