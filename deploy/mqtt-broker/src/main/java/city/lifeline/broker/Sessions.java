package city.lifeline.broker;

import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import io.netty.util.AttributeKey;
import java.util.Objects;

/** Who each connection's client is, kept on the connection from its login on. */
final class Sessions {

    private static final AttributeKey<Identity> WHO = AttributeKey.valueOf("lifeline.identity");

    private Sessions() {}

    static void keep(ConnectionInformation connection, Identity who) {
        Channels.of(connection).attr(WHO).set(who);
    }

    static Identity who(ConnectionInformation connection) {
        return Objects.requireNonNull(Channels.of(connection).attr(WHO).get());
    }
}
