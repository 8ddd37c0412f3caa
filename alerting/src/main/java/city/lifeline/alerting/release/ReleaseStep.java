package city.lifeline.alerting.release;

import city.lifeline.alerting.warning.HandlingStep;
import city.lifeline.model.Grade;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was done about telling the public.
 *
 * @param person {@link ReleaseService#SYSTEM} if it was the system
 * @param grade that it was about
 * @param state after it
 */
public record ReleaseStep(
        int number,
        ReleaseState.Action action,
        String person,
        HandlingStep.Via via,
        Instant at,
        @Nullable String comment,
        Grade grade,
        ReleaseState state) {}
