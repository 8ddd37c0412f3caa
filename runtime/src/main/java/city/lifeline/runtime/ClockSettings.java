package city.lifeline.runtime;

import city.lifeline.model.RunClock;
import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Setting;
import city.lifeline.model.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The live run's clock, the same in every process. */
public final class ClockSettings {

    public static final Setting<Optional<Instant>> ANCHOR_WALL =
            instant("clock.anchor.wall", "a moment of the wall clock, for a simulated city");
    public static final Setting<Optional<Instant>> ANCHOR_RUN =
            instant("clock.anchor.run", "what the city's clock read at that moment");
    public static final Setting<Double> SPEED =
            Setting.number(
                    "clock.speed", "1", 1e-6, 1e6, "seconds of the city per second of the wall");

    /** Not among {@link #ALL}: ingest decides by it, and detection must know how it decides. */
    public static final Setting<Duration> LATE_AFTER =
            Setting.duration("ingest.late.after", "PT5M", "age from which a reading is late");

    public static final List<Setting<?>> ALL = List.of(ANCHOR_WALL, ANCHOR_RUN, SPEED);

    private ClockSettings() {}

    /**
     * The clock; without an anchor the wall clock.
     *
     * @throws InvalidSettingsException if only some of what an own clock needs is set
     */
    public static RunClock clock(Settings settings) {
        Optional<Instant> wall = settings.get(ANCHOR_WALL);
        Optional<Instant> run = settings.get(ANCHOR_RUN);
        double speed = settings.get(SPEED);
        if (wall.isEmpty() != run.isEmpty() || (wall.isEmpty() && speed != 1)) {
            throw new InvalidSettingsException(
                    List.of(
                            "%s and %s belong together, and %s needs both"
                                    .formatted(ANCHOR_WALL.key(), ANCHOR_RUN.key(), SPEED.key())));
        }
        return wall.isEmpty()
                ? RunClock.WALL
                : new RunClock(us(wall.get()), us(run.orElseThrow()), speed);
    }

    private static long us(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static Setting<Optional<Instant>> instant(String key, String description) {
        return new Setting<>(
                key,
                "",
                description,
                text -> {
                    try {
                        return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
                    } catch (DateTimeParseException e) {
                        throw new IllegalArgumentException(
                                "is not a time such as 2026-11-21T08:00:00Z", e);
                    }
                });
    }
}
