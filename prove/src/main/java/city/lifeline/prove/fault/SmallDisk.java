package city.lifeline.prove.fault;

import city.lifeline.prove.process.Guard;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A disk of a few megabytes, in memory, that can be filled up. */
public final class SmallDisk {

    private final Path directory;
    private final Path ballast;

    private SmallDisk(Path directory) {
        this.directory = directory;
        this.ballast = directory.resolve("ballast");
    }

    /**
     * Mounts one, until the guard ends.
     *
     * @throws IOException if this user may not mount
     */
    public static SmallDisk mount(Path directory, int megabytes, Guard guard)
            throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Guard.run(
                List.of(
                        "mount",
                        "-t",
                        "tmpfs",
                        "-o",
                        "size=" + megabytes + "m",
                        "lifeline-prove",
                        directory.toString()));
        guard.atEnd("umount -l '" + directory + "'");
        return new SmallDisk(directory);
    }

    /** Why none can be mounted here; null if it can. */
    public static @Nullable String obstacle(Path directory) throws InterruptedException {
        try {
            Files.createDirectories(directory);
            Guard.run(
                    List.of("mount", "-t", "tmpfs", "-o", "size=1m", "none", directory.toString()));
            Guard.run(List.of("umount", directory.toString()));
            return null;
        } catch (IOException e) {
            return "no disk can be mounted here: " + e.getMessage();
        }
    }

    public Path directory() {
        return directory;
    }

    /** Writes until nothing more fits. */
    public void fill() throws IOException {
        byte[] page = new byte[4_096];
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(page);
            }
        } catch (IOException e) {
            if (Files.getFileStore(directory).getUsableSpace() > page.length) {
                throw e;
            }
        }
    }

    /** Gives back what {@link #fill} took. */
    public void free() throws IOException {
        Files.deleteIfExists(ballast);
    }

    public long usableBytes() throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }
}
