package city.lifeline.detection;

import java.time.Duration;

/**
 * How far behind its clock a run is judged. All µs.
 *
 * <p>A group judges what its points tell in one order of time, and cannot wait for all that may
 * still come in time. So what comes later than a group waits has its place where the group is just
 * then, and everything else at its own time. The place follows from the block alone, which carries
 * the run's clock of when ingest took it: after a crash, and at any parallelism, it is the same.
 *
 * <pre>
 *      own time kept        placed here       not live
 *  ──┬──────────────────┬───────────────┬─────────────▶ age of a reading
 *    0               groupsUs         liveUs
 * </pre>
 *
 * @param liveUs no reading of the live lane is older, by the clock of when ingest took it
 * @param groupsUs how long groups wait; no more than {@code liveUs}
 */
public record Lateness(long liveUs, long groupsUs) {

    /** Whatever happens has its place at its own time, as in a recording. */
    public static final Lateness NONE = new Lateness(0, 0);

    public Lateness {
        if (groupsUs < 0 || groupsUs > liveUs) {
            throw new IllegalArgumentException(
                    "groups cannot wait %d µs where readings are late after %d µs"
                            .formatted(groupsUs, liveUs));
        }
    }

    /** Groups wait no longer than until readings are late. */
    public static Lateness of(Duration live, Duration groups) {
        long liveUs = Durations.us(live);
        return new Lateness(liveUs, Math.min(liveUs, Durations.us(groups)));
    }

    /** Groups wait for all that may come in time, so that everything has its place at its time. */
    public static Lateness patient(Duration live) {
        return of(live, live);
    }

    /**
     * Where groups judge what happened at a point.
     *
     * @param atUs when it happened
     * @param clockUs the run's clock when ingest took the block that tells it; greatest where the
     *     clock itself does. A silence may be told by either, and then has its place where the
     *     clock would have told it, if that is earlier
     */
    long placeUs(long atUs, long clockUs) {
        return Math.max(atUs, Math.min(clockUs, atUs + liveUs) - groupsUs);
    }
}
