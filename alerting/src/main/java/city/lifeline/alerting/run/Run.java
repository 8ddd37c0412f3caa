package city.lifeline.alerting.run;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run as people see it.
 *
 * @param files that are replayed; empty for the live run
 * @param startedAt on the run's own clock, where known
 * @param warnings how many it has
 */
public record Run(
        String id,
        String title,
        List<String> files,
        @Nullable Instant startedAt,
        Instant registeredAt,
        @Nullable Instant finishedAt,
        long warnings) {

    public Run {
        files = List.copyOf(files);
    }
}
