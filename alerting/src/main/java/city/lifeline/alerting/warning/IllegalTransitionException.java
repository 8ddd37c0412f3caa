package city.lifeline.alerting.warning;

/** An action that is not legal where the warning stands; the message says why, to people. */
public final class IllegalTransitionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public IllegalTransitionException(String message) {
        super(message);
    }
}
