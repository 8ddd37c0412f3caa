package city.lifeline.jobs;

import org.apache.flink.metrics.Counter;
import org.slf4j.Logger;

/**
 * Counts faults of one kind and logs the 1st, 2nd, 4th, 8th, …, so that neither one fault goes
 * unseen nor a million fill the disk.
 */
public final class FaultCounter {

    private final Counter counter;
    private final Logger logger;
    private final String kind;

    public FaultCounter(Counter counter, Logger logger, String kind) {
        this.counter = counter;
        this.logger = logger;
        this.kind = kind;
    }

    public void report(String detail) {
        report(1, detail);
    }

    /** Reports several that were told of at once. */
    public void report(int faults, String detail) {
        if (isToBeLogged(faults)) {
            logger.warn("{} (number {} since the start): {}", kind, counter.getCount(), detail);
        }
    }

    public void report(String detail, Throwable cause) {
        if (isToBeLogged(1)) {
            logger.warn(
                    "{} (number {} since the start): {}", kind, counter.getCount(), detail, cause);
        }
    }

    private boolean isToBeLogged(int faults) {
        long before = counter.getCount();
        counter.inc(faults);
        // A power of two has been reached or passed.
        return Long.highestOneBit(before) != Long.highestOneBit(counter.getCount());
    }
}
