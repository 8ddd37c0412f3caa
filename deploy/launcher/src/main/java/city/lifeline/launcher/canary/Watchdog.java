package city.lifeline.launcher.canary;

import city.lifeline.gateway.GatewayClient;
import city.lifeline.gateway.GatewayReading;
import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.model.RunClock;
import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.ClockSettings;
import city.lifeline.runtime.ConfigurationFile;
import city.lifeline.runtime.MqttSettings;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process of its own that follows a reading from MQTT to the telephone, again and again:
 *
 * <pre>
 *  MQTT ─▶ ingest ─▶ Kafka ─▶ detection ─▶ warning ─▶ SMS
 *  published       acknowledged            stored     handed over
 * </pre>
 *
 * and raises an alarm by a second way when none has come all the way for a while. It is told what
 * became of its canaries by alerting's REST; silence there is silence too.
 */
public final class Watchdog {

    /** What the registry calls it; the rule has the same id. */
    public static final String POINT = "LIFELINE-CANARY";

    /** What the registry calls its gateway. */
    public static final String GATEWAY = "GW-CANARY";

    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int REMEMBERED = 100;

    private final WatchdogSettings settings;
    private final RunClock runClock;
    private final InstantSource clock;
    private final Path stateFile;
    private final SecondWay secondWay;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final CanaryWatch watch;

