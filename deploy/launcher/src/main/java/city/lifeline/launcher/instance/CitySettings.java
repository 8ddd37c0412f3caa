package city.lifeline.launcher.instance;

import city.lifeline.runtime.DrillSettings;
import city.lifeline.runtime.MqttSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Decides what stands in the configuration file of all processes of a city on this machine. */
public final class CitySettings {

    /** Where the ports of the last start are kept. */
    public static final String PORT_BASE = "up.port.base";

    /** User of Kafka, PostgreSQL and the history store. */
    public static final String USER = "lifeline";

    public static final String DATABASE = "lifeline";
    public static final String INGEST_ACCOUNT = "ingest";
    public static final String REPLAY_ACCOUNT = "replay";

    private static final String CLOCK_WALL = "clock.anchor.wall";
    private static final String CLOCK_RUN = "clock.anchor.run";
    private static final String CLOCK_SPEED = "clock.speed";
    private static final String LATE_AFTER = "ingest.late.after";
    private static final Duration LATE_AFTER_WALL = Duration.ofMinutes(5);
    private static final String GROUPS_AFTER = "detection.groups.after";
    private static final Duration GROUPS_AFTER_WALL = Duration.ofSeconds(5);

    /** Keys that say where the servers are that {@code up} itself starts. */
    private static final Set<String> OWNED =
            Set.of(
                    PORT_BASE,
                    "kafka.bootstrap.servers",
                    "kafka.username",
                    "kafka.password.file",
                    "kafka.tls.ca.file",
                    "kafka.tls.certificate.file",
                    "kafka.tls.key.file",
                    "database.url",
                    "database.username",
                    "database.password.file",
                    "history.url",
                    "history.username",
                    "history.password.file",
                    "flink.checkpoints.dir",
                    "flink.rest.url",
                    "city.directory",
                    "alerting.http.port",
                    "alerting.http.tls.certificate.file",
                    "alerting.http.tls.key.file",
                    "ingest.http.port",
                    "simulator.http.port",
                    "simulator.url",
                    "simulator.token.file",
                    "watchdog.http.port",
                    CLOCK_WALL,
                    CLOCK_RUN,
                    CLOCK_SPEED);

    private static final String SMS_PRIMARY_HOST = "sms.primary.host";
    private static final String SMS_HTTP_URL = "sms.http.url";
    private static final String TELEPHONES_HTTP_PORT = "telephones.http.port";

    private CitySettings() {}

    /**
     * The configuration.
     *
     * @param stored what the last start wrote; empty at the first
     * @param given what a person wrote in the file of {@code --config}
     * @param speed null: as it was
     */
    public static Map<String, String> of(
            DataDirectory data,
            Path city,
            int portBase,
            @Nullable Double speed,
            Instant now,
            Map<String, String> stored,
            Map<String, String> given) {
        refuseOwned(given);
        Map<String, String> all = new TreeMap<>();
        all.put(PORT_BASE, Integer.toString(portBase));
        all.put("kafka.bootstrap.servers", address(Port.KAFKA, portBase));
        all.put("kafka.username", USER);
        all.put("kafka.password.file", data.secrets().resolve("kafka").toString());
        if (!ExternalBroker.isNamedIn(given)) {
            all.putAll(embeddedBroker(data, portBase));
        }
        all.put(
                "database.url",
                "jdbc:postgresql://" + address(Port.DATABASE, portBase) + "/" + DATABASE);
        all.put("database.username", USER);
        all.put("database.password.file", data.secrets().resolve("database").toString());
        all.put("history.url", "http://" + address(Port.HISTORY, portBase));
        all.put("history.username", USER);
        all.put("history.password.file", data.secrets().resolve("history").toString());
        all.put("flink.checkpoints.dir", data.checkpoints().toUri().toString());
        all.put("flink.rest.url", "http://" + address(Port.FLINK, portBase));
        all.put("alerting.http.port", number(Port.DASHBOARD, portBase));
        all.put("alerting.admin.password.file", data.secrets().resolve("admin").toString());
        // One person looks after one machine; a city makes accounts for each.
        all.put("alerting.admin.roles", "ALL");
        all.put("alerting.token.file", data.secrets().resolve("api-token").toString());
        all.put("alerting.accounts.key.file", data.secrets().resolve("accounts-key").toString());
        all.put("alerting.audit.key.file", data.secrets().resolve("audit-key").toString());
        if (!reachesRealTelephones(given)) {
            all.putAll(telephoneWall(data, portBase));
        }
        all.put("ingest.http.port", number(Port.INGEST, portBase));
        all.put("simulator.http.port", number(Port.SIMULATOR, portBase));
        all.put("watchdog.http.port", number(Port.WATCHDOG, portBase));
        all.put("simulator.data.dir", data.of("simulator").toString());
        all.put(DrillSettings.TOKEN_FILE.key(), data.secrets().resolve("simulator").toString());
        all.put("city.directory", city.toString());
        Map<String, String> clock = clock(stored, speed, now);
        all.putAll(clock);
        all.put(LATE_AFTER, ofWall(LATE_AFTER_WALL, clock).toString());
        all.put(GROUPS_AFTER, ofWall(GROUPS_AFTER_WALL, clock).toString());
        all.putAll(given);
        return all;
    }

