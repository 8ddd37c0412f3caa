package city.lifeline.alerting.incident;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A warning that may belong to an incident.
 *
 * @param holds whether its condition still holds
 * @param home the incident that it is in; null: it is new
 */
record Candidate(String id, Facts facts, Instant raisedAt, boolean holds, @Nullable Home home) {

    /**
     * An incident.
     *
     * @param byHand whether people have put it together or taken it apart
     */
    record Home(String id, Instant openedAt, boolean byHand) {}
}
