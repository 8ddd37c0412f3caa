package city.lifeline.alerting.stream;

/** A user, or everybody together, holds as many streams as are allowed. */
public final class TooManyStreamsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooManyStreamsException(String message) {
        super(message);
    }
}
