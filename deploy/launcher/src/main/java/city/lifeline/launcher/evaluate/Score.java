package city.lifeline.launcher.evaluate;

import city.lifeline.model.Grade;
import city.lifeline.simulators.city.Occurrence;
import city.lifeline.simulators.city.Scenario;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a city's rules did.
 *
 * @param events what happened, in the order of time
 * @param falseWarnings that belong to nothing that happened
 * @param days that were simulated
 * @param elapsed on the wall's clock
 */
record Score(
        List<Event> events,
        List<Raised> falseWarnings,
        int points,
        double days,
        long samples,
        Duration elapsed) {

    /** How the peak of the warnings compares with the grade that was expected. */
    enum GradeMatch {
        RIGHT,
        TOO_LOW,
        TOO_HIGH
    }

    /**
     * How one thing that happened was found.
     *
     * @param expected worst grade that was expected of the city's rules; null: none of the city's
     *     rules is expected to warn at this severity
     * @param delay from the onset to the first expected warning; null: there was none
     * @param within by which it should have been there
     * @param peak worst grade of the expected warnings; null: there was none
     * @param unmet what was expected and did not come, with that grade and by that time
     */
    record Event(
            Occurrence occurrence,
            @Nullable Grade expected,
            @Nullable Duration delay,
            Duration within,
            @Nullable Grade peak,
            List<Scenario.Expected> unmet,
            List<Raised> warnings) {

        boolean isScored() {
            return expected != null;
        }

        boolean isFound() {
            return delay != null;
        }

        /** Whether every expected rule warned, with its grade and in its time. */
        boolean isAsExpected() {
            return unmet.isEmpty();
        }

        boolean isInTime() {
            return delay != null && delay.compareTo(within) <= 0;
        }

        @Nullable GradeMatch grade() {
            if (peak == null || expected == null) {
                return null;
            }
            return peak == expected
                    ? GradeMatch.RIGHT
                    : peak.isAtLeast(expected) ? GradeMatch.TOO_HIGH : GradeMatch.TOO_LOW;
        }
    }

    /** Share of the scored events that were found, from 0 to 1; not a number without any. */
    double recall() {
        return share(events.stream().filter(Event::isScored).toList());
    }

    static double share(List<Event> scored) {
        return scored.stream().filter(Event::isFound).count() / (double) scored.size();
    }

    double falsePerThousandPointsAndDay() {
        return falseWarnings.size() * 1_000.0 / points / days;
    }
}
