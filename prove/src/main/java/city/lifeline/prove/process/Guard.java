package city.lifeline.prove.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Cleans up when this JVM ends, however it ends: a small shell process that waits for the end of
 * its input and then runs the commands it was left, the last first.
 */
public final class Guard implements AutoCloseable {

    private final Path directory;
    private final Path commands;
    private final Process shell;

    private Guard(Path directory, Path commands, Process shell) {
        this.directory = directory;
        this.commands = commands;
        this.shell = shell;
    }

    /** A guard with nothing to do yet. */
    public static Guard start(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path commands = directory.resolve("cleanup");
        Files.writeString(commands, "");
        Process shell =
                new ProcessBuilder(
                                "setsid",
                                "sh",
                                "-c",
                                "cat > /dev/null; tac \"$1\" | sh > /dev/null 2>&1",
                                "guard",
                                commands.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        return new Guard(directory, commands, shell);
    }

    /** Leaves a shell command for the end. */
    public synchronized void atEnd(String command) throws IOException {
        Files.writeString(commands, command + "\n", StandardOpenOption.APPEND);
    }

    /** Kills a process at the end, if the directory is in its command line still. */
    public void killAtEnd(Process process) throws IOException {
        atEnd(
                "grep -qF '%s' /proc/%d/cmdline && kill -9 %d"
                        .formatted(directory, process.pid(), process.pid()));
    }

    @Override
    public void close() throws IOException {
        try (OutputStream held = shell.getOutputStream()) {
            held.flush();
        }
        boolean ended =
                shell.onExit()
                        .thenApply(gone -> true)
                        .completeOnTimeout(false, 30, TimeUnit.SECONDS)
                        .join();
        if (!ended) {
            shell.destroyForcibly();
        }
    }

    /**
     * Runs a command to its end.
     *
     * @throws IOException with what it said, unless it ends with 0
     */
    public static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output.strip());
        }
        return output;
    }
}
