package city.lifeline.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import city.lifeline.ingest.decode.Reason;
import city.lifeline.ingest.decode.Refusal;
import city.lifeline.model.DeadLetter;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadLettersTest {

    private static Arrival arrival(byte[] payload) {
        return new Arrival(
                new NoSession(),
                1,
                1,
                "lifeline/v1/GW-1/readings",
                payload,
                false,
                null,
                "",
                "",
                5,
                0);
    }

    private static List<DeadLetter> letters(byte[] payload, Refusal... refusals) {
        return DeadLetters.of(arrival(payload), "GW-1", "live", "", List.of(refusals));
    }

    @Test
    void holdsTheBytesUntouchedAndTheOrigin() {
        byte[] payload = {1, 2, 3};
        DeadLetter letter = letters(payload, new Refusal(4, "P1", Reason.NAN_INF, "why")).get(0);
        assertSame(payload, letter.bytes());
        assertEquals(3, letter.originalSize());
        assertEquals("", letter.sha256());
        assertEquals("nan_inf", letter.origin().reason());
        assertEquals(4, letter.origin().index());
        assertEquals("P1", letter.origin().point());
        assertEquals("GW-1", letter.origin().gateway());
    }

    @Test
    void anOversizedMessageKeepsItsBeginningAndDigest() {
        byte[] payload = new byte[2_000_000];
        DeadLetter letter = letters(payload, Refusal.whole(Reason.SIZE, "why")).get(0);
        assertEquals(DeadLetters.BEGINNING_BYTES, letter.bytes().length);
        assertEquals(2_000_000, letter.originalSize());
        assertEquals(64, letter.sha256().length());
    }

    @Test
    void theLargestMessageThatIsTakenIsKeptWhole() {
        byte[] payload = new byte[Pipeline.MAX_PAYLOAD_BYTES];
        assertSame(payload, letters(payload, Refusal.whole(Reason.PARSE, "why")).get(0).bytes());
    }

    @Test
    void whatTheSenderChoseIsCut() {
        Arrival arrival =
                new Arrival(
                        new NoSession(),
                        1,
                        1,
                        "t".repeat(65_535),
                        new byte[1],
                        false,
                        null,
                        "",
                        "",
                        5,
                        0);
        DeadLetter letter =
                DeadLetters.of(
                                arrival,
                                "",
                                "",
                                "",
                                List.of(new Refusal(0, "p".repeat(9_000), Reason.TYPE, "why")))
                        .get(0);
        assertEquals(DeadLetters.MAX_TEXT, letter.origin().mqttTopic().length());
        assertEquals(DeadLetters.MAX_TEXT, letter.origin().point().length());
    }

    @Test
    void theBytesOfAMessageAreKeptOnce() {
        byte[] payload = new byte[500];
        List<DeadLetter> letters =
                letters(
                        payload,
                        new Refusal(0, "P1", Reason.TYPE, "why"),
                        new Refusal(1, "P2", Reason.TYPE, "why"));
        assertSame(payload, letters.get(0).bytes());
        assertEquals("", letters.get(0).sha256());
        assertEquals(0, letters.get(1).bytes().length);
        assertEquals(64, letters.get(1).sha256().length());
        assertEquals(500, letters.get(1).originalSize());
    }

    private static final class NoSession implements MqttSession {
        @Override
        public void acknowledge(int messageId) {}

        @Override
        public boolean publish(String mqttTopic, byte[] payload) {
            return true;
        }

        @Override
        public void restart() {}
    }
}
