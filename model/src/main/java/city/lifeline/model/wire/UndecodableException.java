package city.lifeline.model.wire;

/** Bytes that are not a record of the kind that was asked for. */
public final class UndecodableException extends Exception {

    private static final long serialVersionUID = 1L;

    public UndecodableException(String message) {
        super(message);
    }

    public UndecodableException(String message, Throwable cause) {
        super(message, cause);
    }
}
