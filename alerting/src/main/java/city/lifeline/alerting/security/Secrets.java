package city.lifeline.alerting.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/** Secrets that are not chosen by people: long, random, kept as hashes. */
final class Secrets {

    private static final SecureRandom RANDOM = new SecureRandom();

    private static final int BYTES = 32;

    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{43}");

    private Secrets() {}

    static String random() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(BYTES));
    }

    /** Whether it looks like one of {@link #random}, and is worth looking up. */
    static boolean isOne(String text) {
        return SHAPE.matcher(text).matches();
    }

    static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** Takes the same time wherever they differ. */
    static boolean areEqual(byte[] hash, byte[] other) {
        return MessageDigest.isEqual(hash, other);
    }
}
