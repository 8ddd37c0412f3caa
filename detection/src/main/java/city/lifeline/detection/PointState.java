package city.lifeline.detection;

import java.util.HashMap;
import java.util.Map;

/**
 * What detection remembers of one point in one lane. Open fields and a public constructor, because
 * Flink stores it; only {@link PointDetector#step} changes it.
 */
public final class PointState {

    /** Event time of the newest sample seen, µs since the epoch. */
    public long lastUs = Long.MIN_VALUE;

    /** Samples ignored because they were not newer than {@link #lastUs}. */
    public long ignoredSamples;

    /** By rule id. A rule that is quiet here has no entry. */
    public Map<String, RuleState> rules = new HashMap<>();

    /** By rule id, of the rules that look at a window. */
    public Map<String, Memory> memories = new HashMap<>();

    /**
     * In the live lane: the newest sample before the last long gap, and the first after it;
     * smallest if there was none. In the late lane: {@code gapToUs} of the gap it judges.
     */
    public long gapFromUs = Long.MIN_VALUE;

    public long gapToUs = Long.MIN_VALUE;

    /** In the live lane: {@link #rules} as they were when the gap began. */
    public Map<String, RuleState> gapRules = new HashMap<>();

    /** In the live lane: when the warnings were raised that are open at the end of the gap. */
    public Map<String, Long> gapWarned = new HashMap<>();

    /**
     * In the live lane: the first sample since the gap that was safe for the rule, and its value.
     */
    public Map<String, Long> gapSafeUs = new HashMap<>();

    public Map<String, Double> gapSafeValue = new HashMap<>();

    /**
     * In the late lane: the limit at which each open warning was raised that nobody was told of;
     * not a number if it is the live lane's.
     */
    public Map<String, Double> heldBack = new HashMap<>();

    /** In the late lane: how far the live lane was when the last block came. */
    public long heardAtUs = Long.MIN_VALUE;

    /**
     * In the live lane: by id of the rules of groups for which the point counts, when that was told
     * last.
     */
    public Map<String, Long> counts = new HashMap<>();

    /**
     * In the live lane: by the same, or by rule and input, how far what was told last is to be
     * believed, if that is not certain.
     */
    public Map<String, Trust> doubts = new HashMap<>();

    /** In the live lane: by rule and input, of the inputs of groups that look at a window. */
    public Map<String, Memory> inputs = new HashMap<>();

    /** Whether it has seen nothing yet. */
    public boolean isNew() {
        return lastUs == Long.MIN_VALUE && heardAtUs == Long.MIN_VALUE;
    }

    /** Whether nothing is open or on its way: the state only remembers how far it has read. */
    public boolean quiet() {
        return rules.isEmpty();
    }
}
