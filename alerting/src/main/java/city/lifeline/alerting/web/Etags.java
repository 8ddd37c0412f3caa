package city.lifeline.alerting.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.core.io.Resource;

/**
 * Entity tags of files by their content: their times say nothing, as a reproducible build gives all
 * of them the same. Weak, because Tomcat compresses nothing that has a strong one.
 */
public final class Etags {

    private final ConcurrentMap<String, String> tags = new ConcurrentHashMap<>();

    public String of(Resource resource) {
        try {
            return tags.computeIfAbsent(resource.getURL().toString(), url -> hash(resource));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(Resource resource) {
        try (InputStream in = resource.getInputStream()) {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(in.readAllBytes());
            return "W/\"" + HexFormat.of().formatHex(hash, 0, 8) + '"';
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
