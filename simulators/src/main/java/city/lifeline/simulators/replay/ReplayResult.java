package city.lifeline.simulators.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A replay that was published and acknowledged to the last message.
 *
 * @param readings published, each sample counted
 * @param messages they travelled in
 * @param rejected values and rows left out
 * @param first event time as published; null if there was none
 * @param last event time as published; null if there was none
 * @param resends how often unacknowledged messages were sent again
 */
public record ReplayResult(
        long readings,
        long messages,
        long rejected,
        @Nullable Instant first,
        @Nullable Instant last,
        List<String> gateways,
        long resends,
        Duration took) {

    public ReplayResult {
        gateways = List.copyOf(gateways);
    }

    public double readingsPerSecond() {
        return took.isZero() ? 0 : readings / (took.toNanos() / 1e9);
    }
}
