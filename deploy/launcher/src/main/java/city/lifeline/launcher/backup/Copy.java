package city.lifeline.launcher.backup;

import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.launcher.instance.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
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
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
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

    /** Of a large file, written between two looks at whether to go on. */
    private static final long BETWEEN_LOOKS_BYTES = 16L << 20;

    private final Path root;
    private final Guard guard;
    private final TreeSet<String> directories = new TreeSet<>();
    private final Map<String, Manifest.Entry> files = new TreeMap<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

    /**
     * An empty copy.
     *
     * @param root exists
     */
    Copy(Path root) {
        this(root, () -> {});
    }

    /**
     * An empty copy.
     *
     * @param root exists
     * @param guard asked before each file, and within large ones
     */
    Copy(Path root, Guard guard) {
        this.root = root;
        this.guard = guard;
    }

    /** Ends a copy that is not to go on. */
    interface Guard {
        void check() throws IOException;
    }

    /** Is told of each directory and file of a tree. */
    private interface Visitor {
        void directory(String name) throws IOException;

        void file(Path from, String name) throws IOException;
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
        guard.check();
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ)) {
            long left = atMost;
            long look = BETWEEN_LOOKS_BYTES;
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
                    if (bytes >= look) {
                        guard.check();
                        look = bytes + BETWEEN_LOOKS_BYTES;
                    }
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
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
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
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /**
     * A directory with all that is in it. What vanishes meanwhile is left out. Links to files are
     * followed, and so are links to directories that are directly in it, as of a store that was
     * moved to another disk; any other link is refused.
     *
     * @param without told of each path below, relative to the directory; what it names is left out
     * @throws Refusal if there is a link that is not followed
     */
    void tree(Path from, String name, Predicate<String> without) throws IOException {
        walk(
                from,
                from,
                name,
                without,
                new Visitor() {
                    @Override
                    public void directory(String each) throws IOException {
                        Copy.this.directory(each);
                    }

                    @Override
                    public void file(Path each, String to) throws IOException {
                        Copy.this.file(each, to);
                    }
                });
    }

    /** What {@link #tree} would copy now. */
    static long bytes(Path from, Predicate<String> without) throws IOException {
        AtomicLong sum = new AtomicLong();
        walk(
                from,
                from,
                "",
                without,
                new Visitor() {
                    @Override
                    public void directory(String each) {}

                    @Override
                    public void file(Path each, String to) throws IOException {
                        sum.addAndGet(Files.size(each));
                    }
                });
        return sum.get();
    }

    private static void walk(
            Path top, Path from, String name, Predicate<String> without, Visitor visitor)
            throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> listed = Files.newDirectoryStream(from)) {
            listed.forEach(children::add);
        } catch (NoSuchFileException e) {
            return;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        visitor.directory(name);
        children.sort(null);
        for (Path child : children) {
            if (without.test(top.relativize(child).toString())) {
                continue;
            }
            String childName = name + "/" + child.getFileName();
            boolean followed = Files.isSymbolicLink(child);
            if (followed) {
                refuseUnlessFollowed(top, child);
            }
            if (followed
                    ? Files.isDirectory(child)
                    : Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                walk(top, child, childName, without, visitor);
            } else if (Files.isRegularFile(child)) {
                try {
                    visitor.file(child, childName);
                } catch (NoSuchFileException e) {
                    // Gone since it was listed: whoever deleted it does not need it.
                }
            }
        }
    }

    /** So no link leads round in a circle. */
    private static void refuseUnlessFollowed(Path top, Path link) throws IOException {
        boolean store =
                Files.isDirectory(link)
                        && top.equals(link.getParent())
                        && !top.toRealPath().startsWith(link.toRealPath());
        if (store || Files.isRegularFile(link)) {
            return;
        }
        throw new Refusal(
                "%s is a symbolic link that a backup does not follow; put in its place what it leads to, or delete it."
                        .formatted(link));
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

    /** Takes back a file, if it was copied. */
    void forgetFile(String name) throws IOException {
        Files.deleteIfExists(root.resolve(name));
        files.remove(name);
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
        return String.format(Locale.ROOT, "%08x", sum.getValue());
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
