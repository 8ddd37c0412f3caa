package city.lifeline.model.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MqttAccountTest {

    private static final byte[] SALT =
            "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    @Test
    void aLineReadsBackAndHoldsNoPassword() {
        MqttAccount account =
                MqttAccount.create("GW-1", MqttAccount.Role.GATEWAY, "open sesame", SALT);

        MqttAccount read = MqttAccount.parse(account.line() + "\r\n");

        assertEquals(account, read);
        assertTrue(read.matches("open sesame"));
        assertFalse(read.matches("open sesame "));
        assertFalse(read.matches(""));
        assertFalse(account.line().contains("sesame"));
        assertFalse(account.toString().contains("hash"));
    }

    @Test
    void wantsAProperNameAndSalt() {
        assertThrows(
                IllegalArgumentException.class,
                () -> MqttAccount.create("a,b", MqttAccount.Role.GATEWAY, "p", SALT));
        assertThrows(
                IllegalArgumentException.class,
                () -> MqttAccount.create("GW-1", MqttAccount.Role.GATEWAY, "p", new byte[4]));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GW-1,gateway",
                "GW-1,admin,AAAA,AAAA,1",
                "GW 1,gateway,AAAA,AAAA,1",
                "GW-1,gateway,%%%,AAAA,1",
                "GW-1,gateway,AAAA,AAAA,many",
                "GW-1,gateway,AAAA,AAAA,1",
                "GW-1,gateway,AAAA,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,999999999",
            })
    void refusesALineThatIsNoAccount(String line) {
        assertThrows(IllegalArgumentException.class, () -> MqttAccount.parse(line));
    }
}
