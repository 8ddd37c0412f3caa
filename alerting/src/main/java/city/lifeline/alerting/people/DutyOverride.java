package city.lifeline.alerting.people;

import java.time.Instant;

/**
 * Somebody who stands in for the person of a line.
 *
 * @param note for both, such as what is handed over
 */
public record DutyOverride(
        long id, String line, String person, Instant from, Instant to, String note) {

    boolean holdsAt(Instant at) {
        return !at.isBefore(from) && at.isBefore(to);
    }
}
