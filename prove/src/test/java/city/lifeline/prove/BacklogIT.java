package city.lifeline.prove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.gateway.DiskSpool;
import city.lifeline.gateway.PayloadFormat;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.Lane;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** P10, up to Kafka: the backlog of an outage is complete, late, and in nobody's way. */
@ExtendWith(SharedRig.class)
class BacklogIT {

    private static final int POINTS = 200;
    private static final Duration OUTAGE = Duration.ofHours(6);
    private static final Duration LATE_AFTER = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long LIVE_P99_MAX_MS = 5_000;
    private static final long SPOOL_BYTES = 1L << 30;

    @Test
    void p10_aBacklogIsCompleteAndLateWhileLiveReadingsGoOn(Rig rig) throws Exception {
        Seed seed = Seed.of("P10");
        Rig.Registered gateway = rig.register("P10-BACK", 1, POINTS).get(0);
        Path directory = rig.directory().resolve("load-P10-BACK");
        Map<TopicPartition, Long> since;
        try (KafkaContent content = rig.content()) {
            since = content.ends(KafkaTopics.READINGS);
        }
        try (Ledger ledger = new Ledger(directory.resolve("ledger.csv"));
                Load load = new Load(rig, "P10", seed)) {
            gather(gateway, directory, ledger, seed);
            load.start();
            load.awaitSteady();
            long quietSinceMs = System.currentTimeMillis();
            TimeUnit.SECONDS.sleep(Length.either(5, 60));

            long backSinceMs = System.currentTimeMillis();
            try (SequencedGateway back =
                    gateway(rig.brokerUri(), gateway, directory, ledger, seed)) {
                assertTrue(back.awaitAllAcknowledged(PATIENCE), seed.toString());
            }
            long backUntilMs = System.currentTimeMillis();
            List<Kept> live = load.endAndCheck(seed.toString(), PATIENCE);

            List<Kept> kept;
            try (KafkaContent content = rig.content()) {
                kept = content.readings(since);
            }
            Comparison comparison = Comparison.of(ledger, kept);
            System.out.printf("P10: the backlog: %s%n", comparison.inWords());
            assertTrue(comparison.isClean(), () -> seed + ": " + comparison.inWords());
            assertEquals(comparison.published(), comparison.acknowledged());
            assertEquals(
                    0,
                    kept.stream()
                            .filter(each -> each.gateway().equals(gateway.id()))
                            .filter(each -> each.lane() != Lane.LATE)
                            .count(),
                    "readings of the backlog in the live lane");
            assertEquals(
                    0,
                    live.stream().filter(each -> each.lane() != Lane.LIVE).count(),
                    "live readings in the late lane");
            Latency during = Latency.between(live, backSinceMs, backUntilMs);
            System.out.printf(
                    "P10: %,d readings of %s worked off in %d ms; live readings in Kafka after %s, before %s%n",
                    comparison.published(),
                    OUTAGE,
                    backUntilMs - backSinceMs,
                    during,
                    Latency.between(live, quietSinceMs, backSinceMs));
            // Loose: what else runs on this machine counts too.
            assertTrue(during.p99Ms() < LIVE_P99_MAX_MS, during.toString());
        }
    }

    /** What the gateway measures while nobody hears it. */
    private static void gather(Rig.Registered gateway, Path directory, Ledger ledger, Seed seed)
            throws IOException, InterruptedException {
        Duration every = Length.either(Duration.ofMinutes(2), Duration.ofSeconds(10));
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
