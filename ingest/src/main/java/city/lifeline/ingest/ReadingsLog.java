package city.lifeline.ingest;

import city.lifeline.model.DeadLetter;
import city.lifeline.model.ReadingsRecord;
import city.lifeline.model.ResubmissionOutcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where readings are kept: Kafka. Used by one thread; completions come on another.
 *
 * <p>Records of one topic and key are kept in the order they were handed over. A method may block
 * while Kafka cannot take more, and may throw as well as complete with a failure.
 */
interface ReadingsLog {

    /** Told once for each record. */
    interface Completion {

        /**
         * The record is kept by all replicas in sync, or {@code failure} says why it may not be.
         */
        void done(@Nullable Exception failure);
    }

    /** Whether a topic exists; answers without waiting unless it was never heard of. */
    boolean hasTopic(String kafkaTopic);

    void produce(String kafkaTopic, String key, byte[] value, Completion completion);

    /** Produces a clock record into every partition. */
    void produceClock(String kafkaTopic, ReadingsRecord clock, Completion completion);

    void deadLetter(DeadLetter letter, Completion completion);

    /** Tells whoever asked for a resubmission what became of it. */
    void resubmissionOutcome(ResubmissionOutcome outcome, Completion completion);

    /** Saves how far a gateway's sequence is. */
    void saveProgress(String key, byte[] value, Completion completion);

    /** Tells how a gateway does. */
    void gatewayStatus(String gateway, byte[] value, Completion completion);

    /** Forgets everything under way after a failure; takes records again. */
    void reset();

    /**
     * Takes nothing more, for good; on any thread.
     *
     * @param patience for what is under way; zero: it is dropped at once
     */
    void close(Duration patience);
}
