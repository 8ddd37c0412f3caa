package city.lifeline.alerting.security;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An account, without its secrets.
 *
 * @param districts of a district officer; empty for all others
 * @param person in the directory whose account it is
 * @param lockedUntil until when some who brought too many wrong passwords are kept out; their owner
 *     may get in from elsewhere all the same
 * @param temporary whether the password was given out by somebody else
 * @param alone whether roles that are kept apart are together
 * @param secondFactor whether there is one
 * @param external whether they log in at the OpenID Connect provider
 */
public record Account(
        String name,
        List<Role> roles,
        List<String> districts,
        @Nullable String person,
        boolean disabled,
        @Nullable Instant lockedUntil,
        boolean temporary,
        boolean alone,
        boolean secondFactor,
        boolean external,
        int version,
        Instant createdAt) {

    public Account {
        roles = List.copyOf(roles);
        districts = List.copyOf(districts);
    }
}
