package city.lifeline.gateway;

import city.lifeline.runtime.tls.TlsFiles;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where the broker is and who we are to it.
 *
 * @param uri such as {@code tcp://127.0.0.1:1883}
 * @param tls for {@code ssl://}
 * @param clientId MQTT client id; one connection at a time may have it
 */
record BrokerLogin(
        URI uri,
        TlsFiles tls,
        String clientId,
        @Nullable String username,
        @Nullable String password) {

    /** Without the password: it may end up in a log. */
    @Override
    public String toString() {
        return clientId + " at " + uri;
    }
}
