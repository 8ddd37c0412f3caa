package city.lifeline.alerting.notify.sms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.notify.Channel;
import city.lifeline.alerting.notify.Message;
import city.lifeline.alerting.people.Person;
import city.lifeline.model.Grade;
import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Settings;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Against a server that works the signature out for itself, from what reached it. */
class HttpSmsProviderIT {

    private static final String SECRET = "key-secret";
    private static final Pattern AUTHORIZATION =
            Pattern.compile(
                    "ACS3-HMAC-SHA256 Credential=key-id,SignedHeaders=([a-z0-9;-]+),Signature=([0-9a-f]{64})");

    private final HttpServer server = start();
    private volatile String answer = "{\"Code\":\"OK\",\"BizId\":\"biz-1\"}";
    private volatile String query = "";
    private volatile String fault = "nothing came";

    private HttpServer start() {
        try {
            HttpServer http =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            http.createContext(
                    "/",
                    exchange -> {
                        query = exchange.getRequestURI().getRawQuery();
                        fault = fault(exchange.getRequestHeaders(), query);
                        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(200, bytes.length);
                        exchange.getResponseBody().write(bytes);
                        exchange.close();
                    });
            http.start();
            return http;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** As the provider checks it; empty if it is right. */
    private static String fault(Headers headers, String query) {
        Matcher given = AUTHORIZATION.matcher(headers.getFirst("Authorization"));
        if (!given.matches()) {
            return "Authorization is " + headers.getFirst("Authorization");
        }
        try {
            StringBuilder canonical = new StringBuilder("POST\n/\n" + query + "\n");
            for (String name : given.group(1).split(";")) {
                canonical.append(name).append(':').append(headers.getFirst(name)).append('\n');
            }
            canonical
                    .append('\n')
                    .append(given.group(1))
                    .append('\n')
                    .append(headers.getFirst("x-acs-content-sha256"));
            String hashed =
                    HexFormat.of()
                            .formatHex(
                                    MessageDigest.getInstance("SHA-256")
                                            .digest(
                                                    canonical
                                                            .toString()
                                                            .getBytes(StandardCharsets.UTF_8)));
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            String right =
                    HexFormat.of()
                            .formatHex(
                                    mac.doFinal(
                                            ("ACS3-HMAC-SHA256\n" + hashed)
                                                    .getBytes(StandardCharsets.UTF_8)));
            return right.equals(given.group(2)) ? "" : "the signature is another";
        } catch (java.security.GeneralSecurityException e) {
            return e.toString();
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private HttpSmsProvider provider() {
        return new HttpSmsProvider(
                new HttpSmsSettings(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                        "key-id",
                        SECRET,
                        "城市生命线",
                        "SMS_1",
                        ""),
                new JsonMapper());
    }

    private static Message message() {
        return new Message(
                "n-1",
                "4711",
                new Person("p", "P", "", "+8613800000001", null, null, "zh", false, null),
                Grade.RED,
                List.of("w"),
                "s",
                "text",
                "",
                Map.of("code", "4711", "place", "a b*~+&=“井”"),
                Instant.parse("2026-11-26T00:04:05.678Z"));
    }

    @Test
    void theProviderComesToTheSameSignatureAndGetsTemplateAndVariables() throws Exception {
        assertEquals("biz-1", provider().submit("+8613800000001", message()));
        assertEquals("", fault);
        String decoded = URLDecoder.decode(query, StandardCharsets.UTF_8);
        assertTrue(decoded.contains("PhoneNumbers=13800000001"), decoded);
        assertTrue(decoded.contains("SignName=城市生命线"), decoded);
        assertTrue(decoded.contains("\"place\":\"a b*~+&=“井”\""), decoded);
        assertTrue(query.contains("%2A") && query.contains("%20") && query.contains("~"), query);
    }

    @Test
    void refusalsAreToldApart() {
        answer = "{\"Code\":\"isv.MOBILE_NUMBER_ILLEGAL\"}";
        assertThrows(Channel.BadAddressException.class, () -> provider().submit("+861", message()));
        answer = "{\"Code\":\"isv.BUSINESS_LIMIT_CONTROL\"}";
        Channel.ChannelDownException down =
                assertThrows(
                        Channel.ChannelDownException.class,
                        () -> provider().submit("+8613800000001", message()));
        String told = String.valueOf(down.getMessage());
        assertFalse(told.contains("138") || told.contains(SECRET), told);
        answer = "not JSON";
        assertThrows(
                Channel.ChannelDownException.class,
                () -> provider().submit("+8613800000001", message()));
    }

    @Test
    void faultySettingsAreNamedTogether() {
        InvalidSettingsException refused =
                assertThrows(
                        InvalidSettingsException.class,
                        () ->
                                HttpSmsSettings.read(
                                        Settings.of(Map.of("sms.http.url", "http://x"))
                                                .checked(HttpSmsSettings.ALL)));
        assertEquals(5, refused.faults().size(), refused.faults().toString());
        assertTrue(
                HttpSmsSettings.read(Settings.of(Map.of()).checked(HttpSmsSettings.ALL)).isEmpty());
    }
}
