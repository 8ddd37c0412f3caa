package city.lifeline.ingest.decode;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * A payload ready for its decoder, or why there is none.
 *
 * <p>Compressed is only what says so, with gzip (RFC 1952), in one member from the first byte to
 * the last. What it expands to is told by its last four bytes, so memory is taken once and never
 * more than deflate can fill; a member that expands to another size is corrupt.
 *
 * @param payload empty if refused
 */
public record Expanded(byte[] payload, @Nullable Refusal refused) {

    /** Of {@link city.lifeline.model.DeadLetter.Origin#contentEncoding()} and alike. */
    public static final String GZIP = "gzip";

    /** Most that a payload may expand to. */
    public static final int MAX_BYTES = 8 << 20;

    private static final byte[] NOTHING = {};

    // RFC 1952, section 2.3.
    private static final int HEADER_BYTES = 10;
    private static final int TRAILER_BYTES = 8;
    private static final int DEFLATE = 8;
    private static final int HAS_HEADER_CRC = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;
    private static final int RESERVED = 0xE0;

    // Deflate cannot do better than 258 bytes in two bits.
    private static final int MAX_RATIO = 1_032;

    /**
     * Expands a payload where its sender declared it compressed; in time and memory linear in what
     * comes out.
     *
     * @param contentEncoding {@link #GZIP} or empty
     */
    public static Expanded of(byte[] payload, String contentEncoding) {
        try {
            byte[] plain = contentEncoding.equals(GZIP) ? inflate(payload) : payload;
            if (startsLikeGzip(plain)) {
                throw new RefusedException(
                        Reason.ENCODING, "the message is compressed with gzip but does not say so");
            }
            return new Expanded(plain, null);
        } catch (RefusedException e) {
            return new Expanded(NOTHING, e.refusal());
        }
    }

    private static boolean startsLikeGzip(byte[] bytes) {
        return bytes.length >= 2 && bytes[0] == 0x1F && bytes[1] == (byte) 0x8B;
    }

    private static byte[] inflate(byte[] gzip) throws RefusedException {
        if (!startsLikeGzip(gzip)
                || gzip.length < HEADER_BYTES + TRAILER_BYTES
                || gzip[2] != DEFLATE
                || (gzip[3] & RESERVED) != 0) {
            throw corrupt("the message says that it is gzip but is not");
        }
        int from = headerEnd(gzip);
        int to = gzip.length - TRAILER_BYTES;
        long crc = littleEndian(gzip, to);
        long size = littleEndian(gzip, to + 4);
        if (from > to || size > (long) MAX_RATIO * (to - from)) {
            throw corrupt("the gzip of the message is truncated or corrupt");
        }
        if (size > MAX_BYTES) {
            throw new RefusedException(
                    Reason.DECOMPRESS_LIMIT,
                    "the message expands to more than " + MAX_BYTES + " B");
        }
        byte[] plain = new byte[(int) size];
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(gzip, from, to - from);
            int filled = 0;
            while (filled < plain.length) {
                int more = inflater.inflate(plain, filled, plain.length - filled);
                if (more == 0) {
                    break;
                }
                filled += more;
            }
            boolean fits = filled == plain.length && inflater.inflate(new byte[1]) == 0;
            if (!fits || !inflater.finished() || inflater.getRemaining() != 0) {
                throw corrupt(
                        "the gzip of the message is truncated, corrupt, or not one single member");
            }
        } catch (DataFormatException e) {
            throw corrupt("the gzip of the message is corrupt");
        } finally {
            inflater.end();
        }
        CRC32 actual = new CRC32();
        actual.update(plain);
        if (actual.getValue() != crc) {
            throw corrupt("the gzip of the message has a wrong checksum");
        }
        return plain;
    }

    /** Where the compressed bytes begin; perhaps beyond the end. */
    private static int headerEnd(byte[] gzip) {
        int flags = gzip[3];
        int at = HEADER_BYTES;
        if ((flags & HAS_EXTRA) != 0) {
            at += 2 + (gzip[at] & 0xFF) + ((gzip[at + 1] & 0xFF) << 8);
        }
        for (int text : new int[] {HAS_NAME, HAS_COMMENT}) {
            if ((flags & text) != 0) {
                while (at < gzip.length && gzip[at] != 0) {
                    at++;
                }
                at++;
            }
        }
        return (flags & HAS_HEADER_CRC) != 0 ? at + 2 : at;
    }

    private static long littleEndian(byte[] bytes, int at) {
        long value = 0;
        for (int i = 3; i >= 0; i--) {
            value = value << 8 | (bytes[at + i] & 0xFF);
        }
        return value;
    }

    private static RefusedException corrupt(String detail) {
        return new RefusedException(Reason.ENCODING, detail);
    }
}
