package city.lifeline.detection;

import city.lifeline.detection.anomaly.AnomalyScorer;
import org.jspecify.annotations.Nullable;

/**
 * What a rule that looks at a window remembers of a point: the window cut into buckets of equal
 * length, each reduced to a few numbers, so that it stays small however fast the point is. Open
 * fields and a public constructor, because Flink stores it; only {@link Buckets} changes it.
 */
public final class Memory {

    /** No time of {@link WhenGauge} has begun. */
    static final long NO_TIME = Long.MIN_VALUE;

    /** Of the buckets; where the rule's is another by now, the memory is of no use. */
    public long stepUs;

    /**
     * What it is of, where its measure says so; where the rule's is another by now, it is of no
     * use.
     */
    public String content = "";

    /** Number of the newest bucket since the epoch. */
    public long newest = Long.MIN_VALUE;

    /** Samples of each bucket; the place of a bucket is its number modulo the length. */
    public int[] counts = {};

    /** What is added up in each bucket, see {@link Buckets}. */
    public double[] first = {};

    /** What else is added up in each bucket, see {@link Buckets}. */
    public double[] second = {};

    /** Day on which the present time of {@link WhenGauge} began; its numbers so far. */
    public long timeBegan = NO_TIME;

    public long timeCount;

    public double timeSum;

    /** The newest value, since when it is the same, and in how many samples; where it matters. */
    public double last = Double.NaN;

    public long lastSinceUs;

    public long lastCount;

    /** The newest sample that was judged, where lone ones are left out; 0: there is none. */
    public long beforeUs;

    public double beforeValue;

    /** A sample far from {@link #beforeValue} that waits for its other neighbour; 0: none does. */
    public long heldUs;

    public double heldValue;

    /** Samples that were judged since one was left out. */
    public int sinceSpike;

    /** What an {@link AnomalyScorer} remembers; empty: nothing. */
    public byte[] kept = {};

    /** Made of {@link #kept} and ahead of it until the block is over; not stored. */
    transient @Nullable AnomalyScorer scorer;

    Memory copy() {
        Memory copy = new Memory();
        copy.kept = kept.clone();
        copy.stepUs = stepUs;
        copy.content = content;
        copy.newest = newest;
        copy.counts = counts.clone();
        copy.first = first.clone();
        copy.second = second.clone();
        copy.timeBegan = timeBegan;
        copy.timeCount = timeCount;
        copy.timeSum = timeSum;
        copy.last = last;
        copy.lastSinceUs = lastSinceUs;
        copy.lastCount = lastCount;
        copy.beforeUs = beforeUs;
        copy.beforeValue = beforeValue;
        copy.heldUs = heldUs;
        copy.heldValue = heldValue;
        copy.sinceSpike = sinceSpike;
        return copy;
    }
}
