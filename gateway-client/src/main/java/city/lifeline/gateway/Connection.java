package city.lifeline.gateway;

import city.lifeline.runtime.MqttSockets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;

/**
 * One connection to the broker, from its start to its end. A lost connection is not mended but
 * replaced by a new one with a new Paho client: Paho's own reconnect races with itself.
 *
 * <p>Paho calls {@link Events} on threads that must not block.
 */
final class Connection {

    private static final int CONNECT_TIMEOUT_S = 10;
    private static final int KEEP_ALIVE_S = 20;
    private static final int FAILURE_CODES = 0x80;

    /** What happens on a connection; implementations only take note. */
    interface Events {
        void ack(byte[] payload);

        /** The broker has answered one publish; {@code reason} is an MQTT 5 reason code. */
        void puback(int reason);

        void lost(String why);
    }

    private final MqttAsyncClient client;

    private Connection(MqttAsyncClient client) {
        this.client = client;
    }

    /**
     * Connects and subscribes the acknowledgements. Blocks for at most some seconds.
     *
     * @throws MqttException if the broker cannot be reached or refuses
     * @throws IOException naming the file that TLS cannot use
     */
    static Connection open(BrokerLogin login, String ackTopic, Events events)
            throws MqttException, IOException {
        MqttAsyncClient client =
                new MqttAsyncClient(
                        login.uri().toString(), login.clientId(), new MemoryPersistence());
        Connection connection = new Connection(client);
        try {
            client.setCallback(callback(events));
            client.connect(options(login)).waitForCompletion(CONNECT_TIMEOUT_S * 1_000L);
            IMqttToken subscribed = client.subscribe(ackTopic, 1);
            subscribed.waitForCompletion(CONNECT_TIMEOUT_S * 1_000L);
            for (int code : subscribed.getReasonCodes()) {
                if (code >= FAILURE_CODES) {
                    throw new MqttException(code);
                }
            }
            return connection;
        } catch (MqttException | IOException | RuntimeException e) {
            connection.abandon();
            throw e;
        }
    }

    private static MqttConnectionOptions options(BrokerLogin login) throws IOException {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(true);
        options.setSessionExpiryInterval(0L);
        options.setAutomaticReconnect(false);
        options.setConnectionTimeout(CONNECT_TIMEOUT_S);
        options.setKeepAliveInterval(KEEP_ALIVE_S);
        if (login.username() != null) {
            options.setUserName(login.username());
        }
        if (login.password() != null) {
            options.setPassword(login.password().getBytes(StandardCharsets.UTF_8));
        }
        options.setSocketFactory(MqttSockets.to(login.uri(), login.tls()));
        return options;
    }

    boolean isOpen() {
        return client.isConnected();
    }

    /**
     * Hands a message to the network. Does not wait for the broker.
     *
     * <p>The user properties tell Lifeline that it may leave a message beyond a gap to us, and
     * where our sequence begins if it does not know the boot.
     *
     * @param oldest number of the oldest message that is kept
     * @return false if Paho takes no more at the moment
     */
    boolean publish(String mqttTopic, byte[] payload, long oldest, Events events)
            throws MqttException {
        MqttProperties properties = new MqttProperties();
        properties.setUserProperties(
                List.of(
                        new UserProperty("resends", "true"),
                        new UserProperty("oldest", Long.toString(oldest))));
        MqttMessage message = new MqttMessage(payload, 1, false, properties);
        try {
            client.publish(mqttTopic, message, null, new PubackListener(events));
            return true;
        } catch (MqttException e) {
            if (e.getReasonCode() == MqttClientException.REASON_CODE_MAX_INFLIGHT) {
                return false;
            }
            throw e;
        }
    }

    /** Says goodbye and ends. */
    void close() {
        try {
            client.disconnect(0).waitForCompletion(1_000);
        } catch (MqttException e) {
            // It is going away either way.
        }
        abandon();
    }

    /** Ends without a word, on a thread of its own: Paho may wait for its threads here. */
    void abandon() {
        Thread disposer =
                new Thread(
                        () -> {
                            try {
                                client.disconnectForcibly(0, 0, false);
                                client.close(true);
                            } catch (MqttException | RuntimeException e) {
                                // Nothing of a dead connection is worth a word.
                            }
                        },
                        "mqtt-dispose");
        disposer.setDaemon(true);
        disposer.start();
    }

    private static MqttCallback callback(Events events) {
        return new MqttCallback() {
            @Override
            public void messageArrived(String mqttTopic, MqttMessage message) {
                events.ack(message.getPayload());
            }

            @Override
            public void disconnected(MqttDisconnectResponse response) {
                events.lost(
                        response.getException() != null
                                ? String.valueOf(response.getException())
                                : "the broker ended the connection, reason code %d: %s"
                                        .formatted(
                                                response.getReturnCode(),
                                                response.getReasonString()));
            }

            @Override
            public void mqttErrorOccurred(MqttException exception) {
                events.lost(String.valueOf(exception));
            }

            @Override
            public void deliveryComplete(IMqttToken token) {}

            @Override
            public void connectComplete(boolean reconnect, String serverUri) {}

            @Override
            public void authPacketArrived(int reasonCode, MqttProperties properties) {}
        };
    }

    private record PubackListener(Events events) implements MqttActionListener {

        @Override
        public void onSuccess(IMqttToken token) {
            int[] reasons = token.getReasonCodes();
            events.puback(reasons == null || reasons.length == 0 ? 0 : reasons[0]);
        }

        @Override
        public void onFailure(IMqttToken token, Throwable cause) {
            // The connection is lost, which is reported by itself.
        }
    }
}
