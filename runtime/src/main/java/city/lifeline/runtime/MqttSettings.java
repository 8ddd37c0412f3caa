package city.lifeline.runtime;

import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Setting;
import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.tls.TlsFiles;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the MQTT broker is, and below which topics a city publishes. */
public final class MqttSettings {

    public static final Setting<URI> URL =
            Setting.uri("mqtt.url", null, "address of the MQTT broker");
    public static final Setting<String> PREFIX =
            Setting.text("mqtt.prefix", "lifeline/v1", "prefix of the live city's MQTT topics");
    public static final Setting<String> RUN_PREFIX =
            Setting.text(
                    "mqtt.run.prefix", "lifeline/run", "prefix of the MQTT topics of runs aside");
    public static final Setting<String> THINGSBOARD_PREFIX =
            Setting.text(
                    "mqtt.thingsboard.prefix",
                    "lifeline/thingsboard",
                    "prefix under which the broker hands on what is published to ThingsBoard's"
                            + " topics, which carry no gateway");

    public static final Setting<String> REPLAY_USERNAME =
            Setting.text("replay.mqtt.username", "", "account that replays aside publish as");
    public static final Setting<String> REPLAY_PASSWORD_FILE =
            Setting.secret("replay.mqtt.password.file", "", "file that holds its password");
    public static final Setting<String> GATEWAY_PASSWORDS =
            Setting.text(
                    "simulator.mqtt.passwords.dir",
                    null,
                    "directory with a file for each gateway that Lifeline plays, of its id, that"
                            + " holds its password");

    public static final Setting<String> TLS_CA_FILE =
            Setting.text(
                    "mqtt.tls.ca.file",
                    "",
                    "authorities of the broker's certificate, PEM, for an address ssl://;"
                            + " empty: those that Java trusts");

    /** All of them. */
    public static final List<Setting<?>> ALL =
            List.of(
                    URL,
                    PREFIX,
                    RUN_PREFIX,
                    THINGSBOARD_PREFIX,
                    REPLAY_USERNAME,
                    REPLAY_PASSWORD_FILE,
                    GATEWAY_PASSWORDS,
                    TLS_CA_FILE);

    private MqttSettings() {}

    /** For an address {@code ssl://}, without a certificate of our own. */
    public static TlsFiles tls(Settings settings) {
        return new TlsFiles(path(settings, TLS_CA_FILE), null, null);
    }

    /**
     * For an address {@code ssl://}.
     *
     * @throws InvalidSettingsException if there is a certificate without a key, or the other way
     *     round
     */
    public static TlsFiles tls(
            Settings settings, Setting<String> certificateFile, Setting<String> keyFile) {
        Path certificate = path(settings, certificateFile);
        Path key = path(settings, keyFile);
        if ((certificate == null) != (key == null)) {
            throw new InvalidSettingsException(
                    List.of(certificateFile.key() + " and " + keyFile.key() + " belong together"));
        }
        return new TlsFiles(path(settings, TLS_CA_FILE), certificate, key);
    }

    private static @Nullable Path path(Settings settings, Setting<String> file) {
        String text = settings.get(file);
        return text.isEmpty() ? null : Path.of(text);
    }
}
