package city.lifeline.alerting.maintenance;

import city.lifeline.model.Grade;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A maintenance window: from one moment to another, warnings of its scope are stored and shown, but
 * nobody is told of them.
 *
 * @param confirmedBy the second person, without whom red is told all the same; null: nobody yet
 * @param endedAt when somebody ended it early; null: nobody has
 * @param version counts the changes
 */
public record Window(
        long id,
        Scope scope,
        Instant from,
        Instant until,
        String reason,
        String plannedBy,
        Instant plannedAt,
        @Nullable String confirmedBy,
        @Nullable Instant confirmedAt,
        @Nullable String endedBy,
        @Nullable Instant endedAt,
        int version) {

    /** Of its time. */
    public enum State {
        PLANNED,
        RUNNING,
        OVER
    }

    public State state(Instant now) {
        if (endedAt != null || !now.isBefore(until)) {
            return State.OVER;
        }
        return now.isBefore(from) ? State.PLANNED : State.RUNNING;
    }

    /** Whether people are not told of a warning there: red needs the second person. */
    public boolean silences(Scope.Where where, Grade peak, Instant now) {
        return state(now) == State.RUNNING
                && (!peak.isAtLeast(Grade.RED) || confirmedBy != null)
                && scope.covers(where);
    }

    /** Of those that silence a warning the one that does so longest. */
    public static Optional<Window> silencing(
            Collection<Window> windows, Scope.Where where, Grade peak, Instant now) {
        return windows.stream()
                .filter(window -> window.silences(where, peak, now))
                .max(Comparator.comparing(Window::until).thenComparing(Window::id));
    }

    /** Of those that a place is in one that silences, else any. */
    public static Optional<Window> marking(
            Collection<Window> windows, Scope.Where where, Grade peak, Instant now) {
        return silencing(windows, where, peak, now)
                .or(
                        () ->
                                windows.stream()
                                        .filter(window -> window.state(now) == State.RUNNING)
                                        .filter(window -> window.scope.covers(where))
                                        .max(
                                                Comparator.comparing(Window::until)
                                                        .thenComparing(Window::id)));
    }
}
