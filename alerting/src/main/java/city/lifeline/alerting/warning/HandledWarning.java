package city.lifeline.alerting.warning;

import org.jspecify.annotations.Nullable;

/**
 * The two lifecycles of a warning side by side.
 *
 * @param handling null while nobody has answered
 */
public record HandledWarning(Warning warning, @Nullable Handling handling) {

    /** Whether it still asks for someone: the condition holds, or it is latched and unanswered. */
    public boolean isOpen() {
        return warning.state() == Warning.State.RAISED || (warning.latched() && handling == null);
    }
}
