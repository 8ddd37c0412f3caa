package city.lifeline.launcher.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;

/** Standard output and error of a process, kept to two files of a limited size. */
public record LogFile(Path file) {

    static final long LIMIT = 20L << 20;

    /**
     * Copies a file that has grown too long aside and empties it. The process writes on at its new
     * end, as it appends; what it writes between the two steps is lost.
     */
    public void rotateIfLong(long limit) throws IOException {
        if (!Files.exists(file) || Files.size(file) <= limit) {
            return;
        }
        Files.copy(
                file,
                file.resolveSibling(file.getFileName() + ".1"),
                StandardCopyOption.REPLACE_EXISTING);
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(0);
        }
    }

    /** The last lines, for a person who wants to know why a process ended. */
    public List<String> tail(int lines) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "r")) {
            long length = access.length();
            byte[] end = new byte[(int) Math.min(length, 16_384)];
            access.seek(length - end.length);
            access.readFully(end);
            List<String> all =
                    Arrays.asList(
                            new String(end, StandardCharsets.UTF_8).stripTrailing().split("\n"));
            return List.copyOf(all.subList(Math.max(0, all.size() - lines), all.size()));
        }
    }
}
