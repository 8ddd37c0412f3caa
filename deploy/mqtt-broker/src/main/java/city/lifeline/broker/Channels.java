package city.lifeline.broker;

import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import com.hivemq.extensions.client.parameter.ConnectionAttributeStoreImpl;
import io.netty.channel.Channel;
import java.lang.reflect.Field;

/**
 * The network connection below a client. HiveMQ's extensions get no sight of it, yet not reading
 * from it is the only way to slow a client down that costs neither memory nor messages.
 */
final class Channels {

    private static final Field CHANNEL = field();

    private Channels() {}

    static Channel of(ConnectionInformation connection) {
        try {
            return (Channel) CHANNEL.get(connection.getConnectionAttributeStore());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Field field() {
        try {
            Field field = ConnectionAttributeStoreImpl.class.getDeclaredField("channel");
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(
                    "this version of HiveMQ keeps its channel elsewhere", e);
        }
    }
}
