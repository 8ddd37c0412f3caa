package city.lifeline.detection;

/**
 * What is remembered of a point that counts in a group, or did lately. Open fields and a public
 * constructor, because Flink stores it.
 */
public final class MemberState {

    /**
     * Until when it is known to have counted, µs since the epoch; of an input, when it was last
     * heard, held or not; far in the past if it was never known for certain.
     */
    public long countedUs;

    /** Since when it counts without a pause. */
    public long sinceUs;

    /** Whether nothing has been heard since that says that it counts no longer. */
    public boolean counts;

    /** Of the newest record that was not held; certain or not. */
    public Trust trust = Trust.CERTAIN;

    /** Whether samples came since that cannot be judged, so that it is as it was before. */
    public boolean held;

    /** The newest number of an input. */
    public double value;
}
