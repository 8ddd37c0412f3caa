package city.lifeline.launcher.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ResourcesTest {

    @Test
    void everyPlaceholderIsReplacedLiterally() {
        assertEquals(
                "a=1, b=$x\\",
                Resources.filled("a=${a}, b=${b.c}", Map.of("a", "1", "b.c", "$x\\")));
    }

    @Test
    void aPlaceholderWithoutAValueIsAFault() {
        assertThrows(IllegalArgumentException.class, () -> Resources.filled("${gone}", Map.of()));
    }
}
