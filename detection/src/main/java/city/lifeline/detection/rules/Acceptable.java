package city.lifeline.detection.rules;

/** Samples of doubtful quality that a rule may nevertheless take at face value. */
public enum Acceptable {
    /** Bad by the sender's word or beyond the physical range; never a sentinel or a jump. */
    BAD,
    /** Bad because it is beyond the point's physical range, and for no other reason. */
    OUT_OF_RANGE,
    STUCK
}
