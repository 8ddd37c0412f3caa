package city.lifeline.alerting.incident;

import city.lifeline.model.Grade;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An incident with the figures of its warnings.
 *
 * @param grade the highest of its open warnings; null: none is open
 * @param lead its worst warning, of several the earliest
 * @param openedAt when its first warning was raised
 * @param endedAt when its last condition was gone; null while a warning is open
 * @param unanswered open ones that nobody has acknowledged at their worst grade
 * @param assets how many places it is at
 * @param drill whether all of its warnings are only for training
 * @param joins for which its warnings were joined
 * @param mergedInto the incident that it has become part of; it has no warnings then
 */
public record Incident(
        String id,
        String run,
        boolean byHand,
        int version,
        @Nullable String mergedInto,
        @Nullable Grade grade,
        @Nullable Grade peak,
        @Nullable String lead,
        Instant openedAt,
        @Nullable Instant endedAt,
        @Nullable Instant updatedAt,
        int warnings,
        int open,
        int unanswered,
        int assets,
        boolean drill,
        List<String> joins) {

    public Incident {
        joins = List.copyOf(joins);
    }

    public boolean isOpen() {
        return open > 0;
    }
}
