package city.lifeline.benchmarks.ingest;

import city.lifeline.benchmarks.load.GatewayConnection;
import city.lifeline.benchmarks.load.PayloadTemplate;
import city.lifeline.gateway.GatewayBlock;
import city.lifeline.gateway.GatewayReading;
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

/** All gateways of a case; one thread publishes for all of them, in turn. */
final class Publisher implements AutoCloseable {

    /** Below the receive maximum of any broker that Lifeline works with. */
    private static final int UNACKNOWLEDGED = 200;

    private static final String PREFIX = "lifeline/v1/";
    private static final long NAP_NS = 100_000;

    private final Load load;
    private final List<Sender> senders = new ArrayList<>();
    private final LongSupplier wallUs;
    private volatile boolean stopped;
    private volatile long published;
    private int turn;

    private static final class Sender {
        private final GatewayConnection connection;
        private final byte[] topic;
        private final List<PayloadTemplate> templates;
        private long seq = PayloadTemplate.FIRST_SEQ;

        Sender(GatewayConnection connection, String topic, List<PayloadTemplate> templates) {
            this.connection = connection;
            this.topic = topic.getBytes(StandardCharsets.UTF_8);
            this.templates = templates;
        }
    }

    /**
     * Connects.
     *
     * @param topicLevel last level of the topics to publish to
     * @param passwords of the gateways; empty: anonymous
     */
    Publisher(
            Load load,
            InetSocketAddress broker,
            String topicLevel,
            List<String> gateways,
            Function<String, String> passwords,
            Random random,
            LongSupplier wallUs)
            throws IOException {
        this.load = load;
        this.wallUs = wallUs;
        String boot = HexFormat.of().toHexDigits(random.nextInt());
        for (String gateway : gateways) {
            List<PayloadTemplate> templates = new ArrayList<>();
            for (int first = 0;
                    first + load.elements() <= BenchCity.POINTS_A_GATEWAY;
                    first += load.elements()) {
                templates.add(template(load, gateway, boot, first, random));
            }
            String base = PREFIX + gateway + "/";
            senders.add(
                    new Sender(
                            new GatewayConnection(
                                    broker, gateway, passwords.apply(gateway), base + "ack"),
                            base + topicLevel,
                            templates));
        }
    }

    /** The values are the same every time; they differ from point to point. */
    static PayloadTemplate template(
            Load load, String gateway, String boot, int firstPoint, Random random) {
        List<GatewayReading> readings = new ArrayList<>();
        List<GatewayBlock> blocks = new ArrayList<>();
        for (int i = 0; i < load.elements(); i++) {
            String point = BenchCity.point(gateway, firstPoint + i);
            if (load.samples() == 1) {
                readings.add(
                        new GatewayReading(
                                point,
                                PayloadTemplate.EVENT_MARK_US,
                                value(random),
                                BenchCity.UNIT,
                                Quality.GOOD));
            } else {
                double[] values = new double[load.samples()];
                Arrays.setAll(values, sample -> value(random));
                blocks.add(
                        new GatewayBlock(
                                point,
                                PayloadTemplate.EVENT_MARK_US,
                                Load.BLOCK_US / load.samples(),
                                new int[0],
                                values,
                                BenchCity.UNIT,
                                Quality.GOOD));
            }
        }
        return new PayloadTemplate(load.format(), boot, readings, blocks);
    }

    /** With two decimals, the second of them not 0, so that all are equally long in JSON. */
    private static double value(Random random) {
        return (2_000 + 10 * random.nextInt(10) + 1 + random.nextInt(9)) / 100.0;
    }

    /** Messages published up to now. */
    long published() {
        return published;
    }

    /** Messages that ingest says are in Kafka. */
    long acknowledged() {
        return senders.stream().mapToLong(sender -> sender.connection.acknowledged()).sum();
    }

    void stop() {
        stopped = true;
    }

    /** One of the templates, to read payloads with. */
    PayloadTemplate template() {
        return senders.get(0).templates.get(0);
    }

    /** Last points of the messages. */
    List<String> lastPoints(List<String> gateways) {
        List<String> points = new ArrayList<>();
        for (String gateway : gateways) {
            for (int last = load.elements() - 1;
                    last < BenchCity.POINTS_A_GATEWAY;
                    last += load.elements()) {
                points.add(BenchCity.point(gateway, last));
            }
        }
        return points;
    }

    /**
     * As fast as it goes, until stopped.
     *
     * @param arrived messages of this publisher that are in Kafka
     */
    void flatOut(LongSupplier arrived) throws IOException {
        while (!stopped) {
            long room = load.window() - (published - arrived.getAsLong());
            boolean any = false;
            for (int i = 0; i < senders.size() && room > 0; i++) {
                Sender sender = next();
                for (int burst = 0;
                        burst < 8
                                && room > 0
                                && sender.connection.unacknowledged() < UNACKNOWLEDGED;
                        burst++) {
                    publish(sender, wallUs.getAsLong());
                    room--;
                    any = true;
                }
                sender.connection.flush();
            }
            if (!any) {
                LockSupport.parkNanos(NAP_NS);
            }
        }
    }

    /**
     * At a steady rate, until stopped. A message's time is when it was due, so what holds it up on
     * its way out counts.
     */
    void paced(double messagesPerSecond) throws IOException {
        double intervalNs = TimeUnit.SECONDS.toNanos(1) / messagesPerSecond;
        long startNs = System.nanoTime();
        long startUs = wallUs.getAsLong();
        long sent = 0;
        while (!stopped) {
            long dueNs = (long) (sent * intervalNs);
            long nowNs = System.nanoTime() - startNs;
            if (dueNs > nowNs) {
                LockSupport.parkNanos(dueNs - nowNs);
                continue;
            }
            Sender sender = next();
            publish(sender, startUs + dueNs / 1_000);
            sender.connection.flush();
            sent++;
        }
    }

    private Sender next() {
        turn = turn + 1 == senders.size() ? 0 : turn + 1;
        return senders.get(turn);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread publishes, others only look.
    private void publish(Sender sender, long nowUs) throws IOException {
        long seq = sender.seq++;
        PayloadTemplate template = sender.templates.get((int) (seq % sender.templates.size()));
        sender.connection.publish(
                sender.topic, template.payload(seq, nowUs - load.lengthUs(), nowUs));
        published++;
    }

    @Override
    public void close() throws IOException {
        for (Sender sender : senders) {
            sender.connection.close();
        }
    }
}
