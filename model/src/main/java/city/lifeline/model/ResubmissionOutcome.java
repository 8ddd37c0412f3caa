package city.lifeline.model;

/**
 * What became of a resubmitted message; all of it is in Kafka.
 *
 * @param accepted readings and blocks
 * @param refused readings and blocks that are new dead letters; 1 for a message as a whole
 */
public record ResubmissionOutcome(String id, int message, int accepted, int refused) {}
