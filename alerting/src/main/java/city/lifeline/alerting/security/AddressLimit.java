package city.lifeline.alerting.security;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** How often something may be tried from one address. */
public final class AddressLimit {

    private static final int ADDRESSES = 10_000;

    private final int tries;
    private final Duration window;
    private final InstantSource clock;
    private final Map<String, Count> counts =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
                    return size() > ADDRESSES;
                }
            };

    public AddressLimit(int tries, Duration window, InstantSource clock) {
        this.tries = tries;
        this.window = window;
        this.clock = clock;
    }

    public synchronized boolean allows(String address) {
        Instant now = clock.instant();
        Count count = counts.get(address);
        if (count == null || !now.isBefore(count.since.plus(window))) {
            counts.put(address, new Count(now, 1));
            return true;
        }
        counts.put(address, new Count(count.since, count.tries + 1));
        return count.tries < tries;
    }

    public Duration window() {
        return window;
    }

    private record Count(Instant since, int tries) {}
}
