package city.lifeline.alerting.drill;

/** The simulator did not do what it was asked for. */
public final class SimulatorException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean refused;

    SimulatorException(boolean refused, String message) {
        super(message);
        this.refused = refused;
    }

    /** Whether the request was at fault; else the simulator cannot be reached. */
    public boolean isRefused() {
        return refused;
    }
}
