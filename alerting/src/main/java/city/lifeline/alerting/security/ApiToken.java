package city.lifeline.alerting.security;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A machine's token, without its secret.
 *
 * @param districts of a district officer's; empty for all others
 * @param lastUsedAt to the minute
 */
public record ApiToken(
        String id,
        String name,
        List<Role> roles,
        List<String> districts,
        String createdBy,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant lastUsedAt) {

    public ApiToken {
        roles = List.copyOf(roles);
        districts = List.copyOf(districts);
    }
}
