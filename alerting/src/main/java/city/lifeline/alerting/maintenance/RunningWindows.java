package city.lifeline.alerting.maintenance;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The windows that run now, for marking warnings on screens: at most a second old. */
public final class RunningWindows {

    private static final Duration FRESH = Duration.ofSeconds(1);

    private final WindowStore store;
    private final InstantSource clock;
    private volatile @Nullable Known known;

    private record Known(Instant at, List<Window> windows) {}

    public RunningWindows(WindowStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    public List<Window> now() {
        Instant now = clock.instant();
        Known last = known;
        if (last != null && Duration.between(last.at, now).abs().compareTo(FRESH) < 0) {
            return last.windows;
        }
        List<Window> windows = store.running(now);
        known = new Known(now, windows);
        return windows;
    }

    /** After a change. */
    public void forget() {
        known = null;
    }
}
