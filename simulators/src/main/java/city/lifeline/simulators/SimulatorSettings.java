package city.lifeline.simulators;

import city.lifeline.model.settings.Setting;
import city.lifeline.runtime.ClockSettings;
import city.lifeline.runtime.DrillSettings;
import city.lifeline.runtime.MqttSettings;
import java.util.List;
import java.util.stream.Stream;

/** Keys of the configuration file that the simulator reads. */
final class SimulatorSettings {

    static final Setting<String> CITY_DIRECTORY =
            Setting.text("city.directory", null, "directory with the registry and simulation.yaml");
    static final Setting<String> DATA =
            Setting.text(
                    "simulator.data.dir",
                    "",
                    "where unacknowledged messages and the ground truth are kept; empty: nowhere");
    static final Setting<String> HTTP_ADDRESS =
            Setting.text(
                    "simulator.http.address",
                    "127.0.0.1",
                    "address of /health, /metrics and drills");
    static final Setting<Integer> HTTP_PORT =
            Setting.integer(
                    "simulator.http.port",
                    "9402",
                    0,
                    65_535,
                    "port of /health, /metrics and drills");
    static final List<Setting<?>> ALL =
            Stream.of(
                            List.of(
                                    CITY_DIRECTORY,
                                    MqttSettings.URL,
                                    MqttSettings.PREFIX,
                                    MqttSettings.TLS_CA_FILE,
                                    MqttSettings.GATEWAY_PASSWORDS,
                                    DATA,
                                    DrillSettings.TOKEN_FILE,
                                    HTTP_ADDRESS,
                                    HTTP_PORT),
                            ClockSettings.ALL)
                    .<Setting<?>>flatMap(List::stream)
                    .toList();

    private SimulatorSettings() {}
}
