package city.lifeline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import city.lifeline.model.access.MqttAccount;
import city.lifeline.testing.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker as gateways, ingest and strangers meet it. */
class BrokerIT {

    private static final int NOT_AUTHORIZED = 0x87;
    private static final int NO_SUBSCRIBERS = 0x10;
    private static final String ANONYMOUS = "";
    private static final Duration STARTS_WITHIN = Duration.ofMinutes(2);

    @TempDir private static Path directory;
    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() throws IOException {
        writeAccounts(
                List.of(
                        account("GW-1", MqttAccount.Role.GATEWAY),
                        account("GW-2", MqttAccount.Role.GATEWAY),
                        account("ingest", MqttAccount.Role.INGEST),
                        account("replay", MqttAccount.Role.REPLAY)));
        broker = new EmbeddedBroker(directory);
        awaitBroker();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        broker.stop();
    }

    private static void awaitBroker() {
        await().atMost(STARTS_WITHIN)
                .ignoreExceptions()
                .until(
                        () -> {
                            new Client("GW-1", "GW-1 secret").close();
                            return true;
                        });
    }

    private static String account(String name, MqttAccount.Role role) {
        byte[] salt = (name + "0123456789abcdef").getBytes(UTF_8);
        return MqttAccount.create(name, role, name + " secret", salt).line();
    }

