package city.lifeline.ingest;

import city.lifeline.ingest.sequence.ProgressCodec;
import city.lifeline.ingest.sequence.SequenceTracker;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.ClockSettings;
import city.lifeline.runtime.ConfigurationFile;
import city.lifeline.runtime.MqttSettings;
import city.lifeline.runtime.SecretFile;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Main class of the ingest process: {@code --config FILE}. */
public final class Ingest implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Ingest.class);

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    /** Whose offsets say which resubmissions are taken. */
    private static final String RESUBMISSIONS_GROUP = "lifeline-ingest-resubmissions";

    private static final Duration RESUBMISSIONS_PAUSE = Duration.ofSeconds(1);

    private final KafkaTopicWatch topics;
    private final RegistryFollower registry;
    private final Pipeline pipeline;
    private final Thread pipelineThread;
    private final MqttLink mqtt;
    private final KafkaReadingsLog readingsLog;
    private final ResubmissionReader resubmissions;
    private final IngestHttp http;
    private volatile boolean closing;

    /** Exit code 1 if the configuration is wrong or the process cannot run. */
    public static void main(String[] arguments) {
        if (arguments.length != 2 || !arguments[0].equals("--config")) {
            log.error("usage: ingest --config FILE");
            System.exit(2);
        }
        try {
            Settings settings = ConfigurationFile.read(Path.of(arguments[1]), IngestSettings.ALL);
            Ingest ingest = new Ingest(settings);
            Runtime.getRuntime().addShutdownHook(new Thread(ingest::close, "stop"));
            ingest.awaitEnd();
            if (!ingest.closing) {
                log.error("the pipeline has ended; see above");
                System.exit(1);
            }
        } catch (InvalidSettingsException e) {
            e.faults().forEach(fault -> log.error("{}: {}", arguments[1], fault));
            System.exit(1);
        } catch (IOException e) {
            log.error("{}: {}", e.getClass().getSimpleName(), e.getMessage());
            System.exit(1);
        } catch (InterruptedException e) {
            System.exit(1);
        } catch (RuntimeException e) {
            // The health page's thread would keep a process that does nothing alive.
            log.error("cannot go on", e);
            System.exit(1);
        }
    }

    /** Starts; waits for Kafka, its topics and the registry, but not for the MQTT broker. */
    private Ingest(Settings settings) throws IOException, InterruptedException {
        Routes routes = IngestSettings.routes(settings);
        TimeBounds bounds = IngestSettings.bounds(settings);
        RunClocks clocks = new RunClocks(ClockSettings.clock(settings), bounds);
        KafkaAccess kafka = KafkaAccess.of(settings);
        String mqttPassword = SecretFile.optional(settings, IngestSettings.MQTT_PASSWORD_FILE);
        InstantSource wall = InstantSource.system();
        PrometheusRegistry prometheus = new PrometheusRegistry();
        JvmMetrics.builder().register(prometheus);
        IngestMetrics metrics = new IngestMetrics(prometheus);

        topics = new KafkaTopicWatch(kafka.admin());
        registry = new RegistryFollower(kafka::consumer);
        Starting starting = new Starting();
        http =
                new IngestHttp(
                        settings.get(IngestSettings.HTTP_ADDRESS),
                        settings.get(IngestSettings.HTTP_PORT),
                        prometheus,
                        () ->
                                new IngestHttp.Health(
                                        starting.isConnected(),
                                        topics.isUp(),
                                        registry.isLoaded(),
                                        registry.pointCount()));

        topics.start(
                List.of(
                        KafkaTopics.READINGS,
                        KafkaTopics.DEAD_LETTERS,
                        KafkaTopics.REGISTRY,
                        KafkaTopics.GATEWAY_PROGRESS,
                        KafkaTopics.RESUBMISSIONS,
                        KafkaTopics.RESUBMISSION_OUTCOMES));
        registry.start();
        Map<String, List<SequenceTracker.Progress>> progress = readProgress(kafka);
        log.info("progress of {} gateways read", progress.size());

        readingsLog = new KafkaReadingsLog(kafka::producer, topics);
        pipeline =
                new Pipeline(
                        routes,
                        registry,
                        bounds,
                        clocks,
                        readingsLog,
                        progress,
                        metrics,
                        wall,
                        System::nanoTime);
        pipelineThread = new Thread(pipeline, "pipeline");
        mqtt =
                new MqttLink(
                        new MqttLink.Config(
                                settings.get(MqttSettings.URL).toString(),
                                MqttSettings.tls(
                                        settings,
                                        IngestSettings.MQTT_TLS_CERTIFICATE_FILE,
                                        IngestSettings.MQTT_TLS_KEY_FILE),
                                settings.get(IngestSettings.MQTT_CLIENT_ID),
                                settings.get(IngestSettings.MQTT_USERNAME),
                                mqttPassword,
                                settings.get(IngestSettings.MQTT_SESSION_EXPIRY),
                                settings.get(IngestSettings.INFLIGHT_MAX),
                                IngestSettings.topicFilters(settings, routes)),
                        pipeline,
                        metrics,
                        wall);
        starting.link = mqtt;
        GaugeWithCallback.builder()
                .name("lifeline_ingest_mqtt_connected")
                .help("1 while connected to the MQTT broker")
                .callback(callback -> callback.call(mqtt.isConnected() ? 1 : 0))
                .register(prometheus);
        resubmissions =
                new ResubmissionReader(
                        "resubmissions",
                        () -> kafka.consumer(RESUBMISSIONS_GROUP),
                        gateway -> true,
                        pipeline::resubmit,
                        RESUBMISSIONS_PAUSE);
        pipelineThread.start();
        mqtt.start();
        resubmissions.start();
        log.info("ready: {}", routes.topicFilters());
    }

    /** The health page answers before there is a connection to ask about. */
    private static final class Starting {
        private volatile @org.jspecify.annotations.Nullable MqttLink link;

        boolean isConnected() {
            MqttLink known = link;
            return known != null && known.isConnected();
        }
    }

    private static Map<String, List<SequenceTracker.Progress>> readProgress(KafkaAccess kafka) {
        Map<String, List<SequenceTracker.Progress>> progress = new HashMap<>();
        try (CompactedTopic topic =
                new CompactedTopic(kafka.consumer(), KafkaTopics.GATEWAY_PROGRESS)) {
            topic.readToEnd(
                    (key, value) -> {
                        if (value == null) {
                            progress.remove(key);
                            return;
                        }
                        try {
                            progress.put(key, ProgressCodec.decode(value));
                        } catch (IOException e) {
                            log.error(
                                    "the progress of {} is not readable: {}", key, e.getMessage());
                        }
                    });
        }
        return progress;
    }

    private void awaitEnd() throws InterruptedException {
        pipelineThread.join();
    }

    /** Takes no more messages, waits a little for those under way, and ends. */
    @Override
    public void close() {
        closing = true;
        log.info("stopping");
        pipeline.stop(STOP_PATIENCE);
        try {
            pipelineThread.join(STOP_PATIENCE.toMillis() + 2_000);
            resubmissions.close();
            mqtt.stop();
            registry.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        readingsLog.close();
        topics.close();
        http.close();
    }
}
