package city.lifeline.alerting.warning;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record of a Kafka topic as it came.
 *
 * @param appendedAt when the Kafka broker took it
 */
public record RawRecord(
        int partition,
        long offset,
        byte @Nullable [] key,
        byte @Nullable [] value,
        Instant appendedAt) {}
