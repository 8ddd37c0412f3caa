package city.lifeline.alerting.security;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param session key of the session, not its secret; null for a machine's token
 */
public record Caller(String name, List<String> roles, @Nullable String session) {

    static final Caller MACHINE = new Caller("machine", List.of("MACHINE"), null);

    public Caller {
        roles = List.copyOf(roles);
    }
}
