package city.lifeline.alerting.report;

import city.lifeline.alerting.warning.Assessment;
import city.lifeline.model.Grade;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A warning, as far as figures are made of it.
 *
 * @param raisedAt on the run's clock
 * @param acknowledgedAfter since it was stored, by the clock on the wall; null: nobody has
 */
public record Reported(
        String id,
        String rule,
        String point,
        String asset,
        Grade peak,
        Instant raisedAt,
        @Nullable Instant clearedAt,
        @Nullable Duration acknowledgedAfter,
        @Nullable Duration assessedAfter,
        @Nullable Duration closedAfter,
        @Nullable Assessment assessment) {}
