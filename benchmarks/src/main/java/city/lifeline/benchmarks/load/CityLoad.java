package city.lifeline.benchmarks.load;

import city.lifeline.gateway.GatewayBlock;
import city.lifeline.gateway.GatewayReading;
import city.lifeline.gateway.PayloadFormat;
import city.lifeline.model.Quality;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The gateways of a {@link LoadCity}, which publish at its rate until they are stopped; one thread
 * for all of them. What is late is published at once, so the rate holds as long as the broker takes
 * it.
 */
public final class CityLoad implements AutoCloseable {

    private static final int SCALARS_A_MESSAGE = 50;
    private static final int BLOCKS_A_MESSAGE = 10;
    private static final long US_PER_S = 1_000_000;
    private static final int JOIN_MS = 10_000;

    /** Messages that a gateway may have under way, as the reference client has. */
    private static final int UNDER_WAY = 200;

    private final List<Sender> senders = new ArrayList<>();
    private final LongSupplier wallUs;
    private final Thread thread = new Thread(this::run, "load");
    private final Random random;
    private volatile boolean stopped;
    private volatile @Nullable String fault;
    private volatile long messages;
    private volatile long readings;
    private volatile long samples;
    private volatile double lateS;

    /** A message that is published once in each round of ten seconds, or of one. */
    private record Message(PayloadTemplate template, int readings, int samples) {}

    private static final class Sender {
        private final GatewayConnection connection;
        private final byte[] topic;
        private final List<Message> messages;
        private final long lengthUs;
        private long seq = PayloadTemplate.FIRST_SEQ;
        private int next;

        Sender(GatewayConnection connection, String topic, List<Message> messages, long lengthUs) {
            this.connection = connection;
            this.topic = topic.getBytes(StandardCharsets.UTF_8);
            this.messages = messages;
            this.lengthUs = lengthUs;
        }
    }

    /**
     * Connects all gateways.
     *
     * @param passwords of the gateways
     */
    public CityLoad(
            LoadCity city,
            InetSocketAddress broker,
            Function<String, String> passwords,
            Random random,
            LongSupplier wallUs)
            throws IOException {
        this.wallUs = wallUs;
        this.random = random;
        String boot = HexFormat.of().toHexDigits(random.nextInt());
        for (int g = 0; g < city.waveformGateways(); g++) {
            int first = g * LoadCity.WAVEFORMS_A_GATEWAY;
            int end = Math.min(city.waveforms(), first + LoadCity.WAVEFORMS_A_GATEWAY);
            List<Message> each = new ArrayList<>();
            for (int from = first; from < end; from += BLOCKS_A_MESSAGE) {
                each.add(waveforms(boot, from, Math.min(end, from + BLOCKS_A_MESSAGE)));
            }
            connect(broker, LoadCity.waveformGateway(g), passwords, each, US_PER_S);
        }
        for (int g = 0; g < city.scalarGateways(); g++) {
            int first = g * LoadCity.SCALARS_A_GATEWAY;
            int end = Math.min(city.scalars(), first + LoadCity.SCALARS_A_GATEWAY);
            List<Message> each = new ArrayList<>();
            for (int from = first; from < end; from += SCALARS_A_MESSAGE) {
                each.add(scalars(boot, from, Math.min(end, from + SCALARS_A_MESSAGE)));
            }
            connect(broker, LoadCity.scalarGateway(g), passwords, each, 0);
        }
        thread.setDaemon(true);
    }

    private void connect(
            InetSocketAddress broker,
            String gateway,
            Function<String, String> passwords,
            List<Message> each,
            long lengthUs)
            throws IOException {
        String base = "lifeline/v1/" + gateway + "/";
        senders.add(
                new Sender(
                        new GatewayConnection(
                                broker, gateway, passwords.apply(gateway), base + "ack"),
                        base + "readings.pb",
                        each,
                        lengthUs));
    }

    private Message scalars(String boot, int from, int end) {
        List<GatewayReading> all = new ArrayList<>();
        for (int i = from; i < end; i++) {
            LoadCity.Kind kind = LoadCity.scalarKind(i);
            all.add(
                    new GatewayReading(
                            LoadCity.scalar(i),
                            PayloadTemplate.EVENT_MARK_US,
                            kind.usual() + kind.spread() * (2 * random.nextDouble() - 1),
                            kind.unit(),
                            Quality.GOOD));
        }
        return new Message(
                new PayloadTemplate(PayloadFormat.PROTOBUF, boot, all, List.of()), all.size(), 0);
    }

