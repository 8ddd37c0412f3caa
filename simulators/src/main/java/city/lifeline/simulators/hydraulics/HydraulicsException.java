package city.lifeline.simulators.hydraulics;

/** A network has no solution; the message says why. */
public final class HydraulicsException extends Exception {

    private static final long serialVersionUID = 1L;

    HydraulicsException(String message) {
        super(message);
    }
}
