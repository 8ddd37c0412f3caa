package city.lifeline.launcher.console;

import city.lifeline.launcher.process.SupervisorListener;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Shows the start: a line for each component, redrawn for a person, else written once when it is
 * ready. Afterwards it reports what ends and comes back.
 */
public final class StartDisplay implements SupervisorListener {

    private static final List<String> SPINNER =
            List.of("⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏");

    private final Terminal terminal;
    private final Runnable onChange;
    private final Map<String, Line> lines = new LinkedHashMap<>();
    private final ScheduledExecutorService redrawing =
            Executors.newSingleThreadScheduledExecutor(
                    work -> {
                        Thread thread = new Thread(work, "display");
                        thread.setDaemon(true);
                        return thread;
                    });

    private int frame;
    private int drawn;
    private boolean starting = true;
    private boolean stopping;

    private static final class Line {
        private String text = "waits";
        private boolean ready;
        private long startedAt;
    }

    /**
     * A display that shows nothing yet.
     *
     * @param onChange told after each change of a component
     */
    public StartDisplay(Terminal terminal, List<String> components, Runnable onChange) {
        this.terminal = terminal;
        this.onChange = onChange;
        components.forEach(name -> lines.put(name, new Line()));
        if (terminal.isInteractive()) {
            Future<?> unused =
                    redrawing.scheduleAtFixedRate(this::redraw, 0, 100, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public synchronized void starting(String component) {
        Line line = line(component);
        line.text = "starts";
        line.startedAt = System.nanoTime();
    }

    @Override
    public synchronized void ready(String component, Duration took) {
        Line line = line(component);
        boolean first = !line.ready;
        line.ready = true;
        line.text = Terminal.seconds(took);
        if (!starting) {
            say("%s is ready again after %s".formatted(component, Terminal.seconds(took)));
        } else if (first && !terminal.isInteractive()) {
            terminal.out().printf("  %-18s %s%n", component, Terminal.seconds(took));
        }
    }

    @Override
    public synchronized void ended(String component, String how, Duration delay) {
        if (!stopping) {
            say("%s %s; starting it again".formatted(component, how));
        }
    }

    @Override
    public void stopped(String component) {
        // The stop shows its end alone.
    }

    @Override
    public void changed() {
        onChange.run();
    }

    /** Writes a line above what is being redrawn. */
    public synchronized void say(String text) {
        erase();
        terminal.out().println(text);
        draw();
    }

    /** The start is over: the lines stay as they are. */
    public synchronized void endOfStart() {
        erase();
        draw();
        drawn = 0;
        starting = false;
        redrawing.shutdownNow();
    }

    public synchronized void stopping() {
        endOfStart();
        stopping = true;
    }

    private synchronized void redraw() {
        if (starting) {
            frame++;
            erase();
            draw();
            terminal.out().flush();
        }
    }

    private void erase() {
        if (drawn > 0) {
            terminal.out().printf("\u001b[%dA\u001b[J", drawn);
            drawn = 0;
        }
    }

    private void draw() {
        if (!starting || !terminal.isInteractive()) {
            return;
        }
        lines.forEach(
                (name, line) ->
                        terminal.out().printf("  %s %-18s %s%n", mark(line), name, text(line)));
        drawn = lines.size();
    }

    private String mark(Line line) {
        if (line.ready) {
            return terminal.coloured("32", "✓");
        }
        return line.startedAt == 0 ? " " : SPINNER.get(frame % SPINNER.size());
    }

    private static String text(Line line) {
        return line.ready || line.startedAt == 0
                ? line.text
                : Terminal.seconds(Duration.ofNanos(System.nanoTime() - line.startedAt));
    }

    private Line line(String component) {
        return lines.computeIfAbsent(component, any -> new Line());
    }
}
