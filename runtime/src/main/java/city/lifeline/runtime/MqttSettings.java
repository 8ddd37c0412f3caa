package city.lifeline.runtime;

import city.lifeline.model.settings.Setting;
import java.net.URI;

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
            Setting.text("replay.mqtt.password.file", "", "file that holds its password");
    public static final Setting<String> GATEWAY_PASSWORDS =
            Setting.text(
                    "simulator.mqtt.passwords.dir",
                    null,
                    "directory with a file for each gateway that Lifeline plays, of its id, that"
                            + " holds its password");

    private MqttSettings() {}
}
