package city.lifeline.launcher.jobs;

import city.lifeline.launcher.instance.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Checkpoints of the jobs on disk: {@code <root>/<job name>/<Flink job id>/chk-<n>/_metadata}. */
public final class CheckpointFiles {

    private static final int ATTEMPTS_KEPT = 3;

    private final Path root;

    public CheckpointFiles(Path root) {
        this.root = root;
    }

    /** Complete checkpoints of a job, newest first. Flink writes the metadata last. */
    public List<Checkpoint> of(String jobName) throws IOException {
        List<Checkpoint> found = new ArrayList<>();
        for (Path attempt : list(root.resolve(jobName))) {
            for (Path checkpoint : list(attempt)) {
                Path metadata = checkpoint.resolve("_metadata");
                if (checkpoint.getFileName().toString().startsWith("chk-")
                        && Files.exists(metadata)
                        && Files.size(metadata) > 0) {
                    found.add(
                            new Checkpoint(
                                    checkpoint,
                                    attempt.getFileName().toString(),
                                    Files.getLastModifiedTime(metadata).toMillis()));
                }
            }
        }
        found.sort(
                Comparator.comparingLong(Checkpoint::completedAtMs)
                        .thenComparing(checkpoint -> checkpoint.directory().toString())
                        .reversed());
        return found;
    }

    /**
     * Deletes what attempts long gone have left. Each attempt writes below an id of its own and
     * leaves its last checkpoints there.
     *
     * @param active Flink ids of the jobs that are there
     */
    public void deleteOld(String jobName, Set<String> active) throws IOException {
        Set<String> kept = new LinkedHashSet<>(active);
        List<Checkpoint> newestFirst = of(jobName);
        boolean hasOwn =
                newestFirst.stream()
                        .anyMatch(checkpoint -> active.contains(checkpoint.flinkJobId()));
        if (!hasOwn) {
            return;
        }
        for (Checkpoint checkpoint : newestFirst) {
            if (kept.size() < ATTEMPTS_KEPT) {
                kept.add(checkpoint.flinkJobId());
            }
        }
        for (Path attempt : list(root.resolve(jobName))) {
            if (!kept.contains(attempt.getFileName().toString())) {
                DataDirectory.deleteTree(attempt);
            }
        }
    }

    /** Deletes all checkpoints of a job that must start from nothing. */
    public void deleteAll(String jobName) throws IOException {
        DataDirectory.deleteTree(root.resolve(jobName));
    }

    private static List<Path> list(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        } catch (java.nio.file.NoSuchFileException e) {
            // Flink deletes checkpoints while we look.
            return List.of();
        }
    }
}
