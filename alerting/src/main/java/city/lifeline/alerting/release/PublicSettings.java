package city.lifeline.alerting.release;

import city.lifeline.alerting.people.Lifelines;
import city.lifeline.model.Grade;
import city.lifeline.model.Text;
import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Setting;
import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.SecretFile;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What public messages say of their sender, and where they go.
 *
 * @param actual whether they are in earnest; else their status is {@code Test}
 * @param sender globally unique, such as {@code lifeline@city.example}
 * @param senderName empty: the city's name
 * @param radiusM around an asset, metres
 * @param geocode of the city's administrative division; empty: none is given
 * @param national empty: no message of the national form is written
 * @param webhook where each message is posted
 * @param directory where each message is put as a file
 * @param sirens empty: none are commanded
 */
public record PublicSettings(
        boolean actual,
        String sender,
        Text senderName,
        String contact,
        int radiusM,
        String geocode,
        Optional<National> national,
        Optional<URI> webhook,
        Optional<Path> directory,
        Optional<Sirens> sirens) {

    /**
     * Sirens and signs that are commanded over MQTT.
     *
     * @param topic that they hear
     * @param from grade from which they sound
     */
    public record Sirens(URI url, String username, String password, String topic, Grade from) {

        /** Says nothing about the password. */
        @Override
        public String toString() {
            return url + " " + topic;
        }
    }

    /**
     * Of the national form.
     *
     * @param senderCode 14 characters
     * @param eventTypes by lifeline; {@code other} is there
     */
    public record National(String senderCode, Map<String, String> eventTypes) {
        public National {
            eventTypes = Map.copyOf(eventTypes);
        }

        String eventType(String lifeline) {
            String other = eventTypes.getOrDefault(Lifelines.OTHER, "");
            return eventTypes.getOrDefault(lifeline, other);
        }
    }

    /** CAP allows neither white space nor commas nor markup in identifiers of senders. */
    private static final Pattern SENDER = Pattern.compile("[A-Za-z0-9@._:/-]{1,100}");

    private static final Pattern SENDER_CODE = Pattern.compile("[0-9A-Za-z]{14}");
    private static final Pattern CODE = Pattern.compile("[0-9A-Za-z]{1,12}");

    private static final Setting<String> STATUS =
            Setting.text(
                    "release.status",
                    "test",
                    "actual: public messages are in earnest; test: their status is Test");
    private static final Setting<String> SENDER_ID =
            Setting.text(
                    "release.sender",
                    "lifeline@localhost",
                    "globally unique name of the sender, such as lifeline@city.example");
    private static final Setting<String> NAME_ZH =
            Setting.text("release.sender.name.zh", "", "who releases; empty: the city's name");
    private static final Setting<String> NAME_EN =
            Setting.text("release.sender.name.en", "", "the same in English");
    private static final Setting<String> CONTACT =
            Setting.text("release.contact", "", "whom the public may ask; empty: nobody is named");
    private static final Setting<Integer> RADIUS =
            Setting.integer(
                    "release.area.radius.m",
                    "500",
                    10,
                    50_000,
                    "radius of the area around an asset, metres");
    private static final Setting<String> GEOCODE =
            Setting.text(
                    "release.geocode",
                    "",
                    "code of the city's administrative division; empty: none is given");
    private static final Setting<String> NATIONAL_SENDER =
            Setting.text(
                    "release.national.sender.code",
                    "",
                    "the city's 14-character sender code; empty: the national form is not written");
    private static final Setting<String> NATIONAL_EVENTS =
            Setting.text(
                    "release.national.event.types",
                    "",
                    "event types by lifeline, such as gas=CODE,other=CODE; other is needed");
    private static final Setting<String> WEBHOOK =
            Setting.text(
                    "release.webhook",
                    "",
                    "https address that each public message is posted to, signed; its host is in webhook.hosts");
    private static final Setting<String> DIRECTORY =
            Setting.text(
                    "release.directory",
                    "",
                    "directory that each public message is put into as a file");

    private static final Setting<String> SIREN_URL =
            Setting.text(
                    "release.siren.mqtt.url",
                    "",
                    "MQTT broker of the sirens, such as ssl://sirens.city.example:8883; empty: none are commanded");
    private static final Setting<String> SIREN_USERNAME =
            Setting.text("release.siren.mqtt.username", "", "our user there; empty: no login");
    private static final Setting<String> SIREN_PASSWORD =
            Setting.secret(
                    "release.siren.mqtt.password.file", "", "file with that user's password");
    private static final Setting<String> SIREN_TOPIC =
            Setting.text(
                    "release.siren.mqtt.topic", "lifeline/sirens", "MQTT topic that they hear");
    private static final Setting<String> SIREN_FROM =
            Setting.text("release.siren.from", "red", "grade from which they sound");

    public static final List<Setting<?>> ALL =
            List.of(
                    STATUS,
                    SENDER_ID,
                    NAME_ZH,
                    NAME_EN,
                    CONTACT,
                    RADIUS,
                    GEOCODE,
                    NATIONAL_SENDER,
                    NATIONAL_EVENTS,
                    WEBHOOK,
                    DIRECTORY,
                    SIREN_URL,
                    SIREN_USERNAME,
                    SIREN_PASSWORD,
                    SIREN_TOPIC,
                    SIREN_FROM);

    /** As without a configuration. */
    public static PublicSettings standard() {
        return new PublicSettings(
                false,
                "lifeline@localhost",
                new Text("", ""),
                "",
                500,
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Reads them.
     *
     * @param settings checked against {@link #ALL}
     */
    public static PublicSettings read(Settings settings) {
        List<String> faults = new ArrayList<>();
        String status = settings.get(STATUS);
        if (!status.equals("actual") && !status.equals("test")) {
            faults.add("%s: must be actual or test".formatted(STATUS.key()));
        }
        if (!SENDER.matcher(settings.get(SENDER_ID)).matches()) {
            faults.add("%s: has letters, digits and @ . _ : / - only".formatted(SENDER_ID.key()));
        }
        Optional<National> national = national(settings, faults);
        Optional<URI> webhook = Optional.empty();
        if (!settings.get(WEBHOOK).isEmpty()) {
            try {
                webhook = Optional.of(URI.create(settings.get(WEBHOOK)));
            } catch (IllegalArgumentException e) {
                faults.add("%s: is not an address".formatted(WEBHOOK.key()));
            }
        }
        Optional<Sirens> sirens = sirens(settings, faults);
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(faults);
        }
        String directory = settings.get(DIRECTORY);
        return new PublicSettings(
                status.equals("actual"),
                settings.get(SENDER_ID),
                new Text(settings.get(NAME_ZH), settings.get(NAME_EN)),
                settings.get(CONTACT),
                settings.get(RADIUS),
                settings.get(GEOCODE),
                national,
                webhook,
                directory.isEmpty() ? Optional.empty() : Optional.of(Path.of(directory)),
                sirens);
    }

    private static Optional<Sirens> sirens(Settings settings, List<String> faults) {
        String url = settings.get(SIREN_URL);
        if (url.isEmpty()) {
            return Optional.empty();
        }
        Grade from = Grade.RED;
        try {
            from = Grade.valueOf(settings.get(SIREN_FROM).toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            faults.add("%s: must be blue, yellow, orange or red".formatted(SIREN_FROM.key()));
        }
        if (!url.matches("(tcp|ssl)://[A-Za-z0-9.-]+(:[0-9]{1,5})?")) {
            faults.add("%s: is not tcp://HOST:PORT or ssl://HOST:PORT".formatted(SIREN_URL.key()));
            return Optional.empty();
        }
        if (settings.get(SIREN_TOPIC).matches(".*[#+].*")) {
            faults.add("%s: must name one MQTT topic".formatted(SIREN_TOPIC.key()));
        }
        return Optional.of(
                new Sirens(
                        URI.create(url),
                        settings.get(SIREN_USERNAME),
                        SecretFile.optional(settings, SIREN_PASSWORD),
                        settings.get(SIREN_TOPIC),
                        from));
    }

    private static Optional<National> national(Settings settings, List<String> faults) {
        String code = settings.get(NATIONAL_SENDER);
        if (code.isEmpty()) {
            return Optional.empty();
        }
        if (!SENDER_CODE.matcher(code).matches()) {
            faults.add("%s: has 14 letters and digits".formatted(NATIONAL_SENDER.key()));
        }
        Map<String, String> types = new HashMap<>();
        for (String pair : settings.get(NATIONAL_EVENTS).split(",", -1)) {
            String[] parts = pair.strip().split("=", -1);
            if (parts.length == 2
                    && Lifelines.ALL.contains(parts[0])
                    && CODE.matcher(parts[1]).matches()) {
                types.put(parts[0], parts[1]);
            } else if (!pair.isBlank()) {
                faults.add(
                        "%s: '%s' is not LIFELINE=CODE"
                                .formatted(NATIONAL_EVENTS.key(), pair.strip()));
            }
        }
        if (!types.containsKey(Lifelines.OTHER)) {
            faults.add(
                    "%s: needs other=CODE, for what no other code is given"
                            .formatted(NATIONAL_EVENTS.key()));
        }
        return Optional.of(new National(code, types));
    }
}
