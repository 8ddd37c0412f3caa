package city.lifeline.simulators;

import city.lifeline.model.RunClock;
import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Setting;
import city.lifeline.model.settings.Settings;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Keys of the configuration file that the simulator reads. */
final class SimulatorSettings {

    static final Setting<String> CITY_DIRECTORY =
            Setting.text("city.directory", null, "directory with the registry and simulation.yaml");
    static final Setting<URI> MQTT_URL =
            Setting.uri("mqtt.url", null, "address of the MQTT broker");
    static final Setting<String> MQTT_PREFIX =
            Setting.text("mqtt.prefix", "lifeline/v1", "first levels of the MQTT topics");
    static final Setting<String> PASSWORDS =
            Setting.text(
                    "simulator.mqtt.passwords.dir",
                    null,
                    "directory with a file for each gateway, of its id, that holds its password");
    static final Setting<String> DATA =
            Setting.text(
                    "simulator.data.dir",
                    "",
                    "where unacknowledged messages and the ground truth are kept; empty: nowhere");
    static final Setting<String> HTTP_ADDRESS =
            Setting.text("simulator.http.address", "127.0.0.1", "address of /health and /metrics");
    static final Setting<Integer> HTTP_PORT =
            Setting.integer(
                    "simulator.http.port", "9402", 0, 65_535, "port of /health and /metrics");
    static final Setting<Optional<Instant>> ANCHOR_WALL =
            instant("clock.anchor.wall", "a moment of the wall clock, for a simulated city");
    static final Setting<Optional<Instant>> ANCHOR_RUN =
            instant("clock.anchor.run", "what the city's clock read at that moment");
    static final Setting<Double> CLOCK_SPEED =
            Setting.number(
                    "clock.speed", "1", 1e-6, 1e6, "seconds of the city per second of the wall");

    static final List<Setting<?>> ALL =
            List.of(
                    CITY_DIRECTORY,
                    MQTT_URL,
                    MQTT_PREFIX,
                    PASSWORDS,
                    DATA,
                    HTTP_ADDRESS,
                    HTTP_PORT,
                    ANCHOR_WALL,
                    ANCHOR_RUN,
                    CLOCK_SPEED);

    private SimulatorSettings() {}

    /**
     * Reads the configuration file.
     *
     * @throws IOException if it cannot be read
     * @throws InvalidSettingsException naming every fault in it
     */
    static Settings read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException(List.of(file + ": " + e.getMessage()));
        }
        Map<String, String> texts = new HashMap<>();
        properties
                .stringPropertyNames()
                .forEach(key -> texts.put(key, properties.getProperty(key)));
        return Settings.of(texts).checked(ALL);
    }

    /** Without an anchor the city's clock is the wall clock. */
    static RunClock clock(Settings settings) {
        Optional<Instant> wall = settings.get(ANCHOR_WALL);
        Optional<Instant> run = settings.get(ANCHOR_RUN);
        double speed = settings.get(CLOCK_SPEED);
        if (wall.isEmpty() != run.isEmpty() || (wall.isEmpty() && speed != 1)) {
            throw new InvalidSettingsException(
                    List.of(
                            "%s and %s belong together, and %s needs both"
                                    .formatted(
                                            ANCHOR_WALL.key(),
                                            ANCHOR_RUN.key(),
                                            CLOCK_SPEED.key())));
        }
        return wall.isEmpty()
                ? RunClock.WALL
                : new RunClock(us(wall.get()), us(run.orElseThrow()), speed);
    }

    private static Setting<Optional<Instant>> instant(String key, String description) {
        return new Setting<>(
                key,
                "",
                description,
                text -> {
                    if (text.isEmpty()) {
                        return Optional.empty();
                    }
                    try {
                        return Optional.of(Instant.parse(text));
                    } catch (DateTimeParseException e) {
                        throw new IllegalArgumentException(
                                "is not a time such as 2026-11-21T08:00:00Z", e);
                    }
                });
    }

    private static long us(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
