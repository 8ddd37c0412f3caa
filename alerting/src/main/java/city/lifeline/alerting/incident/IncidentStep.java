package city.lifeline.alerting.incident;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that was done with an incident as a whole.
 *
 * @param action MERGED: another became part of it; JOINED: people made another part of it; SPLIT:
 *     people took warnings out of it
 * @param person null: it came by itself
 * @param other the other incident
 * @param warnings how many changed place
 */
public record IncidentStep(
        String action,
        @Nullable String person,
        Instant at,
        @Nullable String other,
        int warnings,
        @Nullable String reason) {}
