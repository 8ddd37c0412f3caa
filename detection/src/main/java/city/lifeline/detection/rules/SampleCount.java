package city.lifeline.detection.rules;

/**
 * How many of the newest accepted samples must be dangerous.
 *
 * @param need at least 1
 * @param of at least {@code need}, at most {@link #MOST}
 */
public record SampleCount(int need, int of) {

    /** As many as the bits of what is remembered of them. */
    public static final int MOST = 64;

    /** One is enough, and delays decide. */
    public static final SampleCount ONE = new SampleCount(1, 1);
}
