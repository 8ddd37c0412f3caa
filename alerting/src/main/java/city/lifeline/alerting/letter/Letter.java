package city.lifeline.alerting.letter;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter without its bytes.
 *
 * @param index of the reading or block in the message; −1: the whole message
 * @param size of the whole message
 * @param hasWholeMessage so that it can be taken once more
 * @param resubmission that it comes from; empty: a gateway sent it
 * @param resubmittedAt last time; null: never
 */
public record Letter(
        String id,
        String stage,
        String reason,
        String detail,
        String mqttTopic,
        String gateway,
        String run,
        Instant receivedAt,
        int index,
        String point,
        String contentEncoding,
        long size,
        byte[] sha256,
        boolean hasWholeMessage,
        String resubmission,
        @Nullable Instant resubmittedAt,
        @Nullable String resubmittedBy,
        int attempts) {}