    /** When each was published, by its event time, which is what REST tells. */
    private final Map<Instant, Instant> published =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Instant, Instant> eldest) {
                    return size() > REMEMBERED;
                }
            };

    private @Nullable Instant acknowledgedAt;

    private Watchdog(
            WatchdogSettings settings, RunClock runClock, InstantSource clock, Path stateFile) {
        this.settings = settings;
        this.runClock = runClock;
        this.clock = clock;
        this.stateFile = stateFile;
        this.secondWay = new SecondWay(settings);
        this.watch = new CanaryWatch(settings.silence(), clock.instant());
    }

    /** {@code Watchdog --config FILE --state FILE}; exit code 2: the configuration is faulty. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length != 4
                || !arguments[0].equals("--config")
                || !arguments[2].equals("--state")) {
            System.err.println("usage: Watchdog --config FILE --state FILE");
            System.exit(2);
        }
        try {
            Settings all =
                    WatchdogSettings.checked(
                            Settings.of(ConfigurationFile.texts(Path.of(arguments[1]))));
            WatchdogSettings settings = WatchdogSettings.read(all);
            HttpServer health =
                    HttpServer.create(
                            new InetSocketAddress(
                                    InetAddress.getLoopbackAddress(), settings.httpPort()),
                            0);
            health.createContext(
                    "/health",
                    exchange -> {
                        byte[] up = "{\"status\":\"UP\"}\n".getBytes(StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(200, up.length);
                        exchange.getResponseBody().write(up);
                        exchange.close();
                    });
            health.start();
            try (GatewayClient gateway = gateway(all)) {
                new Watchdog(
                                settings,
                                ClockSettings.clock(all),
                                InstantSource.system(),
                                Path.of(arguments[3]))
                        .run(gateway);
            }
        } catch (InvalidSettingsException e) {
            e.faults().forEach(System.err::println);
            System.exit(2);
        }
    }

    private static GatewayClient gateway(Settings all) throws IOException {
        GatewayClient.Builder builder =
                GatewayClient.builder(all.get(MqttSettings.URL), GATEWAY)
                        .topicPrefix(all.get(MqttSettings.PREFIX));
        if (all.get(MqttSettings.URL).getScheme().equals("ssl")) {
            builder.tls(MqttSettings.tls(all));
        }
        Path password = Path.of(all.get(MqttSettings.GATEWAY_PASSWORDS)).resolve(GATEWAY);
        if (Files.exists(password)) {
            builder.login(GATEWAY, Files.readString(password).strip());
        }
        return builder.build();
    }

    private void run(GatewayClient gateway) throws InterruptedException {
        Instant nextPublish = clock.instant();
        while (true) {
            Instant now = clock.instant();
            if (!now.isBefore(nextPublish)) {
                publish(gateway, now);
                nextPublish = now.plus(settings.every());
            }
            if (acknowledgedAt == null && gateway.awaitAllAcknowledged(Duration.ZERO)) {
                acknowledgedAt = clock.instant();
            }
            look();
            Optional<CanaryWatch.News> news = watch.check(clock.instant());
            if (news.isPresent()) {
                // Whoever is told looks at the state next.
                write(clock.instant());
                secondWay.tell(news.get(), sentence(news.get(), clock.instant()));
            }
            write(clock.instant());
            TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
        }
    }

    /** Up and down again at once, so that each is a warning of its own. */
    private void publish(GatewayClient gateway, Instant now) throws InterruptedException {
        long runUs = runClock.runUs(ChronoUnit.MICROS.between(Instant.EPOCH, now));
        // REST tells milliseconds' time to the microsecond; the gateway sends milliseconds.
        long atUs = runUs / 1_000 * 1_000;
        published.put(Instant.EPOCH.plus(atUs, ChronoUnit.MICROS), now);
        acknowledgedAt = null;
        try {
            gateway.publish(
                    List.of(
                            GatewayReading.good(POINT, atUs, 1),
                            GatewayReading.good(POINT, atUs + 1_000, 0)),
                    List.of(),
                    atUs + 1_000);
        } catch (IOException | RuntimeException e) {
            // The next one may be; silence is told anyhow.
            LOG.warn("The canary cannot be published", e);
        }
    }

    private void look() throws InterruptedException {
        try {
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(settings.alerting().resolve("/api/v1/canary"))
                                    .timeout(PATIENCE)
                                    .header("Authorization", "Bearer " + settings.token())
                                    .build(),
                            BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                return;
            }
            for (JsonNode one : JSON.readTree(answer.body()).path("passes")) {
                Instant sent = published.get(Instant.parse(one.path("at").asText()));
                boolean smsDue = one.path("smsDue").asBoolean();
                JsonNode done = one.path("sentAt");
                if (sent != null && (!smsDue || done.isTextual())) {
                    Instant stored = Instant.parse(one.path("storedAt").asText());
                    watch.passed(
                            new CanaryWatch.Pass(
                                    sent,
                                    stored,
                                    smsDue ? Instant.parse(done.asText()) : stored,
                                    smsDue));
                }
            }
        } catch (IOException e) {
            LOG.debug("alerting does not answer: {}", e.toString());
        }
    }

    private String sentence(CanaryWatch.News news, Instant now) {
        if (news == CanaryWatch.News.OVER) {
            return "Lifeline is heard again: a canary has come all the way.";
        }
        return "Lifeline may be deaf: no canary has come all the way for %d s. %s"
                .formatted(
                        watch.silentFor(now).toSeconds(),
                        acknowledgedAt == null
                                ? "The last one has not reached Kafka: look at the MQTT broker, ingest and Kafka."
                                : "The last one is in Kafka: look at detection, alerting and the SMS provider.");
    }

    private void write(Instant now) {
        Map<String, @Nullable Object> state = new LinkedHashMap<>();
        CanaryWatch.Pass last = watch.last();
        Instant alarmSince = watch.alarmSince();
        state.put("at", now.toString());
        state.put("silentSeconds", watch.silentFor(now).toSeconds());
        state.put("alarmSince", alarmSince == null ? null : alarmSince.toString());
        if (last != null) {
            state.put("publishedAt", last.publishedAt().toString());
            state.put("warningMs", millis(last.publishedAt(), last.storedAt()));
            state.put("smsMs", last.sms() ? millis(last.publishedAt(), last.doneAt()) : null);
        }
        try {
            Files.createDirectories(Optional.ofNullable(stateFile.getParent()).orElseThrow());
            DataDirectory.writeAtomically(stateFile, JSON.writeValueAsString(state));
        } catch (IOException e) {
            LOG.warn("{} cannot be written", stateFile, e);
        }
    }

    private static long millis(Instant from, Instant to) {
        return Duration.between(from, to).toMillis();
    }
}
