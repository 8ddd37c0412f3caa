package city.lifeline.alerting.warning;

import city.lifeline.model.Grade;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A warning that somebody has silenced for a while.
 *
 * @param confirmedBy the second person; null while there is none
 */
public record Shelving(String by, String reason, Instant until, @Nullable String confirmedBy) {

    /** Whether it silences a warning of that grade: red needs the second person. */
    public boolean silences(Grade grade, Instant now) {
        return now.isBefore(until) && (!grade.isAtLeast(Grade.RED) || confirmedBy != null);
    }
}
