package city.lifeline.alerting.release;

import city.lifeline.model.Grade;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the public has been told of a warning, and what is to be told next.
 *
 * @param version counts the changes
 * @param grade that the public has been told; null: none, or not any more
 * @param releasedAt when that was
 * @param words that the public has been told
 * @param proposal what waits for somebody
 */
public record Release(
        ReleaseState state,
        int version,
        @Nullable Grade grade,
        @Nullable Instant releasedAt,
        @Nullable Words words,
        @Nullable Proposal proposal) {

    /** Of a warning that nobody thinks of telling the public. */
    public static final Release NONE =
            new Release(ReleaseState.UNRELEASED, 0, null, null, null, null);

    /**
     * A release, an update or a cancellation that has not been approved.
     *
     * @param by who proposed it; null: the system suggests it
     * @param words null of a cancellation
     */
    public record Proposal(Grade grade, @Nullable String by, Instant at, @Nullable Words words) {}
}
