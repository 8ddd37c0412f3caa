package city.lifeline.alerting;

import city.lifeline.alerting.consumed.ConsumedOffsets;
import city.lifeline.alerting.consumed.TopicIntake;
import city.lifeline.alerting.consumed.UndecodableRecords;
import city.lifeline.alerting.gateway.GatewayStore;
import city.lifeline.alerting.letter.LetterIntake;
import city.lifeline.alerting.letter.LetterStore;
import city.lifeline.alerting.letter.ResubmissionStore;
import city.lifeline.alerting.reconciliation.HourCounts;
import java.util.Set;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes the ways of topics into the database; what they have in common is said once. */
public record StoredTopics(
        TransactionTemplate transactions,
        ConsumedOffsets offsets,
        UndecodableRecords undecodables) {

    public TopicIntake<?, Integer> letters(LetterStore letters) {
        return LetterIntake.ofLetters(transactions, offsets, undecodables, letters);
    }

    public TopicIntake<?, Integer> outcomes(ResubmissionStore resubmissions) {
        return LetterIntake.ofOutcomes(transactions, offsets, undecodables, resubmissions);
    }

    public TopicIntake<?, Long> readings(HourCounts counts) {
        return counts.intake(transactions, offsets, undecodables);
    }

    public TopicIntake<?, Set<String>> gateways(GatewayStore gateways) {
        return gateways.intake(transactions, offsets, undecodables);
    }
}
