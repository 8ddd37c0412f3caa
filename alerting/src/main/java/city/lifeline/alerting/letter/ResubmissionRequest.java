package city.lifeline.alerting.letter;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What someone wanted taken once more, and what became of it.
 *
 * @param comment why
 * @param letter of which single letter; null: of all that {@code filter} finds
 * @param messages that the letters belong to
 * @param skipped letters that were wanted, but whose message is not kept
 * @param accepted readings and blocks that are in Kafka now
 * @param refused that were refused again
 * @param pending messages that nothing is known of yet
 */
public record ResubmissionRequest(
        String id,
        String by,
        Instant at,
        @Nullable String comment,
        @Nullable String letter,
        int letters,
        int messages,
        long skipped,
        long accepted,
        long refused,
        int pending) {

    /** A message on its way to Kafka. */
    public record Outgoing(
            long number,
            String resubmission,
            int message,
            int tries,
            String gateway,
            byte[] header,
            byte[] bytes) {}

    /** Who asks for what, and why. */
    public record Wish(
            String id,
            String by,
            Instant at,
            @Nullable String comment,
            @Nullable String letter,
            LetterFilter filter,
            int limit) {}
}
