package city.lifeline.launcher.canary;

import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Setting;
import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.ClockSettings;
import city.lifeline.runtime.ConfigurationFile;
import city.lifeline.runtime.MqttSettings;
import city.lifeline.runtime.SecretFile;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the watchdog is told.
 *
 * @param every how often a canary is published
 * @param silence after which there is an alarm
 * @param command that is run with {@code ALARM} or {@code OVER} and a sentence
 * @param webhook that the same is posted to as JSON
 */
record WatchdogSettings(
        int httpPort,
        Duration every,
        Duration silence,
        Optional<Path> command,
        Optional<URI> webhook,
        URI alerting,
        String token) {

    static final Setting<Integer> HTTP_PORT =
            Setting.integer(
                    "watchdog.http.port", null, 0, 65_535, "port of the watchdog's /health");
    private static final Setting<Duration> EVERY =
            Setting.duration("watchdog.every", "PT30S", "how often a canary is published");
    private static final Setting<Duration> SILENCE =
            Setting.duration(
                    "watchdog.silence",
                    "PT85S",
                    "after how long without a canary that came all the way there is an alarm");
    private static final Setting<String> COMMAND =
            Setting.text(
                    "watchdog.alarm.command",
                    "",
                    "program that is run at an alarm and at its end, with ALARM or OVER and a sentence");
    private static final Setting<String> WEBHOOK =
            Setting.text(
                    "watchdog.alarm.webhook",
                    "",
                    "address that alarm and end are posted to as JSON, past all of Lifeline");
    private static final Setting<Integer> ALERTING_PORT =
            Setting.integer("alerting.http.port", null, 0, 65_535, "port of REST");
    private static final Setting<String> TOKEN_FILE =
            Setting.secret("alerting.token.file", null, "file with the machines' bearer token");

    private static final List<Setting<?>> DECLARED =
            Stream.of(
                            List.of(
                                    HTTP_PORT,
                                    EVERY,
                                    SILENCE,
                                    COMMAND,
                                    WEBHOOK,
                                    ALERTING_PORT,
                                    TOKEN_FILE,
                                    MqttSettings.URL,
                                    MqttSettings.PREFIX,
                                    MqttSettings.GATEWAY_PASSWORDS,
                                    MqttSettings.TLS_CA_FILE),
                            ClockSettings.ALL)
                    .<Setting<?>>flatMap(List::stream)
                    .toList();

    /** Checks what is given against what is declared. */
    static Settings checked(Settings given) {
        return ConfigurationFile.checked(given, DECLARED);
    }

    static WatchdogSettings read(Settings settings) {
        List<String> faults = new ArrayList<>();
        Optional<URI> webhook = Optional.empty();
        if (!settings.get(WEBHOOK).isEmpty()) {
            try {
                webhook = Optional.of(URI.create(settings.get(WEBHOOK)));
            } catch (IllegalArgumentException e) {
                faults.add("%s: is not an address".formatted(WEBHOOK.key()));
            }
        }
        if (webhook.isPresent()
                && !List.of("http", "https").contains(String.valueOf(webhook.get().getScheme()))) {
            faults.add("%s: must be http or https".formatted(WEBHOOK.key()));
        }
        if (settings.get(EVERY).compareTo(Duration.ofSeconds(1)) < 0
                || settings.get(SILENCE).compareTo(settings.get(EVERY)) <= 0) {
            faults.add(
                    "%s: must be longer than %s, which is a second at least"
                            .formatted(SILENCE.key(), EVERY.key()));
        }
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(faults);
        }
        String command = settings.get(COMMAND);
        return new WatchdogSettings(
                settings.get(HTTP_PORT),
                settings.get(EVERY),
                settings.get(SILENCE),
                command.isEmpty() ? Optional.empty() : Optional.of(Path.of(command)),
                webhook,
                URI.create("http://127.0.0.1:" + settings.get(ALERTING_PORT)),
                SecretFile.read(TOKEN_FILE.key(), Path.of(settings.get(TOKEN_FILE))));
    }

    /** Says nothing about the token. */
    @Override
    public String toString() {
        return "every %s, alarm after %s".formatted(every, silence);
    }
}
