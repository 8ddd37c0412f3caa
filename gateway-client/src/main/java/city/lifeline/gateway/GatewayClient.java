package city.lifeline.gateway;

import city.lifeline.model.Ids;
import city.lifeline.runtime.tls.TlsFiles;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a gateway's readings and keeps them until Kafka holds them.
 *
 * <pre>{@code
 * try (GatewayClient gateway =
 *         GatewayClient.builder(URI.create("tcp://127.0.0.1:1883"), "GW-GAS-01")
 *                 .login("GW-GAS-01", password)
 *                 .build()) {
 *     gateway.publish(List.of(GatewayReading.good("GAS-0001-CH4", timeUs, 3.2)), List.of(), nowUs);
 *     gateway.awaitAllAcknowledged(Duration.ofSeconds(30));
 * }
 * }</pre>
 *
 * <p>It connects by itself, again and again, in a thread of its own; {@link #publish} works while
 * the broker is away, up to what the store holds, and then blocks.
 *
 * <pre>
 *   released ≤ ............ nextToSend ............... newest
 *            sent, not acknowledged   kept, not yet sent
 *            at most the window, in messages and in bytes
 * </pre>
 *
 * An acknowledgement moves {@code released}. A lost connection, or no acknowledgement for a while,
 * moves {@code nextToSend} back to {@code released + 1}: everything is sent again in order, after a
 * silence only a part of the window until acknowledgements come again.
 */
public final class GatewayClient implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(GatewayClient.class);

    private static final Duration SILENCE_MAX = Duration.ofSeconds(40);
    private static final Duration RESEND_MAX = Duration.ofSeconds(60);
    private static final int MAX_ELEMENTS = 10_000;
    private static final int MAX_PAYLOAD_BYTES = 1 << 20;
    private static final long RECONNECT_MIN_MS = 100;
    private static final int NOT_AUTHORIZED = 0x87;
    private static final int FAILURE_CODES = 0x80;

    private final BrokerLogin login;
    private final PayloadFormat format;
    private final String dataTopic;
    private final String ackTopic;
    private final int window;
    private final long windowBytes;
    private final Duration resendAfter;
    private final Duration reconnectMax;
    private final MessageStore store;
    private final Thread worker;

    private final ReentrantLock lock = new ReentrantLock();
    // Something for the worker to do.
    private final Condition work = lock.newCondition();
    // Messages were released, or the client was closed.
    private final Condition progress = lock.newCondition();

    // All below is guarded by the lock.
    private final Queue<byte[]> acks = new ArrayDeque<>();
    private @Nullable Connection connection;
    private long nextToSend;
    // Of the messages from the oldest kept to the one before the next to send.
    private final Deque<Integer> underWay = new ArrayDeque<>();
    private long underWayBytes;
    private long lastProgressNs;
    private long lastHeardNs;
    private Duration resendWait;
    // At most the window; small after a resend, so that a slow system is not buried in repeats.
    private int sendWindow;
    private long resends;
    private String fault = "not yet connected";
    private boolean closed;
    private boolean offline;

    /**
     * How the client is doing.
     *
     * @param newest number of the newest message handed to {@link #publish}
     * @param acknowledged number up to which Kafka holds every message
     * @param resends how often everything unacknowledged was sent again
     * @param fault why it is not connected or gets nowhere; empty if nothing is known to be wrong
     */
    public record Status(
            boolean connected, long newest, long acknowledged, long resends, String fault) {}

    private GatewayClient(Builder builder, MessageStore store) {
        this.login =
                new BrokerLogin(
                        builder.broker,
                        builder.tls,
                        builder.clientId(),
                        builder.username,
                        builder.password);
        this.format = builder.format;
        String base = builder.topicPrefix + "/" + builder.gateway + "/";
        this.dataTopic = base + builder.format.topicLevel();
        this.ackTopic = base + "ack";
        this.window = builder.window;
        this.windowBytes = builder.windowBytes;
        this.resendAfter = builder.resendAfter;
        this.reconnectMax = builder.reconnectMax;
        this.store = store;
        this.nextToSend = store.released() + 1;
        this.resendWait = builder.resendAfter;
        this.sendWindow = builder.window;
        this.worker = new Thread(this::run, "gateway-" + builder.gateway);
        this.worker.setDaemon(true);
    }

    /** A client for one gateway at one broker, with sensible settings for the rest. */
    public static Builder builder(URI broker, String gateway) {
        return new Builder(broker, gateway);
    }

    /**
     * Takes a message into care; it is published as soon as may be. Blocks while the store is full.
     *
     * @param sentAtUs the gateway's clock, µs since the epoch; for a replay aside the recording's
     * @return the message's sequence number
     * @throws IllegalArgumentException for more than 10,000 readings and blocks, 10,000 values in a
     *     block, or 1 MiB: Lifeline refuses such a message
     * @throws IOException if the store cannot keep it (a full disk); it was not taken
     * @throws IllegalStateException if the client is closed, also while it blocks
     */
    public long publish(List<GatewayReading> readings, List<GatewayBlock> blocks, long sentAtUs)
            throws InterruptedException, IOException {
        checkSize(readings, blocks);
        lock.lockInterruptibly();
        try {
            while (true) {
                checkOpen();
                long seq = store.newest() + 1;
                byte[] payload =
                        format.encode(
                                new GatewayMessage(store.boot(), seq, sentAtUs, readings, blocks));
                if (payload.length > MAX_PAYLOAD_BYTES) {
                    throw new IllegalArgumentException(
                            "a message of %d bytes; at most %d"
                                    .formatted(payload.length, MAX_PAYLOAD_BYTES));
                }
                if (store.hasRoom(payload.length)) {
                    store.append(seq, payload);
                    if (seq == nextToSend) {
                        work.signal();
                    }
                    return seq;
                }
                // Another publisher may take this number meanwhile, so encode anew after it.
                while (!closed && !store.hasRoom(payload.length)) {
                    progress.await();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until Kafka holds everything that was published.
     *
     * @return false if that did not happen in time; {@link #status} may say why
     */
    public boolean awaitAllAcknowledged(Duration timeout) throws InterruptedException {
        long remaining = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (store.released() < store.newest()) {
                checkOpen();
                if (remaining <= 0) {
                    return false;
                }
                remaining = progress.awaitNanos(remaining);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    public Status status() {
        lock.lock();
        try {
            boolean connected = connection != null && connection.isOpen();
            return new Status(connected, store.newest(), store.released(), resends, fault);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Cuts the connection without a farewell, as a broken uplink does, and stays away until it is
     * allowed back. What is published meanwhile waits in the store, in its order.
     */
    public void offline(boolean away) {
        lock.lock();
        try {
            offline = away;
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether it has been told to stay away. */
    public boolean isOffline() {
        lock.lock();
        try {
            return offline;
        } finally {
            lock.unlock();
        }
    }

    /** The boot of this client's sequence. */
    public String boot() {
        return store.boot();
    }

    /**
     * Ends the connection. Messages that were not acknowledged stay in a spool and are lost with a
     * store in memory: wait for {@link #awaitAllAcknowledged} before, if they matter.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            work.signalAll();
            progress.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        try {
            worker.join(5_000);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        lock.lock();
        try {
            store.close();
        } catch (IOException e) {
            log.warn("the store of {} does not close: {}", login, e.getMessage());
        } finally {
            lock.unlock();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void checkSize(List<GatewayReading> readings, List<GatewayBlock> blocks) {
        if (readings.size() + blocks.size() > MAX_ELEMENTS) {
            throw new IllegalArgumentException(
                    "a message holds at most " + MAX_ELEMENTS + " readings and blocks");
        }
        for (GatewayBlock block : blocks) {
            if (block.values().length > MAX_ELEMENTS) {
                throw new IllegalArgumentException(
                        "a block holds at most " + MAX_ELEMENTS + " values");
            }
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the client " + login + " is closed");
        }
    }

    private void run() {
        long backOffMs = RECONNECT_MIN_MS;
        while (!isClosed()) {
            Events events = new Events();
            try {
                awaitOnline();
                if (isClosed()) {
                    return;
                }
                Connection opened = Connection.open(login, ackTopic, events);
                backOffMs = RECONNECT_MIN_MS;
                serve(opened, events);
            } catch (MqttException | RuntimeException e) {
                failed(e);
            } catch (IOException e) {
                failed(e);
            } catch (InterruptedException e) {
                return;
            }
            backOffMs = pause(backOffMs);
        }
    }

    private void awaitOnline() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (offline && !closed) {
                fault = "told to stay offline";
                work.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void failed(Exception e) {
        String why = e instanceof MqttException mqtt ? explain(mqtt) : String.valueOf(e);
        lock.lock();
        try {
            if (!why.equals(fault)) {
                log.warn("{}: {}; trying again", login, why);
            }
            fault = why;
        } finally {
            lock.unlock();
        }
    }

    private static String explain(MqttException e) {
        String why = "MQTT reason " + e.getReasonCode() + ", " + e.getMessage();
        Throwable cause = e.getCause();
        return cause == null ? why : why + " (" + cause.getMessage() + ")";
    }

    /** Waits a random time around the back-off, so that a city's gateways do not come as one. */
    private long pause(long backOffMs) {
        long waitMs =
                ThreadLocalRandom.current().nextLong(backOffMs / 2, backOffMs + backOffMs / 2 + 1);
        long remaining = TimeUnit.MILLISECONDS.toNanos(Math.min(waitMs, reconnectMax.toMillis()));
        lock.lock();
        try {
            while (!closed && remaining > 0) {
                remaining = work.awaitNanos(remaining);
            }
        } catch (InterruptedException e) {
            closed = true;
        } finally {
            lock.unlock();
        }
        return Math.min(backOffMs * 2, reconnectMax.toMillis());
    }

    /** Sends and listens until the connection is lost or the client closed. */
    private void serve(Connection opened, Events events)
            throws MqttException, IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            connection = opened;
            fault = "";
            beginAgain();
            resendWait = resendAfter;
            sendWindow = window;
            long now = System.nanoTime();
            lastProgressNs = now;
            lastHeardNs = now;
            log.info("{} is connected", login);
            while (!closed && !offline && !events.lost && opened.isOpen()) {
                takeAcks();
                resendIfStuck();
                if (!sendNext(opened, events)) {
                    work.awaitNanos(TimeUnit.MILLISECONDS.toNanos(200));
                }
                checkAlive(events);
            }
            if (!closed && !offline) {
                fault = "the connection was lost: " + events.why;
                log.warn("{}: {}", login, fault);
            }
        } finally {
            connection = null;
            boolean goodbye = closed;
            lock.unlock();
            if (goodbye) {
                opened.close();
            } else {
                opened.abandon();
            }
        }
    }

    private void beginAgain() {
        nextToSend = store.released() + 1;
        underWay.clear();
        underWayBytes = 0;
    }

    private void takeAcks() throws IOException {
        byte[] payload = acks.poll();
        while (payload != null) {
            AckMessage ack = AckMessage.parse(payload);
            if (ack != null && ack.boot().equals(store.boot())) {
                long seq = Math.min(ack.seq(), store.newest());
                if (seq > store.released()) {
                    sendWindow = (int) Math.min(window, sendWindow + seq - store.released());
                    for (long n = store.released() + 1; n <= seq && n < nextToSend; n++) {
                        underWayBytes -= underWay.removeFirst();
                    }
                    store.release(seq);
                    nextToSend = Math.max(nextToSend, store.released() + 1);
                    lastProgressNs = System.nanoTime();
                    resendWait = resendAfter;
                    fault = "";
                    progress.signalAll();
                }
            }
            payload = acks.poll();
        }
    }

    private void resendIfStuck() {
        long now = System.nanoTime();
        boolean waiting = nextToSend > store.released() + 1;
        if (!waiting) {
            lastProgressNs = now;
        } else if (now - lastProgressNs > resendWait.toNanos()) {
            log.info(
                    "{}: no acknowledgement after {} for {}; sending again",
                    login,
                    store.released(),
                    resendWait);
            beginAgain();
            lastProgressNs = now;
            resends++;
            sendWindow = Math.max(1, sendWindow / 8);
            Duration doubled = resendWait.multipliedBy(2);
            resendWait = doubled.compareTo(RESEND_MAX) > 0 ? RESEND_MAX : doubled;
        }
    }

    private boolean sendNext(Connection opened, Events events) throws MqttException, IOException {
        if (nextToSend > store.sendable()
                || nextToSend - store.released() > sendWindow
                || events.unconfirmed >= window) {
            return false;
        }
        byte[] payload = store.read(nextToSend);
        // One message always may go, or a large one would wait for ever.
        if (underWayBytes > 0 && underWayBytes + payload.length > windowBytes) {
            return false;
        }
        store.secure(nextToSend);
        if (!opened.publish(dataTopic, payload, store.released() + 1, events)) {
            return false;
        }
        underWay.addLast(payload.length);
        underWayBytes += payload.length;
        events.unconfirmed++;
        nextToSend++;
        return true;
    }

    /** A connection that looks open but brings no answer is given up. */
    private void checkAlive(Events events) throws IOException {
        if (events.unconfirmed == 0) {
            lastHeardNs = System.nanoTime();
        } else if (System.nanoTime() - lastHeardNs > SILENCE_MAX.toNanos()) {
            throw new IOException("the broker has not answered for " + SILENCE_MAX);
        }
    }

    /** Notes what Paho's threads say, for the worker. */
    private final class Events implements Connection.Events {

        // Guarded by the lock.
        private boolean lost;
        private String why = "";
        // Publishes of this connection that the broker has not answered.
        private int unconfirmed;

        @Override
        public void ack(byte[] payload) {
            lock.lock();
            try {
                acks.add(payload);
                lastHeardNs = System.nanoTime();
                work.signal();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void puback(int reason) {
            lock.lock();
            try {
                unconfirmed--;
                lastHeardNs = System.nanoTime();
                if (reason >= FAILURE_CODES) {
                    refused(reason);
                }
                work.signal();
            } finally {
                lock.unlock();
            }
        }

        private void refused(int reason) {
            String text =
                    reason == NOT_AUTHORIZED
                            ? "the account may not publish to " + dataTopic
                            : "the broker refuses messages, reason code " + reason;
            if (!text.equals(fault)) {
                log.error("{}: {}", login, text);
            }
            fault = text;
        }

        @Override
        public void lost(String reason) {
            lock.lock();
            try {
                lost = true;
                why = reason;
                work.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Settings of a client. */
    public static final class Builder {

        private final URI broker;
        private final String gateway;
        private @Nullable String username;
        private @Nullable String password;
        private @Nullable String clientId;
        private TlsFiles tls = TlsFiles.STANDARD;
        private String topicPrefix = "lifeline/v1";
        private PayloadFormat format = PayloadFormat.JSON;
        private int window = 500;
        private long windowBytes = 256 << 10;
        private Duration resendAfter = Duration.ofSeconds(5);
        private Duration reconnectMax = Duration.ofSeconds(10);
        private Supplier<String> boot = () -> UUID.randomUUID().toString();
        private @Nullable MessageStore store;

        private Builder(URI broker, String gateway) {
            if (!Ids.isValid(gateway)) {
                throw new IllegalArgumentException("not a valid gateway id: '" + gateway + "'");
            }
            this.broker = broker;
            this.gateway = gateway;
        }

        public Builder login(String name, String secret) {
            this.username = name;
            this.password = secret;
            return this;
        }

        /**
         * For a broker address {@code ssl://}. A certificate of the city's authority makes a login
         * by name unnecessary. Default: the authorities that Java trusts, no certificate.
         */
        public Builder tls(TlsFiles files) {
            this.tls = files;
            return this;
        }

        /** Default: {@code lifeline/v1}; {@code lifeline/run/<run>} for a run aside. */
        public Builder topicPrefix(String prefix) {
            this.topicPrefix = prefix;
            return this;
        }

        /** Default: the gateway's id and a random part. */
        public Builder clientId(String id) {
            this.clientId = id;
            return this;
        }

        /** Default: JSON. */
        public Builder format(PayloadFormat payloadFormat) {
            this.format = payloadFormat;
            return this;
        }

        /** Messages that may be under way without an acknowledgement; default 500. */
        public Builder window(int messages) {
            if (messages < 1) {
                throw new IllegalArgumentException("a window has at least 1 message");
            }
            this.window = messages;
            return this;
        }

        /**
         * Bytes that may be under way without an acknowledgement; default 256 KiB. A backlog of
         * large messages then leaves room for the other gateways' live readings.
         */
        public Builder windowBytes(long bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("a window has at least 1 byte");
            }
            this.windowBytes = bytes;
            return this;
        }

        /** Without progress for so long everything is sent again; doubles up to a minute. */
        public Builder resendAfter(Duration duration) {
            this.resendAfter = duration;
            return this;
        }

        /** Longest pause between two attempts to connect. */
        public Builder reconnectMax(Duration duration) {
            this.reconnectMax = duration;
            return this;
        }

        /** Names the boot of a store in memory; must be new at every call. Default: random. */
        public Builder boot(Supplier<String> supplier) {
            this.boot = supplier;
            return this;
        }

        /**
         * Where messages wait for their acknowledgement; closed with the client. Default: in
         * memory, as many as the window.
         */
        public Builder store(MessageStore messageStore) {
            this.store = messageStore;
            return this;
        }

        /** Starts the client. */
        public GatewayClient build() {
            MessageStore kept = store == null ? new MemoryStore(boot.get(), window) : store;
            GatewayClient client = new GatewayClient(this, kept);
            client.worker.start();
            return client;
        }

        private String clientId() {
            return clientId != null
                    ? clientId
                    : gateway + "-" + UUID.randomUUID().toString().substring(0, 8);
        }
    }
}
