package city.lifeline.alerting.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the dashboard may load: its own files, and tiles of the map where it has some. */
final class ContentSecurityPolicy {

    private static final Pattern INLINE_SCRIPT =
            Pattern.compile("<script(?![^>]*\\ssrc\\s*=)[^>]*>(.*?)</script>", Pattern.DOTALL);

    private ContentSecurityPolicy() {}

    /**
     * The policy for a page.
     *
     * @param page whose inline scripts, as they are, may run; in the dashboard that is its import
     *     map
     * @param images from where images may come beside its own
     */
    static String of(String page, List<String> images) {
        StringBuilder scripts = new StringBuilder("script-src 'self'");
        Matcher matcher = INLINE_SCRIPT.matcher(page);
        while (matcher.find()) {
            scripts.append(" 'sha256-").append(hash(matcher.group(1))).append('\'');
        }
        return "default-src 'self'; "
                + scripts
                + "; style-src 'self'; img-src 'self' data:"
                + images.stream().map(each -> " " + each).collect(Collectors.joining())
                + ";"
                + " object-src 'none'; base-uri 'none'; form-action 'self';"
                + " frame-ancestors 'none'";
    }

    private static String hash(String script) {
        try {
            return Base64.getEncoder()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(script.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
