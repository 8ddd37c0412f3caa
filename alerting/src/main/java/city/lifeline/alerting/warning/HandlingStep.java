package city.lifeline.alerting.warning;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that somebody did about a warning.
 *
 * @param action a {@link HandlingState.Action}, or {@code SHELVE}, {@code CONFIRM_SHELVING}, {@code
 *     UNSHELVE}
 * @param via how it reached us
 * @param detail what was decided, such as an assessment
 * @param state after it
 */
public record HandlingStep(
        int number,
        String action,
        String person,
        Via via,
        Instant at,
        @Nullable String comment,
        @Nullable String detail,
        HandlingState state) {

    /** By which way a person reached us. */
    public enum Via {
        DASHBOARD,
        SMS,
        MACHINE
    }
}
