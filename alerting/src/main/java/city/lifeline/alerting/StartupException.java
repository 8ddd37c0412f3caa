package city.lifeline.alerting;

/** Something that the start needs did not come. */
final class StartupException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StartupException(String message) {
        super(message);
    }
}
