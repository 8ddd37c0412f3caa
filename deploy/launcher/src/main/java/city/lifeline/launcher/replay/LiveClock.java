package city.lifeline.launcher.replay;

import city.lifeline.model.RunClock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** The live run's clock as the configuration file gives it. */
final class LiveClock {

    private LiveClock() {}

    static RunClock of(Map<String, String> settings) {
        String wall = settings.get("clock.anchor.wall");
        String run = settings.get("clock.anchor.run");
        if (wall == null || run == null) {
            return RunClock.WALL;
        }
        return new RunClock(
                micros(wall),
                micros(run),
                Double.parseDouble(settings.getOrDefault("clock.speed", "1")));
    }

    private static long micros(String instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(instant));
    }
}
