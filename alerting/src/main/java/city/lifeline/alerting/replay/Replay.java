package city.lifeline.alerting.replay;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A recording that is being replayed, or was.
 *
 * @param run that it feeds; {@code live}: as if it happened now
 * @param first event time, as recorded
 * @param last event time, as recorded
 * @param drill under which its warnings are marked; null for a run aside
 * @param seenAt when it last told how far it is
 * @param endedAt null: not that we know
 */
public record Replay(
        String id,
        String run,
        String title,
        Instant first,
        Instant last,
        @Nullable String drill,
        String startedBy,
        Instant startedAt,
        Instant seenAt,
        @Nullable Instant endedAt,
        Progress progress) {

    /**
     * How far it is.
     *
     * @param at event time of the newest reading, as recorded; null before the first
     * @param passed readings of this pass that lie behind
     * @param total readings of one pass
     * @param rate readings per second
     * @param pass from 1
     * @param passes null: until it is stopped
     * @param speed seconds of the recording per second; null: as fast as possible
     * @param remainingMs until the end of this pass; null: cannot be told
     */
    public record Progress(
            @Nullable Instant at,
            long passed,
            long total,
            double rate,
            int pass,
            @Nullable Integer passes,
            boolean paused,
            @Nullable Double speed,
            @Nullable Long remainingMs) {}

    /**
     * What somebody told it to do.
     *
     * @param number later orders have greater ones
     * @param speed for {@link Action#SPEED}; null: as fast as possible
     * @param to for {@link Action#SEEK}, as recorded
     */
    public record Order(long number, Action action, @Nullable Double speed, @Nullable Instant to) {}

    /** What a replay can be told. */
    public enum Action {
        PAUSE,
        RESUME,
        SPEED,
        SEEK,
        STOP
    }
}