    /** An external broker has its own address and accounts, which a person names. */
    private static Map<String, String> embeddedBroker(DataDirectory data, int portBase) {
        return Map.of(
                MqttSettings.URL.key(),
                "tcp://" + address(Port.MQTT, portBase),
                "ingest.mqtt.username",
                INGEST_ACCOUNT,
                "ingest.mqtt.password.file",
                mqttPassword(data, INGEST_ACCOUNT).toString(),
                MqttSettings.REPLAY_USERNAME.key(),
                REPLAY_ACCOUNT,
                MqttSettings.REPLAY_PASSWORD_FILE.key(),
                mqttPassword(data, REPLAY_ACCOUNT).toString(),
                MqttSettings.GATEWAY_PASSWORDS.key(),
                mqttPasswords(data).toString());
    }

    /** Where alerting finds the simulator of this machine. */
    public static String simulatorUrl(int portBase) {
        return "http://" + address(Port.SIMULATOR, portBase);
    }

    /** Whoever names a provider wants its messages to arrive, and no wall. */
    public static boolean reachesRealTelephones(Map<String, String> settings) {
        return (settings.containsKey(SMS_PRIMARY_HOST) || settings.containsKey(SMS_HTTP_URL))
                && !settings.containsKey(TELEPHONES_HTTP_PORT);
    }

    private static Map<String, String> telephoneWall(DataDirectory data, int portBase) {
        String password = data.secrets().resolve("sms").toString();
        Map<String, String> wall = new TreeMap<>();
        wall.put(TELEPHONES_HTTP_PORT, number(Port.TELEPHONES, portBase));
        wall.put("telephones.primary.port", number(Port.SMS_PRIMARY, portBase));
        wall.put("telephones.secondary.port", number(Port.SMS_SECONDARY, portBase));
        wall.put(SMS_PRIMARY_HOST, "127.0.0.1");
        wall.put("sms.primary.port", number(Port.SMS_PRIMARY, portBase));
        wall.put("sms.primary.password.file", password);
        wall.put("sms.secondary.host", "127.0.0.1");
        wall.put("sms.secondary.port", number(Port.SMS_SECONDARY, portBase));
        wall.put("sms.secondary.password.file", password);
        // Nobody's: the watchdog's messages go there, which cost nothing on the wall.
        wall.put("canary.sms.number", "+8610000000000");
        wall.put("canary.sms.every", "PT0S");
        return wall;
    }

    /** By the city's clock; the pauses it allows for, a restart among them, pass by the wall's. */
    private static Duration ofWall(Duration wall, Map<String, String> clock) {
        double speed = Double.parseDouble(clock.getOrDefault(CLOCK_SPEED, "1"));
        return Duration.ofSeconds((long) (wall.toSeconds() * Math.max(1, speed)));
    }

    /** Directory with a file for each MQTT account, of its name, that holds its password. */
    public static Path mqttPasswords(DataDirectory data) {
        return data.secrets().resolve("mqtt");
    }

    public static Path mqttPassword(DataDirectory data, String account) {
        return mqttPasswords(data).resolve(account);
    }

    private static String address(Port port, int base) {
        return "127.0.0.1:" + port.number(base);
    }

    private static String number(Port port, int base) {
        return Integer.toString(port.number(base));
    }

    private static void refuseOwned(Map<String, String> given) {
        List<String> faults = new ArrayList<>();
        for (String key : given.keySet()) {
            if (OWNED.contains(key)) {
                faults.add(
                        "The configuration file sets %s, which up decides itself; leave it out."
                                .formatted(key));
            }
        }
        if (!faults.isEmpty()) {
            throw new Refusal(faults);
        }
    }

    /**
     * The live run's clock never jumps: another speed goes on from what the clock reads now, and
     * once it has left the wall clock it stays beside it.
     */
    private static Map<String, String> clock(
            Map<String, String> stored, @Nullable Double speed, Instant now) {
        String wall = stored.get(CLOCK_WALL);
        String run = stored.get(CLOCK_RUN);
        double storedSpeed = Double.parseDouble(stored.getOrDefault(CLOCK_SPEED, "1"));
        double wanted = speed == null ? storedSpeed : speed;
        if (wall == null || run == null) {
            return wanted == 1
                    ? Map.of()
                    : Map.of(
                            CLOCK_WALL,
                            now.toString(),
                            CLOCK_RUN,
                            now.toString(),
                            CLOCK_SPEED,
                            Double.toString(wanted));
        }
        if (wanted == storedSpeed) {
            return Map.of(CLOCK_WALL, wall, CLOCK_RUN, run, CLOCK_SPEED, Double.toString(wanted));
        }
        long elapsedMs = now.toEpochMilli() - Instant.parse(wall).toEpochMilli();
        Instant reads = Instant.parse(run).plusMillis((long) (elapsedMs * storedSpeed));
        return Map.of(
                CLOCK_WALL,
                now.toString(),
                CLOCK_RUN,
                reads.toString(),
                CLOCK_SPEED,
                Double.toString(wanted));
    }
}
