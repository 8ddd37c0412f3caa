package city.lifeline.runtime;

import city.lifeline.runtime.tls.TlsFiles;
import java.io.IOException;
import java.net.URI;
import javax.net.SocketFactory;

/** The sockets that an MQTT client connects through. */
public final class MqttSockets {

    private MqttSockets() {}

    /**
     * Sockets without Nagle's delay.
     *
     * @param broker {@code tcp://} or {@code ssl://}
     * @param tls for {@code ssl://}
     * @throws IOException naming the file that TLS cannot use
     */
    public static SocketFactory to(URI broker, TlsFiles tls) throws IOException {
        return "ssl".equals(broker.getScheme()) ? tls.socketFactory() : new NoDelaySocketFactory();
    }
}