    private Message waveforms(String boot, int from, int end) {
        List<GatewayBlock> all = new ArrayList<>();
        for (int i = from; i < end; i++) {
            LoadCity.Kind kind = LoadCity.waveformKind(i);
            double[] values = new double[LoadCity.SAMPLES];
            Arrays.setAll(values, n -> kind.usual() + kind.spread() * random.nextGaussian());
            all.add(
                    new GatewayBlock(
                            LoadCity.waveform(i),
                            PayloadTemplate.EVENT_MARK_US,
                            (int) US_PER_S / LoadCity.SAMPLES,
                            new int[0],
                            values,
                            kind.unit(),
                            Quality.GOOD));
        }
        return new Message(
                new PayloadTemplate(PayloadFormat.PROTOBUF, boot, List.of(), all),
                0,
                all.size() * LoadCity.SAMPLES);
    }

    /** Begins to publish. */
    public void start() {
        thread.start();
    }

    /** Messages published up to now. */
    public long messages() {
        return messages;
    }

    /** Messages of them that are in Kafka, as ingest says. */
    public long acknowledged() {
        return senders.stream().mapToLong(sender -> sender.connection.acknowledged()).sum();
    }

    /** Scalar readings published up to now. */
    public long readings() {
        return readings;
    }

    /** Samples of waveforms published up to now. */
    public long samples() {
        return samples;
    }

    /**
     * By how many seconds the gateways are behind their rate; more than one: the broker is slow.
     */
    public double lateS() {
        return lateS;
    }

    /**
     * That all gateways publish.
     *
     * @throws IOException if a connection is lost
     */
    public void check() throws IOException {
        String known = fault;
        if (known != null) {
            throw new IOException(known);
        }
    }

    private void run() {
        try {
            publish();
        } catch (IOException e) {
            fault = "the load ends: " + e.getMessage();
        }
    }

    /**
     * In each second a waveform's gateway publishes all its messages and a scalar one a tenth,
     * every gateway at a moment of its own.
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread publishes, others only look.
    private void publish() throws IOException {
        long startNs = System.nanoTime();
        long startUs = wallUs.getAsLong();
        int slots = senders.size();
        long slotNs = TimeUnit.SECONDS.toNanos(1) / slots;
        for (long tick = 0; !stopped; tick++) {
            long dueNs =
                    startNs + tick / slots * TimeUnit.SECONDS.toNanos(1) + tick % slots * slotNs;
            for (long nowNs = System.nanoTime(); nowNs < dueNs; nowNs = System.nanoTime()) {
                LockSupport.parkNanos(dueNs - nowNs);
            }
            lateS = (System.nanoTime() - dueNs) / 1e9;
            Sender sender = senders.get((int) (tick % slots));
            while (sender.connection.unacknowledged() > UNDER_WAY && !stopped) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                sender.connection.flush();
                // Nothing is published meanwhile, and that may be for ever.
                lateS = (System.nanoTime() - dueNs) / 1e9;
            }
            // The time when it was due, so that what holds it up on its way out counts.
            long nowUs = startUs + (dueNs - startNs) / 1_000;
            boolean waveforms = sender.lengthUs > 0;
            int count = sender.messages.size();
            int rounds = waveforms ? 1 : (int) LoadCity.INTERVAL.toSeconds();
            int many = (count + rounds - 1) / rounds;
            for (int i = 0; i < many; i++) {
                Message message = sender.messages.get(sender.next);
                sender.next = (sender.next + 1) % count;
                sender.connection.publish(
                        sender.topic,
                        message.template.payload(sender.seq++, nowUs - sender.lengthUs, nowUs));
                messages++;
                readings += message.readings;
                samples += message.samples;
            }
            sender.connection.flush();
        }
    }

    @Override
    public void close() throws IOException {
        stopped = true;
        try {
            thread.join(JOIN_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Sender sender : senders) {
            sender.connection.close();
        }
    }
}
