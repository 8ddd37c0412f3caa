package city.lifeline.detection.rules;

import city.lifeline.model.Fault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What reading rule files came to: a whole set, or everything that is wrong with it.
 *
 * @param rules null if, and only if, {@code faults} is not empty
 * @param faults ordered by file, line and column
 */
public record ParsedRules(@Nullable RuleSet rules, List<Fault> faults) {

    public ParsedRules {
        faults = List.copyOf(faults);
        if ((rules == null) == faults.isEmpty()) {
            throw new IllegalArgumentException("either rules or faults");
        }
    }
}
