package city.lifeline.prove;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.lifeline.prove.fault.SmallDisk;
import city.lifeline.prove.process.BuiltClone;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * P8, for Kafka's disk: a full disk stops acknowledgements, not truth. It has processes of its own,
 * and waits most of the time, so it runs beside the others.
 */
@Execution(ExecutionMode.CONCURRENT)
class FullDiskIT {

    private static final int DISK_MB = 64;
    private static final Duration SAYS_SO_WITHIN = Duration.ofSeconds(60);
    private static final Duration RESUMES_WITHIN = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void p8_aFullDiskOfKafkaStopsAcknowledgementsAndItResumesWithoutRepair() throws Exception {
        Path directory = SharedRig.empty("full-disk");
        String obstacle = SmallDisk.obstacle(directory.resolve("probe"));
        assumeTrue(obstacle == null, "skipped: " + obstacle);
        Seed seed = Seed.of("P8");
        AtomicReference<SmallDisk> mounted = new AtomicReference<>();
        try (Rig rig =
                        new Rig(
                                directory,
                                BuiltClone.ofThisProcess(),
                                1,
                                (broker, guard) -> {
                                    Path disk = directory.resolve("disk");
                                    mounted.set(SmallDisk.mount(disk, DISK_MB, guard));
                                    return disk.resolve("log");
                                },
                                "");
                Load load = new Load(rig, "P8", seed)) {
            SmallDisk disk = mounted.get();
            assertNotNull(disk);
            load.start();
            load.awaitSteady();
            TimeUnit.SECONDS.sleep(3);

            long full = System.nanoTime();
            disk.fill();
            await(seed.toString()).atMost(SAYS_SO_WITHIN).until(() -> !rig.ingest().isWell());
            System.out.printf(
                    "P8: ingest says so after %d ms: %s%n", ms(full), rig.ingest().health());
            TimeUnit.SECONDS.sleep(Length.either(5L, 60 * Length.minutes()));
            assertTrue(
                    load.lag().compareTo(Duration.ofSeconds(4)) > 0,
                    "something was acknowledged a moment ago");
            assertTrue(
                    rig.kafka().broker(0).words().contains("No space left on device"),
                    "Kafka does not say why");

            long freed = System.nanoTime();
            disk.free();
            load.awaitLagBelow(Duration.ofSeconds(1), RESUMES_WITHIN);
            System.out.printf(
                    "P8: resumed %d ms after there was room again; Kafka was started %d times, ingest %d times%n",
                    ms(freed), rig.kafka().broker(0).starts(), rig.ingest().process().starts());
            load.endAndCheck(seed.toString(), PATIENCE);
        }
    }

    private static long ms(long sinceNs) {
        return (System.nanoTime() - sinceNs) / 1_000_000;
    }
}
