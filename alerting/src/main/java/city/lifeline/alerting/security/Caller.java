package city.lifeline.alerting.security;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param districts which are all that they see; null: the whole city
 * @param session key of the session, not its secret; null for a machine's token
 * @param token id of an API token; null for a session and for the token of the set-up
 * @param pending what they must do before anything else; null: nothing
 * @param alone whether the roles that are kept apart are together in this account
 */
public record Caller(
        String name,
        Set<Role> roles,
        @Nullable Set<String> districts,
        @Nullable String session,
        @Nullable String token,
        @Nullable Pending pending,
        boolean alone) {

    static final Caller MACHINE =
            new Caller("machine", EnumSet.of(Role.MACHINE), null, null, null, null, false);

    public Caller {
        roles = Set.copyOf(roles);
        districts = districts == null ? null : Set.copyOf(districts);
    }

    /** What an account needs before it may be used. */
    public enum Pending {
        /** A password that only its owner knows. */
        PASSWORD,
        /** A second factor, which their role needs. */
        SECOND_FACTOR
    }

    public boolean may(Role role) {
        return Role.covered(roles).contains(role);
    }

    boolean mayAny(List<Role> owners) {
        return owners.isEmpty() || owners.stream().anyMatch(this::may);
    }
}
