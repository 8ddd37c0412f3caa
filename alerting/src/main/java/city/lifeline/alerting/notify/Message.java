package city.lifeline.alerting.notify;

import city.lifeline.alerting.people.Person;
import city.lifeline.model.Grade;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What somebody is told.
 *
 * @param id the same however often it is sent
 * @param code what a reply names it by
 * @param warnings ids, the worst first
 * @param subject one line
 * @param variables of a template that a provider writes the message from
 * @param text one paragraph, short enough for an SMS of a few parts
 * @param plan the contingency plan in lines, for channels that have room; empty: there is none
 */
public record Message(
        String id,
        String code,
        Person person,
        Grade grade,
        List<String> warnings,
        String subject,
        String text,
        String plan,
        Map<String, String> variables,
        Instant at) {

    public Message {
        warnings = List.copyOf(warnings);
        variables = Map.copyOf(variables);
    }

    /** Says nothing of whom it is for. */
    @Override
    public String toString() {
        return "notification " + id;
    }
}
