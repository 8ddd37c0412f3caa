package city.lifeline.alerting.warning;

import city.lifeline.model.Grade;
import city.lifeline.model.WarningEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event of a warning as it is kept.
 *
 * @param storedAt wall clock of the database
 */
public record StoredEvent(
        int number,
        WarningEvent.Kind kind,
        @Nullable Grade grade,
        Grade peak,
        double value,
        double peakValue,
        double limit,
        Instant at,
        Instant storedAt) {}
