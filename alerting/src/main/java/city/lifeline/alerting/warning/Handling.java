package city.lifeline.alerting.warning;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What people have done about a warning. */
public record Handling(String acknowledgedBy, Instant acknowledgedAt, @Nullable String comment) {}
