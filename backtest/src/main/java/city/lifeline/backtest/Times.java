package city.lifeline.backtest;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Microseconds since the epoch, for people. */
final class Times {

    static final double DAY_US = 86_400_000_000.0;

    private Times() {}

    static String text(long us) {
        return instant(us).toString();
    }

    static Instant instant(long us) {
        return Instant.EPOCH.plus(us, ChronoUnit.MICROS);
    }

    static long micros(Instant instant) {
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), 1_000_000L),
                instant.getNano() / 1_000);
    }
}
