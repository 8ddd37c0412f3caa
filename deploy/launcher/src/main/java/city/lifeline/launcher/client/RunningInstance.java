package city.lifeline.launcher.client;

import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.launcher.instance.InstanceLock;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.launcher.instance.SettingsFile;
import city.lifeline.launcher.jobs.FlinkRest;
import city.lifeline.launcher.server.KafkaAdmin;
import city.lifeline.model.RunClock;
import city.lifeline.model.settings.Setting;
import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.ClockSettings;
import city.lifeline.runtime.KafkaSettings;
import city.lifeline.runtime.SecretFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** A city that runs on this machine, found by its data directory. */
public final class RunningInstance {

    private final DataDirectory data;
    private final Map<String, String> settings;

    private RunningInstance(DataDirectory data, Map<String, String> settings) {
        this.data = data;
        this.settings = settings;
    }

    /**
     * The city that runs on a data directory.
     *
     * @throws Refusal if none does
     */
    public static RunningInstance find(Path directory) throws IOException {
        DataDirectory data = new DataDirectory(directory);
        RunningInstance instance = new RunningInstance(data, SettingsFile.read(data.settings()));
        if (!instance.isRunning() || instance.settings.isEmpty()) {
            throw new Refusal(
                    "No Lifeline runs on %s; start one with ./lifeline up, or name its directory with --data."
                            .formatted(data.root()));
        }
        return instance;
    }

    /** Whether its launcher is still there. */
    public boolean isRunning() throws IOException {
        return InstanceLock.isHeld(data.lock());
    }

    public DataDirectory data() {
        return data;
    }

    /**
     * The text of a setting.
     *
     * @throws Refusal if the city was started by a launcher that does not know it
     */
    public String setting(String key) {
        String value = settings.get(key);
        if (value == null) {
            throw new Refusal(
                    "%s lacks %s; start the city again with this version of Lifeline."
                            .formatted(data.settings(), key));
        }
        return value;
    }

    public String settingOr(String key, String otherwise) {
        return settings.getOrDefault(key, otherwise);
    }

    public Settings settings() {
        return Settings.of(settings);
    }

    /** The value of a setting, or its default. */
    public <T> T setting(Setting<T> setting) {
        return settings().get(setting);
    }

    /** The secret in the file that a setting names. */
    public String secret(String fileKey) {
        return SecretFile.read(fileKey, Path.of(setting(fileKey)));
    }

    /**
     * The living city's clock.
     *
     * @param wall the wall clock
     */
    public InstantSource clock(InstantSource wall) {
        RunClock clock = ClockSettings.clock(settings());
        return () ->
                Instant.EPOCH.plus(
                        clock.runUs(ChronoUnit.MICROS.between(Instant.EPOCH, wall.instant())),
                        ChronoUnit.MICROS);
    }

    public AlertingApi alerting() {
        return new AlertingApi(
                URI.create("http://127.0.0.1:" + setting("alerting.http.port")),
                secret("alerting.token.file"));
    }

    public FlinkRest flink() {
        return new FlinkRest(URI.create(setting("flink.rest.url")));
    }

    public KafkaAdmin kafka() {
        return new KafkaAdmin(KafkaSettings.client(settings()));
    }
}
