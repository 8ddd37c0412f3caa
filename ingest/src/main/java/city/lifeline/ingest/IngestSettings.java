package city.lifeline.ingest;

import city.lifeline.model.settings.Setting;
import city.lifeline.model.settings.Settings;
import city.lifeline.model.wire.ReadingsCodec;
import city.lifeline.runtime.ClockSettings;
import city.lifeline.runtime.KafkaSettings;
import city.lifeline.runtime.MqttSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Every setting of this process. */
final class IngestSettings {

    static final Setting<String> MQTT_USERNAME =
            Setting.text("ingest.mqtt.username", "", "account at the MQTT broker");
    static final Setting<String> MQTT_PASSWORD_FILE =
            Setting.secret("ingest.mqtt.password.file", "", "file that holds its password");
    static final Setting<String> MQTT_TLS_CERTIFICATE_FILE =
            Setting.text(
                    "ingest.mqtt.tls.certificate.file", "", "certificate for the MQTT broker, PEM");
    static final Setting<String> MQTT_TLS_KEY_FILE =
            Setting.text("ingest.mqtt.tls.key.file", "", "its key, PEM, PKCS #8");
    static final Setting<String> MQTT_CLIENT_ID =
            Setting.text(
                    "ingest.mqtt.client.id",
                    "lifeline-ingest",
                    "MQTT client id, whose session the broker keeps; slots add a dash and their number");
    static final Setting<Integer> SLOTS =
            Setting.integer(
                    "ingest.slots",
                    "1",
                    1,
                    ReadingsCodec.MAX_SLOTS,
                    "parts into which the gateways are divided among the processes that ingest; the"
                            + " same for all of them; 1: there is one process");
    static final Setting<Duration> MQTT_SESSION_EXPIRY =
            Setting.duration(
                    "ingest.mqtt.session.expiry",
                    "P7D",
                    "how long the broker keeps messages while this process is away");
    static final Setting<Optional<Routes>> ROUTES =
            new Setting<>(
                    "ingest.routes",
                    "",
                    "MQTT topics and their decoders; empty: the standard ones, of every format",
                    text -> text.isEmpty() ? Optional.empty() : Optional.of(Routes.parse(text)));
    static final Setting<Integer> INFLIGHT_MAX =
            Setting.integer(
                    "ingest.inflight.max",
                    "1000",
                    1,
                    65_535,
                    "messages the broker may send without an acknowledgement");
    static final Setting<Integer> INTAKE_BYTES =
            Setting.integer(
                    "ingest.intake.bytes",
                    Integer.toString(32 << 20),
                    2 << 20,
                    Integer.MAX_VALUE,
                    "bytes of messages that may be under way from the broker to Kafka, divided among"
                            + " the slots, at least 2 MiB for each; beyond it nothing more is read"
                            + " from the broker");
    static final Setting<String> SIGNATURES_DIRECTORY =
            Setting.text(
                    "ingest.signatures.dir",
                    "",
                    "directory with a file for each gateway that signs its messages, of its id,"
                            + " that holds its key; read at the start");
    static final Setting<Duration> SKEW_MAX =
            Setting.duration(
                    "ingest.skew.max",
                    "PT1M",
                    "how far a clock may be wrong before times are corrected");
    static final Setting<Duration> FUTURE_MAX =
            Setting.duration(
                    "ingest.future.max",
                    "P1D",
                    "how far ahead of the clock a reading may be and be corrected to it");
    static final Setting<Duration> PAST_MAX =
            Setting.duration("ingest.past.max", "P400D", "age from which a reading is refused");
    static final Setting<String> HTTP_ADDRESS =
            Setting.text("ingest.http.address", "127.0.0.1", "address of /health and /metrics");
    static final Setting<Integer> HTTP_PORT =
            Setting.integer("ingest.http.port", "9401", 0, 65_535, "port of /health and /metrics");
    static final List<Setting<?>> ALL =
            Stream.of(
                            KafkaSettings.ALL,
                            List.of(
                                    MqttSettings.URL,
                                    MqttSettings.PREFIX,
                                    MqttSettings.RUN_PREFIX,
                                    MqttSettings.THINGSBOARD_PREFIX,
                                    MQTT_USERNAME,
                                    MQTT_PASSWORD_FILE,
                                    MqttSettings.TLS_CA_FILE,
                                    MQTT_TLS_CERTIFICATE_FILE,
                                    MQTT_TLS_KEY_FILE,
                                    MQTT_CLIENT_ID,
                                    SLOTS,
                                    MQTT_SESSION_EXPIRY,
                                    ROUTES,
                                    INFLIGHT_MAX,
                                    INTAKE_BYTES,
                                    SIGNATURES_DIRECTORY,
                                    ClockSettings.LATE_AFTER,
                                    SKEW_MAX,
                                    FUTURE_MAX,
                                    PAST_MAX,
                                    HTTP_ADDRESS,
                                    HTTP_PORT),
                            ClockSettings.ALL)
                    .<Setting<?>>flatMap(List::stream)
                    .toList();

    private IngestSettings() {}

    static Routes routes(Settings settings) {
        return settings.get(ROUTES)
                .orElseGet(
                        () ->
                                Routes.standard(
                                        settings.get(MqttSettings.PREFIX),
                                        settings.get(MqttSettings.RUN_PREFIX),
                                        settings.get(MqttSettings.THINGSBOARD_PREFIX)));
    }

    static TimeBounds bounds(Settings settings) {
        return TimeBounds.of(
                settings.get(ClockSettings.LATE_AFTER),
                settings.get(SKEW_MAX),
                settings.get(FUTURE_MAX),
                settings.get(PAST_MAX));
    }
}
