package city.lifeline.alerting.city;

import city.lifeline.model.Fault;
import java.util.List;
import java.util.stream.Collectors;

/** The city's files are refused; what is of record stays in force. */
public final class FaultyCityException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Fault> faults;

    public FaultyCityException(List<Fault> faults) {
        super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    public List<Fault> faults() {
        return faults;
    }
}
