package city.lifeline.prove;

import static org.awaitility.Awaitility.await;

import city.lifeline.prove.process.ServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** P1: a reading that was acknowledged is never lost, whatever is killed. */
@ExtendWith(SharedRig.class)
class AcknowledgedIsKeptIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void p1_acknowledgedReadingsAreKeptThoughBrokerIngestAndKafkaAreKilled(Rig rig)
            throws Exception {
        Seed seed = Seed.of("P1");
        Random random = seed.random("kills");
        try (Load load = new Load(rig, "P1", seed).start()) {
            load.awaitSteady();
            long end = System.nanoTime() + Duration.ofMinutes(Length.minutes()).toNanos();
            do {
                for (ServerProcess victim : oneOfEach(rig, random)) {
                    TimeUnit.MILLISECONDS.sleep(
                            Length.either(1_000, 20_000)
                                    + random.nextInt(Length.either(3_000, 40_000)));
                    // Killed while another one is catching up, it would be two faults.
                    await().atMost(PATIENCE).until(rig.kafka()::isInSync);
                    System.out.printf("P1: kills %s%n", victim.name());
                    victim.kill();
                    rig.mqtt().process().awaitReady(PATIENCE);
                    rig.ingest().process().awaitReady(PATIENCE);
                }
            } while (System.nanoTime() < end);
            load.endAndCheck(seed.toString(), PATIENCE);
        }
    }

    private static List<ServerProcess> oneOfEach(Rig rig, Random random) {
        List<ServerProcess> victims =
                new ArrayList<>(
                        List.of(
                                rig.mqtt().process(),
                                rig.ingest().process(),
                                rig.kafka().broker(random.nextInt(rig.kafka().size()))));
        Collections.shuffle(victims, random);
        return victims;
    }
}
