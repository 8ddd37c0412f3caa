package city.lifeline.ingest;

import java.util.function.LongSupplier;

/**
 * The right to work for a slot. It is renewed while Kafka counts this instance among the holders,
 * and lapses by itself, so that a process that was stopped and goes on knows before Kafka can tell
 * it. All of the process's own clock.
 */
final class Lease {

    private final LongSupplier nanos;
    private final boolean permanent;
    private volatile long untilNs;
    private volatile boolean ended;

    private Lease(LongSupplier nanos, boolean permanent, long untilNs) {
        this.nanos = nanos;
        this.permanent = permanent;
        this.untilNs = untilNs;
    }

    /** Of an undivided ingest. */
    static Lease permanent() {
        return new Lease(() -> 0, true, 0);
    }

    static Lease until(LongSupplier nanos, long untilNs) {
        return new Lease(nanos, false, untilNs);
    }

    boolean isHeld() {
        return permanent || (!ended && nanos.getAsLong() - untilNs < 0);
    }

    void renew(long newUntilNs) {
        untilNs = newUntilNs;
    }

    /** Somebody else has come between: not held until it is renewed. */
    void suspend() {
        if (!permanent) {
            untilNs = nanos.getAsLong();
        }
    }

    /** Never held again. */
    void end() {
        ended = true;
    }
}
