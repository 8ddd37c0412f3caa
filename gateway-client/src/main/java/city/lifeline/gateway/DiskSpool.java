package city.lifeline.gateway;

import city.lifeline.model.Ids;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps messages in files until they are acknowledged; started again on the same directory, the
 * same boot goes on where it was.
 *
 * <p>The directory holds {@code boot} (its id), {@code released} (a number, written now and then: a
 * lower bound) and segments {@code <first number>.spool} that are appended to and deleted whole. A
 * record that was torn by a crash is cut off at the next start; it was never published. A segment
 * that is damaged before valid records is kept aside as {@code <first number>.spool.damaged-<n>},
 * the messages before the damage are sent, and numbers go on behind the damage.
 *
 * <p>A message survives the death of the process as soon as {@link GatewayClient#publish} returns,
 * and a power cut as soon as it is sent: whatever was appended meanwhile is forced to the disk
 * together before the first of it is sent. So a number that anyone has seen is never given twice.
 */
public final class DiskSpool implements MessageStore {

    private static final Logger log = LoggerFactory.getLogger(DiskSpool.class);

    private static final long SEGMENT_BYTES = 4L << 20;
    private static final String SUFFIX = ".spool";

    private final Path directory;
    private final long maxBytes;
    private final String boot;
    private final FileChannel lockFile;
    private final FileLock directoryLock;
    // Oldest first; holes between them are damage. The last one is appended to.
    private final Deque<SpoolSegment> segments = new ArrayDeque<>();
    private long newest;
    private long released;
    private long bytes;
    private long secured;

    /**
     * Opens or makes a spool.
     *
     * @param newBoot names the boot if the directory has none yet; must never repeat a name
     * @param maxBytes above it {@link GatewayClient#publish} blocks
     * @throws IOException if the directory cannot be used, or is in use by another process
     */
    public DiskSpool(Path directory, Supplier<String> newBoot, long maxBytes) throws IOException {
        this.directory = directory;
        this.maxBytes = maxBytes;
        Files.createDirectories(directory);
        this.lockFile =
                FileChannel.open(
                        directory.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        this.directoryLock = lock();
        this.boot = readOrMakeBoot(newBoot);
        this.released = readReleased();
        openSegments();
        if (!segments.isEmpty() && segments.getLast().last() < released) {
            // A power cut took messages that were acknowledged already.
            dropSegments();
        }
        this.newest = segments.isEmpty() ? released : segments.getLast().last();
        this.secured = newest;
        if (!segments.isEmpty()) {
            this.released = Math.max(released, segments.getFirst().first() - 1);
            passHoles();
        }
    }

    private FileLock lock() throws IOException {
        FileLock taken;
        try {
            taken = lockFile.tryLock();
        } catch (java.nio.channels.OverlappingFileLockException e) {
            taken = null;
        }
        if (taken == null) {
            lockFile.close();
            throw new IOException("the spool " + directory + " is in use");
        }
        return taken;
    }

    private String readOrMakeBoot(Supplier<String> newBoot) throws IOException {
        Path file = directory.resolve("boot");
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        String made = newBoot.get();
        if (!Ids.isValid(made)) {
            throw new IllegalArgumentException("not a valid boot id: '" + made + "'");
        }
        replace(file, made);
        return made;
    }

    private long readReleased() throws IOException {
        Path file = directory.resolve("released");
        if (!Files.exists(file)) {
            return 0;
        }
        String text = Files.readString(file).strip();
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IOException(file + " holds no number: '" + text + "'", e);
        }
    }

    private void replace(Path file, String text) throws IOException {
        Path written = directory.resolve(file.getFileName() + ".new");
        try (FileChannel channel =
                FileChannel.open(
                        written,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer content = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (content.hasRemaining()) {
                channel.write(content);
            }
            channel.force(true);
        }
        Files.move(
                written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        secureDirectory();
    }

    private void openSegments() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files =
                    all.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                            .sorted()
                            .toList();
        }
        for (int i = 0; i < files.size(); i++) {
            Path file = files.get(i);
            SpoolSegment segment = SpoolSegment.open(file, first(file));
            boolean isLast = i + 1 == files.size();
            long next = segment.last() + 1;
            if (segment.excess() > 0) {
                next = segment.highestInExcess() + 1;
                if (isLast && next == segment.last() + 1) {
                    segment.cut();
                } else {
                    setAside(segment, isLast ? next : first(files.get(i + 1)));
                }
            }
            if (segment.isEmpty() && (!isLast || next > segment.first())) {
                segment.delete();
            } else {
                addSegment(segment);
            }
            if (isLast && next > segment.last() + 1) {
                addSegment(SpoolSegment.open(file(next), next));
            }
        }
        if (!segments.isEmpty()) {
            log.info(
                    "spool {}: boot {}, messages {} to {}",
                    directory,
                    boot,
                    segments.getFirst().first(),
                    segments.getLast().last());
        }
    }

    private void addSegment(SpoolSegment segment) throws IOException {
        if (!segments.isEmpty()) {
            long before = segments.getLast().last();
            if (before >= segment.first()) {
                throw new IOException(
                        "the spool %s holds message %d twice; it was damaged from outside"
                                .formatted(directory, before));
            }
            if (before + 1 < segment.first()) {
                log.warn(
                        "spool {}: the messages {} to {} are not there",
                        directory,
                        before + 1,
                        segment.first() - 1);
            }
        }
        segments.addLast(segment);
        bytes += segment.bytes();
    }

    /** Numbers go on behind the damage first, whatever happens meanwhile. */
    private void setAside(SpoolSegment segment, long next) throws IOException {
        SpoolSegment.open(file(next), next).close();
        secureDirectory();
        Path aside = null;
        for (int i = 1; aside == null || Files.exists(aside); i++) {
            aside = directory.resolve(segment.file().getFileName() + ".damaged-" + i);
        }
        Files.copy(segment.file(), aside);
        try (FileChannel copy = FileChannel.open(aside, StandardOpenOption.WRITE)) {
            copy.force(true);
        }
        secureDirectory();
        segment.cut();
        log.error(
                "spool {}: damaged after message {}; what cannot be sent is kept in {}, and numbers go"
                        + " on from {}",
                directory,
                segment.last(),
                aside,
                next);
    }

    private Path file(long first) {
        return directory.resolve("%020d%s".formatted(first, SUFFIX));
    }

    /** So that new and renamed files are still there after a power cut. */
    private void secureDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (AccessDeniedException e) {
            log.debug("this system opens no directory: {}", e.getMessage());
        }
    }

    private static long first(Path file) throws IOException {
        String name = file.getFileName().toString();
        try {
            return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
        } catch (NumberFormatException e) {
            throw new IOException(file + " is not a spool segment", e);
        }
    }

    @Override
    public String boot() {
        return boot;
    }

    @Override
    public long newest() {
        return newest;
    }

    @Override
    public long sendable() {
        SpoolSegment below = null;
        for (SpoolSegment segment : segments) {
            if (below != null && below.last() + 1 < segment.first() && released < below.last()) {
                return below.last();
            }
            below = segment;
        }
        return newest;
    }

    @Override
    public long released() {
        return released;
    }

    @Override
    public boolean hasRoom(int payloadBytes) {
        // One message always fits, or a small spool would block for ever.
        return newest == released || bytes + payloadBytes <= maxBytes;
    }

    @Override
    public void append(long seq, byte[] payload) throws IOException {
        if (seq != newest + 1) {
            throw new IllegalStateException("message " + seq + " after " + newest);
        }
        if (segments.isEmpty() || segments.getLast().bytes() >= SEGMENT_BYTES) {
            roll(seq);
        }
        SpoolSegment segment = segments.getLast();
        long before = segment.bytes();
        segment.append(seq, payload);
        bytes += segment.bytes() - before;
        newest = seq;
    }

    @Override
    public void secure(long seq) throws IOException {
        if (seq > secured) {
            segments.getLast().force();
            secured = newest;
        }
    }

    private void dropSegments() throws IOException {
        for (SpoolSegment segment : segments) {
            segment.delete();
        }
        segments.clear();
        bytes = 0;
    }

    private void roll(long first) throws IOException {
        if (!segments.isEmpty()) {
            segments.getLast().force();
        }
        segments.addLast(SpoolSegment.open(file(first), first));
        secureDirectory();
        deleteReleased();
    }

    @Override
    public byte[] read(long seq) throws IOException {
        for (SpoolSegment segment : segments) {
            if (seq >= segment.first() && seq <= segment.last()) {
                return segment.read(seq);
            }
        }
        throw new IllegalStateException("message " + seq + " is not kept");
    }

    @Override
    public void release(long seq) throws IOException {
        released = Math.max(released, Math.min(seq, newest));
        passHoles();
        deleteReleased();
    }

    /** Nobody waits for what is not there, once all before it is released. */
    private void passHoles() {
        SpoolSegment below = null;
        for (SpoolSegment segment : segments) {
            if (below != null && released >= below.last()) {
                released = Math.max(released, segment.first() - 1);
            }
            below = segment;
        }
    }

    /** The last segment stays, released or not: it holds the number to go on from. */
    private void deleteReleased() throws IOException {
        boolean deleted = false;
        while (segments.size() > 1 && segments.getFirst().last() <= released) {
            SpoolSegment oldest = segments.removeFirst();
            bytes -= oldest.bytes();
            oldest.delete();
            deleted = true;
        }
        if (deleted) {
            replace(directory.resolve("released"), Long.toString(released));
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (!segments.isEmpty()) {
                segments.getLast().force();
            }
            replace(directory.resolve("released"), Long.toString(released));
        } finally {
            for (SpoolSegment segment : segments) {
                segment.close();
            }
            directoryLock.release();
            lockFile.close();
        }
    }
}
