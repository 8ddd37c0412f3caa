package city.lifeline.ingest;

import city.lifeline.model.KafkaTopics;
import city.lifeline.model.RunClock;
import city.lifeline.model.settings.InvalidSettingsException;
import city.lifeline.model.settings.Settings;
import city.lifeline.runtime.ClockSettings;
import city.lifeline.runtime.ConfigurationFile;
import city.lifeline.runtime.MqttSettings;
import city.lifeline.runtime.SecretFile;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Main class of the ingest process: {@code --config FILE}. */
public final class Ingest implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Ingest.class);

    private static final InstantSource WALL = InstantSource.system();

    /** Whose offsets say which resubmissions are taken. */
    private static final String RESUBMISSIONS_GROUP = "lifeline-ingest-resubmissions";

    private static final Duration RESUBMISSIONS_PAUSE = Duration.ofSeconds(1);

    private final Slots slots;
    private final Routes routes;
    private final TimeBounds bounds;
    private final RunClock clock;
    private final KafkaAccess kafka;
    private final MqttLink.Config mqtt;
    private final Signatures signatures;
    private final long intakeBytes;
    private final IngestMetrics metrics;
    private final KafkaTopicWatch topics;
    private final RegistryFollower registry;
    private final SlotHolders holders;
    private final IngestHttp http;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable SlotRecords records;
    private volatile @Nullable SlotGroup group;
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
        slots = new Slots(settings.get(IngestSettings.SLOTS));
        routes = IngestSettings.routes(settings);
        bounds = IngestSettings.bounds(settings);
        clock = ClockSettings.clock(settings);
        kafka = KafkaAccess.of(settings);
        mqtt =
                new MqttLink.Config(
                        settings.get(MqttSettings.URL).toString(),
                        MqttSettings.tls(
                                settings,
                                IngestSettings.MQTT_TLS_CERTIFICATE_FILE,
                                IngestSettings.MQTT_TLS_KEY_FILE),
                        settings.get(IngestSettings.MQTT_CLIENT_ID),
                        settings.get(IngestSettings.MQTT_USERNAME),
                        SecretFile.optional(settings, IngestSettings.MQTT_PASSWORD_FILE),
                        settings.get(IngestSettings.MQTT_SESSION_EXPIRY),
                        settings.get(IngestSettings.INFLIGHT_MAX));
        signatures = Signatures.read(settings.get(IngestSettings.SIGNATURES_DIRECTORY));
        intakeBytes =
                Math.max(
                        2L * Pipeline.MAX_PAYLOAD_BYTES,
                        settings.get(IngestSettings.INTAKE_BYTES) / slots.parts());
        PrometheusRegistry prometheus = new PrometheusRegistry();
        JvmMetrics.builder().register(prometheus);
        metrics = new IngestMetrics(prometheus);
        holders = new SlotHolders(this::holder);
        metrics.slots(
                slots,
                () ->
                        holders.held().entrySet().stream()
                                .collect(
                                        Collectors.toMap(
                                                entry -> slots.name(entry.getKey()),
                                                entry -> entry.getValue().isConnected())));
        metrics.subscriptionsRefused(
                () ->
                        holders.held().entrySet().stream()
                                .collect(
                                        Collectors.toMap(
                                                entry -> slots.name(entry.getKey()),
                                                entry -> entry.getValue().refusedSubscriptions())));

        topics = new KafkaTopicWatch(kafka.admin());
        registry = new RegistryFollower(kafka::consumer);
        http =
                new IngestHttp(
                        settings.get(IngestSettings.HTTP_ADDRESS),
                        settings.get(IngestSettings.HTTP_PORT),
                        prometheus,
                        this::health);

        topics.start(
                List.of(
                        KafkaTopics.READINGS,
                        KafkaTopics.DEAD_LETTERS,
                        KafkaTopics.REGISTRY,
                        KafkaTopics.GATEWAY_PROGRESS,
                        KafkaTopics.GATEWAY_STATUS,
                        KafkaTopics.RESUBMISSIONS,
                        KafkaTopics.RESUBMISSION_OUTCOMES));
        registry.start();
        if (slots.isDivided()) {
            try (Admin admin = kafka.admin()) {
                SlotsTopic.await(admin, slots);
            }
            SlotRecords started = new SlotRecords(slots, kafka::consumer, kafka.producer());
            started.start();
            if (!started.areOfThisDivision()) {
                log.warn(
                        "no slot has worked with ingest.slots = {} yet. If ingest worked with"
                                + " another number, what still waits in the broker may be lost:"
                                + " docs/instances.md, Another number of slots",
                        slots.count());
            }
            records = started;
            SlotGroup joined =
                    new SlotGroup(slots, () -> kafka.slotsMember(slots), holders, System::nanoTime);
            joined.start();
            group = joined;
        } else {
            holders.take(0, Lease.permanent());
        }
        log.info("ready: {}", routes.topicFilters());
    }

    private SlotHolder holder(int part, Lease lease) {
        KafkaReadingsLog readingsLog = new KafkaReadingsLog(kafka::producer, topics);
        Share share;
        Subscriptions subscriptions;
        String clientId = mqtt.clientId();
        SlotRecords heard = records;
        if (heard == null) {
            share = Share.all();
            subscriptions = Subscriptions.fixed(routes.topicFilters());
        } else if (part == slots.rest()) {
            share = Share.rest(heard::isHeard);
            subscriptions = Subscriptions.fixed(routes.topicFilters());
        } else {
            share = Share.slot(slots, part);
            subscriptions = new SlotSubscriptions(routes, slots, part, registry::gateways, heard);
            clientId += "-" + part;
        }
        Intake intake = new Intake(intakeBytes);
        Pipeline pipeline =
                new Pipeline(
                        routes,
                        signatures,
                        registry,
                        bounds,
                        new RunClocks(clock, bounds),
                        readingsLog,
                        new Tenure(share, lease, this::readProgress),
                        intake,
                        metrics,
                        WALL,
                        System::nanoTime);
        MqttLink link =
                new MqttLink(
                        mqtt.withClientId(clientId),
                        subscriptions,
                        lease,
                        pipeline,
                        intake,
                        metrics,
                        WALL);
        ResubmissionReader resubmissions =
                share.takesResubmissions()
                        ? new ResubmissionReader(
                                "resubmissions",
                                () -> kafka.consumer(RESUBMISSIONS_GROUP),
                                pipeline::resubmit,
                                RESUBMISSIONS_PAUSE)
                        : null;
        return new SlotHolder(
                share.name(),
                pipeline,
                link,
                resubmissions,
                readingsLog,
                metrics,
                ended::countDown);
    }

    private SavedProgress readProgress() {
        SavedProgress progress = new SavedProgress();
        try (CompactedTopic topic =
                new CompactedTopic(kafka.consumer(), KafkaTopics.GATEWAY_PROGRESS)) {
            topic.readToEnd(progress::take);
        }
        return progress;
    }

    private IngestHttp.Health health() {
        SlotGroup joined = group;
        List<String> held = holders.held().keySet().stream().sorted().map(slots::name).toList();
        return new IngestHttp.Health(
                slots.isDivided()
                        ? joined != null && joined.isMember() && holders.areConnected()
                        : !held.isEmpty() && holders.areConnected(),
                topics.isUp(),
                registry.isLoaded(),
                registry.pointCount(),
                holders.held().values().stream().mapToInt(SlotHolder::refusedSubscriptions).sum(),
                held,
                slots.count());
    }

    private void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** Takes no more messages, waits a little for those under way, and ends. */
    @Override
    public void close() {
        closing = true;
        log.info("stopping");
        SlotGroup joined = group;
        if (joined != null) {
            joined.close();
        }
        holders.releaseAll();
        SlotRecords started = records;
        if (started != null) {
            started.close();
        }
        try {
            registry.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        topics.close();
        http.close();
    }
}
