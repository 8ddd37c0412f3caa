package city.lifeline.model.access;

import city.lifeline.model.Ids;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * One line of the broker's accounts file: {@code name,role,salt,hash,iterations}, salt and hash in
 * Base64, the hash PBKDF2 with HMAC-SHA-256 over the password. No line holds a password.
 *
 * @param name for a gateway, its id
 */
public record MqttAccount(String name, Role role, byte[] salt, byte[] hash, int iterations) {

    /** First line of an accounts file. */
    public static final String HEADER = "name,role,salt,hash,iterations";

    /** Salt that {@link #create} wants, in bytes. */
    public static final int SALT_BYTES = 16;

    private static final int HASH_BITS = 256;
    private static final int ITERATIONS = 50_000;
    // Above it a line would let one login keep a core busy for seconds.
    private static final int MAX_ITERATIONS = 2_000_000;

    /** What an account may do. */
    public enum Role {
        /** Publishes its own readings and heartbeat, hears its own acknowledgements. */
        GATEWAY,
        /** Hears all data, publishes all acknowledgements. */
        INGEST,
        /** Publishes for any gateway of a run aside, never for the live city. */
        REPLAY;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Role of(String text) {
            for (Role role : values()) {
                if (role.text().equals(text)) {
                    return role;
                }
            }
            throw new IllegalArgumentException(
                    "unknown role '" + text + "': gateway, ingest or replay");
        }
    }

    /**
     * An account for a password.
     *
     * @param salt random bytes, new for each account
     */
    public static MqttAccount create(String name, Role role, String password, byte[] salt) {
        if (!Ids.isValid(name)) {
            throw new IllegalArgumentException("not a valid account name: '" + name + "'");
        }
        if (salt.length < SALT_BYTES) {
            throw new IllegalArgumentException("a salt needs " + SALT_BYTES + " bytes");
        }
        return new MqttAccount(
                name, role, salt.clone(), hash(password, salt, ITERATIONS), ITERATIONS);
    }

    /**
     * Reads a line of an accounts file.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static MqttAccount parse(String line) {
        String[] fields = line.strip().split(",", -1);
        if (fields.length != 5) {
            throw new IllegalArgumentException(
                    "an account has five fields (" + HEADER + "), not " + fields.length);
        }
        if (!Ids.isValid(fields[0])) {
            throw new IllegalArgumentException("not a valid account name");
        }
        Role role = Role.of(fields[1]);
        int iterations;
        try {
            iterations = Integer.parseInt(fields[4]);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("iterations is not a whole number", e);
        }
        if (iterations < 1 || iterations > MAX_ITERATIONS) {
            throw new IllegalArgumentException("iterations must be from 1 to " + MAX_ITERATIONS);
        }
        byte[] salt = base64("salt", fields[2]);
        byte[] hash = base64("hash", fields[3]);
        if (salt.length == 0 || hash.length != HASH_BITS / 8) {
            throw new IllegalArgumentException("salt or hash has the wrong length");
        }
        return new MqttAccount(fields[0], role, salt, hash, iterations);
    }

    /** The line of the accounts file, without a line end. */
    public String line() {
        Base64.Encoder base64 = Base64.getEncoder();
        return String.join(
                ",",
                name,
                role.text(),
                base64.encodeToString(salt),
                base64.encodeToString(hash),
                Integer.toString(iterations));
    }

    /** Whether the password is this account's; takes the same time for a wrong one. */
    public boolean matches(String password) {
        return MessageDigest.isEqual(hash, hash(password, salt, iterations));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MqttAccount that
                && name.equals(that.name)
                && role == that.role
                && Arrays.equals(salt, that.salt)
                && Arrays.equals(hash, that.hash)
                && iterations == that.iterations;
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** Without salt and hash: it may end up in a log. */
    @Override
    public String toString() {
        return "MqttAccount[" + name + ", " + role.text() + "]";
    }

    private static byte[] base64(String field, String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(field + " is not Base64", e);
        }
    }

    private static byte[] hash(String password, byte[] salt, int iterations) {
        // The key derivation refuses an empty password; an empty one matches no account.
        char[] characters = password.isEmpty() ? new char[] {0} : password.toCharArray();
        PBEKeySpec spec = new PBEKeySpec(characters, salt, iterations, HASH_BITS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks PBKDF2WithHmacSHA256", e);
        } finally {
            spec.clearPassword();
        }
    }
}
