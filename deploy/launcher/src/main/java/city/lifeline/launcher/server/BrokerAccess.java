package city.lifeline.launcher.server;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whom the MQTT broker lets in.
 *
 * @param accounts its accounts file
 * @param tlsAddress where it listens with TLS; null: nowhere
 * @param gatewayRate messages a second that a gateway may publish; 0: any number
 * @param anonymousGateways whether a client without any login is the gateway it says it is
 */
public record BrokerAccess(
        Path accounts, @Nullable String tlsAddress, int gatewayRate, boolean anonymousGateways) {

    /** Without TLS and quotas, to measure what it can carry. */
    public static BrokerAccess unlimited(Path accounts) {
        return new BrokerAccess(accounts, null, 0, false);
    }
}
