package city.lifeline.alerting.drill;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A scenario that somebody started in the simulated city.
 *
 * @param id of the event in the simulator's ground truth
 * @param asset where it begins
 * @param onset on the city's clock
 * @param severity from 0 to 1
 * @param startedBy null: the simulator was told without alerting
 */
public record Drill(
        String id,
        String scenario,
        String asset,
        Instant onset,
        Instant end,
        double severity,
        @Nullable String startedBy) {}
