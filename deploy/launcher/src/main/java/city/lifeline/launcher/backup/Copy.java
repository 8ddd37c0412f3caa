package city.lifeline.launcher.backup;

import city.lifeline.launcher.instance.DataDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.zip.CRC32C;

/**
 * Copies files into a directory and notes what they are. All it writes is its owner's alone,
 * whatever the original was: there are secrets in it, and nothing of it is executed.
 */
class Copy {

    /** End of the name of a backup that is not whole. */
    static final String PARTIAL = ".partial";

    private static final int BUFFER_BYTES = 1 << 18;

    private final Path root;
    private final TreeSet<String> directories = new TreeSet<>();
    private final Map<String, Manifest.Entry> files = new TreeMap<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

    /**
     * An empty copy.
     *
     * @param root exists
     */
    Copy(Path root) {
        this.root = root;
    }

    Path path(String name) {
        return root.resolve(name);
    }

    List<String> directories() {
        return List.copyOf(directories);
    }

    Map<String, Manifest.Entry> files() {
        return new TreeMap<>(files);
    }

    int count() {
        return files.size();
    }

    long bytes() {
        return files.values().stream().mapToLong(Manifest.Entry::bytes).sum();
    }

    /** A directory, and those it is in. */
    void directory(String name) throws IOException {
        Path made = root.resolve(name);
        List<Path> missing = new ArrayList<>();
        for (Path at = made; at != null && !at.equals(root); at = at.getParent()) {
            if (directories.add(root.relativize(at).toString())) {
                missing.add(0, at);
            }
        }
        for (Path each : missing) {
            DataDirectory.createPrivate(each);
        }
    }

    /** A whole file as it is when its end is reached. */
    void file(Path from, String name) throws IOException {
        file(from, name, Long.MAX_VALUE);
    }

    /**
     * The first bytes of a file.
     *
     * @throws NoSuchFileException if it is gone
     */
    void file(Path from, String name, long atMost) throws IOException {
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ)) {
            long left = atMost;
            CRC32C sum = new CRC32C();
            long bytes = 0;
            try (FileChannel out = create(name)) {
                while (left > 0) {
                    buffer.clear().limit((int) Math.min(left, BUFFER_BYTES));
                    int read = in.read(buffer);
                    if (read < 0) {
                        break;
                    }
                    left -= read;
                    bytes += read;
                    sum.update(buffer.flip());
                    buffer.rewind();
                    while (buffer.hasRemaining()) {
                        out.write(buffer);
                    }
                }
            }
            // What is older than what, checkpoints for one, is seen by these times.
            Files.setLastModifiedTime(root.resolve(name), Files.getLastModifiedTime(from));
            files.put(name, new Manifest.Entry(bytes, hexadecimal(sum)));
        }
    }

    /** A file of a text. */
    void text(String name, String text) throws IOException {
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, bytes.length);
        try (FileChannel out = create(name)) {
            ByteBuffer all = ByteBuffer.wrap(bytes);
            while (all.hasRemaining()) {
                out.write(all);
            }
        }
        files.put(name, new Manifest.Entry(bytes.length, hexadecimal(sum)));
    }

    private FileChannel create(String name) throws IOException {
        Path parent = Path.of(name).getParent();
        if (parent != null) {
            directory(parent.toString());
        }
        return FileChannel.open(
                root.resolve(name),
                java.util.Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /**
     * A directory with all that is in it. What vanishes meanwhile is left out; so are symbolic
     * links, of which a city's data has none outside of what is unpacked anew.
     *
     * @param without told of each path below, relative to the directory; what it names is left out
     */
    void tree(Path from, String name, Predicate<String> without) throws IOException {
        tree(from, from, name, without);
    }

    private void tree(Path top, Path from, String name, Predicate<String> without)
            throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> listed = Files.newDirectoryStream(from)) {
            listed.forEach(children::add);
        } catch (NoSuchFileException e) {
            return;
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw new UncheckedIOException(e.getCause());
        }
        directory(name);
        children.sort(null);
        for (Path child : children) {
            if (without.test(top.relativize(child).toString())) {
                continue;
            }
            String childName = name + "/" + child.getFileName();
            if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                tree(top, child, childName, without);
            } else if (Files.isRegularFile(child, LinkOption.NOFOLLOW_LINKS)) {
                try {
                    file(child, childName);
                } catch (NoSuchFileException e) {
                    // Gone since it was listed: whoever deleted it does not need it.
                }
            }
        }
    }

    /** Notes what somebody else wrote into a directory of this copy. */
    void adopt(String name) throws IOException {
        directory(name);
        try (DirectoryStream<Path> listed = Files.newDirectoryStream(root.resolve(name))) {
            for (Path each : listed) {
                String child = name + "/" + each.getFileName();
                if (Files.isDirectory(each)) {
                    adopt(child);
                } else {
                    Files.setPosixFilePermissions(
                            each, PosixFilePermissions.fromString("rw-------"));
                    files.put(child, entry(each));
                }
            }
        }
    }

    /** Takes back a directory that was copied. */
    void forget(String name) throws IOException {
        DataDirectory.deleteTree(root.resolve(name));
        files.keySet().removeIf(file -> file.startsWith(name + "/"));
        directories.removeIf(each -> each.equals(name) || each.startsWith(name + "/"));
    }

    /** Size and checksum of a file. */
    private Manifest.Entry entry(Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            CRC32C sum = new CRC32C();
            long bytes = 0;
            for (int read = in.read(buffer.clear()); read >= 0; read = in.read(buffer.clear())) {
                bytes += read;
                sum.update(buffer.flip());
            }
            return new Manifest.Entry(bytes, hexadecimal(sum));
        }
    }

    private static String hexadecimal(CRC32C sum) {
        return String.format(java.util.Locale.ROOT, "%08x", sum.getValue());
    }

    /** Has the file system of a directory write everything to the disk. */
    static void sync(Path directory) throws IOException, InterruptedException {
        Process sync =
                new ProcessBuilder("sync", "-f", directory.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (sync.waitFor() != 0) {
            throw new FileSystemException(
                    directory.toString(), null, "cannot be written to the disk (sync -f)");
        }
    }
}
