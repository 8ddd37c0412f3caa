package city.lifeline.alerting.notify;

import city.lifeline.alerting.people.Person;
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
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.json.JsonMapper;

/**
 * A signed post to another program. It goes to hosts that the configuration names and to no other,
 * over TLS, and follows no redirection: an address in the directory cannot make us call what only
 * we can reach.
 *
 * <p>The header {@code X-Lifeline-Signature} is {@code t=<seconds>,v1=<HMAC-SHA-256 of "<seconds>."
 * and the body, in hexadecimal>}; the body's {@code id} is the same however often it is sent.
 */
public final class WebhookChannel implements Channel {

    static final String SIGNATURE = "X-Lifeline-Signature";

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int GONE = 410;
    private static final int NOT_FOUND = 404;

    private final NotifySettings.Webhooks settings;
    private final JsonMapper json;
    private final HttpClient http;

    public WebhookChannel(NotifySettings.Webhooks settings, JsonMapper json) {
        this(
                settings,
                json,
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(PATIENCE)
                        .build());
    }

    WebhookChannel(NotifySettings.Webhooks settings, JsonMapper json, HttpClient http) {
        this.settings = settings;
        this.json = json;
        this.http = http;
    }

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public boolean reaches(Person person) {
        return !settings.hosts().isEmpty() && person.webhook() != null;
    }

    @Override
    public Accepted send(Message message) throws ChannelDownException, BadAddressException {
        URI address = URI.create(String.valueOf(message.person().webhook()));
        if (!"https".equals(address.getScheme()) || !settings.hosts().contains(address.getHost())) {
            throw new BadAddressException(
                    "the webhook's host is not among webhook.hosts, or it is not https");
        }
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("id", message.id());
        content.put("grade", message.grade().name());
        content.put("warnings", message.warnings());
        content.put("subject", message.subject());
        content.put("text", message.text());
        content.put("at", message.at().toString());
        String body = json.writeValueAsString(content);
        long seconds = message.at().getEpochSecond();
        try {
            HttpResponse<Void> answer =
                    http.send(
                            HttpRequest.newBuilder(address)
                                    .timeout(PATIENCE)
                                    .header("Content-Type", "application/json")
                                    .header(SIGNATURE, signature(seconds, body))
                                    .POST(BodyPublishers.ofString(body))
                                    .build(),
                            BodyHandlers.discarding());
            int status = answer.statusCode();
            if (status / 100 == 2) {
                return new Accepted("", List.of());
            }
            if (status == GONE || status == NOT_FOUND) {
                throw new BadAddressException("the webhook answers %d".formatted(status));
            }
            throw new ChannelDownException("the webhook answers %d".formatted(status));
        } catch (IOException e) {
            throw new ChannelDownException("the webhook cannot be reached: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChannelDownException("interrupted", e);
        }
    }

    private String signature(long seconds, String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(
                    new SecretKeySpec(
                            settings.secret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] signed = mac.doFinal((seconds + "." + body).getBytes(StandardCharsets.UTF_8));
            return "t=%d,v1=%s".formatted(seconds, HexFormat.of().formatHex(signed));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has HmacSHA256", e);
        }
    }
}
