package city.lifeline.alerting.notify.sms;

import city.lifeline.alerting.notify.Channel.BadAddressException;
import city.lifeline.alerting.notify.Channel.ChannelDownException;
import city.lifeline.alerting.notify.Message;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Short messages by HTTP: Alibaba Cloud's {@code SendSms} of 2017-05-25, signed by version 3 of its
 * request signature (ACS3-HMAC-SHA256). The provider writes the message from its own template with
 * our variables {@code grade}, {@code place}, {@code time}, {@code code} and {@code what}.
 */
public final class HttpSmsProvider implements SmsProvider {

    private static final String NAME = "http";
    private static final String ALGORITHM = "ACS3-HMAC-SHA256";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HttpSmsSettings settings;
    private final JsonMapper json;
    private final HttpClient http;

    public HttpSmsProvider(HttpSmsSettings settings, JsonMapper json) {
        this.settings = settings;
        this.json = json;
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(PATIENCE)
                        .build();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String submit(String number, Message message)
            throws ChannelDownException, BadAddressException {
        Map<String, String> query = new TreeMap<>();
        // Within the country it wants no country code; abroad, no plus.
        query.put(
                "PhoneNumbers",
                number.startsWith("+86") ? number.substring(3) : number.substring(1));
        query.put("SignName", settings.signName());
        query.put("TemplateCode", settings.template());
        query.put("TemplateParam", json.writeValueAsString(message.variables()));
        query.put("OutId", message.id());
        try {
            HttpResponse<String> answer =
                    http.send(request(query, message.id(), message.at()), BodyHandlers.ofString());
            return receiptOf(answer);
        } catch (IOException e) {
            throw new ChannelDownException(
                    "the HTTP gateway cannot be reached: " + e.getClass().getName(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChannelDownException("interrupted", e);
        }
    }

    private String receiptOf(HttpResponse<String> answer)
            throws ChannelDownException, BadAddressException {
        String code = "no code";
        String receipt = "";
        try {
            JsonNode body = json.readTree(answer.body());
            code = body.path("Code").asString(code);
            receipt = body.path("BizId").asString("");
        } catch (JacksonException e) {
            // Told below: it is no answer of theirs.
        }
        if (answer.statusCode() == 200 && code.equals("OK")) {
            return receipt;
        }
        String told = "the HTTP gateway answers %d %s".formatted(answer.statusCode(), code);
        if (code.equals("isv.MOBILE_NUMBER_ILLEGAL")) {
            throw new BadAddressException(told);
        }
        throw new ChannelDownException(told);
    }

    HttpRequest request(Map<String, String> query, String nonce, Instant at) {
        String canonicalQuery =
                new TreeMap<>(query)
                        .entrySet().stream()
                                .map(e -> encoded(e.getKey()) + '=' + encoded(e.getValue()))
                                .collect(Collectors.joining("&"));
        String bodyHash = hex(sha256(new byte[0]));
        Map<String, String> headers = new TreeMap<>();
        headers.put("host", settings.url().getAuthority());
        headers.put("x-acs-action", "SendSms");
        headers.put("x-acs-content-sha256", bodyHash);
        headers.put("x-acs-date", at.truncatedTo(ChronoUnit.SECONDS).toString());
        // A retry is another request; a second one with the same nonce would be refused.
        headers.put("x-acs-signature-nonce", nonce + '-' + at.toEpochMilli());
        headers.put("x-acs-version", "2017-05-25");
        String signedHeaders = String.join(";", headers.keySet());
        String canonical =
                "POST\n/\n"
                        + canonicalQuery
                        + '\n'
                        + headers.entrySet().stream()
                                .map(e -> e.getKey() + ':' + e.getValue() + '\n')
                                .collect(Collectors.joining())
                        + '\n'
                        + signedHeaders
                        + '\n'
                        + bodyHash;
        String signature =
                hex(
                        hmac(
                                ALGORITHM
                                        + '\n'
                                        + hex(sha256(canonical.getBytes(StandardCharsets.UTF_8)))));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(settings.url() + "/?" + canonicalQuery))
                        .timeout(PATIENCE)
                        .POST(BodyPublishers.noBody())
                        .header(
                                "Authorization",
                                "%s Credential=%s,SignedHeaders=%s,Signature=%s"
                                        .formatted(
                                                ALGORITHM,
                                                settings.keyId(),
                                                signedHeaders,
                                                signature));
        headers.forEach(
                (name, value) -> {
                    // The client writes that one itself.
                    if (!name.equals("host")) {
                        request.header(name, value);
                    }
                });
        return request.build();
    }

    /** As RFC 3986 has it. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private byte[] hmac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(
                    new SecretKeySpec(
                            settings.keySecret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has HmacSHA256", e);
        }
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
