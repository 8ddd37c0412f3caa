package city.lifeline.alerting.warning;

import city.lifeline.model.Grade;
import java.util.Map;

/**
 * Figures of a run.
 *
 * @param run id of the run, or {@code all}
 * @param open open warnings by their current grade; by their peak where only the latch holds them
 * @param peaks warnings by their highest grade
 */
public record WarningSummary(
        String run,
        long warnings,
        long raised,
        long upgrades,
        long downgrades,
        long clears,
        Map<Grade, Long> open,
        Map<Grade, Long> peaks) {}
