package city.lifeline.runtime;

import city.lifeline.model.settings.Setting;
import java.util.List;

/** How alerting asks the simulator to let a scenario begin. */
public final class DrillSettings {

    public static final Setting<String> URL =
            Setting.text(
                    "simulator.url",
                    "",
                    "address of the simulator such as http://127.0.0.1:9402; empty: the city is not"
                            + " simulated, and there are no drills");
    public static final Setting<String> TOKEN_FILE =
            Setting.secret(
                    "simulator.token.file",
                    "",
                    "file with the token with which scenarios are listed and started over HTTP;"
                            + " empty: they are not");

    /** What alerting reads. */
    public static final List<Setting<?>> CLIENT = List.of(URL, TOKEN_FILE);

    private DrillSettings() {}
}
