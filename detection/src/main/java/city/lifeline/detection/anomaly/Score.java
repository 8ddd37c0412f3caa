package city.lifeline.detection.anomaly;

/** The scale of scores. */
public final class Score {

    /** Rarity, in decades, from which on a sample counts as alarming. */
    static final double ALARM = 3;

    private static final double DECADES = 5;

    /** From here on a score is an alarm. */
    public static final double THRESHOLD = 0.72;

    /** Below it an alarm is over. */
    public static final double RELEASE = 0.56;

    private Score() {}

    static double of(double rarity) {
        return Math.max(0, Math.min(1, rarity / DECADES));
    }
}
