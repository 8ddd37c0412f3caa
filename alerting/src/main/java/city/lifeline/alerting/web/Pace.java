package city.lifeline.alerting.web;

import java.time.Duration;

/**
 * How fast somebody sends a request, from its first byte on, by the time that was spent waiting for
 * them. Silence is for a timeout to see; this sees who sends just enough not to be silent.
 */
final class Pace {

    /** Longer than a packet that was lost takes to come again. */
    static final Duration PATIENCE = Duration.ofSeconds(8);

    /** After that much time; a line of a telephone is a hundred times as fast. */
    static final int LEAST_BYTES_A_SECOND = 100;

    private long waitsSinceNanos;
    private boolean waits;
    private long waitedNanos;
    private long bytes;
    private boolean tooSlow;

    /** Nothing was there to read: from now on it is they who are waited for, not we. */
    void waits(long nowNanos) {
        if (!waits) {
            waits = true;
            waitsSinceNanos = nowNanos;
        }
    }

    /** Notes what came; false: it comes too slowly, or did before, for which nothing makes up. */
    boolean came(int more, long nowNanos) {
        if (waits && bytes > 0) {
            waitedNanos += nowNanos - waitsSinceNanos;
        }
        waits = false;
        bytes += more;
        tooSlow |=
                waitedNanos >= PATIENCE.toNanos()
                        && bytes < waitedNanos / 1_000_000_000.0 * LEAST_BYTES_A_SECOND;
        return !tooSlow;
    }

    /** It was answered: what comes next is another request. */
    void answered() {
        bytes = 0;
        waitedNanos = 0;
        waits = false;
    }
}
