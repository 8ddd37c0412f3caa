package city.lifeline.launcher.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Processes of an earlier launcher on the same data that may still be there. */
public final class Leftovers {

    private static final Duration PATIENCE = Duration.ofSeconds(6);

    private Leftovers() {}

    /** JVMs started from argument files in a directory. */
    public static List<ProcessHandle> javaProcesses(Path running) {
        String mark = "@" + running + "/";
        return find(process -> process.info().commandLine().orElse("").contains(mark));
    }

    /** Processes of a program that work in a directory; a database's own processes all do. */
    public static List<ProcessHandle> workingIn(Path directory, String program) {
        return find(process -> isRunning(process, program) && isWorkingIn(process, directory));
    }

    private static List<ProcessHandle> find(Predicate<ProcessHandle> condition) {
        long self = ProcessHandle.current().pid();
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != self)
                .filter(ProcessHandle::isAlive)
                .filter(condition)
                .toList();
    }

    private static boolean isRunning(ProcessHandle process, String program) {
        try {
            // Not the command line: a database's own processes write what they do in its place.
            return Files.readString(Path.of("/proc/" + process.pid() + "/comm"))
                    .strip()
                    .equals(program);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isWorkingIn(ProcessHandle process, Path directory) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/cwd"))
                    .equals(directory);
        } catch (IOException e) {
            // Ended meanwhile, or of another user and so not ours.
            return false;
        }
    }

    /** Waits for processes to end by themselves, asks with a signal, and in the end kills. */
    public static void end(List<ProcessHandle> processes, String signal)
            throws IOException, InterruptedException {
        if (awaitEnd(processes, Duration.ofMillis(500))) {
            return;
        }
        for (ProcessHandle process : processes) {
            Signals.send(process.pid(), signal);
        }
        if (!awaitEnd(processes, PATIENCE)) {
            processes.forEach(ProcessHandle::destroyForcibly);
            awaitEnd(processes, PATIENCE);
        }
    }

    private static boolean awaitEnd(List<ProcessHandle> processes, Duration patience)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (processes.stream().anyMatch(ProcessHandle::isAlive)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return true;
    }
}
