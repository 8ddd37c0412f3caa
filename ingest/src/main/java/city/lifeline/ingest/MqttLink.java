package city.lifeline.ingest;

import city.lifeline.runtime.MqttSockets;
import city.lifeline.runtime.tls.TlsFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a connection to the broker: a persistent MQTT session under a fixed client id, and for each
 * connection a new Paho client, because Paho neither retries the first connect nor reconnects
 * without racing itself.
 */
final class MqttLink {

    private static final Logger log = LoggerFactory.getLogger(MqttLink.class);

    private static final int CONNECT_TIMEOUT_S = 10;
    private static final int KEEP_ALIVE_S = 15;
    private static final Duration BACK_OFF_MIN = Duration.ofMillis(100);
    private static final Duration BACK_OFF_MAX = Duration.ofSeconds(5);

    private final Config config;
    private final Hearing hearing;
    private final Lease lease;
    private final Pipeline pipeline;
    private final Intake intake;
    private final IngestMetrics metrics;
    private final InstantSource wall;
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable Session current;

    /**
     * How to connect.
     *
     * @param tls for an address {@code ssl://}
     * @param receiveMaximum messages the broker may send without an acknowledgement
     */
    record Config(
            String uri,
            TlsFiles tls,
            String clientId,
            String username,
            String password,
            Duration sessionExpiry,
            int receiveMaximum) {

        Config withClientId(String other) {
            return new Config(uri, tls, other, username, password, sessionExpiry, receiveMaximum);
        }

        /** Without the password: it may end up in a log. */
        @Override
        public String toString() {
            return clientId + " at " + uri;
        }
    }

    MqttLink(
            Config config,
            Subscriptions subscriptions,
            Lease lease,
            Pipeline pipeline,
            Intake intake,
            IngestMetrics metrics,
            InstantSource wall) {
        this.config = config;
        this.hearing = new Hearing(config.toString(), subscriptions);
        this.lease = lease;
        this.pipeline = pipeline;
        this.intake = intake;
        this.metrics = metrics;
        this.wall = wall;
        this.thread = new Thread(this::run, "mqtt-" + config.clientId());
    }

    void start() {
        thread.start();
    }

    boolean isConnected() {
        Session session = current;
        return session != null && session.isOpen();
    }

    /** How many topic filters the broker refuses. */
    int refusedCount() {
        return hearing.refused().size();
    }

    private void run() {
        Duration backOff = BACK_OFF_MIN;
        String lastFault = "";
        while (!closed) {
            Session session = null;
            try {
                awaitLease();
                session = new Session();
                pipeline.sessionStarted(session);
                session.connect();
                log.info("{} is connected", config);
                metrics.connected();
                current = session;
                backOff = BACK_OFF_MIN;
                lastFault = "";
                session.awaitEnd();
            } catch (MqttException e) {
                String fault = e.getReasonCode() + " " + e.getMessage() + cause(e);
                if (!fault.equals(lastFault)) {
                    log.warn("waiting for the MQTT broker, {}: {}", config, fault);
                }
                lastFault = fault;
            } catch (RuntimeException e) {
                log.error("the MQTT client failed, {}; trying again", config, e);
            } catch (InterruptedException e) {
                closed = true;
            } finally {
                current = null;
                if (session != null) {
                    session.end();
                    pipeline.sessionEnded(session);
                    session.dispose();
                }
            }
            pause(backOff);
            Duration doubled = backOff.multipliedBy(2);
            backOff = doubled.compareTo(BACK_OFF_MAX) > 0 ? BACK_OFF_MAX : doubled;
        }
    }

    /** To connect is to take the session from whoever has it, so it needs the right to. */
    private void awaitLease() throws InterruptedException {
        while (!lease.isHeld()) {
            Thread.sleep(BACK_OFF_MIN.toMillis());
        }
    }

    private static String cause(MqttException e) {
        return e.getCause() == null ? "" : " (" + e.getCause().getMessage() + ")";
    }

