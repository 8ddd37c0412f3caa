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

    /** Whether nothing is open or on its way: the state only remembers how far it has read. */
    public boolean quiet() {
        return rules.isEmpty();
    }
}
