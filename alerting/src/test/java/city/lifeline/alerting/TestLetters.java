package city.lifeline.alerting;

import static java.nio.charset.StandardCharsets.UTF_8;

import city.lifeline.alerting.consumed.RawRecord;
import city.lifeline.model.DeadLetter;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.wire.DeadLetterCodec;
import java.time.Instant;
import java.util.Map;

/** Records of {@code lifeline.dead-letters}, one after the other. */
public final class TestLetters {

    public static final Instant AT = Instant.parse("2026-11-22T08:30:00Z");

    private long offset;

    /** Of a whole message. */
    public RawRecord whole(String gateway, String reason, Instant at, String payload) {
        return record(gateway, reason, at, -1, "", payload.getBytes(UTF_8), "", "");
    }

    /** Of a reading; the first of a message has its bytes. */
    public RawRecord reading(
            String gateway, String reason, Instant at, int index, String point, byte[] payload) {
        return record(gateway, reason, at, index, point, payload, "", "");
    }

    /** A further one of the message, with its digest only. */
    public RawRecord further(
            String gateway, String reason, Instant at, int index, String point, String sha256) {
        return record(gateway, reason, at, index, point, new byte[0], sha256, "");
    }

    /** Any. */
    public RawRecord record(
            String gateway,
            String reason,
            Instant at,
            int index,
            String point,
            byte[] bytes,
            String sha256,
            String resubmission) {
        DeadLetter letter =
                new DeadLetter(
                        new DeadLetter.Origin(
                                "ingest",
                                reason,
                                "what was wrong",
                                gateway.isEmpty()
                                        ? "else/where"
                                        : "lifeline/v1/" + gateway + "/readings",
                                gateway,
                                gateway.isEmpty() ? "" : "live",
                                Micros.of(at),
                                index,
                                point,
                                "",
                                resubmission),
                        bytes,
                        sha256.isEmpty() ? bytes.length : 5_000,
                        sha256);
        return raw(bytes, DeadLetterCodec.encodeOrigin(letter));
    }

    /** A record that is no letter. */
    public RawRecord poison(byte[] origin) {
        return raw(new byte[] {1}, origin);
    }

    private RawRecord raw(byte[] value, byte[] origin) {
        return new RawRecord(
                0,
                offset++,
                new byte[0],
                value,
                Map.of(KafkaTopics.DEAD_LETTER_ORIGIN_HEADER, origin),
                Instant.EPOCH);
    }
}