    private void pause(Duration backOff) {
        long ms = backOff.toMillis();
        try {
            if (!closed) {
                Thread.sleep(ThreadLocalRandom.current().nextLong(ms / 2, ms + ms / 2));
            }
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    /** Ends the connection; the broker keeps the session. */
    void stop() throws InterruptedException {
        closed = true;
        Session session = current;
        if (session != null) {
            session.end();
        }
        thread.interrupt();
        thread.join(3_000);
    }

    private final class Session implements MqttSession, Hearing.Broker {

        private final MqttAsyncClient client;
        private final CountDownLatch ended = new CountDownLatch(1);
        private final Callback callback = new Callback(this);
        // Not over TLS, which Paho sets up itself.
        private final MqttSocket.Factory sockets = new MqttSocket.Factory(callback);
        // By the pipeline's thread.
        private int[] acknowledged = new int[64];
        private int acknowledgedCount;

        Session() throws MqttException {
            client = new MqttAsyncClient(config.uri(), config.clientId(), new MemoryPersistence());
            client.setManualAcks(true);
            client.setCallback(callback);
        }

        void connect() throws MqttException {
            IMqttToken connected = client.connect(options());
            connected.waitForCompletion(CONNECT_TIMEOUT_S * 1_000L);
            hearing.connected(connected.getSessionPresent());
            hearing.update(this);
        }

        @Override
        public int[] subscribe(List<String> filters) throws MqttException {
            int[] qos = new int[filters.size()];
            Arrays.fill(qos, 1);
            IMqttToken token = client.subscribe(filters.toArray(String[]::new), qos);
            token.waitForCompletion(CONNECT_TIMEOUT_S * 1_000L);
            return token.getReasonCodes();
        }

        @Override
        public void unsubscribe(List<String> filters) throws MqttException {
            client.unsubscribe(filters.toArray(String[]::new))
                    .waitForCompletion(CONNECT_TIMEOUT_S * 1_000L);
        }

        private MqttConnectionOptions options() throws MqttException {
            MqttConnectionOptions options = new MqttConnectionOptions();
            options.setCleanStart(false);
            options.setSessionExpiryInterval(config.sessionExpiry().toSeconds());
            options.setReceiveMaximum(config.receiveMaximum());
            options.setAutomaticReconnect(false);
            options.setConnectionTimeout(CONNECT_TIMEOUT_S);
            options.setKeepAliveInterval(KEEP_ALIVE_S);
            if (!config.username().isEmpty()) {
                options.setUserName(config.username());
                options.setPassword(config.password().getBytes(StandardCharsets.UTF_8));
            }
            if (config.uri().startsWith("tcp:")) {
                options.setSocketFactory(sockets);
                return options;
            }
            try {
                options.setSocketFactory(MqttSockets.to(URI.create(config.uri()), config.tls()));
            } catch (IOException e) {
                throw new MqttException(e);
            }
            return options;
        }

        boolean isOpen() {
            return ended.getCount() > 0 && client.isConnected();
        }

        /** A connection may also die without a word from Paho. */
        void awaitEnd() throws InterruptedException, MqttException {
            while (!ended.await(1, TimeUnit.SECONDS)) {
                if (!client.isConnected()) {
                    log.warn("the connection to the MQTT broker is gone");
                    return;
                }
                hearing.update(this);
            }
        }

        boolean isOver() {
            return ended.getCount() == 0;
        }

        void end() {
            ended.countDown();
            intake.wake();
        }

        @Override
        public void acknowledge(int messageId) {
            if (acknowledgedCount == acknowledged.length) {
                flush();
            }
            acknowledged[acknowledgedCount++] = messageId;
        }

        @Override
        public void flush() {
            int count = acknowledgedCount;
            acknowledgedCount = 0;
            MqttSocket socket = sockets.made();
            try {
                if (count > 0 && socket != null) {
                    socket.acknowledge(acknowledged, count);
                } else {
                    for (int i = 0; i < count; i++) {
                        client.messageArrivedComplete(acknowledged[i], 1);
                    }
                }
            } catch (MqttException | IOException | RuntimeException e) {
                // The connection is gone, and Paho perhaps half disposed of; the broker delivers
                // again.
                end();
            }
        }

        @Override
        public boolean publish(String mqttTopic, byte[] payload) {
            try {
                client.publish(mqttTopic, payload, 0, false);
                return true;
            } catch (MqttException e) {
                return false;
            }
        }

        @Override
        public void restart() {
            end();
        }

        /** On a thread of its own: Paho may wait for its threads here. */
        void dispose() {
            Thread disposer =
                    new Thread(
                            () -> {
                                try {
                                    client.disconnectForcibly(0, 500, closed);
                                    client.close(true);
                                } catch (MqttException | RuntimeException e) {
                                    // Nothing of a dead connection is worth a word.
                                }
                            },
                            "mqtt-dispose");
            disposer.setDaemon(true);
            disposer.start();
        }
    }

    /**
     * On Paho's threads. It only takes note, and makes them wait for nothing but room: while
     * nothing is read from the broker, Paho hears no answer to its pings and may give the
     * connection up, which costs no more than a delivery anew.
     */
    private final class Callback implements MqttCallback, PublishReader.Receiver {

        private final Session session;

        Callback(Session session) {
            this.session = session;
        }

        @Override
        public void messageArrived(String mqttTopic, MqttMessage message) {
            PublishReader.Properties properties = new PublishReader.Properties();
            String contentType = message.getProperties().getContentType();
            if (contentType != null) {
                properties.contentType(contentType);
            }
            for (UserProperty property : message.getProperties().getUserProperties()) {
                properties.user(property.getKey(), property.getValue());
            }
            arrived(mqttTopic, message.getId(), message.getQos(), message.getPayload(), properties);
        }

        @Override
        public void arrived(
                String mqttTopic,
                int messageId,
                int qos,
                byte[] payload,
                PublishReader.Properties properties) {
            try {
                if (!intake.await(Intake.bytes(mqttTopic, payload), session::isOver)) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            pipeline.arrived(
                    new Arrival(
                            session,
                            messageId,
                            qos,
                            mqttTopic,
                            payload,
                            properties.resends(),
                            properties.oldest(),
                            properties.encoding(),
                            properties.signature(),
                            ChronoUnit.MICROS.between(Instant.EPOCH, wall.instant()),
                            System.nanoTime()));
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            if (response.getReturnCode() == MqttReturnCode.RETURN_CODE_SESSION_TAKEN_OVER) {
                log.warn("{}: another client has connected with this client id", config);
                lease.suspend();
            }
            log.warn(
                    "the connection to the MQTT broker was lost: {}",
                    response.getException() == null
                            ? "reason code " + response.getReturnCode()
                            : String.valueOf(response.getException()));
            session.end();
        }

        @Override
        public void mqttErrorOccurred(MqttException exception) {
            log.warn("MQTT error: {}", String.valueOf(exception));
            session.end();
        }

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String serverUri) {}

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {}
    }
}
