package city.lifeline.alerting.notify;

import city.lifeline.alerting.people.Person;
import city.lifeline.model.Grade;
import java.time.Instant;
import java.util.List;

/**
 * What somebody is told.
 *
 * @param id the same however often it is sent
 * @param code what a reply names it by
 * @param warnings ids, the worst first
 * @param subject one line
 * @param text one paragraph, short enough for an SMS of a few parts
 */
public record Message(
        String id,
        String code,
        Person person,
        Grade grade,
        List<String> warnings,
        String subject,
        String text,
        Instant at) {

    public Message {
        warnings = List.copyOf(warnings);
    }

    /** Says nothing of whom it is for. */
    @Override
    public String toString() {
        return "notification " + id;
    }
}
