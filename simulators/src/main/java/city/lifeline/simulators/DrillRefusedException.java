package city.lifeline.simulators;

/** A scenario cannot begin as it was asked for; the message says why, to the one who asked. */
final class DrillRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    DrillRefusedException(String message) {
        super(message);
    }
}
