package city.lifeline.alerting.notify.sms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SmsTextTest {

    private static String text(SmsText sms, int part) {
        byte[] bytes = sms.parts().get(part);
        int header = sms.isJoined() ? 6 : 0;
        return new String(
                bytes,
                header,
                bytes.length - header,
                sms.ucs2() ? StandardCharsets.UTF_16BE : StandardCharsets.US_ASCII);
    }

    @Test
    void seventyChineseCharactersAreOnePart() {
        SmsText sms = SmsText.of("预".repeat(70), 1);
        assertTrue(sms.ucs2());
        assertFalse(sms.isJoined());
        assertEquals(140, sms.parts().get(0).length);
    }

    @Test
    void seventyOneAreTwoWithAHeaderThatJoinsThem() {
        SmsText sms = SmsText.of("预".repeat(71), 7);
        assertEquals(2, sms.parts().size());
        assertEquals(67, text(sms, 0).length());
        assertEquals(4, text(sms, 1).length());
        byte[] second = sms.parts().get(1);
        assertEquals(5, second[0]);
        assertEquals(7, second[3]);
        assertEquals(2, second[4]);
        assertEquals(2, second[5]);
    }

    @Test
    void aCharacterOfTwoHalvesIsNeverCutInTwo() {
        SmsText sms = SmsText.of("预".repeat(66) + "🚨" + "预".repeat(20), 1);
        assertEquals(66, text(sms, 0).length());
        assertTrue(text(sms, 1).startsWith("🚨"));
    }

    @Test
    void whatGsmWritesOtherwiseThanAsciiGoesAsUcs2() {
        for (String text : new String[] {"[", "]", "{", "}", "~", "€", "@", "$", "_"}) {
            SmsText sms = SmsText.of("gas " + text, 1);
            assertTrue(sms.ucs2(), text);
            assertEquals("gas " + text, text(sms, 0));
        }
        assertFalse(SmsText.of("RED warning 55 %. Reply 1 4711", 1).ucs2());
    }
}
