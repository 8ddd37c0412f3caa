package city.lifeline.alerting.warning;

import city.lifeline.model.Grade;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What people have done about a warning.
 *
 * @param version counts the changes
 * @param acknowledgedBy who answered first; null while nobody has
 * @param comment of the one who answered first
 * @param acknowledgedGrade the highest grade that was known at the last answer
 * @param assignee who is to put it right; null while there is no order
 * @param order what they are to do
 */
public record Handling(
        HandlingState state,
        int version,
        @Nullable String acknowledgedBy,
        @Nullable Instant acknowledgedAt,
        @Nullable String comment,
        @Nullable Grade acknowledgedGrade,
        @Nullable Assessment assessment,
        @Nullable String assignee,
        @Nullable String order,
        @Nullable Instant closedAt,
        @Nullable Shelving shelving) {

    /** Of a warning that nobody has touched. */
    public static final Handling NONE =
            new Handling(
                    HandlingState.RAISED, 0, null, null, null, null, null, null, null, null, null);

    /** Of a warning that was answered at that grade. */
    public static Handling acknowledged(
            String by, Instant at, @Nullable String comment, Grade grade) {
        return NONE.acknowledge(by, at, comment, grade);
    }

    public boolean isAcknowledged() {
        return acknowledgedAt != null;
    }

    /** Whether somebody has answered it at this grade, so that nobody else need be told. */
    public boolean answers(Grade grade) {
        return acknowledgedGrade != null && acknowledgedGrade.isAtLeast(grade);
    }

    Handling acknowledge(String by, Instant at, @Nullable String said, Grade grade) {
        boolean first = acknowledgedAt == null;
        return new Handling(
                state.after(HandlingState.Action.ACKNOWLEDGE),
                version + 1,
                first ? by : acknowledgedBy,
                first ? at : acknowledgedAt,
                first ? said : comment,
                grade,
                assessment,
                assignee,
                order,
                closedAt,
                shelving);
    }

    Handling assess(Assessment found) {
        return new Handling(
                state.after(HandlingState.Action.ASSESS),
                version + 1,
                acknowledgedBy,
                acknowledgedAt,
                comment,
                acknowledgedGrade,
                found,
                assignee,
                order,
                closedAt,
                shelving);
    }

    Handling order(String to, String what) {
        return new Handling(
                state.after(HandlingState.Action.ORDER),
                version + 1,
                acknowledgedBy,
                acknowledgedAt,
                comment,
                acknowledgedGrade,
                assessment,
                to,
                what,
                closedAt,
                shelving);
    }

    Handling close(Instant at) {
        return new Handling(
                state.after(HandlingState.Action.CLOSE),
                version + 1,
                acknowledgedBy,
                acknowledgedAt,
                comment,
                acknowledgedGrade,
                assessment,
                assignee,
                order,
                at,
                shelving);
    }

    /** An action that moves the state and nothing else. */
    Handling move(HandlingState.Action action) {
        return new Handling(
                state.after(action),
                version + 1,
                acknowledgedBy,
                acknowledgedAt,
                comment,
                acknowledgedGrade,
                assessment,
                assignee,
                order,
                closedAt,
                shelving);
    }

    Handling shelve(@Nullable Shelving next) {
        return new Handling(
                state,
                version + 1,
                acknowledgedBy,
                acknowledgedAt,
                comment,
                acknowledgedGrade,
                assessment,
                assignee,
                order,
                closedAt,
                next);
    }
}
