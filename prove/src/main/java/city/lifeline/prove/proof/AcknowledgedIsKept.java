package city.lifeline.prove.proof;

import city.lifeline.prove.Load;
import city.lifeline.prove.Rig;
import city.lifeline.prove.process.ServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** P1: a reading that was acknowledged is never lost, whatever is killed. */
public final class AcknowledgedIsKept {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private AcknowledgedIsKept() {}

    public static Proof whateverIsKilled() {
        return Proof.of(
                Promise.P1,
                "kill -9 of MQTT broker, ingest and Kafka brokers, again and again",
                AcknowledgedIsKept::run);
    }

    private static void run(Trial trial) throws Exception {
        Rig rig = trial.rig();
        Random random = trial.seed().random("kills");
        int kills = 0;
        try (Load load = new Load(rig, "P1", trial).start()) {
            load.awaitSteady();
            long end = System.nanoTime() + Duration.ofMinutes(trial.minutes()).toNanos();
            do {
                for (ServerProcess victim : oneOfEach(rig, random)) {
                    TimeUnit.MILLISECONDS.sleep(
                            trial.either(1_000, 20_000)
                                    + random.nextInt(trial.either(3_000, 40_000)));
                    // Killed while another one is catching up, it would be two faults.
                    Expect.soon("Kafka in sync", PATIENCE, rig.kafka()::isInSync);
                    trial.say("kills %s", victim.name());
                    victim.kill();
                    kills++;
                    rig.mqtt().process().awaitReady(PATIENCE);
                    rig.ingest().process().awaitReady(PATIENCE);
                }
            } while (System.nanoTime() < end);
            trial.figure("kills", kills, "");
            load.endAndCheck(PATIENCE);
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
