package city.lifeline.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Ids that are derived from what they stand for: the same thing has the same id anywhere. */
public final class ShortHash {

    public static final int LENGTH = 20;

    /** Crockford's base 32: no letter that is taken for a digit when read out on a telephone. */
    private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();

    private ShortHash() {}

    /** 20 characters of base 32: 100 bits of the SHA-256 of all parts one after the other. */
    public static String of(byte[]... parts) {
        MessageDigest sha256 = sha256();
        for (byte[] part : parts) {
            sha256.update(part);
        }
        byte[] hash = sha256.digest();
        char[] id = new char[LENGTH];
        int bits = 0;
        int held = 0;
        int next = 0;
        for (int i = 0; i < LENGTH; i++) {
            if (held < 5) {
                bits = (bits << 8) | (hash[next++] & 0xff);
                held += 8;
            }
            held -= 5;
            id[i] = DIGITS[(bits >>> held) & 31];
            bits &= (1 << held) - 1;
        }
        return new String(id);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
