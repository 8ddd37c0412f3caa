package city.lifeline.detection.rules;

import city.lifeline.model.Grade;
import java.time.Duration;
import java.util.List;

/**
 * A measure beyond limits, each grade with its own hysteresis and delays.
 *
 * @param above whether high values are dangerous; otherwise low ones
 * @param grades mildest first, each grade at most once, at least one
 */
public record ThresholdCondition(Measure measure, boolean above, List<OfGrade> grades) {

    public ThresholdCondition {
        grades = List.copyOf(grades);
    }

    /** Of the samples' own values. */
    public ThresholdCondition(boolean above, List<OfGrade> grades) {
        this(Measure.VALUE, above, grades);
    }

    /** The limits of one grade, as the rule gives them. */
    public record OfGrade(
            Grade grade,
            Limit raise,
            Limit clear,
            Duration onDelay,
            Duration offDelay,
            SampleCount samples) {

        /** One sample is enough. */
        public OfGrade(Grade grade, Limit raise, Limit clear, Duration onDelay, Duration offDelay) {
            this(grade, raise, clear, onDelay, offDelay, SampleCount.ONE);
        }
    }
}
