package city.lifeline.detection;

import java.time.Duration;

/** Durations as detectors count them. */
final class Durations {

    private Durations() {}

    static long us(Duration duration) {
        return Math.addExact(
                Math.multiplyExact(duration.getSeconds(), 1_000_000L), duration.getNano() / 1000);
    }
}
