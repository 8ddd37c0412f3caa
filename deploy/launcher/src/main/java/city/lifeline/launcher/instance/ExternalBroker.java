package city.lifeline.launcher.instance;

import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.MqttSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An MQTT broker that {@code up} does not start: the file of {@code --config} names it by {@code
 * mqtt.url}, and the accounts of our processes there by the files of their passwords.
 */
public final class ExternalBroker {

    private ExternalBroker() {}

    /** Whether a person's settings name one. */
    public static boolean isNamedIn(Map<String, String> given) {
        return given.containsKey(MqttSettings.URL.key());
    }

    /**
     * What is wrong with what a person says about it; nothing if none is named.
     *
     * @param simulator whether simulated gateways are to publish there
     */
    public static List<String> faults(Map<String, String> given, boolean simulator) {
        List<String> faults = new ArrayList<>();
        if (!isNamedIn(given)) {
            return faults;
        }
        try {
            Settings.of(given).get(MqttSettings.URL);
        } catch (InvalidSettingsException e) {
            faults.addAll(e.faults());
        }
        for (String process : List.of("ingest", "replay")) {
            String username = given.getOrDefault(process + ".mqtt.username", "");
            String key = process + ".mqtt.password.file";
            if (given.containsKey(key) || !username.isEmpty()) {
                mustBeReadable(key, given, faults);
            }
        }
        String passwords = MqttSettings.GATEWAY_PASSWORDS.key();
        if (given.containsKey(passwords)) {
            mustBeReadable(passwords, given, faults);
        } else if (simulator) {
            faults.add(
                    ("With an MQTT broker of your own (%s) the simulated gateways need accounts"
                                    + " there: name the directory of their passwords by %s, or"
                                    + " start with --no-simulator.")
                            .formatted(MqttSettings.URL.key(), passwords));
        }
        return faults;
    }

    private static void mustBeReadable(String key, Map<String, String> given, List<String> faults) {
        Path path = Path.of(Objects.requireNonNullElse(given.get(key), ""));
        if (path.toString().isEmpty()) {
            faults.add("The configuration file lacks %s.".formatted(key));
        } else if (!path.isAbsolute()) {
            faults.add(
                    "%s: %s must begin with /, for every process works in a directory of its own."
                            .formatted(key, path));
        } else if (!Files.isReadable(path)) {
            faults.add("%s: %s cannot be read.".formatted(key, path));
        }
    }
}
