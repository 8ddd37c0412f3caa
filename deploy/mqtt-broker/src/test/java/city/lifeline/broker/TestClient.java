package city.lifeline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.SocketFactory;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

/** A Paho client that says what the broker answered. */
final class TestClient implements MqttCallback, AutoCloseable {

    private static final long PATIENCE_MS = 10_000;

    private final MqttAsyncClient client;
    private final List<Received> received = new CopyOnWriteArrayList<>();

    /** One message. */
    record Received(
            String mqttTopic, String payload, boolean retained, MqttProperties properties) {}

    private TestClient(MqttAsyncClient client) {
        this.client = client;
    }

    static Builder to(String uri) {
        return new Builder(uri);
    }

    /** How to connect. */
    static final class Builder {

        private final String uri;
        private final MqttConnectionOptions options = new MqttConnectionOptions();
        private String clientId = "it-" + System.nanoTime();

        private Builder(String uri) {
            this.uri = uri;
            options.setCleanStart(true);
            options.setSessionExpiryInterval(0L);
        }

        Builder login(String name, String password) {
            options.setUserName(name);
            options.setPassword(password.getBytes(UTF_8));
            return this;
        }

        Builder userName(String name) {
            options.setUserName(name);
            return this;
        }

        Builder clientId(String id) {
            clientId = id;
            return this;
        }

        Builder sockets(SocketFactory sockets) {
            options.setSocketFactory(sockets);
            return this;
        }

        Builder will(String mqttTopic, boolean retained) {
            options.setWill(mqttTopic, new MqttMessage("gone".getBytes(UTF_8), 1, retained, null));
            return this;
        }

        TestClient connect() throws MqttException {
            MqttAsyncClient paho = new MqttAsyncClient(uri, clientId, new MemoryPersistence());
            TestClient test = new TestClient(paho);
            paho.setCallback(test);
            try {
                paho.connect(options).waitForCompletion(PATIENCE_MS);
            } catch (MqttException e) {
                paho.close(true);
                throw e;
            }
            return test;
        }

        /** Reason code of the refusal, -1 if the connection just ended; 0 if it was let in. */
        int refusal() {
            try {
                connect().close();
                return 0;
            } catch (MqttException e) {
                // Paho says 0 of a connection that broke.
                return e.getReasonCode() == 0 ? -1 : e.getReasonCode();
            }
        }
    }

    boolean isConnected() {
        return client.isConnected();
    }

    List<Received> received() {
        return new ArrayList<>(received);
    }

    List<String> payloads() {
        return received.stream().map(Received::payload).toList();
    }

    int publish(String mqttTopic, String payload) throws MqttException {
        return publish(mqttTopic, payload, false, null);
    }

    int publish(
            String mqttTopic, String payload, boolean retained, @Nullable MqttProperties properties)
            throws MqttException {
        IMqttToken token =
                client.publish(
                        mqttTopic,
                        new MqttMessage(payload.getBytes(UTF_8), 1, retained, properties));
        token.waitForCompletion(PATIENCE_MS);
        return token.getReasonCodes()[0];
    }

    int subscribe(String topicFilter) throws MqttException {
        IMqttToken token = client.subscribe(topicFilter, 1);
        token.waitForCompletion(PATIENCE_MS);
        return token.getReasonCodes()[0];
    }

    /** As a lost network would end it. */
    void vanish() throws MqttException {
        client.disconnectForcibly(0, 0, false);
        client.close(true);
    }

    @Override
    public void close() throws MqttException {
        if (client.isConnected()) {
            client.disconnect().waitForCompletion(PATIENCE_MS);
        }
        client.close(true);
    }

    @Override
    public void messageArrived(String mqttTopic, MqttMessage message) {
        received.add(
                new Received(
                        mqttTopic,
                        new String(message.getPayload(), UTF_8),
                        message.isRetained(),
                        message.getProperties()));
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {}

    @Override
    public void mqttErrorOccurred(MqttException exception) {}

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}
}
