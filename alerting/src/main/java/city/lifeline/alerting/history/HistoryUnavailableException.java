package city.lifeline.alerting.history;

/** The history store does not answer, or not with what was asked for. */
public final class HistoryUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    HistoryUnavailableException(String message) {
        super(message);
    }

    HistoryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
