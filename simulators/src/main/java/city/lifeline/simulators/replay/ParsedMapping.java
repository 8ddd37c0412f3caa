package city.lifeline.simulators.replay;

import city.lifeline.model.Fault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mapping as read from its file.
 *
 * @param mapping null iff there are faults
 */
public record ParsedMapping(@Nullable Mapping mapping, List<Fault> faults) {
    public ParsedMapping {
        faults = List.copyOf(faults);
    }
}
