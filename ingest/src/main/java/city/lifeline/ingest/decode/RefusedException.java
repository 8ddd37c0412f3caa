package city.lifeline.ingest.decode;

/** Leaves the decoding of a reading, or of the message, with the reason. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String detail;
    private final long timeUs;

    RefusedException(Reason reason, String detail) {
        this(reason, detail, DecodedMessage.NO_TIME);
    }

    /** Because of a time, µs since the epoch. */
    RefusedException(Reason reason, String detail, long timeUs) {
        // Hostile input comes in floods: no stack trace.
        super(detail, null, false, false);
        this.reason = reason;
        this.detail = detail;
        this.timeUs = timeUs;
    }

    Refusal refusal(int index, String point) {
        return new Refusal(index, point, reason, detail, timeUs);
    }

    /** Of the message as a whole. */
    Refusal refusal() {
        return refusal(Refusal.WHOLE, "");
    }

    Reason reason() {
        return reason;
    }

    String detail() {
        return detail;
    }
}
