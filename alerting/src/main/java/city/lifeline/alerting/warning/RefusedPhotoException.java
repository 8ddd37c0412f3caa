package city.lifeline.alerting.warning;

/** What was uploaded, or named, is no photo that can be kept. */
public final class RefusedPhotoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong with it. */
    public enum Why {
        /** Neither JPEG nor PNG by its content. */
        NO_PHOTO,
        /** Begins as one and cannot be drawn. */
        BROKEN,
        TOO_LARGE,
        /** There are as many as may be. */
        TOO_MANY,
        /** A feedback has it already. */
        SENT,
        /** Others are being drawn: later it may be taken. */
        BUSY,
        /** Not uploaded, or sent with another feedback. */
        UNKNOWN
    }

    private final Why why;

    RefusedPhotoException(Why why, String message) {
        super(message);
        this.why = why;
    }

    public Why why() {
        return why;
    }
}