    private static void writeAccounts(List<String> lines) throws IOException {
        List<String> all = new ArrayList<>(List.of(MqttAccount.HEADER));
        all.addAll(lines);
        Path written = directory.resolve("accounts.new");
        Files.write(written, all);
        Files.move(
                written,
                directory.resolve("accounts.csv"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static Client as(String name) throws MqttException {
        return new Client(name, name + " secret");
    }

    /** By a reason code, or by ending the connection before that arrives. */
    private static void assertRefused(String account, String mqttTopic) throws MqttException {
        int code;
        try (Client client = as(account)) {
            code = client.publish(mqttTopic);
        } catch (MqttException e) {
            code = e.getReasonCode();
        }
        assertNotEquals(0, code, mqttTopic);
        assertNotEquals(NO_SUBSCRIBERS, code, mqttTopic);
    }

    @Test
    void letsNobodyInWithoutAnAccount() {
        assertThrows(MqttException.class, () -> new Client(ANONYMOUS, ""));
        assertThrows(MqttException.class, () -> new Client("GW-1", "wrong"));
        assertThrows(MqttException.class, () -> new Client("GW-1", ""));
        assertThrows(MqttException.class, () -> new Client("nobody", "nobody secret"));
    }

    @Test
    void aGatewayPublishesItsOwnTopicsOnly() throws MqttException {
        try (Client gateway = as("GW-1")) {
            assertEquals(0, gateway.publish("lifeline/v1/GW-1/readings.pb") & 0x80);
            assertEquals(0, gateway.publish("lifeline/v1/GW-1/heartbeat") & 0x80);
            for (String topic :
                    List.of(
                            "lifeline/v1/GW-2/readings",
                            "lifeline/v1/GW-1/ack",
                            "lifeline/v1/GW-1/other",
                            "lifeline/run/r1/GW-1/readings",
                            "elsewhere")) {
                assertRefused("GW-1", topic);
            }
        }
    }

    @Test
    void aGatewayHearsItsOwnAcknowledgementsOnly() throws MqttException {
        try (Client gateway = as("GW-1")) {
            assertEquals(1, gateway.subscribe("lifeline/v1/GW-1/ack"));
            for (String filter :
                    List.of(
                            "#",
                            "$SYS/#",
                            "lifeline/#",
                            "lifeline/v1/+/ack",
                            "lifeline/v1/GW-2/ack",
                            "lifeline/v1/GW-1/readings",
                            "$share/g/lifeline/v1/+/readings")) {
                assertEquals(NOT_AUTHORIZED, gateway.subscribe(filter), filter);
            }
        }
    }

    @Test
    void aReplayStaysAside() throws MqttException {
        try (Client replay = as("replay")) {
            assertEquals(0, replay.publish("lifeline/run/r1/GW-9/readings") & 0x80);
            assertEquals(1, replay.subscribe("lifeline/run/r1/GW-9/ack"));
            assertRefused("replay", "lifeline/v1/GW-1/readings");
            assertRefused("replay", "lifeline/v1/replay/readings");
        }
    }

    @Test
    void ingestHearsAllDataAndPublishesAcknowledgementsOnly() throws MqttException {
        try (Client ingest = as("ingest")) {
            assertEquals(1, ingest.subscribe("$share/other/lifeline/v1/+/heartbeat"));
            assertEquals(1, ingest.subscribe("$share/other/lifeline/run/+/+/heartbeat"));
            assertEquals(1, ingest.subscribe("lifeline/v1/+/readings"));
            assertRefused("ingest", "lifeline/v1/GW-1/readings");
            assertEquals(0, ingest.publish("lifeline/v1/GW-1/ack") & 0x80);
        }
    }

    @Test
    void aNewAccountNeedsNoRestart() throws IOException, MqttException {
        assertThrows(MqttException.class, () -> as("GW-NEW"));
        List<String> before = Files.readAllLines(directory.resolve("accounts.csv"));
        List<String> after = new ArrayList<>(before.subList(1, before.size()));
        after.add(account("GW-NEW", MqttAccount.Role.GATEWAY));
        writeAccounts(after);

        as("GW-NEW").close();

        Files.writeString(directory.resolve("accounts.csv"), "this is no account\n");
        as("GW-NEW").close();
        writeAccounts(after);
    }

    @Test
    void keepsWhatItAcknowledgedWhenItIsKilled() throws Exception {
        String filter = "lifeline/v1/+/readings";
        Client subscriber = new Client("ingest", "ingest secret", "kept-session", false);
        subscriber.subscribe(filter);
        subscriber.close();
        int count = 2_000;
        try (Client gateway = as("GW-1")) {
            for (int i = 0; i < count; i++) {
                assertEquals(0, gateway.publish("lifeline/v1/GW-1/readings", "m" + i) & 0x80);
            }
        }

        broker.kill();
        broker.restart();
        awaitBroker();

        Client again = new Client("ingest", "ingest secret", "kept-session", false);
        await().atMost(Duration.ofMinutes(2)).until(() -> again.received.size() >= count);
        try (Client gateway = as("GW-1")) {
            assertEquals(0, gateway.publish("lifeline/v1/GW-1/readings", "m" + count));
        }
        await().atMost(Duration.ofMinutes(2)).until(() -> again.received.size() > count);
        assertEquals(
                IntStream.rangeClosed(0, count).mapToObj(i -> "m" + i).toList(), again.received);
        again.close();
    }

    /** A Paho client that says what the broker answered. */
    private static final class Client implements MqttCallback, AutoCloseable {

        private final MqttAsyncClient client;
        private final List<String> received = new CopyOnWriteArrayList<>();

        Client(String name, String password) throws MqttException {
            this(name, password, "", true);
        }

        Client(String name, String password, String clientId, boolean cleanStart)
                throws MqttException {
            client =
                    new MqttAsyncClient(
                            broker.uri(),
                            clientId.isEmpty() ? "it-" + System.nanoTime() : clientId,
                            new MemoryPersistence());
            client.setCallback(this);
            MqttConnectionOptions options = new MqttConnectionOptions();
            options.setCleanStart(cleanStart);
            options.setSessionExpiryInterval(cleanStart ? 0L : 3_600L);
            options.setReceiveMaximum(1_000);
            if (!name.equals(ANONYMOUS)) {
                options.setUserName(name);
                options.setPassword(password.getBytes(UTF_8));
            }
            client.connect(options).waitForCompletion(10_000);
        }

        int publish(String mqttTopic) throws MqttException {
            return publish(mqttTopic, "{}");
        }

        int publish(String mqttTopic, String payload) throws MqttException {
            IMqttToken token = client.publish(mqttTopic, payload.getBytes(UTF_8), 1, false);
            token.waitForCompletion(10_000);
            return token.getReasonCodes()[0];
        }

        int subscribe(String topicFilter) throws MqttException {
            IMqttToken token = client.subscribe(topicFilter, 1);
            token.waitForCompletion(10_000);
            return token.getReasonCodes()[0];
        }

        @Override
        public void close() throws MqttException {
            if (client.isConnected()) {
                client.disconnect().waitForCompletion(10_000);
            }
            client.close();
        }

        @Override
        public void messageArrived(String mqttTopic, MqttMessage message) {
            received.add(new String(message.getPayload(), UTF_8));
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
}
