package city.lifeline.alerting;

import city.lifeline.alerting.canary.CanarySettings;
import city.lifeline.alerting.drill.SimulatorLink;
import city.lifeline.alerting.letter.LetterBounds;
import city.lifeline.alerting.map.TileSettings;
import city.lifeline.alerting.notify.NotifySettings;
import city.lifeline.alerting.release.PublicSettings;
import city.lifeline.alerting.release.ReleaseSettings;
import city.lifeline.alerting.security.AccessSettings;
import city.lifeline.model.RunClock;
import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Setting;
import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.ClockSettings;
import city.lifeline.runtime.ConfigurationFile;
import city.lifeline.runtime.DrillSettings;
import city.lifeline.runtime.HistoryConnection;
import city.lifeline.runtime.HistorySettings;
import city.lifeline.runtime.KafkaSettings;
import city.lifeline.runtime.SecretFile;
import city.lifeline.runtime.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What this process is told by its configuration file, checked as a whole before anything starts.
 *
 * @param httpTls certificate of the dashboard; {@link TlsFiles#STANDARD}: it is served without TLS
 * @param auditKey with which the audit trail is chained; empty: the machines' token
 * @param kafka properties that its clients connect and log in with
 * @param simulator empty: the city is not simulated
 * @param cityDirectory empty: what is of record stays in force
 */
public record AlertingSettings(
        String httpAddress,
        int httpPort,
        TlsFiles httpTls,
        Path adminPasswordFile,
        AccessSettings access,
        Path tokenFile,
        String auditKey,
        String databaseUrl,
        String databaseUsername,
        String databasePassword,
        Map<String, String> kafka,
        HistoryConnection history,
        Optional<Path> cityDirectory,
        Duration startupPatience,
        LetterBounds deadLetters,
        NotifySettings notifying,
        ReleaseSettings releasing,
        PublicSettings publishing,
        CanarySettings canary,
        TileSettings tiles,
        RunClock clock,
        Optional<SimulatorLink> simulator) {

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
    private static final Setting<String> HTTP_TLS_CERTIFICATE_FILE =
            Setting.text(
                    "alerting.http.tls.certificate.file",
                    "",
                    "certificate of the dashboard, PEM; empty: no TLS");
    private static final Setting<String> HTTP_TLS_KEY_FILE =
            Setting.text("alerting.http.tls.key.file", "", "its key, PEM, PKCS #8");
    private static final Setting<String> ADMIN_PASSWORD_FILE =
            Setting.secret(
                    "alerting.admin.password.file",
                    null,
                    "file with the password that user admin gets at the very first start");
    private static final Setting<String> TOKEN_FILE =
            Setting.secret("alerting.token.file", null, "file with the machines' bearer token");
    private static final Setting<String> AUDIT_KEY_FILE =
            Setting.secret(
                    "alerting.audit.key.file",
                    "",
                    "file with the key that chains the audit trail; empty: the machines' token does");
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
            Setting.secret("database.password.file", "", "file with the database user's password");
    private static final Setting<String> CITY_DIRECTORY =
            Setting.text(
                    "city.directory",
                    "",
                    "directory with the city's registry and rules; empty keeps what is of record");
    private static final Setting<Duration> DEAD_LETTERS_KEEP =
            Setting.duration(
                    "alerting.dead-letters.keep", "P30D", "how long dead letters are kept");
    private static final Setting<Integer> DEAD_LETTERS_MAX_MB =
            Setting.integer(
                    "alerting.dead-letters.max.mb",
                    "2000",
                    10,
                    1_000_000,
                    "megabytes of dead letters that are kept at most; beyond that the oldest go");
    private static final List<Setting<?>> OWN =
            List.of(
                    HTTP_ADDRESS,
                    HTTP_PORT,
                    HTTP_TLS_CERTIFICATE_FILE,
                    HTTP_TLS_KEY_FILE,
                    ADMIN_PASSWORD_FILE,
                    TOKEN_FILE,
                    AUDIT_KEY_FILE,
                    STARTUP_PATIENCE,
                    DEAD_LETTERS_KEEP,
                    DEAD_LETTERS_MAX_MB,
                    DATABASE_URL,
                    DATABASE_USERNAME,
                    DATABASE_PASSWORD_FILE,
                    CITY_DIRECTORY);
    public static final List<Setting<?>> DECLARED =
            Stream.of(
                            OWN,
                            AccessSettings.ALL,
                            NotifySettings.ALL,
                            ReleaseSettings.ALL,
                            PublicSettings.ALL,
                            CanarySettings.ALL,
                            TileSettings.ALL,
                            DrillSettings.CLIENT,
                            KafkaSettings.ALL,
                            HistorySettings.ALL,
                            ClockSettings.ALL)
                    .<Setting<?>>flatMap(List::stream)
                    .toList();

    /**
     * Reads all settings and the secrets they name.
     *
     * @throws InvalidSettingsException naming every fault
     */
    public static AlertingSettings read(Settings given) {
        Settings settings = ConfigurationFile.checked(given, DECLARED);
        String directory = settings.get(CITY_DIRECTORY);
        return new AlertingSettings(
                settings.get(HTTP_ADDRESS),
                settings.get(HTTP_PORT),
                httpTls(settings),
                Path.of(settings.get(ADMIN_PASSWORD_FILE)),
                AccessSettings.read(settings),
                Path.of(settings.get(TOKEN_FILE)),
                SecretFile.optional(settings, AUDIT_KEY_FILE),
                settings.get(DATABASE_URL),
                settings.get(DATABASE_USERNAME),
                SecretFile.optional(settings, DATABASE_PASSWORD_FILE),
                KafkaSettings.client(settings),
                HistoryConnection.of(settings),
                directory.isEmpty() ? Optional.empty() : Optional.of(Path.of(directory)),
                settings.get(STARTUP_PATIENCE),
                LetterBounds.of(
                        settings.get(DEAD_LETTERS_KEEP),
                        settings.get(DEAD_LETTERS_MAX_MB) * 1_000_000L),
                NotifySettings.read(settings),
                ReleaseSettings.read(settings),
                PublicSettings.read(settings),
                CanarySettings.read(settings),
                TileSettings.read(settings),
                ClockSettings.clock(settings),
                SimulatorLink.read(settings));
    }

    private static TlsFiles httpTls(Settings settings) {
        String certificate = settings.get(HTTP_TLS_CERTIFICATE_FILE);
        String key = settings.get(HTTP_TLS_KEY_FILE);
        if (certificate.isEmpty() && key.isEmpty()) {
            return TlsFiles.STANDARD;
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            throw new InvalidSettingsException(
                    List.of(
                            "%s and %s belong together"
                                    .formatted(
                                            HTTP_TLS_CERTIFICATE_FILE.key(),
                                            HTTP_TLS_KEY_FILE.key())));
        }
        TlsFiles files = new TlsFiles(null, Path.of(certificate), Path.of(key));
        try {
            // Else a faulty file would show itself only once the database is up.
            files.context();
        } catch (IOException e) {
            throw new InvalidSettingsException(List.of(String.valueOf(e.getMessage())));
        }
        return files;
    }

    public String adminPassword() {
        return SecretFile.read(ADMIN_PASSWORD_FILE.key(), adminPasswordFile);
    }

    public String token() {
        return SecretFile.read(TOKEN_FILE.key(), tokenFile);
    }

    /** Key of what is secret of accounts. */
    public String accountsSecret() {
        return access.accountsKey().isEmpty() ? token() : access.accountsKey();
    }

    /** Key of the audit trail. */
    String auditSecret() {
        return auditKey.isEmpty() ? token() : auditKey;
    }

    /** Says nothing about secrets. */
    @Override
    public String toString() {
        return "http %s:%d, database %s, Kafka %s, history %s"
                .formatted(
                        httpAddress,
                        httpPort,
                        databaseUrl,
                        kafka.get("bootstrap.servers"),
                        history);
    }
}
