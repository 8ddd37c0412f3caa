package city.lifeline.simulators.replay;

import city.lifeline.model.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/** Counts and hashes the bytes of a recording and refuses a NUL at the line where it is. */
final class CheckedInput extends InputStream {

    private final InputStream in;
    private final String file;
    private final LongConsumer progress;
    private final MessageDigest digest = Hashes.sha256();
    private long line = 1;
    private long column = 1;
    private long bytes;

    /**
     * Wraps a stream.
     *
     * @param progress told how many bytes were read each time
     */
    CheckedInput(InputStream in, String file, LongConsumer progress) {
        this.in = in;
        this.file = file;
        this.progress = progress;
    }

    long bytes() {
        return bytes;
    }

    /** Of all bytes so far, as lower-case hex; ends the hashing. */
    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = in.read(buffer, offset, length);
        if (count <= 0) {
            return count;
        }
        for (int i = offset; i < offset + count; i++) {
            if (buffer[i] == '\n') {
                line++;
                column = 1;
            } else if (buffer[i] == 0) {
                throw new FileFaultException(
                        new Fault(
                                file,
                                (int) line,
                                (int) column,
                                "",
                                "a NUL byte: the file is UTF-16 or damaged; save it as UTF-8"));
            } else {
                column++;
            }
        }
        digest.update(buffer, offset, count);
        bytes += count;
        progress.accept(count);
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
