package city.lifeline.alerting.maintenance;

/** What somebody wants to do with a maintenance window is not allowed, and why. */
public final class RefusedWindowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Which kind of no it is. */
    public enum Why {
        NO_SUCH,
        STALE,
        BAD,
        CONFLICT
    }

    private final Why why;

    RefusedWindowException(Why why, String message) {
        super(message);
        this.why = why;
    }

    public Why why() {
        return why;
    }
}
