package city.lifeline.prove.load;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.jspecify.annotations.Nullable;

/** Any MQTT client: publishes at QoS 1 and knows of no sequence. Used by one thread. */
public final class PlainConnection implements AutoCloseable {

    private static final long PATIENCE_MS = 5_000;

    private final URI broker;
    private final String account;
    private final String password;
    private @Nullable MqttAsyncClient client;

    public PlainConnection(URI broker, String account, String password) {
        this.broker = broker;
        this.account = account;
        this.password = password;
    }

    /**
     * Publishes until the broker says that it has the message, over new connections if need be.
     *
     * @return how often it was sent; 0 if the patience did not suffice
     */
    public int publishSurely(String mqttTopic, byte[] payload, Duration patience)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (int attempt = 1; System.nanoTime() < deadline; attempt++) {
            try {
                publish(mqttTopic, new MqttMessage(payload, 1, false, null));
                return attempt;
            } catch (MqttException e) {
                abandon();
                Thread.sleep(200);
            }
        }
        return 0;
    }

    /**
     * Publishes once and waits for the broker's answer.
     *
     * @return MQTT 5 reason code of the answer
     */
    public int publish(String mqttTopic, MqttMessage message) throws MqttException {
        message.setQos(1);
        IMqttToken token = connected().publish(mqttTopic, message);
        token.waitForCompletion(PATIENCE_MS);
        int[] reasons = token.getReasonCodes();
        return reasons == null || reasons.length == 0 ? 0 : reasons[0];
    }

    private MqttAsyncClient connected() throws MqttException {
        MqttAsyncClient known = client;
        if (known != null && known.isConnected()) {
            return known;
        }
        abandon();
        MqttAsyncClient made =
                new MqttAsyncClient(
                        broker.toString(),
                        account + "-" + UUID.randomUUID().toString().substring(0, 8),
                        new MemoryPersistence());
        client = made;
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(true);
        options.setAutomaticReconnect(false);
        options.setConnectionTimeout(5);
        options.setUserName(account);
        options.setPassword(password.getBytes(StandardCharsets.UTF_8));
        made.connect(options).waitForCompletion(PATIENCE_MS);
        return made;
    }

    private void abandon() {
        MqttAsyncClient old = client;
        client = null;
        if (old != null) {
            Thread disposer =
                    new Thread(
                            () -> {
                                try {
                                    old.disconnectForcibly(0, 0, false);
                                    old.close(true);
                                } catch (MqttException | RuntimeException e) {
                                    // Nothing of a dead connection is worth a word.
                                }
                            },
                            "mqtt-dispose");
            disposer.setDaemon(true);
            disposer.start();
        }
    }

    @Override
    public void close() {
        abandon();
    }
}
