package city.lifeline.alerting.letter;

import city.lifeline.alerting.Micros;
import city.lifeline.alerting.consumed.RawRecord;
import city.lifeline.model.DeadLetter;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.ShortHash;
import city.lifeline.model.wire.DeadLetterCodec;
import city.lifeline.model.wire.UndecodableException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * A dead letter as it came from Kafka.
 *
 * @param id the same however often the record is read; another in another Kafka
 * @param sha256 of the whole message
 */
record ReceivedLetter(String id, DeadLetter letter, byte[] sha256) {

    private static final byte[] NOTHING = {};

    private static final long LAST_US = Micros.of(Instant.parse("2200-01-01T00:00:00Z"));

    static ReceivedLetter decode(RawRecord raw) throws UndecodableException {
        byte[] origin = raw.headers().get(KafkaTopics.DEAD_LETTER_ORIGIN_HEADER);
        if (origin == null) {
            throw new UndecodableException("it has no header origin");
        }
        byte[] value = raw.value() == null ? NOTHING : raw.value();
        DeadLetter letter = DeadLetterCodec.decode(origin, value);
        long receivedAtUs = letter.origin().receivedAtUs();
        if (receivedAtUs < 0 || receivedAtUs > LAST_US) {
            throw new UndecodableException("its time is " + receivedAtUs + " µs since 1970");
        }
        byte[] place =
                ByteBuffer.allocate(12).putInt(raw.partition()).putLong(raw.offset()).array();
        byte[] sha256 =
                letter.sha256().isEmpty()
                        ? sha256(value)
                        : HexFormat.of().parseHex(letter.sha256());
        return new ReceivedLetter(ShortHash.of(place, origin, value), letter, sha256);
    }

    /** Whether all of the message is here. */
    boolean isWhole() {
        return letter.bytes().length == letter.originalSize();
    }

    /** Further letters of a message hold only its digest. */
    boolean hasBytes() {
        return isWhole() || letter.bytes().length > 0;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
