package city.lifeline.detection.anomaly;

/**
 * The scale of scores: the rarity of what was seen, a fifth for each decade. 0.2 is as rare as one
 * sample in ten by the point's own past, 0.4 one in a hundred, 0.6 one in a thousand; beyond 0.76
 * ever more slowly to 1.
 */
public final class Score {

    /** From here on a score is an alarm, for every point and every asset. */
    public static final double THRESHOLD = 0.74;

    /** Below it an alarm is over. */
    public static final double RELEASE = 0.5;

    /** Rarity, in decades, from which on hardly anything is learnt. */
    static final double ODD = 3;

    private static final double DECADES = 5;

    /** Beyond this a score nears 1 ever more slowly, so that odder still scores above odd. */
    private static final double STRAIGHT = 0.76;

    private Score() {}

    static double of(double rarity) {
        double line = rarity / DECADES;
        double over = line - STRAIGHT;
        if (over <= 0) {
            return Math.max(0, line);
        }
        double left = 1 - STRAIGHT;
        return STRAIGHT + left * over / (over + left);
    }
}
