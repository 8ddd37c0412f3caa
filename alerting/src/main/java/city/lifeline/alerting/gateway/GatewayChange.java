package city.lifeline.alerting.gateway;

import city.lifeline.model.GatewayStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a gateway between two of its statuses. Totals are counted anew when ingest starts or
 * its memory of the gateway is lost; then all that they say is new.
 *
 * @param missing less than 0 if more came after all than were missed
 */
record GatewayChange(long received, long missing, Map<String, Long> refused) {

    /** Of a gateway that is heard of for the first time, what is older is no news of this hour. */
    private static final long NEWS_US = Duration.ofHours(1).toMillis() * 1_000;

    static GatewayChange between(@Nullable GatewayStatus before, GatewayStatus after) {
        boolean continued = before != null && before.sinceUs() == after.sinceUs();
        boolean sameProcess = before != null && before.startedUs() == after.startedUs();
        boolean news = before != null || after.atUs() - after.sinceUs() <= NEWS_US;
        Map<String, Long> refused = new HashMap<>();
        after.refused()
                .forEach(
                        (reason, count) -> {
                            long known =
                                    sameProcess && before != null
                                            ? before.refused().getOrDefault(reason, 0L)
                                            : 0;
                            if (count > known) {
                                refused.put(reason, count - known);
                            }
                        });
        if (continued && before != null) {
            return new GatewayChange(
                    after.received() - before.received(),
                    after.missing() - before.missing(),
                    refused);
        }
        return new GatewayChange(news ? after.received() : 0, news ? after.missing() : 0, refused);
    }
}
