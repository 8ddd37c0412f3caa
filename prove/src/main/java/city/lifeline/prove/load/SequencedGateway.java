package city.lifeline.prove.load;

import city.lifeline.gateway.GatewayClient;
import city.lifeline.gateway.GatewayReading;
import city.lifeline.gateway.MessageStore;
import city.lifeline.gateway.PayloadFormat;
import city.lifeline.prove.ledger.Entry;
import city.lifeline.prove.ledger.Ledger;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** A gateway with the reference client; each message holds a reading of each of its points. */
public final class SequencedGateway implements LoadGateway {

    private final String gateway;
    private final List<String> points;
    private final Ledger ledger;
    private final ValueSource values;
    private final GatewayClient client;
    private final Pace pace;
    private final Deque<Sent> waiting = new ArrayDeque<>();
    private long lastUs;
    private long newest;

    /** What a point measures next. */
    public interface ValueSource {
        double next(String point);
    }

    /** A message that may not be acknowledged yet. */
    private record Sent(long seq, long atNs) {}

    /**
     * A gateway that does not publish yet.
     *
     * @param store empty; closed with the gateway
     * @param messagesPerSecond each with a reading of every point
     */
    public SequencedGateway(
            URI broker,
            String gateway,
            String password,
            List<String> points,
            PayloadFormat format,
            MessageStore store,
            double messagesPerSecond,
            Ledger ledger,
            Random values) {
        this(
                broker,
                gateway,
                password,
                points,
                format,
                store,
                messagesPerSecond,
                ledger,
                point -> Math.round(values.nextDouble() * 1e6) / 1e3);
    }

    /** As above, with values of some course. */
    public SequencedGateway(
            URI broker,
            String gateway,
            String password,
            List<String> points,
            PayloadFormat format,
            MessageStore store,
            double messagesPerSecond,
            Ledger ledger,
            ValueSource values) {
        this.gateway = gateway;
        this.points = List.copyOf(points);
        this.ledger = ledger;
        this.values = values;
        this.newest = store.newest();
        this.client =
                GatewayClient.builder(broker, gateway)
                        .login(gateway, password)
                        .format(format)
                        .resendAfter(Duration.ofSeconds(3))
                        .reconnectMax(Duration.ofSeconds(2))
                        .store(store)
                        .build();
        this.pace = new Pace("load-" + gateway, messagesPerSecond, this::publishNow);
    }

    @Override
    public void start() {
        pace.start();
    }

    private void publishNow() throws IOException, InterruptedException {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        publish(Math.max(now, lastUs + 1));
    }

    /** Publishes a reading of each point at this event time, later than any before. */
    public void publish(long timeUs) throws IOException, InterruptedException {
        lastUs = timeUs;
        long seq = newest + 1;
        List<Entry> entries = new ArrayList<>(points.size());
        List<GatewayReading> readings = new ArrayList<>(points.size());
        for (String point : points) {
            double value = values.next(point);
            entries.add(new Entry(gateway, client.boot(), seq, point, timeUs, value));
            readings.add(GatewayReading.good(point, timeUs, value));
        }
        ledger.publishing(entries);
        synchronized (waiting) {
            waiting.addLast(new Sent(seq, System.nanoTime()));
        }
        newest = client.publish(readings, List.of(), timeUs);
        if (newest != seq) {
            throw new IllegalStateException("message " + seq + " became " + newest);
        }
        takeAcknowledged();
    }

    private void takeAcknowledged() throws IOException {
        long acknowledged = client.status().acknowledged();
        ledger.acknowledgedUpTo(gateway, client.boot(), acknowledged);
        synchronized (waiting) {
            while (!waiting.isEmpty() && waiting.getFirst().seq <= acknowledged) {
                waiting.removeFirst();
            }
        }
    }

    @Override
    public void stopPublishing() throws InterruptedException {
        pace.stop();
    }

    @Override
    public boolean awaitAllAcknowledged(Duration patience) throws InterruptedException {
        boolean all = client.awaitAllAcknowledged(patience);
        try {
            takeAcknowledged();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return all;
    }

    /** How the client is doing. */
    public GatewayClient.Status status() {
        return client.status();
    }

    @Override
    public boolean isHeard() {
        return client.status().acknowledged() > 0;
    }

    @Override
    public Duration lag() {
        long acknowledged = client.status().acknowledged();
        synchronized (waiting) {
            return waiting.stream()
                    .filter(sent -> sent.seq > acknowledged)
                    .findFirst()
                    .map(sent -> Duration.ofNanos(System.nanoTime() - sent.atNs))
                    .orElse(Duration.ZERO);
        }
    }

    @Override
    public void close() {
        pace.abandon();
        client.close();
    }
}
