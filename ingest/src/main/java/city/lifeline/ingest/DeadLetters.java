package city.lifeline.ingest;

import city.lifeline.ingest.decode.Refusal;
import city.lifeline.model.DeadLetter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Makes the dead letters of a message: one for each refusal. The first holds the message's bytes;
 * the others of the same message only their digest, or a message of ten thousand bad readings would
 * be kept ten thousand times.
 */
final class DeadLetters {

    /** Every message of a size that is taken is kept whole. */
    static final int MAX_BYTES = Pipeline.MAX_PAYLOAD_BYTES;

    static final int BEGINNING_BYTES = 1_024;

    /** Of a text that the sender chose, so that the header stays small beside the bytes. */
    static final int MAX_TEXT = 256;

    private static final byte[] NOTHING = {};

    private DeadLetters() {}

    /**
     * Of a message that was refused, wholly or in part.
     *
     * @param resubmission id of the request that brought it once more; empty if a gateway sent it
     */
    static List<DeadLetter> of(
            Arrival arrival,
            String gateway,
            String run,
            String resubmission,
            List<Refusal> refusals) {
        List<DeadLetter> letters = new ArrayList<>(refusals.size());
        byte[] payload = arrival.payload();
        boolean whole = payload.length <= MAX_BYTES;
        String digest = whole && refusals.size() == 1 ? "" : sha256(payload);
        for (Refusal refusal : refusals) {
            DeadLetter.Origin origin =
                    new DeadLetter.Origin(
                            "ingest",
                            refusal.reason().code(),
                            refusal.detail(),
                            cut(arrival.mqttTopic()),
                            gateway,
                            run,
                            arrival.receivedAtUs(),
                            refusal.index(),
                            cut(refusal.point()),
                            arrival.contentEncoding(),
                            resubmission);
            boolean first = letters.isEmpty();
            byte[] bytes =
                    first ? (whole ? payload : Arrays.copyOf(payload, BEGINNING_BYTES)) : NOTHING;
            letters.add(
                    new DeadLetter(origin, bytes, payload.length, first && whole ? "" : digest));
        }
        return letters;
    }

    /** The same letter, for a Kafka that takes no record as large as the message. */
    static DeadLetter beginning(DeadLetter letter) {
        byte[] bytes = letter.bytes();
        return new DeadLetter(
                letter.origin(),
                Arrays.copyOf(bytes, Math.min(bytes.length, BEGINNING_BYTES)),
                letter.originalSize(),
                letter.sha256().isEmpty() ? sha256(bytes) : letter.sha256());
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT - 1) + "…";
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
