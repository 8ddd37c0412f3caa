package city.lifeline.model.settings;

import java.util.List;

/** Everything that is wrong with a process's settings, at once. */
public final class InvalidSettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> faults;

    public InvalidSettingsException(List<String> faults) {
        super(String.join("\n", faults));
        this.faults = List.copyOf(faults);
    }

    public List<String> faults() {
        return faults;
    }
}
