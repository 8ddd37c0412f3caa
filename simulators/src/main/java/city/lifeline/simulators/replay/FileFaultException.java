package city.lifeline.simulators.replay;

import city.lifeline.model.Fault;
import java.io.IOException;

/** A recording cannot be read as a whole. */
public final class FileFaultException extends IOException {

    private final transient Fault fault;

    FileFaultException(Fault fault) {
        super(fault.toString());
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
