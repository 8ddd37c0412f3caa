package city.lifeline.benchmarks.ingest;

import city.lifeline.model.settings.Setting;
import city.lifeline.runtime.KafkaSettings;
import city.lifeline.runtime.MqttSettings;
import java.util.ArrayList;
import java.util.List;

/** What the benchmark's processes read in the configuration file of all processes. */
final class BenchSettings {

    static final Setting<String> MQTT_USERNAME =
            Setting.text("ingest.mqtt.username", "", "account at the MQTT broker");
    static final Setting<String> MQTT_PASSWORD_FILE =
            Setting.secret("ingest.mqtt.password.file", "", "file that holds its password");

    static final List<Setting<?>> ALL = all();

    private BenchSettings() {}

    private static List<Setting<?>> all() {
        List<Setting<?>> all = new ArrayList<>(KafkaSettings.ALL);
        all.add(MqttSettings.URL);
        all.add(MQTT_USERNAME);
        all.add(MQTT_PASSWORD_FILE);
        return List.copyOf(all);
    }
}
