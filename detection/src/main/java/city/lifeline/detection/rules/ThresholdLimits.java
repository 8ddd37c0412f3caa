package city.lifeline.detection.rules;

import city.lifeline.model.Grade;
import java.time.Duration;

/**
 * The limits of one grade at one point, with references to registered values resolved.
 *
 * @param raise in the point's unit; reaching it raises the grade
 * @param clear in the point's unit; leaving it clears the grade
 * @param onDelay how long the value must stay at or beyond {@code raise}
 * @param offDelay how long the value must stay on the safe side of {@code clear}
 * @param samples how many must be at or beyond {@code raise}
 */
public record ThresholdLimits(
        Grade grade,
        double raise,
        double clear,
        Duration onDelay,
        Duration offDelay,
        SampleCount samples) {

    /** One sample is enough. */
    public ThresholdLimits(
            Grade grade, double raise, double clear, Duration onDelay, Duration offDelay) {
        this(grade, raise, clear, onDelay, offDelay, SampleCount.ONE);
    }
}
