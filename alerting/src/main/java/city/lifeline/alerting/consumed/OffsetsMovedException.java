package city.lifeline.alerting.consumed;

/**
 * Someone else has stored these records since: another instance of alerting, or this one before it
 * was believed dead. What is stored is right; read on from where the database is.
 */
public final class OffsetsMovedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OffsetsMovedException(String kafkaTopic, int partition, long expected) {
        super("%s-%d is no longer at %d".formatted(kafkaTopic, partition, expected));
    }
}
