package city.lifeline.alerting.web;

import java.time.Duration;

/**
 * How fast somebody sends a request, from its first byte on. Silence is for a timeout to see; this
 * sees who sends just enough not to be silent.
 */
final class Pace {

    /** Longer than a packet that was lost takes to come again. */
    static final Duration PATIENCE = Duration.ofSeconds(8);

    /** After that much time; a line of a telephone is a hundred times as fast. */
    static final int LEAST_BYTES_A_SECOND = 100;

    private long begunNanos;
    private long bytes;
    private boolean tooSlow;

    /** Notes what came; false: it comes too slowly, or did before, for which nothing makes up. */
    boolean came(int more, long nowNanos) {
        if (bytes == 0) {
            begunNanos = nowNanos;
        }
        bytes += more;
        long passedNanos = nowNanos - begunNanos;
        tooSlow |=
                passedNanos >= PATIENCE.toNanos()
                        && bytes < passedNanos / 1_000_000_000.0 * LEAST_BYTES_A_SECOND;
        return !tooSlow;
    }

    /** It was answered: what comes next is another request. */
    void answered() {
        bytes = 0;
    }
}
