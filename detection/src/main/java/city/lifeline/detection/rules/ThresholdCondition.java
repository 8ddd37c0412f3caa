package city.lifeline.detection.rules;

import city.lifeline.model.Grade;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A measure beyond limits, each grade with its own hysteresis and delays.
 *
 * @param above whether high values are dangerous; otherwise low ones
 * @param grades mildest first, each grade at most once, at least one; where limits change with the
 *     time, those of the schedule's first period
 * @param when null: always
 * @param schedule null: limits are always the same
 * @param spike how far a lone sample lies from both of its neighbours, in the point's unit, to be
 *     left out; 0: none is
 */
public record ThresholdCondition(
        Measure measure,
        boolean above,
        List<OfGrade> grades,
        @Nullable When when,
        @Nullable Schedule schedule,
        double spike) {

    public ThresholdCondition {
        grades = List.copyOf(grades);
    }

    /** Of the samples' own values, always the same. */
    public ThresholdCondition(boolean above, List<OfGrade> grades) {
        this(Measure.VALUE, above, grades, null, null, 0);
    }

    /** The limits of each period; one list where they are always the same. */
    List<List<OfGrade>> periods() {
        return schedule == null ? List.of(grades) : schedule.periods();
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
