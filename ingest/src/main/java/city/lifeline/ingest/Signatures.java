package city.lifeline.ingest;

import city.lifeline.model.Ids;
import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.runtime.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateways that sign what they publish, for cities whose broker is not theirs to trust: each
 * message carries the HMAC-SHA256 (RFC 2104) of its payload, in lower-case hexadecimal, under a key
 * that only the gateway and ingest know.
 *
 * <p>A signature says who made a payload, not when: repeats are told by their sequence numbers and
 * by the times of the readings.
 */
final class Signatures {

    private static final Logger log = LoggerFactory.getLogger(Signatures.class);

    /** Nobody signs. */
    static final Signatures NONE = new Signatures(Map.of());

    private static final String ALGORITHM = "HmacSHA256";
    private static final int MIN_KEY_CHARACTERS = 32;
    private static final Pattern ENDING = Pattern.compile("\\.(key|txt|pem|secret|hex)$");

    private final Map<String, SecretKeySpec> keys;

    private Signatures(Map<String, SecretKeySpec> keys) {
        this.keys = Map.copyOf(keys);
    }

    /**
     * Reads the keys.
     *
     * @param directory with a file for each gateway that signs, named as its id; the file's text is
     *     the key. Empty: nobody signs
     * @throws InvalidSettingsException naming the file, never what is in it
     */
    static Signatures read(String directory) {
        if (directory.isEmpty()) {
            return NONE;
        }
        String key = IngestSettings.SIGNATURES_DIRECTORY.key();
        Map<String, String> texts = new HashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(directory))) {
            for (Path file : files) {
                // A mounted secret has directories beside its files.
                if (Files.isRegularFile(file)) {
                    texts.put(gateway(key, file), SecretFile.read(key, file));
                }
            }
        } catch (IOException e) {
            throw fault("%s: cannot read the directory %s (%s)".formatted(key, directory, e));
        }
        texts.forEach(
                (gateway, text) -> {
                    if (text.length() < MIN_KEY_CHARACTERS) {
                        throw fault(
                                "%s: the key in %s has fewer than %d characters"
                                        .formatted(
                                                key,
                                                Path.of(directory, gateway),
                                                MIN_KEY_CHARACTERS));
                    }
                });
        log.info("must sign: {}", new TreeSet<>(texts.keySet()));
        return of(texts);
    }

    /** A file of another name would let its gateway go on without signing. */
    private static String gateway(String key, Path file) {
        String name = file.getFileName().toString();
        if (!Ids.isValid(name) || ENDING.matcher(name).find()) {
            throw fault(
                    "%s: %s is not named as a gateway's id; leave endings out"
                            .formatted(key, file));
        }
        return name;
    }

    private static InvalidSettingsException fault(String sentence) {
        return new InvalidSettingsException(List.of(sentence));
    }

    /** Keys by gateway. */
    static Signatures of(Map<String, String> texts) {
        Map<String, SecretKeySpec> keys = new HashMap<>();
        texts.forEach(
                (gateway, text) ->
                        keys.put(
                                gateway,
                                new SecretKeySpec(
                                        text.getBytes(StandardCharsets.UTF_8), ALGORITHM)));
        return new Signatures(keys);
    }

    /**
     * What is wrong with the signature of a message; null if nothing is, or its gateway need not
     * sign.
     *
     * @param signature as it came; empty: there is none
     */
    @Nullable String problem(String gateway, byte[] payload, String signature) {
        SecretKeySpec key = keys.get(gateway);
        if (key == null) {
            return null;
        }
        if (signature.isEmpty()) {
            return "the gateway is to sign its messages, and this one has no signature";
        }
        // In constant time, or the right one could be guessed digit by digit.
        return MessageDigest.isEqual(
                        hex(key, payload).getBytes(StandardCharsets.US_ASCII),
                        signature.getBytes(StandardCharsets.UTF_8))
                ? null
                : "the signature is not that of this payload under the gateway's key";
    }

    private static String hex(SecretKeySpec key, byte[] payload) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(payload));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
        }
    }
}
