package city.lifeline.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "GAS-0001-CH4", "x_y.z:1", "0", "a..b", "-"})
    void valid(String id) {
        assertTrue(Ids.isValid(id));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", ".", "..", "a b", "a/b", "a+", "#", "$SYS", "测点", "a\n", "a\0", "ａ", "../etc",
                "%41"
            })
    void invalid(String id) {
        assertFalse(Ids.isValid(id));
    }

    @Test
    void atMostSixtyFourCharacters() {
        assertEquals(64, Ids.MAX_LENGTH);
        assertTrue(Ids.isValid("x".repeat(64)));
        assertFalse(Ids.isValid("x".repeat(65)));
    }
}
