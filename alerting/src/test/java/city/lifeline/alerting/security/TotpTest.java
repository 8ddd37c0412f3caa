package city.lifeline.alerting.security;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {

    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    /** RFC 6238, appendix B. */
    @ParameterizedTest
    @CsvSource({
        "59,94287082",
        "1111111109,07081804",
        "1111111111,14050471",
        "1234567890,89005924",
        "2000000000,69279037",
        "20000000000,65353130"
    })
    void theCodesAreThoseOfTheRfc(long epochSecond, String code) {
        assertEquals(code, Totp.code(SECRET, Totp.step(Instant.ofEpochSecond(epochSecond)), 8));
    }

    @ParameterizedTest
    @CsvSource({"-61,false", "-30,true", "0,true", "30,true", "61,false"})
    void aClockMayBeOffByOneStep(long seconds, boolean accepted) {
        Instant now = Instant.ofEpochSecond(1_111_111_110);
        String code = Totp.code(SECRET, Totp.step(now.plusSeconds(seconds)), Totp.DIGITS);
        assertEquals(accepted, Totp.stepOf(code, SECRET, now, Long.MIN_VALUE).isPresent());
    }

    @Test
    void aCodeCountsOnce() {
        Instant now = Instant.ofEpochSecond(1_111_111_110);
        String code = Totp.code(SECRET, Totp.step(now), Totp.DIGITS);
        OptionalLong step = Totp.stepOf(code, SECRET, now, Long.MIN_VALUE);
        assertTrue(step.isPresent());
        assertFalse(Totp.stepOf(code, SECRET, now, step.getAsLong()).isPresent());
    }

    /** RFC 4648, section 10. */
    @ParameterizedTest
    @CsvSource({
        "f,MY",
        "fo,MZXQ",
        "foo,MZXW6",
        "foob,MZXW6YQ",
        "fooba,MZXW6YTB",
        "foobar,MZXW6YTBOI"
    })
    void base32IsThatOfTheRfc(String text, String encoded) {
        assertEquals(encoded, Totp.base32(text.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void aBoxOpensForItsOwnerWithItsKeyAndUntouched() {
        SecretBox box = new SecretBox("key");
        byte[] closed = box.close(SECRET, "li");
        assertArrayEquals(SECRET, box.open(closed, "li").orElseThrow());
        assertFalse(box.open(closed, "wang").isPresent());
        assertFalse(new SecretBox("another").open(closed, "li").isPresent());
        closed[closed.length - 1] ^= 1;
        assertFalse(box.open(closed, "li").isPresent());
        assertFalse(box.open(new byte[3], "li").isPresent());
    }
}
