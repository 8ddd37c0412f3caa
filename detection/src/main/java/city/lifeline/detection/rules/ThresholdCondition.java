package city.lifeline.detection.rules;

import city.lifeline.model.Grade;
import java.time.Duration;
import java.util.List;

/**
 * A value beyond limits, each grade with its own hysteresis and delays.
 *
 * @param above whether high values are dangerous; otherwise low ones
 * @param grades mildest first, each grade at most once, at least one
 */
public record ThresholdCondition(boolean above, List<OfGrade> grades) {

    public ThresholdCondition {
        grades = List.copyOf(grades);
    }

    /** The limits of one grade, as the rule gives them. */
    public record OfGrade(
            Grade grade, Limit raise, Limit clear, Duration onDelay, Duration offDelay) {}
}
