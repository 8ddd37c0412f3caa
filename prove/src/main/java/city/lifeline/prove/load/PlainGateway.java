package city.lifeline.prove.load;

import city.lifeline.prove.ledger.Entry;
import city.lifeline.prove.ledger.Ledger;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/**
 * A gateway that is any MQTT client at QoS 1, one message after the other. It trusts the broker:
 * what the broker acknowledged counts as acknowledged.
 */
public final class PlainGateway implements LoadGateway {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final String gateway;
    private final String point;
    private final Ledger ledger;
    private final Random values;
    private final PlainConnection connection;
    private final Pace pace;
    private long count;
    private long lastMs;
    private volatile long sendingSinceNs;
    private volatile boolean sending;
    private volatile boolean heard;

    /** A gateway that does not publish yet. */
    public PlainGateway(
            URI broker,
            String gateway,
            String password,
            String point,
            double messagesPerSecond,
            Ledger ledger,
            Random values) {
        this.gateway = gateway;
        this.point = point;
        this.ledger = ledger;
        this.values = values;
        this.connection = new PlainConnection(broker, gateway, password);
        this.pace = new Pace("load-" + gateway, messagesPerSecond, this::publish);
    }

    @Override
    public void start() {
        pace.start();
    }

    private void publish() throws IOException, InterruptedException {
        long timeMs = Math.max(Instant.now().toEpochMilli(), lastMs + 1);
        lastMs = timeMs;
        double value = Math.round(values.nextDouble() * 1e6) / 1e3;
        count++;
        ledger.publishing(
                java.util.List.of(new Entry(gateway, "", count, point, timeMs * 1_000, value)));
        String json =
                "{\"readings\":[{\"point\":\"%s\",\"time\":%d,\"value\":%s}]}"
                        .formatted(point, timeMs, value);
        sendingSinceNs = System.nanoTime();
        sending = true;
        if (connection.publishSurely(
                        "lifeline/v1/" + gateway + "/readings",
                        json.getBytes(StandardCharsets.UTF_8),
                        PATIENCE)
                > 0) {
            ledger.acknowledged(gateway, "", count);
            heard = true;
        }
        sending = false;
    }

    @Override
    public void stopPublishing() throws InterruptedException {
        pace.stop();
    }

    /** The last message was acknowledged, or given up, before {@link #stopPublishing} returned. */
    @Override
    public boolean awaitAllAcknowledged(Duration patience) {
        return !sending;
    }

    @Override
    public boolean isHeard() {
        return heard;
    }

    @Override
    public Duration lag() {
        return sending ? Duration.ofNanos(System.nanoTime() - sendingSinceNs) : Duration.ZERO;
    }

    @Override
    public void close() {
        pace.abandon();
        connection.close();
    }
}
