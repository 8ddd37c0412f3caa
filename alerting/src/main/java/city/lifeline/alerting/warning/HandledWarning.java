package city.lifeline.alerting.warning;

import city.lifeline.model.Grade;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The lifecycles of a warning side by side.
 *
 * @param released grade that the public has been told; null: none
 * @param incident that it is part of; null where there are no incidents
 * @param drill that has raised it; null: it is in earnest
 */
public record HandledWarning(
        Warning warning,
        Handling handling,
        @Nullable Grade released,
        @Nullable String incident,
        @Nullable String drill) {

    /** Of a warning that the public has not been told of, and that is in no incident. */
    public HandledWarning(Warning warning, Handling handling) {
        this(warning, handling, null, null, null);
    }

    HandledWarning with(Warning next) {
        return new HandledWarning(next, handling, released, incident, drill);
    }

    HandledWarning with(Handling next) {
        return new HandledWarning(warning, next, released, incident, drill);
    }

    HandledWarning in(@Nullable String other) {
        return new HandledWarning(warning, handling, released, other, drill);
    }

    HandledWarning of(@Nullable String other) {
        return new HandledWarning(warning, handling, released, incident, other);
    }

    /** Whether it has been raised for training only. */
    public boolean isDrill() {
        return drill != null;
    }

    /** The same with what the public has been told now. */
    public HandledWarning released(@Nullable Grade grade) {
        return new HandledWarning(warning, handling, grade, incident, drill);
    }

    /** Whether it still asks for someone: the condition holds, or it is latched and unanswered. */
    public boolean isOpen() {
        return warning.state() == Warning.State.RAISED
                || (warning.latched() && !handling.isAcknowledged());
    }

    /** Whether nobody has answered it at its worst grade. */
    public boolean isUnanswered() {
        return !handling.answers(warning.peak());
    }

    /**
     * Whether people are still to be told of it. What is over needs nobody any more, unless it was
     * red or is latched: then somebody has to have answered. What was over before we heard of it
     * pages nobody.
     */
    public boolean isToBeTold(Instant now) {
        if (!isUnanswered()
                || (handling.shelving() != null
                        && handling.shelving().silences(warning.peak(), now))) {
            return false;
        }
        return warning.state() == Warning.State.RAISED
                || (!warning.delayed()
                        && (warning.latched() || warning.peak().isAtLeast(Grade.RED)));
    }
}
