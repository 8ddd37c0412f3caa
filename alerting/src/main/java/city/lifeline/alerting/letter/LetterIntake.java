package city.lifeline.alerting.letter;

import city.lifeline.alerting.consumed.ConsumedOffsets;
import city.lifeline.alerting.consumed.TopicIntake;
import city.lifeline.alerting.consumed.UndecodableRecords;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.ResubmissionOutcome;
import city.lifeline.model.wire.ResubmissionCodec;
import city.lifeline.model.wire.UndecodableException;
import org.springframework.transaction.support.TransactionTemplate;

/** What ingest says about refused messages, on its way into the database. */
public final class LetterIntake {

    private LetterIntake() {}

    /** Of {@code lifeline.dead-letters}; storing tells how many are new. */
    public static TopicIntake<?, Integer> ofLetters(
            TransactionTemplate transactions,
            ConsumedOffsets offsets,
            UndecodableRecords undecodables,
            LetterStore letters) {
        return new TopicIntake<>(
                KafkaTopics.DEAD_LETTERS,
                transactions,
                offsets,
                undecodables,
                ReceivedLetter::decode,
                letters::store);
    }

    /** Of {@code lifeline.resubmission-outcomes}; storing tells how many are new. */
    public static TopicIntake<?, Integer> ofOutcomes(
            TransactionTemplate transactions,
            ConsumedOffsets offsets,
            UndecodableRecords undecodables,
            ResubmissionStore resubmissions) {
        return new TopicIntake<ResubmissionOutcome, Integer>(
                KafkaTopics.RESUBMISSION_OUTCOMES,
                transactions,
                offsets,
                undecodables,
                raw -> {
                    byte[] value = raw.value();
                    if (value == null) {
                        throw new UndecodableException("it has no value");
                    }
                    return ResubmissionCodec.decodeOutcome(value);
                },
                resubmissions::answered);
    }
}
