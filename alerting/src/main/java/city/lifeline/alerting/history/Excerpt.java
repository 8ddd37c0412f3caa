package city.lifeline.alerting.history;

import java.time.Instant;
import java.util.List;

/**
 * Readings of several points over the same stretch of time.
 *
 * @param from inclusive
 * @param to exclusive
 * @param series one for each point, in the order asked for
 */
public record Excerpt(Instant from, Instant to, List<Series> series) {

    public Excerpt {
        series = List.copyOf(series);
    }
}
