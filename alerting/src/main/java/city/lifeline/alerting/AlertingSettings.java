package city.lifeline.alerting;

import city.lifeline.model.RunClock;
import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Setting;
import city.lifeline.model.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * What this process is told by its configuration file, checked as a whole before anything starts.
 *
 * @param kafkaUsername empty: no authentication
 * @param historyUsername empty: no authentication
 * @param cityDirectory empty: what is of record stays in force
 */
public record AlertingSettings(
        String httpAddress,
        int httpPort,
        Path adminPasswordFile,
        Path tokenFile,
        String databaseUrl,
        String databaseUsername,
        String databasePassword,
        String kafkaBootstrapServers,
        String kafkaUsername,
        String kafkaPassword,
        URI historyUrl,
        String historyUsername,
        String historyPassword,
        Optional<Path> cityDirectory,
        Duration startupPatience,
        RunClock clock) {

    private static final Setting<String> HTTP_ADDRESS =
            Setting.text(
                    "alerting.http.address",
                    "127.0.0.1",
                    "address on which REST and the dashboard are served");
    private static final Setting<Integer> HTTP_PORT =
            Setting.integer(
                    "alerting.http.port",
                    null,
                    0,
                    65_535,
                    "port on which REST and the dashboard are served; 0 takes a free one");
    private static final Setting<String> ADMIN_PASSWORD_FILE =
            Setting.text(
                    "alerting.admin.password.file",
                    null,
                    "file with the password that user admin gets at the very first start");
    private static final Setting<String> TOKEN_FILE =
            Setting.text("alerting.token.file", null, "file with the machines' bearer token");
    private static final Setting<Duration> STARTUP_PATIENCE =
            Setting.duration(
                    "alerting.startup.patience",
                    "PT3M",
                    "how long the start waits for PostgreSQL and Kafka");
    private static final Setting<String> DATABASE_URL =
            Setting.text(
                    "database.url",
                    null,
                    "JDBC address such as jdbc:postgresql://127.0.0.1:5432/lifeline");
    private static final Setting<String> DATABASE_USERNAME =
            Setting.text("database.username", "lifeline", "user of the database");
    private static final Setting<String> DATABASE_PASSWORD_FILE =
            Setting.text("database.password.file", "", "file with the database user's password");
    private static final Setting<String> KAFKA_BOOTSTRAP_SERVERS =
            Setting.text("kafka.bootstrap.servers", null, "such as 127.0.0.1:9092");
    private static final Setting<String> KAFKA_USERNAME =
            Setting.text("kafka.username", "", "SCRAM user; empty for none");
    private static final Setting<String> KAFKA_PASSWORD_FILE =
            Setting.text("kafka.password.file", "", "file with the SCRAM user's password");
    private static final Setting<URI> HISTORY_URL =
            Setting.uri("history.url", null, "address of the history store's HTTP interface");
    private static final Setting<String> HISTORY_USERNAME =
            Setting.text("history.username", "", "user of the history store; empty for none");
    private static final Setting<String> HISTORY_PASSWORD_FILE =
            Setting.text(
                    "history.password.file", "", "file with the history store user's password");
    private static final Setting<String> CITY_DIRECTORY =
            Setting.text(
                    "city.directory",
                    "",
                    "directory with the city's registry and rules; empty keeps what is of record");
    private static final Setting<String> CLOCK_ANCHOR_WALL =
            Setting.text("clock.anchor.wall", "", "moment of the wall clock, ISO-8601");
    private static final Setting<String> CLOCK_ANCHOR_RUN =
            Setting.text("clock.anchor.run", "", "what the live run's clock reads at that moment");
    private static final Setting<Double> CLOCK_SPEED =
            Setting.number(
                    "clock.speed", "1", 0.001, 100_000, "seconds of the run per second of wall");

    public static final List<Setting<?>> DECLARED =
            List.of(
                    HTTP_ADDRESS,
                    HTTP_PORT,
                    ADMIN_PASSWORD_FILE,
                    TOKEN_FILE,
                    STARTUP_PATIENCE,
                    DATABASE_URL,
                    DATABASE_USERNAME,
                    DATABASE_PASSWORD_FILE,
                    KAFKA_BOOTSTRAP_SERVERS,
                    KAFKA_USERNAME,
                    KAFKA_PASSWORD_FILE,
                    HISTORY_URL,
                    HISTORY_USERNAME,
                    HISTORY_PASSWORD_FILE,
                    CITY_DIRECTORY,
                    CLOCK_ANCHOR_WALL,
                    CLOCK_ANCHOR_RUN,
                    CLOCK_SPEED);

    /**
     * Reads all settings and the secrets' files they name.
     *
     * @throws InvalidSettingsException naming every fault
     */
    public static AlertingSettings read(Settings given) {
        Settings settings = given.checked(DECLARED);
        String directory = settings.get(CITY_DIRECTORY);
        return new AlertingSettings(
                settings.get(HTTP_ADDRESS),
                settings.get(HTTP_PORT),
                Path.of(settings.get(ADMIN_PASSWORD_FILE)),
                Path.of(settings.get(TOKEN_FILE)),
                settings.get(DATABASE_URL),
                settings.get(DATABASE_USERNAME),
                optionalSecret(settings, DATABASE_PASSWORD_FILE),
                settings.get(KAFKA_BOOTSTRAP_SERVERS),
                settings.get(KAFKA_USERNAME),
                optionalSecret(settings, KAFKA_PASSWORD_FILE),
                settings.get(HISTORY_URL),
                settings.get(HISTORY_USERNAME),
                optionalSecret(settings, HISTORY_PASSWORD_FILE),
                directory.isEmpty() ? Optional.empty() : Optional.of(Path.of(directory)),
                settings.get(STARTUP_PATIENCE),
                clock(settings));
    }

    public String adminPassword() {
        return secret("alerting.admin.password.file", adminPasswordFile);
    }

    public String token() {
        return secret("alerting.token.file", tokenFile);
    }

    /** Says nothing about secrets. */
    @Override
    public String toString() {
        return "http %s:%d, database %s, Kafka %s, history %s"
                .formatted(httpAddress, httpPort, databaseUrl, kafkaBootstrapServers, historyUrl);
    }

    private static String optionalSecret(Settings settings, Setting<String> file) {
        String path = settings.get(file);
        return path.isEmpty() ? "" : secret(file.key(), Path.of(path));
    }

    private static String secret(String key, Path file) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new InvalidSettingsException(
                    List.of("%s: cannot read %s (%s)".formatted(key, file, e)));
        }
        if (text.isEmpty()) {
            throw new InvalidSettingsException(List.of("%s: %s is empty".formatted(key, file)));
        }
        return text;
    }

    private static RunClock clock(Settings settings) {
        String wall = settings.get(CLOCK_ANCHOR_WALL);
        String run = settings.get(CLOCK_ANCHOR_RUN);
        double speed = settings.get(CLOCK_SPEED);
        if (wall.isEmpty() && run.isEmpty() && speed == 1) {
            return RunClock.WALL;
        }
        if (wall.isEmpty() || run.isEmpty()) {
            throw new InvalidSettingsException(
                    List.of(
                            "clock.anchor.wall and clock.anchor.run must both be set where the"
                                    + " live run's clock is not the wall clock"));
        }
        return new RunClock(
                epochUs("clock.anchor.wall", wall), epochUs("clock.anchor.run", run), speed);
    }

    private static long epochUs(String key, String text) {
        try {
            return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(text));
        } catch (DateTimeException e) {
            throw new InvalidSettingsException(
                    List.of(
                            "%s: '%s' is not a moment such as 2026-11-21T08:00:00Z"
                                    .formatted(key, text)));
        }
    }
}
