package city.lifeline.alerting.stream;

import org.jspecify.annotations.Nullable;

/**
 * One thing to send.
 *
 * @param id for resuming; null for what is not resumed
 * @param event its name; null for a comment
 * @param data JSON, or the comment
 */
record Frame(@Nullable String id, @Nullable String event, String data) {

    static final Frame HEARTBEAT = new Frame(null, null, "heartbeat");
    static final Frame RESYNC = new Frame(null, "resync", "{}");
}
