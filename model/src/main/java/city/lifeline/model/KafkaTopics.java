package city.lifeline.model;

/** Names of the Kafka topics. Outsiders rely on them: change them only with a version. */
public final class KafkaTopics {

    /**
     * Blocks and clocks of the live run; {@link Runs#readingsTopic} for others. Written by ingest.
     */
    public static final String READINGS = "lifeline.readings";

    /** Written by the detection job. */
    public static final String WARNING_EVENTS = "lifeline.warning-events";

    /** Written by ingest. */
    public static final String DEAD_LETTERS = "lifeline.dead-letters";

    /** Compacted. Written by alerting. */
    public static final String REGISTRY = "lifeline.registry";

    /** Compacted. Written by alerting. */
    public static final String RULES = "lifeline.rules";

    /** Compacted. Written by the detection job, at most one a point and second. */
    public static final String POINT_STATUS = "lifeline.point-status";

    /** Compacted: how far each gateway's sequence is in Kafka. Written and read by ingest alone. */
    public static final String GATEWAY_PROGRESS = "lifeline.gateway-progress";

    /** Compacted: how each gateway does. Written by ingest. */
    public static final String GATEWAY_STATUS = "lifeline.gateway-status";

    /** Dead letters that are to be taken once more. Written by alerting, read by ingest. */
    public static final String RESUBMISSIONS = "lifeline.resubmissions";

    /** What became of each message of {@link #RESUBMISSIONS}. Written by ingest. */
    public static final String RESUBMISSION_OUTCOMES = "lifeline.resubmission-outcomes";

    /**
     * Holds nothing: its partitions are the slots that the instances of ingest share among
     * themselves.
     */
    public static final String INGEST_SLOTS = "lifeline.ingest-slots";

    /** Header of a record of {@link #RESUBMISSIONS} that says where its bytes came from. */
    public static final String RESUBMISSION_HEADER = "resubmission";

    /** Key of the one record of {@link #RULES}. */
    public static final String RULES_KEY = "rules";

    /** Header of a dead letter that holds its origin. */
    public static final String DEAD_LETTER_ORIGIN_HEADER = "origin";

    private KafkaTopics() {}
}
