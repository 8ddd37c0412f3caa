package city.lifeline.alerting.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.springframework.web.ErrorResponseException;

class CommentsTest {

    @Test
    void plainTextStays() {
        assertEquals("已到现场 👷\n<b>&", Comments.check("已到现场 👷\n<b>&"));
        assertNull(Comments.check(null));
        assertNull(Comments.check("  "));
    }

    @Test
    void whatCannotBeSeenIsSpelledOut() {
        assertEquals("a\\u202Eb\\u200Bc\\uFEFF", Comments.check("a\u202eb\u200bc\ufeff"));
        assertEquals("a\\uD800", Comments.check("a\ud800"));
    }

    @Test
    void controlCharactersAndNovelsAreRefused() {
        assertThrows(ErrorResponseException.class, () -> Comments.check("a\0b"));
        assertThrows(ErrorResponseException.class, () -> Comments.check("a\u001bb"));
        assertThrows(ErrorResponseException.class, () -> Comments.check("x".repeat(1_001)));
    }
}
