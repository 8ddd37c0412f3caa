package city.lifeline.alerting.canary;

import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Setting;
import city.lifeline.model.settings.Settings;
import java.time.Duration;
import java.util.List;

/**
 * Where canaries' messages go.
 *
 * @param number E.164; empty: none are sent
 * @param every at most one in that time, as a provider wants money for each
 */
public record CanarySettings(String number, Duration every) {

    private static final Setting<String> NUMBER =
            Setting.text(
                    "canary.sms.number",
                    "",
                    "number that canaries' messages go to, such as +8613800000030; empty: none are sent");
    private static final Setting<Duration> EVERY =
            Setting.duration(
                    "canary.sms.every", "PT1H", "how often a canary's message is sent at most");

    public static final List<Setting<?>> ALL = List.of(NUMBER, EVERY);

    /** Without messages. */
    public static CanarySettings none() {
        return new CanarySettings("", Duration.ofHours(1));
    }

    /**
     * Reads them.
     *
     * @param settings checked against {@link #ALL}
     */
    public static CanarySettings read(Settings settings) {
        String number = settings.get(NUMBER);
        if (!number.isEmpty() && !number.matches("\\+[1-9][0-9]{6,14}")) {
            throw new InvalidSettingsException(
                    List.of(
                            "%s: is no number with country code, such as +8613800000030"
                                    .formatted(NUMBER.key())));
        }
        return new CanarySettings(number, settings.get(EVERY));
    }
}
