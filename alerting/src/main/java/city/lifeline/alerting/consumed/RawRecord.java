package city.lifeline.alerting.consumed;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record of a Kafka topic as it came.
 *
 * @param headers the last of each name
 * @param appendedAt when the Kafka broker took it
 */
public record RawRecord(
        int partition,
        long offset,
        byte @Nullable [] key,
        byte @Nullable [] value,
        Map<String, byte[]> headers,
        Instant appendedAt) {

    public RawRecord {
        headers = Map.copyOf(headers);
    }

    /** Without headers. */
    public RawRecord(
            int partition,
            long offset,
            byte @Nullable [] key,
            byte @Nullable [] value,
            Instant appendedAt) {
        this(partition, offset, key, value, Map.of(), appendedAt);
    }
}
