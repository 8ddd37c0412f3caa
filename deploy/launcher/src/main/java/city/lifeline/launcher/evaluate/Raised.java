package city.lifeline.launcher.evaluate;

import city.lifeline.model.Grade;
import java.util.Map;

/**
 * A warning that detection raised, whatever became of it.
 *
 * @param peak highest grade that it reached
 * @param raisedAtUs event time, µs since the epoch
 * @param reachedAtUs when it reached each grade that was its highest
 */
record Raised(
        String rule, String point, Grade peak, long raisedAtUs, Map<Grade, Long> reachedAtUs) {

    /** Whether it was of that grade, or a worse one, by then. */
    boolean isReachedBy(Grade grade, long byUs) {
        return reachedAtUs.entrySet().stream()
                .anyMatch(
                        reached -> reached.getKey().isAtLeast(grade) && reached.getValue() <= byUs);
    }
}
