package city.lifeline.alerting.notify;

import city.lifeline.alerting.people.Person;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Robots of chat groups: a webhook of somebody whose host is one of theirs gets a message in the
 * form that they take.
 */
public final class RobotChannel implements Channel {

    /** Whose robots these are. */
    enum Kind {
        DINGTALK,
        WECOM
    }

    private static final Map<String, Kind> HOSTS =
            Map.of("oapi.dingtalk.com", Kind.DINGTALK, "qyapi.weixin.qq.com", Kind.WECOM);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Both tell so: too many messages in a minute. */
    private static final List<Integer> THROTTLED = List.of(130_101, 410_100, 45_009);

    private final Map<String, Kind> hosts;
    private final String scheme;
    private final String dingtalkSecret;
    private final JsonMapper json;
    private final HttpClient http;

    /**
     * Of DingTalk and WeCom.
     *
     * @param dingtalkSecret that DingTalk's robots are signed for with; empty: they want no
     *     signature
     */
    public RobotChannel(String dingtalkSecret, JsonMapper json) {
        this(HOSTS, "https", dingtalkSecret, json);
    }

    RobotChannel(Map<String, Kind> hosts, String scheme, String dingtalkSecret, JsonMapper json) {
        this.hosts = Map.copyOf(hosts);
        this.scheme = scheme;
        this.dingtalkSecret = dingtalkSecret;
        this.json = json;
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(PATIENCE)
                        .build();
    }

    /** Whether a webhook is a robot's, and not for signed posts. */
    static boolean isRobot(String webhook) {
        return HOSTS.containsKey(String.valueOf(URI.create(webhook).getHost()));
    }

    @Override
    public String name() {
        return "robot";
    }

    @Override
    public boolean reaches(Person person) {
        return kind(person) != null;
    }

    private @Nullable Kind kind(Person person) {
        String webhook = person.webhook();
        return webhook == null ? null : hosts.get(String.valueOf(URI.create(webhook).getHost()));
    }

    @Override
    public Accepted send(Message message) throws ChannelDownException, BadAddressException {
        Kind kind = kind(message.person());
        URI address = URI.create(String.valueOf(message.person().webhook()));
        if (kind == null || !scheme.equals(address.getScheme())) {
            throw new BadAddressException("is no robot's https address");
        }
        try {
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(
                                            kind == Kind.DINGTALK
                                                    ? signed(address, message.at())
                                                    : address)
                                    .timeout(PATIENCE)
                                    .header("Content-Type", "application/json")
                                    .POST(
                                            BodyPublishers.ofString(
                                                    json.writeValueAsString(
                                                            Map.of(
                                                                    "msgtype",
                                                                    "text",
                                                                    "text",
                                                                    Map.of(
                                                                            "content",
                                                                            message.text())))))
                                    .build(),
                            BodyHandlers.ofString());
            check(kind, answer);
            return new Accepted(kind.name().toLowerCase(java.util.Locale.ROOT), List.of());
        } catch (IOException e) {
            // The address holds the robot's token, so it is not told.
            throw new ChannelDownException(
                    "the %s robot cannot be reached: %s".formatted(kind, e.getClass().getName()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChannelDownException("interrupted", e);
        }
    }

    /** They answer 200 to everything; what counts is the code in the body. */
    private void check(Kind kind, HttpResponse<String> answer)
            throws ChannelDownException, BadAddressException {
        int code = -1;
        try {
            JsonNode body = json.readTree(answer.body());
            code = body.path("errcode").asInt(-1);
        } catch (JacksonException e) {
            // Told below: it is no answer of theirs.
        }
        if (answer.statusCode() == 200 && code == 0) {
            return;
        }
        String told = "the %s robot answers %d, code %d".formatted(kind, answer.statusCode(), code);
        if (answer.statusCode() == 200 && code > 0 && !THROTTLED.contains(code)) {
            throw new BadAddressException(told);
        }
        throw new ChannelDownException(told);
    }

    /** DingTalk: HMAC-SHA-256 of milliseconds, a line feed and the secret, in Base64. */
    private URI signed(URI address, Instant at) {
        if (dingtalkSecret.isEmpty()) {
            return address;
        }
        long ms = at.toEpochMilli();
        String sign =
                Base64.getEncoder()
                        .encodeToString(
                                SignedPost.hmac(
                                        dingtalkSecret,
                                        (ms + "\n" + dingtalkSecret)
                                                .getBytes(StandardCharsets.UTF_8)));
        return URI.create(
                "%s%stimestamp=%d&sign=%s"
                        .formatted(
                                address,
                                address.getQuery() == null ? "?" : "&",
                                ms,
                                URLEncoder.encode(sign, StandardCharsets.UTF_8)));
    }
}
