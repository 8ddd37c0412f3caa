package city.lifeline.detection;

/**
 * What is remembered of how a number of a group depends on others. Open fields and a public
 * constructor, because Flink stores it; only {@link Regression} changes it.
 */
public final class Fit {

    /** What it is of; where the rule's is another by now, it is of no use. */
    public String content = "";

    /** Number, since the epoch, of the newest stretch of time that was learnt from. */
    public long newest = Long.MIN_VALUE;

    /** How often it has learnt. */
    public long learnt;

    /** What has been learnt, less what has been forgotten, in samples of full weight. */
    public double weight;

    /** Of the drivers, then of the number itself. */
    public double[] means = {};

    /** Weighted sums of products of distances from the means, row by row. */
    public double[] moments = {};

    /** How far off what was expected has been, squared; without what lies far off. */
    public double variance;

    /** How often {@link #variance} has learnt. */
    public long judged;
}
