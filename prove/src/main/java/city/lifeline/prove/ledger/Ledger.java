package city.lifeline.prove.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was published and what of it was acknowledged, kept on the disk. A reading is on the disk
 * before it is published.
 *
 * <p>Lines of the file: {@code gateway,boot,seq,point,timeUs,value} of a reading, {@code
 * ack,gateway,boot,first,last} of acknowledged messages.
 */
public final class Ledger implements AutoCloseable {

    private final FileChannel file;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Set<Long>> single = new HashMap<>();
    private final Map<String, Long> upTo = new HashMap<>();

    /** An empty ledger. */
    public Ledger(Path path) throws IOException {
        Files.createDirectories(path.getParent());
        file =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
    }

    /** Notes the readings of a message that is about to be published. */
    public synchronized void publishing(List<Entry> message) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (Entry entry : message) {
            lines.append(entry.gateway())
                    .append(',')
                    .append(entry.boot())
                    .append(',')
                    .append(entry.seq())
                    .append(',')
                    .append(entry.point())
                    .append(',')
                    .append(entry.timeUs())
                    .append(',')
                    .append(entry.value())
                    .append('\n');
        }
        write(lines.toString());
        entries.addAll(message);
    }

    /** Notes that all messages up to this one were acknowledged. */
    public synchronized void acknowledgedUpTo(String gateway, String boot, long seq)
            throws IOException {
        String source = gateway + "/" + boot;
        long before = upTo.getOrDefault(source, 0L);
        if (seq > before) {
            upTo.put(source, seq);
            write("ack,%s,%s,%d,%d\n".formatted(gateway, boot, before + 1, seq));
        }
    }

    /** Notes that this message was acknowledged. */
    public synchronized void acknowledged(String gateway, String boot, long seq)
            throws IOException {
        single.computeIfAbsent(gateway + "/" + boot, made -> new HashSet<>()).add(seq);
        write("ack,%s,%s,%d,%d\n".formatted(gateway, boot, seq, seq));
    }

    private void write(String lines) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
        file.force(false);
    }

    /** All readings in the order in which they were published, gateway by gateway. */
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    public synchronized boolean isAcknowledged(Entry entry) {
        String source = entry.gateway() + "/" + entry.boot();
        return entry.seq() <= upTo.getOrDefault(source, 0L)
                || single.getOrDefault(source, Set.of()).contains(entry.seq());
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
