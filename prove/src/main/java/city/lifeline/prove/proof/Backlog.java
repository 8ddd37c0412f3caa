package city.lifeline.prove.proof;

import city.lifeline.gateway.DiskSpool;
import city.lifeline.gateway.PayloadFormat;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.Lane;
import city.lifeline.prove.Latency;
import city.lifeline.prove.Load;
import city.lifeline.prove.Rig;
import city.lifeline.prove.Seed;
import city.lifeline.prove.ledger.Comparison;
import city.lifeline.prove.ledger.KafkaContent;
import city.lifeline.prove.ledger.Kept;
import city.lifeline.prove.ledger.Ledger;
import city.lifeline.prove.load.SequencedGateway;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;

/** P10, up to Kafka: the backlog of an outage is complete, late, and in nobody's way. */
public final class Backlog {

    private static final int POINTS = 200;
    private static final Duration OUTAGE = Duration.ofHours(6);
    private static final Duration LATE_AFTER = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long LIVE_P99_MAX_MS = 5_000;
    private static final long SPOOL_BYTES = 1L << 30;

    private Backlog() {}

    public static Proof isCompleteAndLate() {
        return Proof.of(
                Promise.P10, "6 h of 200 points at once, while live readings go on", Backlog::run);
    }

    private static void run(Trial trial) throws Exception {
        Rig rig = trial.rig();
        Seed seed = trial.seed();
        Rig.Registered gateway = rig.register("P10-BACK", 1, POINTS).get(0);
        Path directory = rig.directory().resolve("load-P10-BACK");
        Map<TopicPartition, Long> since;
        try (KafkaContent content = rig.content()) {
            since = content.ends(KafkaTopics.READINGS);
        }
        try (Ledger ledger = new Ledger(directory.resolve("ledger.csv"));
                Load load = new Load(rig, "P10", trial)) {
            gather(gateway, directory, ledger, trial);
            load.start();
            load.awaitSteady();
            long quietSinceMs = System.currentTimeMillis();
            TimeUnit.SECONDS.sleep(trial.either(5, 60));

            long backSinceMs = System.currentTimeMillis();
            try (SequencedGateway back =
                    gateway(rig.brokerUri(), gateway, directory, ledger, seed)) {
                Expect.that(
                        back.awaitAllAcknowledged(PATIENCE),
                        () -> "the backlog is not acknowledged within " + PATIENCE);
            }
            long backUntilMs = System.currentTimeMillis();
            List<Kept> live = load.endAndCheck(PATIENCE);

            List<Kept> kept;
            try (KafkaContent content = rig.content()) {
                kept = content.readings(since);
            }
            Comparison comparison = Comparison.of(ledger, kept);
            trial.say("the backlog: %s", comparison.inWords());
            Expect.that(comparison.isClean(), comparison::inWords);
            Expect.same(comparison.published(), comparison.acknowledged(), "acknowledged");
            Expect.same(
                    0L,
                    kept.stream()
                            .filter(each -> each.gateway().equals(gateway.id()))
                            .filter(each -> each.lane() != Lane.LATE)
                            .count(),
                    "readings of the backlog in the live lane");
            Expect.same(
                    0L,
                    live.stream().filter(each -> each.lane() != Lane.LIVE).count(),
                    "live readings in the late lane");
            Latency during = Latency.between(live, backSinceMs, backUntilMs);
            trial.say(
                    "%,d readings of %s worked off in %d ms; live readings in Kafka after %s, before %s",
                    comparison.published(),
                    OUTAGE,
                    backUntilMs - backSinceMs,
                    during,
                    Latency.between(live, quietSinceMs, backSinceMs));
            trial.figure("late readings", comparison.published(), "");
            trial.figure("worked off in", (backUntilMs - backSinceMs) / 1e3, "s");
            trial.figure("live readings in Kafka meanwhile, p99", (double) during.p99Ms(), "ms");
            // Loose: what else runs on this machine counts too.
            Expect.that(during.p99Ms() < LIVE_P99_MAX_MS, during::toString);
        }
    }

    /** What the gateway measures while nobody hears it. */
    private static void gather(Rig.Registered gateway, Path directory, Ledger ledger, Trial trial)
            throws IOException, InterruptedException {
        Seed seed = trial.seed();
        Duration every = trial.either(Duration.ofMinutes(2), Duration.ofSeconds(10));
        Instant now = Instant.now();
        try (SequencedGateway offline =
                gateway(URI.create("tcp://127.0.0.1:9"), gateway, directory, ledger, seed)) {
            for (Instant time = now.minus(OUTAGE);
                    time.isBefore(now.minus(LATE_AFTER));
                    time = time.plus(every)) {
                offline.publish(ChronoUnit.MICROS.between(Instant.EPOCH, time));
            }
        }
    }

    private static SequencedGateway gateway(
            URI broker, Rig.Registered gateway, Path directory, Ledger ledger, Seed seed)
            throws IOException {
        return new SequencedGateway(
                broker,
                gateway.id(),
                gateway.password(),
                gateway.points(),
                PayloadFormat.JSON,
                new DiskSpool(
                        directory.resolve("spool"), () -> "boot-" + seed.number(), SPOOL_BYTES),
                1,
                ledger,
                seed.random(gateway.id()));
    }
}
