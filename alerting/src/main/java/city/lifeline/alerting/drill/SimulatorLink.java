package city.lifeline.alerting.drill;

import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.DrillSettings;
import city.lifeline.runtime.SecretFile;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * How the simulator is reached.
 *
 * @param token that it asks for
 */
public record SimulatorLink(URI address, String token) {

    /**
     * Reads it; empty if the city is not simulated.
     *
     * @param settings checked against {@link DrillSettings#CLIENT}
     */
    public static Optional<SimulatorLink> read(Settings settings) {
        String url = settings.get(DrillSettings.URL);
        if (url.isEmpty()) {
            return Optional.empty();
        }
        String token = SecretFile.required(settings, DrillSettings.TOKEN_FILE);
        try {
            URI address = URI.create(url);
            if ("http".equals(address.getScheme()) && address.getHost() != null) {
                return Optional.of(new SimulatorLink(address, token));
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new InvalidSettingsException(
                List.of(
                        "%s: '%s' is no address such as http://127.0.0.1:9402"
                                .formatted(DrillSettings.URL.key(), url)));
    }

    /** Says nothing of the token. */
    @Override
    public String toString() {
        return address.toString();
    }
}
