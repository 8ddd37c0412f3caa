package city.lifeline.alerting.notify;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * A clock that nobody can put: the wall clock's reading at the start of the process plus the time
 * that has passed since. If the machine's clock jumps, no deadline comes early or late.
 */
public final class SteadyClock implements InstantSource {

    private final Instant begun;
    private final LongSupplier nanos;
    private final long begunNanos;

    public SteadyClock(InstantSource wall, LongSupplier nanos) {
        this.begun = wall.instant();
        this.nanos = nanos;
        this.begunNanos = nanos.getAsLong();
    }

    @Override
    public Instant instant() {
        return begun.plusNanos(nanos.getAsLong() - begunNanos);
    }
}
