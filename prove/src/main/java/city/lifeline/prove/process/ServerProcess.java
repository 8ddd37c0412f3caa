package city.lifeline.prove.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server in a JVM of its own. A thread starts it again whenever it ends, as the city's supervisor
 * does, unless it was told to stay away.
 */
public final class ServerProcess implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ServerProcess.class);

    // The supervisor's delays after the first end in a row, the second and so on.
    private static final List<Duration> DELAYS =
            List.of(
                    Duration.ofMillis(100),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10));
    private static final Duration SETTLED = Duration.ofSeconds(60);

    private final String name;
    private final Path output;
    private final Guard guard;
    private final BooleanSupplier ready;
    private final Thread keeper;

    private final List<String> command;
    private List<String> prefix = List.of();
    private @Nullable Process process;
    private int starts;
    private boolean wanted = true;
    private boolean closed;

    /**
     * A server that is not started yet.
     *
     * @param command with a path below the guard's directory in it
     * @param ready whether the server serves
     */
    public ServerProcess(
            String name, List<String> command, Path output, Guard guard, BooleanSupplier ready) {
        this.name = name;
        this.command = List.copyOf(command);
        this.output = output;
        this.guard = guard;
        this.ready = ready;
        this.keeper = new Thread(this::keep, "keeper-" + name);
        this.keeper.setDaemon(true);
    }

    /** A command that runs a main class with little memory. */
    public static List<String> java(
            int heapMb, List<Path> classPath, List<String> options, String main, String... rest) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + heapMb + "m");
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Djava.awt.headless=true"));
        command.addAll(options);
        command.add("-cp");
        command.add(classPath.stream().map(Path::toString).collect(Collectors.joining(":")));
        command.add(main);
        command.addAll(List.of(rest));
        return command;
    }

    public String name() {
        return name;
    }

    /** Starts it, and from now on again whenever it ends. Does not wait until it serves. */
    public ServerProcess start() {
        keeper.start();
        return this;
    }

    private void keep() {
        int endsInARow = 0;
        try {
            while (true) {
                Process running;
                synchronized (this) {
                    while (!wanted && !closed) {
                        wait();
                    }
                    if (closed) {
                        return;
                    }
                    running = startOnce();
                }
                long startedNs = System.nanoTime();
                int exit = running.waitFor();
                boolean again;
                synchronized (this) {
                    again = wanted && !closed;
                }
                Duration upTime = Duration.ofNanos(System.nanoTime() - startedNs);
                endsInARow = upTime.compareTo(SETTLED) >= 0 ? 0 : endsInARow;
                if (again) {
                    log.info("{} ended with {} after {}; starting it again", name, exit, upTime);
                    Thread.sleep(DELAYS.get(Math.min(endsInARow, DELAYS.size() - 1)).toMillis());
                    endsInARow++;
                } else {
                    endsInARow = 0;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            log.error("{} cannot be started", name, e);
        }
    }

    private Process startOnce() throws IOException {
        List<String> words = new ArrayList<>(prefix);
        words.addAll(command);
        Process started =
                new ProcessBuilder(words)
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                        .start();
        guard.killAtEnd(started);
        process = started;
        starts++;
        return started;
    }

    /** How often it was started. */
    public synchronized int starts() {
        return starts;
    }

    public synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    public boolean isReady() {
        return isAlive() && ready.getAsBoolean();
    }

    /**
     * Waits until it serves.
     *
     * @throws IOException with the end of what it said, if that takes too long
     */
    public void awaitReady(Duration patience) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!isReady()) {
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "%s does not get ready within %s:%n%s"
                                .formatted(name, patience, lastWords()));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** The end of what it said. */
    public String lastWords() throws IOException {
        List<String> lines =
                Files.exists(output) ? Files.readAllLines(output) : List.of("(nothing)");
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    }

    /** All that it said, over all its starts. */
    public String words() throws IOException {
        return Files.readString(output);
    }

    /** Kill -9; it is started again at once. */
    public void kill() throws InterruptedException {
        Process running = running();
        if (running != null) {
            running.destroyForcibly();
            running.waitFor();
        }
    }

    /** Ends it, with a word or without, and leaves it away until {@link #comeBack}. */
    public void stayAway(boolean killed) throws InterruptedException {
        synchronized (this) {
            wanted = false;
        }
        Process running = running();
        if (running == null) {
            return;
        }
        if (!killed) {
            running.destroy();
            if (running.waitFor(20, TimeUnit.SECONDS)) {
                return;
            }
        }
        running.destroyForcibly();
        running.waitFor();
    }

    /** Starts it again after {@link #stayAway}. */
    public synchronized void comeBack() {
        wanted = true;
        notifyAll();
    }

    /** The next starts are by a command that begins with these words. */
    public synchronized void prefix(List<String> words) {
        prefix = List.copyOf(words);
    }

    /** SIGSTOP: it does nothing any more, and its connections stay. */
    public void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** SIGCONT. */
    public void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        Process running = running();
        if (running != null) {
            Guard.run(List.of("kill", "-" + signal, Long.toString(running.pid())));
        }
    }

    private synchronized @Nullable Process running() {
        return process;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        Process running = running();
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
    }
}
