package city.lifeline.prove;

import city.lifeline.gateway.DiskSpool;
import city.lifeline.gateway.PayloadFormat;
import city.lifeline.model.KafkaTopics;
import city.lifeline.prove.ledger.Comparison;
import city.lifeline.prove.ledger.KafkaContent;
import city.lifeline.prove.ledger.Kept;
import city.lifeline.prove.ledger.Ledger;
import city.lifeline.prove.load.LoadGateway;
import city.lifeline.prove.load.PlainGateway;
import city.lifeline.prove.load.SequencedGateway;
import city.lifeline.prove.proof.Expect;
import city.lifeline.prove.proof.Trial;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;

/**
 * 500 readings a second: ten gateways with the reference client and a spool on the disk, half of
 * them in Protobuf, and two that are any MQTT client; and what of it must be in Kafka in the end.
 */
public final class Load implements AutoCloseable {

    private static final int GATEWAYS = 10;
    private static final int POINTS = 10;
    private static final int MESSAGES_PER_SECOND = 5;
    private static final int PLAIN = 2;
    private static final Duration START_PATIENCE = Duration.ofMinutes(2);
    private static final long SPOOL_BYTES = 64L << 20;
    private static final long WATCH_MS = 200;

    private final Rig rig;
    private final String name;
    private final Trial trial;
    private final Map<TopicPartition, Long> since;
    private final Ledger ledger;
    private final Set<String> ids = new HashSet<>();
    private final List<LoadGateway> gateways = new ArrayList<>();
    private volatile boolean closed;

    public Load(Rig rig, String name, Trial trial) throws IOException, InterruptedException {
        this.rig = rig;
        this.name = name;
        this.trial = trial;
        Seed seed = trial.seed();
        Path directory = rig.directory().resolve("load-" + name);
        ledger = new Ledger(directory.resolve("ledger.csv"));
        List<Rig.Registered> registered = rig.register(name, GATEWAYS, POINTS);
        List<Rig.Registered> plain = rig.register(name + "-PLAIN", PLAIN, 1);
        registered.forEach(gateway -> ids.add(gateway.id()));
        plain.forEach(gateway -> ids.add(gateway.id()));
        try (KafkaContent content = rig.content()) {
            since = content.ends(KafkaTopics.READINGS);
        }
        for (Rig.Registered gateway : registered) {
            gateways.add(
                    new SequencedGateway(
                            rig.brokerUri(),
                            gateway.id(),
                            gateway.password(),
                            gateway.points(),
                            gateways.size() % 2 == 0 ? PayloadFormat.JSON : PayloadFormat.PROTOBUF,
                            new DiskSpool(
                                    directory.resolve(gateway.id()),
                                    () -> "boot-" + seed.number(),
                                    SPOOL_BYTES),
                            MESSAGES_PER_SECOND,
                            ledger,
                            seed.random(gateway.id())));
        }
        for (Rig.Registered gateway : plain) {
            gateways.add(
                    new PlainGateway(
                            rig.brokerUri(),
                            gateway.id(),
                            gateway.password(),
                            gateway.points().get(0),
                            MESSAGES_PER_SECOND,
                            ledger,
                            seed.random(gateway.id())));
        }
    }

    public Load start() {
        gateways.forEach(LoadGateway::start);
        Thread watch = new Thread(this::watch, "lag-" + name);
        watch.setDaemon(true);
        watch.start();
        return this;
    }

    private void watch() {
        try {
            while (!closed) {
                trial.lag(lag());
                TimeUnit.MILLISECONDS.sleep(WATCH_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until every gateway is heard and nothing waits. */
    public void awaitSteady() throws InterruptedException {
        long begun = System.nanoTime();
        while (!gateways.stream().allMatch(LoadGateway::isHeard)) {
            Expect.that(
                    System.nanoTime() - begun < START_PATIENCE.toNanos(),
                    () -> "not every gateway is heard");
            TimeUnit.MILLISECONDS.sleep(50);
        }
        awaitLagBelow(Duration.ofSeconds(1), START_PATIENCE);
    }

    /** Age of the oldest message of any gateway that waits for its acknowledgement. */
    public Duration lag() {
        return gateways.stream()
                .map(LoadGateway::lag)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** Waits until no message waits longer than this, and returns how long that took. */
    public Duration awaitLagBelow(Duration limit, Duration patience) throws InterruptedException {
        long begun = System.nanoTime();
        while (lag().compareTo(limit) > 0) {
            Expect.that(
                    System.nanoTime() - begun < patience.toNanos(),
                    () ->
                            "a message waits for %s though the fault ended %s ago"
                                    .formatted(lag(), patience));
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    public void stopPublishing() throws InterruptedException {
        for (LoadGateway gateway : gateways) {
            gateway.stopPublishing();
        }
    }

    /** Ends the load, waits until all is acknowledged, and compares; all must be there. */
    public List<Kept> endAndCheck(Duration patience) throws InterruptedException {
        stopPublishing();
        long deadline = System.nanoTime() + patience.toNanos();
        for (LoadGateway gateway : gateways) {
            Expect.that(
                    gateway.awaitAllAcknowledged(
                            Duration.ofNanos(Math.max(1, deadline - System.nanoTime()))),
                    () -> "not all is acknowledged within " + patience);
        }
        List<Kept> kept = kept();
        Comparison comparison = Comparison.of(ledger, kept);
        trial.say("%s", comparison.inWords());
        trial.figure("readings acknowledged", comparison.acknowledged(), "");
        trial.figure("of those missing", comparison.missing().size(), "");
        trial.figure("extra", comparison.extra().size(), "");
        trial.figure("out of order", comparison.disordered().size(), "");
        trial.figure("kept more than once", comparison.repeats(), "");
        Expect.that(comparison.isClean(), comparison::inWords);
        Expect.same(comparison.published(), comparison.acknowledged(), "acknowledged");
        return kept;
    }

    /** What of it is missing in Kafka now though it was acknowledged, and so on. */
    public Comparison compareNow() {
        return Comparison.of(ledger, kept());
    }

    private List<Kept> kept() {
        try (KafkaContent content = rig.content()) {
            return content.readings(since).stream()
                    .filter(each -> ids.contains(each.gateway()))
                    .toList();
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        gateways.forEach(LoadGateway::close);
        ledger.close();
    }
}
