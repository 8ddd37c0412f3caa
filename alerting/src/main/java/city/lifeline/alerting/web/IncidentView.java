package city.lifeline.alerting.web;

import city.lifeline.model.Grade;
import city.lifeline.model.Text;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An incident as REST shows it.
 *
 * @param district of its worst warning
 * @param grade the highest of its open warnings; null: none is open
 * @param lead its worst warning
 * @param endedAt null while a warning is open
 * @param unanswered open warnings that nobody has acknowledged at their worst grade
 * @param assets how many places it is at
 * @param drill whether all of its warnings are only for training
 * @param joins why its warnings are of one cause
 * @param byHand whether people have put it together or taken it apart
 * @param mergedInto the incident that it has become part of
 */
public record IncidentView(
        String id,
        String run,
        Text title,
        String district,
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
        List<Reason> joins,
        boolean byHand,
        int version,
        @Nullable String mergedInto) {

    /** Why warnings are of one cause. */
    public record Reason(String id, Text name) {}
}
