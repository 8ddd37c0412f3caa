package city.lifeline.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AckMessageTest {

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void readsBootAndNumberAndSkipsWhatIsNew() {
        assertEquals(
                new AckMessage("2f9c", 1207),
                AckMessage.parse(bytes("{\"v\":{\"a\":[1]},\"boot\":\"2f9c\",\"seq\":1207}")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{}", "{\"boot\":\"a\",\"seq\":\"1\"}", "nonsense"})
    void takesNothingElseForAnAcknowledgement(String text) {
        assertNull(AckMessage.parse(bytes(text)));
    }
}
