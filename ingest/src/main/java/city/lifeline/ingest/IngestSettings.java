package city.lifeline.ingest;

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
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Every setting of this process, declared once. */
final class IngestSettings {

    static final Setting<String> KAFKA_BOOTSTRAP =
            Setting.text("kafka.bootstrap.servers", null, "addresses of the Kafka brokers");
    static final Setting<String> KAFKA_USERNAME =
            Setting.text("kafka.username", "", "SCRAM-SHA-256 user name; empty: no login");
    static final Setting<String> KAFKA_PASSWORD_FILE =
            Setting.text("kafka.password.file", "", "file that holds the Kafka password");
    static final Setting<URI> MQTT_URL =
            Setting.uri("mqtt.url", null, "address of the MQTT broker");
    static final Setting<String> MQTT_PREFIX =
            Setting.text("mqtt.prefix", "lifeline/v1", "prefix of the live city's MQTT topics");
    static final Setting<String> MQTT_RUN_PREFIX =
            Setting.text(
                    "mqtt.run.prefix", "lifeline/run", "prefix of the MQTT topics of runs aside");
    static final Setting<String> MQTT_USERNAME =
            Setting.text("ingest.mqtt.username", "", "account at the MQTT broker");
    static final Setting<String> MQTT_PASSWORD_FILE =
            Setting.text("ingest.mqtt.password.file", "", "file that holds its password");
    static final Setting<String> MQTT_CLIENT_ID =
            Setting.text(
                    "ingest.mqtt.client.id",
                    "lifeline-ingest",
                    "MQTT client id, whose session the broker keeps; one for each process");
    static final Setting<String> MQTT_SHARE_GROUP =
            Setting.text(
                    "ingest.mqtt.share.group",
                    "",
                    "group of a shared subscription, where several processes ingest; empty: one"
                            + " does (Lifeline's embedded broker delivers nothing more to a group"
                            + " after it was killed)");
    static final Setting<Duration> MQTT_SESSION_EXPIRY =
            Setting.duration(
                    "ingest.mqtt.session.expiry",
                    "P7D",
                    "how long the broker keeps messages while this process is away");
    static final Setting<Optional<Routes>> ROUTES =
            new Setting<>(
                    "ingest.routes",
                    "",
                    "MQTT topics and their decoders; empty: Lifeline's own below the prefixes",
                    text -> text.isEmpty() ? Optional.empty() : Optional.of(Routes.parse(text)));
    static final Setting<Integer> INFLIGHT_MAX =
            Setting.integer(
                    "ingest.inflight.max",
                    "1000",
                    1,
                    65_535,
                    "messages the broker may send without an acknowledgement");
    static final Setting<Duration> LATE_AFTER =
            Setting.duration("ingest.late.after", "PT5M", "age from which a reading is late");
    static final Setting<Duration> FUTURE_MAX =
            Setting.duration(
                    "ingest.future.max", "PT5M", "how far ahead of the clock a reading may be");
    static final Setting<Duration> PAST_MAX =
            Setting.duration("ingest.past.max", "P400D", "age from which a reading is refused");
    static final Setting<String> HTTP_ADDRESS =
            Setting.text("ingest.http.address", "127.0.0.1", "address of /health and /metrics");
    static final Setting<Integer> HTTP_PORT =
            Setting.integer("ingest.http.port", "9401", 0, 65_535, "port of /health and /metrics");
    static final Setting<Optional<Instant>> ANCHOR_WALL =
            instant("clock.anchor.wall", "a moment of the wall clock, for a simulated city");
    static final Setting<Optional<Instant>> ANCHOR_RUN =
            instant("clock.anchor.run", "what the city's clock read at that moment");
    static final Setting<Double> CLOCK_SPEED =
            Setting.number(
                    "clock.speed", "1", 1e-6, 1e6, "seconds of the city per second of the wall");

    static final List<Setting<?>> ALL =
            List.of(
                    KAFKA_BOOTSTRAP,
                    KAFKA_USERNAME,
                    KAFKA_PASSWORD_FILE,
                    MQTT_URL,
                    MQTT_PREFIX,
                    MQTT_RUN_PREFIX,
                    MQTT_USERNAME,
                    MQTT_PASSWORD_FILE,
                    MQTT_CLIENT_ID,
                    MQTT_SHARE_GROUP,
                    MQTT_SESSION_EXPIRY,
                    ROUTES,
                    INFLIGHT_MAX,
                    LATE_AFTER,
                    FUTURE_MAX,
                    PAST_MAX,
                    HTTP_ADDRESS,
                    HTTP_PORT,
                    ANCHOR_WALL,
                    ANCHOR_RUN,
                    CLOCK_SPEED);

    private IngestSettings() {}

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

    static List<String> topicFilters(Settings settings, Routes routes) {
        String group = settings.get(MQTT_SHARE_GROUP);
        String share = group.isEmpty() ? "" : "$share/" + group + "/";
        return routes.topicFilters().stream().map(share::concat).toList();
    }

    static Routes routes(Settings settings) {
        return settings.get(ROUTES)
                .orElseGet(
                        () ->
                                Routes.standard(
                                        settings.get(MQTT_PREFIX), settings.get(MQTT_RUN_PREFIX)));
    }

    static TimeBounds bounds(Settings settings) {
        return TimeBounds.of(
                settings.get(LATE_AFTER), settings.get(FUTURE_MAX), settings.get(PAST_MAX));
    }

    /** Without an anchor the city's clock is the wall clock. */
    static RunClock clock(Settings settings) {
        Optional<Instant> anchorWall = settings.get(ANCHOR_WALL);
        Optional<Instant> anchorRun = settings.get(ANCHOR_RUN);
        double speed = settings.get(CLOCK_SPEED);
        if (anchorWall.isEmpty() != anchorRun.isEmpty() || (anchorWall.isEmpty() && speed != 1)) {
            throw new InvalidSettingsException(
                    List.of(
                            "%s and %s belong together, and %s needs both"
                                    .formatted(
                                            ANCHOR_WALL.key(),
                                            ANCHOR_RUN.key(),
                                            CLOCK_SPEED.key())));
        }
        return anchorWall.isEmpty()
                ? RunClock.WALL
                : new RunClock(us(anchorWall.get()), us(anchorRun.orElseThrow()), speed);
    }

    /** The secret in a file; empty if no file is named. */
    static String secret(Settings settings, Setting<String> fileSetting) throws IOException {
        String file = settings.get(fileSetting);
        return file.isEmpty() ? "" : Files.readString(Path.of(file)).strip();
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
