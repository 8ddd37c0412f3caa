package city.lifeline.alerting.incident;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a warning is in its incident.
 *
 * @param join id of the join; empty: it was the first, or people have put it there
 * @param with the warning that it was linked to
 * @param metres between the two; 0 where the join is about no distance
 * @param apart between the moments at which the two were raised
 * @param person who has put it there; null: it came by itself
 */
public record Membership(
        String warning,
        String join,
        @Nullable String with,
        int metres,
        Duration apart,
        @Nullable String person) {}
