package city.lifeline.detection;

import city.lifeline.detection.rules.When;
import org.jspecify.annotations.Nullable;

/** When a rule of a group looks. Not for two threads at once, as {@link LocalClock}. */
final class GroupTimes {

    /** Null: always. */
    private final @Nullable LocalClock clock;

    GroupTimes(@Nullable When when) {
        clock = when == null ? null : new LocalClock(when.timetable());
    }

    boolean look(long nowUs) {
        return clock == null || clock.at(nowUs) == 1;
    }

    /** Until when that is so at least; greatest: for ever. Always after {@code nowUs}. */
    long sameUntilUs(long nowUs) {
        return clock == null ? Long.MAX_VALUE : clock.untilUs(nowUs);
    }
}
