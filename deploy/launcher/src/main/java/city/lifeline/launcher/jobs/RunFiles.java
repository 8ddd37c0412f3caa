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
 * <run>.properties}, with {@code state=active} or {@code state=finished}.
 */
public final class RunFiles {

    private static final String SUFFIX = ".properties";
    private static final String STATE = "state";
    private static final String ACTIVE = "active";
    private static final String FINISHED = "finished";

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
                if (Ids.isValid(run) && ACTIVE.equals(SettingsFile.read(file).get(STATE))) {
                    active.add(run);
                }
            }
        }
        return active;
    }

    public void activate(String run) throws IOException {
        write(run, ACTIVE);
    }

    public void finish(String run) throws IOException {
        write(run, FINISHED);
    }

    public boolean isActive(String run) throws IOException {
        return ACTIVE.equals(SettingsFile.read(file(run)).get(STATE));
    }

    private void write(String run, String state) throws IOException {
        Files.createDirectories(directory);
        DataDirectory.writeAtomically(
                file(run), SettingsFile.text("Replay", new TreeMap<>(Map.of(STATE, state))));
    }

    private Path file(String run) {
        return directory.resolve(run + SUFFIX);
    }
}
