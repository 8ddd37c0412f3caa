package city.lifeline.alerting.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.alerting.Http;
import city.lifeline.alerting.TestDatabase;
import city.lifeline.alerting.TestServer;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.password.PasswordEncoder;
import tools.jackson.databind.JsonNode;

/** Where system administrators need a second factor. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecondFactorRestIT {

    private static final String PASSWORD = "long enough for everybody";

    private final TestServer server =
            TestServer.start(
                    new TestDatabase(),
                    new AccessSettings(
                            false, "accounts-key", Set.of(Role.SYSTEM_ADMIN), Optional.empty()));
    private final Http security = Http.admin(server.address());

    @AfterAll
    void stop() {
        server.close();
    }

    private void add(String name, Role role) {
        server.bean(UserStore.class)
                .add(
                        name,
                        Objects.requireNonNull(server.bean(PasswordEncoder.class).encode(PASSWORD)),
                        Set.of(role));
    }

    private Http.Answer login(Http http, String user, String code) {
        http.get("/");
        return http.send(
                "POST",
                "/api/v1/login",
                "application/x-www-form-urlencoded",
                "username=%s&password=%s&code=%s"
                        .formatted(user, PASSWORD.replace(" ", "+"), code));
    }

    private Http browser() {
        return new Http(server.address());
    }

    private static JsonNode begin(Http http) {
        Http.Answer answer =
                http.post("/api/v1/me/second-factor", "{\"password\":\"%s\"}".formatted(PASSWORD));
        assertEquals(200, answer.status(), answer.text());
        return answer.json();
    }

    private static Http.Answer confirm(Http http, String code) {
        return http.post("/api/v1/me/second-factor/confirm", "{\"code\":\"%s\"}".formatted(code));
    }

    /** As an app has it. */
    private static byte[] secret(JsonNode enrolment) {
        String text = enrolment.get("secret").asString();
        BigInteger number = BigInteger.ZERO;
        for (int i = 0; i < text.length(); i++) {
            number =
                    number.shiftLeft(5)
                            .or(
                                    BigInteger.valueOf(
                                            "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
                                                    .indexOf(text.charAt(i))));
        }
        byte[] bytes = number.toByteArray();
        byte[] secret = new byte[Totp.SECRET_BYTES];
        int from = Math.max(0, bytes.length - secret.length);
        byte[] tail = Arrays.copyOfRange(bytes, from, bytes.length);
        System.arraycopy(tail, 0, secret, secret.length - tail.length, tail.length);
        return secret;
    }

    /** A code that was not used yet: the app's next one is within what a clock may be off. */
    private static String code(byte[] secret, int stepsAhead) {
        return Totp.code(secret, Totp.step(Instant.now()) + stepsAhead, Totp.DIGITS);
    }

    @Test
    void whoseRoleNeedsOneDoesNothingBeforeItIsEnrolled() {
        add("sys", Role.SYSTEM_ADMIN);
        Http sys = browser();
        assertEquals("SECOND_FACTOR", login(sys, "sys", "").json().get("pending").asString());
        assertEquals(403, sys.get("/api/v1/warnings").status());

        JsonNode enrolment = begin(sys);
        byte[] secret = secret(enrolment);
        assertEquals(422, confirm(sys, "000000").status());
        Http.Answer confirmed = confirm(sys, code(secret, 0));
        assertEquals(200, confirmed.status(), confirmed.text());
        assertEquals(200, sys.get("/api/v1/warnings").status());

        // Without a code, with the one that was used, and with the next one.
        Http.Answer without = login(browser(), "sys", "");
        assertEquals(401, without.status());
        assertTrue(without.json().get("secondFactor").asBoolean());
        Http.Answer used = login(browser(), "sys", code(secret, 0));
        assertEquals(401, used.status());
        assertFalse(used.json().has("secondFactor"));
        assertEquals(200, login(browser(), "sys", code(secret, 1)).status());

        // Each recovery code once.
        String recovery = confirmed.json().get("recoveryCodes").get(0).asString();
        assertEquals(10, confirmed.json().get("recoveryCodes").size());
        assertEquals(200, login(browser(), "sys", recovery).status());
        assertEquals(401, login(browser(), "sys", recovery).status());

        // The security administrator takes it away, and it has to be enrolled anew.
        assertTrue(security.get("/api/v1/users/sys").json().get("secondFactor").asBoolean());
        assertEquals(
                204, security.send("DELETE", "/api/v1/users/sys/second-factor", null, "").status());
        assertEquals(401, sys.get("/api/v1/me").status());
        assertEquals("SECOND_FACTOR", login(browser(), "sys", "").json().get("pending").asString());
    }

    @Test
    void whoseRoleNeedsNoneMayHaveOne() {
        add("duty", Role.DUTY_OFFICER);
        Http duty = browser();
        assertEquals(200, login(duty, "duty", "").status());
        assertEquals(200, duty.get("/api/v1/warnings").status());
        confirm(duty, code(secret(begin(duty)), 0));
        assertEquals(401, login(browser(), "duty", "").status());
    }

    @Test
    void wrongCodesLockOutAndAMissingOneDoesNotForgetThem() {
        add("guessed", Role.VIEWER);
        Http owner = browser();
        login(owner, "guessed", "");
        byte[] secret = secret(begin(owner));
        confirm(owner, code(secret, -1));
        for (int i = 0; i < LoginTries.TRIES; i++) {
            assertTrue(login(browser(), "guessed", "").json().has("secondFactor"));
            assertEquals(401, login(browser(), "guessed", "x23456").status());
        }
        assertEquals(401, login(browser(), "guessed", code(secret, 1)).status());
        assertFalse(security.get("/api/v1/users/guessed").json().get("lockedUntil").isNull());
    }

    @Test
    void theSecretIsNotInTheDatabase() {
        add("stored", Role.VIEWER);
        Http stored = browser();
        login(stored, "stored", "");
        byte[] secret = secret(begin(stored));
        byte[] kept =
                server.bean(JdbcClient.class)
                        .sql("select totp_pending from users where name = 'stored'")
                        .query((row, n) -> row.getBytes(1))
                        .single();
        String latin = new String(kept, StandardCharsets.ISO_8859_1);
        assertFalse(latin.contains(new String(secret, StandardCharsets.ISO_8859_1)));
        assertFalse(latin.contains(Totp.base32(secret)));
    }

    @Test
    void thePictureHoldsTheAddress() throws Exception {
        add("seen", Role.VIEWER);
        Http seen = browser();
        login(seen, "seen", "");
        JsonNode enrolment = begin(seen);
        String svg =
                new String(
                        Base64.getDecoder()
                                .decode(
                                        enrolment
                                                .get("qr")
                                                .asString()
                                                .replace("data:image/svg+xml;base64,", "")),
                        StandardCharsets.UTF_8);
        Matcher size = Pattern.compile("viewBox='0 0 (\\d+) (\\d+)'").matcher(svg);
        assertTrue(size.find());
        int scale = 4;
        int width = Integer.parseInt(size.group(1));
        int[] pixels = new int[width * width * scale * scale];
        Arrays.fill(pixels, 0xFFFFFF);
        Matcher module = Pattern.compile("M(\\d+) (\\d+)h1v1").matcher(svg);
        while (module.find()) {
            int x = Integer.parseInt(module.group(1)) * scale;
            int y = Integer.parseInt(module.group(2)) * scale;
            for (int i = 0; i < scale * scale; i++) {
                pixels[(y + i / scale) * width * scale + x + i % scale] = 0;
            }
        }
        String read =
                new QRCodeReader()
                        .decode(
                                new BinaryBitmap(
                                        new HybridBinarizer(
                                                new RGBLuminanceSource(
                                                        width * scale, width * scale, pixels))))
                        .getText();
        assertEquals(enrolment.get("uri").asString(), read);
        assertTrue(read.startsWith("otpauth://totp/Lifeline:seen?secret="), read);
    }
}
