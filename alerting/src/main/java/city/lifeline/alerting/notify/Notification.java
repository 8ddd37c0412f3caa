package city.lifeline.alerting.notify;

import city.lifeline.model.Grade;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message that is, or was, owed to somebody.
 *
 * @param code what a reply names it by
 * @param dueAt when it is, or was, to be sent
 * @param reason why it was dropped or failed; null else
 * @param warnings ids
 */
public record Notification(
        String id,
        String person,
        String groupKey,
        Kind kind,
        Grade grade,
        String code,
        State state,
        Instant createdAt,
        Instant dueAt,
        @Nullable String reason,
        @Nullable Instant answeredAt,
        List<String> warnings) {

    /**
     * How far it is.
     *
     * <pre>
     *  DUE ──▶ SENDING ──▶ SUBMITTED ──▶ DELIVERED ──▶ ANSWERED
     *   │       │  ▲ a channel failed, or no receipt: the next one
     *   │       ▼  └──────────┘
     *   │       ├──▶ HELD (maintenance: told when it is over, with what came meanwhile)
     *   └──▶ DROPPED (nothing to tell any more)   FAILED (no address)
     * </pre>
     */
    public enum State {
        DUE,
        HELD,
        SENDING,
        SUBMITTED,
        DELIVERED,
        ANSWERED,
        DROPPED,
        FAILED
    }

    public Notification {
        warnings = List.copyOf(warnings);
    }
}
