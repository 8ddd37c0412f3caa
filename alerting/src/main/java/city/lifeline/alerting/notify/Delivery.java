package city.lifeline.alerting.notify;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A try on a channel.
 *
 * @param provider empty where a channel has one only
 */
public record Delivery(
        String notification,
        String channel,
        String provider,
        State state,
        Instant begunAt,
        @Nullable Instant submittedAt,
        @Nullable Instant doneAt,
        @Nullable String error) {

    /** How it went. */
    public enum State {
        SENDING,
        SUBMITTED,
        DELIVERED,
        FAILED
    }
}
