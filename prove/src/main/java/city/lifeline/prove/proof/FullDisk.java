package city.lifeline.prove.proof;

import city.lifeline.prove.Load;
import city.lifeline.prove.Rig;
import city.lifeline.prove.fault.SmallDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** P8, for Kafka's disk: a full disk stops acknowledgements, not truth. */
public final class FullDisk {

    private static final int DISK_MB = 64;
    private static final Duration SAYS_SO_WITHIN = Duration.ofSeconds(60);
    private static final Duration RESUMES_WITHIN = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private FullDisk() {}

    public static Proof ofKafka() {
        return Proof.of(Promise.P8, "Kafka's log on a disk that is filled up", FullDisk::run);
    }

    private static void run(Trial trial) throws Exception {
        Path directory = trial.empty("full-disk");
        String obstacle = SmallDisk.obstacle(directory.resolve("probe"));
        if (obstacle != null) {
            throw new NotShownException(obstacle);
        }
        AtomicReference<SmallDisk> mounted = new AtomicReference<>();
        try (Rig rig =
                        new Rig(
                                directory,
                                trial.rigs().programs(),
                                1,
                                (broker, guard) -> {
                                    Path disk = directory.resolve("disk");
                                    mounted.set(SmallDisk.mount(disk, DISK_MB, guard));
                                    return disk.resolve("log");
                                },
                                "");
                Load load = new Load(rig, "P8", trial)) {
            SmallDisk disk = Objects.requireNonNull(mounted.get());
            load.start();
            load.awaitSteady();
            TimeUnit.SECONDS.sleep(3);

            long full = System.nanoTime();
            disk.fill();
            Expect.soon(
                    "ingest says that Kafka fails", SAYS_SO_WITHIN, () -> !rig.ingest().isWell());
            trial.figure("says so after", ms(full) / 1e3, "s");
            trial.say("ingest says so after %d ms: %s", ms(full), rig.ingest().health());
            TimeUnit.SECONDS.sleep(trial.<Long>either(5L, 60 * trial.minutes()));
            Expect.that(
                    load.lag().compareTo(Duration.ofSeconds(4)) > 0,
                    () -> "something was acknowledged a moment ago");
            Expect.that(
                    rig.kafka().broker(0).words().contains("No space left on device"),
                    () -> "Kafka does not say why");

            long freed = System.nanoTime();
            disk.free();
            load.awaitLagBelow(Duration.ofSeconds(1), RESUMES_WITHIN);
            trial.figure("resumed after there was room again", ms(freed) / 1e3, "s");
            trial.say(
                    "resumed %d ms after there was room again; Kafka was started %d times, ingest %d times",
                    ms(freed), rig.kafka().broker(0).starts(), rig.ingest().process().starts());
            load.endAndCheck(PATIENCE);
        }
    }

    private static long ms(long sinceNs) {
        return (System.nanoTime() - sinceNs) / 1_000_000;
    }
}
