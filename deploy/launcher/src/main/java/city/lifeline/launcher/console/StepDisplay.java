package city.lifeline.launcher.console;

import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * How far one step of a command is: a bar for a person who watches, else a line at its begin and at
 * each quarter.
 */
public final class StepDisplay implements AutoCloseable {

    private static final int QUARTERS = 4;

    private final Terminal terminal;
    private final String task;
    private final @Nullable ProgressBar bar;
    private long lastQuarter;

    public StepDisplay(Terminal terminal, String task, String unit, long total) {
        this.terminal = terminal;
        this.task = task;
        if (terminal.isInteractive()) {
            bar =
                    new ProgressBarBuilder()
                            .setTaskName(task)
                            .setInitialMax(total)
                            .setUnit(unit, 1)
                            .setStyle(ProgressBarStyle.ASCII)
                            .setUpdateIntervalMillis(200)
                            .showSpeed()
                            .setConsumer(
                                    new ConsoleProgressBarConsumer(
                                            terminal.out(), terminal.columns()))
                            .build();
        } else {
            bar = null;
            terminal.out().printf("%s%n", task);
        }
    }

    /**
     * Moves on.
     *
     * @param note beside the bar
     */
    public synchronized void show(long done, long total, String note) {
        if (bar != null) {
            bar.maxHint(total);
            bar.stepTo(Math.min(done, total));
            bar.setExtraMessage(note);
            return;
        }
        long quarter = total == 0 ? 0 : done * QUARTERS / total;
        if (quarter > lastQuarter && quarter < QUARTERS) {
            lastQuarter = quarter;
            terminal.out()
                    .printf(Locale.ROOT, "%s: %d %% %s%n", task, quarter * 100 / QUARTERS, note);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
