package city.lifeline.model;

/**
 * A run is one course of time: the live city, or a recording replayed aside. Each run has its
 * clock, its readings topic and its warnings; only the live run ever notifies anyone.
 */
public final class Runs {

    /** The city itself. */
    public static final String LIVE = "live";

    private Runs() {}

    /** Kafka topic that holds the readings of a run. */
    public static String readingsTopic(String run) {
        return run.equals(LIVE) ? KafkaTopics.READINGS : KafkaTopics.READINGS + "." + run;
    }

    /** The run that a readings topic belongs to. */
    public static String ofReadingsTopic(String kafkaTopic) {
        return kafkaTopic.equals(KafkaTopics.READINGS)
                ? LIVE
                : kafkaTopic.substring(KafkaTopics.READINGS.length() + 1);
    }
}
