package city.lifeline.launcher.process;

import java.time.Duration;
import java.util.List;

/** How long to wait before a process that ended is started again. */
public final class RestartDelay {

    private static final List<Duration> DELAYS =
            List.of(
                    Duration.ofMillis(100),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10));

    /** Having run for so long, a process's end is a new matter. */
    private static final Duration SETTLED = Duration.ofSeconds(60);

    private int endsInARow;

    /** The delay after a process ended that had run for {@code upTime}. */
    public Duration next(Duration upTime) {
        if (upTime.compareTo(SETTLED) >= 0) {
            endsInARow = 0;
        }
        Duration delay = DELAYS.get(Math.min(endsInARow, DELAYS.size() - 1));
        endsInARow++;
        return delay;
    }
}
