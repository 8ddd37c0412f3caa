package city.lifeline.launcher.jobs;

import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.launcher.instance.SettingsFile;
import city.lifeline.model.Ids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How a replay tells the running city that it wants a detection job: a file for each run, {@code
 * <run>.properties}, with {@code state=active} or {@code state=finished}, and the process that
 * replays. A run whose process is gone is not active, however it ended.
 */
public final class RunFiles {

    private static final String SUFFIX = ".properties";
    private static final String STATE = "state";
    private static final String ACTIVE = "active";
    private static final String FINISHED = "finished";
    private static final String PID = "pid";
    private static final String STARTED = "started";

    private final Path directory;

    public RunFiles(Path directory) {
        this.directory = directory;
    }

    /** Runs whose detection job is wanted. */
    public List<String> active() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<String> active = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (!name.endsWith(SUFFIX)) {
                    continue;
                }
                String run = name.substring(0, name.length() - SUFFIX.length());
                if (Ids.isValid(run) && isActive(SettingsFile.read(file))) {
                    active.add(run);
                }
            }
        }
        return active;
    }

    /** Until it is finished or this process ends. */
    public void activate(String run) throws IOException {
        ProcessHandle self = ProcessHandle.current();
        write(run, Map.of(STATE, ACTIVE, PID, Long.toString(self.pid()), STARTED, started(self)));
    }

    public void finish(String run) throws IOException {
        write(run, Map.of(STATE, FINISHED));
    }

    public boolean isActive(String run) throws IOException {
        return isActive(SettingsFile.read(file(run)));
    }

    private static boolean isActive(Map<String, String> file) {
        if (!ACTIVE.equals(file.get(STATE))) {
            return false;
        }
        try {
            return ProcessHandle.of(Long.parseLong(file.getOrDefault(PID, "")))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> started(process).equals(file.get(STARTED)))
                    .isPresent();
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Tells a process from a later one of the same number. */
    private static String started(ProcessHandle process) {
        return process.info().startInstant().map(String::valueOf).orElse("");
    }

    private void write(String run, Map<String, String> lines) throws IOException {
        Files.createDirectories(directory);
        DataDirectory.writeAtomically(file(run), SettingsFile.text("Replay", new TreeMap<>(lines)));
    }

    private Path file(String run) {
        return directory.resolve(run + SUFFIX);
    }
}
