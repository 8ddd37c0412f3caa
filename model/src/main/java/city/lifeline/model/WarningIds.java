package city.lifeline.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Derives a warning's id, so that the same episode has the same id however often it is computed.
 */
public final class WarningIds {

    /** Crockford's base 32: no letter that is taken for a digit when read out on a telephone. */
    private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();

    private static final int LENGTH = 20;

    private WarningIds() {}

    /**
     * 20 characters of base 32 (100 bits of SHA-256).
     *
     * @param subject id of the point or, for rules over several points, of the asset
     * @param episodeStartUs event time of the episode's start, µs since the epoch
     */
    public static String of(String run, String rule, String subject, long episodeStartUs) {
        byte[] hash =
                sha256().digest(
                                (run + '\n' + rule + '\n' + subject + '\n' + episodeStartUs)
                                        .getBytes(StandardCharsets.UTF_8));
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
