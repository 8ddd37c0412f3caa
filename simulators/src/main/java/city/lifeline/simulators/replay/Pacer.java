package city.lifeline.simulators.replay;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/** The wall clock as a replay sees it. */
interface Pacer {

    Pacer WALL =
            new Pacer() {
                @Override
                public long nanoTime() {
                    return System.nanoTime();
                }

                @Override
                public long wallUs() {
                    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
                }

                @Override
                public void sleep(long ns) throws InterruptedException {
                    TimeUnit.NANOSECONDS.sleep(ns);
                }
            };

    long nanoTime();

    /** Microseconds since the epoch. */
    long wallUs();

    void sleep(long ns) throws InterruptedException;
}
