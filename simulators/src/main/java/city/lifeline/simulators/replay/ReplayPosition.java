package city.lifeline.simulators.replay;

/** Where a replay is; written by the replay's thread, read by the monitor's. */
final class ReplayPosition {

    private volatile int pass = 1;
    private volatile long atUs = Long.MIN_VALUE;
    private volatile long passed;

    void begin(int number) {
        pass = number;
        atUs = Long.MIN_VALUE;
        passed = 0;
    }

    /** Moves behind a block, whether it was published or skipped. */
    void pass(Recorded recorded) {
        atUs = recorded.atUs();
        // Only one thread writes.
        long before = passed;
        passed = before + recorded.block().size();
    }

    int pass() {
        return pass;
    }

    /** As recorded; {@link Long#MIN_VALUE} before the first. */
    long atUs() {
        return atUs;
    }

    /** Readings of this pass that lie behind. */
    long passed() {
        return passed;
    }
}
