package city.lifeline.alerting.notify;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Posts to other programs. They go to hosts that the configuration names and to no other, over TLS,
 * and follow no redirection: an address in the directory cannot make us call what only we can
 * reach.
 *
 * <p>The header {@code X-Lifeline-Signature} is {@code t=<seconds>,v1=<HMAC-SHA-256 of "<seconds>."
 * and the body, in hexadecimal>}.
 */
public final class SignedPost {

    static final String SIGNATURE = "X-Lifeline-Signature";

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int GONE = 410;
    private static final int NOT_FOUND = 404;

    private final NotifySettings.Webhooks settings;
    private final HttpClient http;

    public SignedPost(NotifySettings.Webhooks settings) {
        this(
                settings,
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(PATIENCE)
                        .build());
    }

    SignedPost(NotifySettings.Webhooks settings, HttpClient http) {
        this.settings = settings;
        this.http = http;
    }

    /** Whether anything may be posted anywhere. */
    boolean isPossible() {
        return !settings.hosts().isEmpty();
    }

    /**
     * Posts.
     *
     * @throws Channel.BadAddressException if it may not be posted there, or nobody is there
     * @throws Channel.ChannelDownException if it was not taken; it can be tried again
     */
    public void send(URI address, String contentType, String body, Instant at)
            throws Channel.ChannelDownException, Channel.BadAddressException {
        if (!"https".equals(address.getScheme()) || !settings.hosts().contains(address.getHost())) {
            throw new Channel.BadAddressException(
                    "the webhook's host is not among webhook.hosts, or it is not https");
        }
        long seconds = at.getEpochSecond();
        try {
            HttpResponse<Void> answer =
                    http.send(
                            HttpRequest.newBuilder(address)
                                    .timeout(PATIENCE)
                                    .header("Content-Type", contentType)
                                    .header(SIGNATURE, signature(seconds, body))
                                    .POST(BodyPublishers.ofString(body))
                                    .build(),
                            BodyHandlers.discarding());
            int status = answer.statusCode();
            if (status / 100 == 2) {
                return;
            }
            if (status == GONE || status == NOT_FOUND) {
                throw new Channel.BadAddressException("the webhook answers %d".formatted(status));
            }
            throw new Channel.ChannelDownException("the webhook answers %d".formatted(status));
        } catch (IOException e) {
            throw new Channel.ChannelDownException("the webhook cannot be reached: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Channel.ChannelDownException("interrupted", e);
        }
    }

    private String signature(long seconds, String body) {
        byte[] signed =
                hmac(settings.secret(), (seconds + "." + body).getBytes(StandardCharsets.UTF_8));
        return "t=%d,v1=%s".formatted(seconds, HexFormat.of().formatHex(signed));
    }

    static byte[] hmac(String secret, byte[] content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has HmacSHA256", e);
        }
    }
}
