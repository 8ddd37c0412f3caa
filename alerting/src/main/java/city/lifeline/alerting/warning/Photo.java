package city.lifeline.alerting.warning;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A photo of a warning, without its pixels.
 *
 * @param sha256 of the picture as it is kept, which is its id at the warning
 * @param step number of the feedback that it came with; null: not sent with any yet
 * @param person who uploaded it
 */
public record Photo(
        String sha256, @Nullable Integer step, int width, int height, String person, Instant at) {}
