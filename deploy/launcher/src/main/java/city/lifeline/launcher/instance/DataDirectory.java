package city.lifeline.launcher.instance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where everything of one city on this machine lies. */
public record DataDirectory(Path root) {

    public DataDirectory {
        root = root.toAbsolutePath().normalize();
    }

    /** The generated configuration file of all processes. */
    public Path settings() {
        return root.resolve("lifeline.properties");
    }

    public Path lock() {
        return root.resolve("lock");
    }

    /** Held while it is copied. */
    public Path backupLock() {
        return root.resolve("backup.lock");
    }

    /** There while it is restored from a backup, and not whole. */
    public Path restoring() {
        return root.resolve(".restoring");
    }

    /**
     * Refuses what is half of a city: taken for a whole one, it would be started without its past.
     */
    public void refuseUnfinishedRestore() {
        if (Files.exists(restoring())) {
            throw new Refusal(
                    "%s is being restored from a backup, or that was interrupted: then delete the directory and restore again."
                            .formatted(root));
        }
    }

    public Path secrets() {
        return root.resolve("secrets");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    /** One file for each replay, which says whether its detection job is wanted. */
    public Path runs() {
        return root.resolve("runs");
    }

    /** What is needed while it runs, and rebuilt at each start. */
    public Path running() {
        return root.resolve("running");
    }

    public Path libraries() {
        return running().resolve("lib");
    }

    /** Where the end of the audit trail was when it was last verified. */
    public Path auditHead() {
        return root.resolve("audit-head");
    }

    /** State of every process, for {@code status}. */
    public Path components() {
        return running().resolve("components.json");
    }

    public Path checkpoints() {
        return root.resolve("flink/checkpoints");
    }

    /** What the watchdog last knew. */
    public Path canary() {
        return root.resolve("watchdog/state.json");
    }

    public Path of(String component) {
        return root.resolve(component);
    }

    /** Creates the directory so that only its owner can look into it. */
    public static Path createPrivate(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        return directory;
    }

    /** Replaces a file as a whole: a reader sees the old text or the new one. */
    public static void writeAtomically(Path file, String text) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(part, text);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** As {@link #writeAtomically}, readable by the owner alone from the first byte on. */
    public static void writePrivate(Path file, String text) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        Files.createFile(
                part,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(part, text);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    public static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> walk = Files.walk(root)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
