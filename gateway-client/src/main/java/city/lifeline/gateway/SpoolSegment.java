package city.lifeline.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * One file of a spool: records of length (4 bytes), CRC-32C of number and payload (4), number (8),
 * payload; numbers follow each other.
 */
final class SpoolSegment implements AutoCloseable {

    private static final int HEADER_BYTES = 16;
    private static final int MAX_PAYLOAD_BYTES = 64 << 20;

    private final Path file;
    private final FileChannel channel;
    private final long first;
    // Where each record starts; the one after the last is `end`.
    private int[] positions = new int[256];
    private int count;
    private int end;
    private long excess;

    private SpoolSegment(Path file, FileChannel channel, long first) {
        this.file = file;
        this.channel = channel;
        this.first = first;
    }

    /** Opens or makes a segment; {@link #excess} tells of what follows its whole records. */
    static SpoolSegment open(Path file, long first) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        SpoolSegment segment = new SpoolSegment(file, channel, first);
        try {
            segment.scan();
            return segment;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private void scan() throws IOException {
        long size = channel.size();
        while (end + HEADER_BYTES <= size) {
            ByteBuffer header = bytes(end, HEADER_BYTES);
            int length = header.getInt();
            int crc = header.getInt();
            long seq = header.getLong();
            if (length < 0
                    || length > MAX_PAYLOAD_BYTES
                    || end + HEADER_BYTES + (long) length > size
                    || seq != first + count) {
                break;
            }
            byte[] payload = bytes(end + HEADER_BYTES, length).array();
            if (crc(seq, payload) != crc) {
                break;
            }
            add(HEADER_BYTES + length);
        }
        excess = size - end;
    }

    /** Bytes after the whole records: torn by a crash, or damaged. */
    long excess() {
        return excess;
    }

    /**
     * The highest number that a record of the excess may have, if a valid one is among them: then
     * it was not torn but damaged. {@link #last} if there is none.
     */
    long highestInExcess() throws IOException {
        byte[] rest = bytes(end, Math.toIntExact(excess)).array();
        ByteBuffer buffer = ByteBuffer.wrap(rest);
        long highest = last();
        int after = 0;
        int at = 0;
        while (at + HEADER_BYTES <= rest.length) {
            int length = buffer.getInt(at);
            long seq = buffer.getLong(at + 8);
            if (length >= 0
                    && length <= rest.length - at - HEADER_BYTES
                    && seq > highest
                    && seq <= last() + 1 + at / HEADER_BYTES
                    && isWhole(rest, at, length, seq, buffer.getInt(at + 4))) {
                highest = seq;
                at += HEADER_BYTES + length;
                after = at;
            } else {
                at++;
            }
        }
        return highest == last() ? highest : highest + (rest.length - after) / HEADER_BYTES;
    }

    private static boolean isWhole(byte[] bytes, int at, int length, long seq, int crc) {
        int from = at + HEADER_BYTES;
        return crc(seq, Arrays.copyOfRange(bytes, from, from + length)) == crc;
    }

    /** Cuts the excess off. */
    void cut() throws IOException {
        channel.truncate(end);
        channel.force(true);
        excess = 0;
    }

    private void add(int length) {
        if (count == positions.length) {
            positions = Arrays.copyOf(positions, 2 * count);
        }
        positions[count] = end;
        count++;
        end += length;
    }

    boolean isEmpty() {
        return count == 0;
    }

    long first() {
        return first;
    }

    /** Number of the last record; the one before the first if there is none. */
    long last() {
        return first + count - 1;
    }

    long bytes() {
        return end;
    }

    void append(long seq, byte[] payload) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(HEADER_BYTES + payload.length);
        record.putInt(payload.length).putInt(crc(seq, payload)).putLong(seq).put(payload).flip();
        int position = end;
        try {
            while (record.hasRemaining()) {
                position += channel.write(record, position);
            }
        } catch (IOException e) {
            // A full disk may have taken a part of it.
            channel.truncate(end);
            throw e;
        }
        add(record.limit());
    }

    byte[] read(long seq) throws IOException {
        int index = Math.toIntExact(seq - first);
        int from = positions[index] + HEADER_BYTES;
        int to = index + 1 < count ? positions[index + 1] : end;
        return bytes(from, to - from).array();
    }

    private ByteBuffer bytes(int from, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, from + buffer.position()) < 0) {
                throw new IOException(file + " is shorter than it was");
            }
        }
        return buffer.flip();
    }

    void force() throws IOException {
        channel.force(false);
    }

    Path file() {
        return file;
    }

    void delete() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static int crc(long seq, byte[] payload) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(seq).flip());
        crc.update(payload);
        return (int) crc.getValue();
    }
}
