package city.lifeline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.gateway.DiskSpool;
import city.lifeline.gateway.GatewayClient;
import city.lifeline.gateway.GatewayReading;
import city.lifeline.gateway.MemoryStore;
import city.lifeline.gateway.MessageStore;
import city.lifeline.gateway.PayloadFormat;
import city.lifeline.model.Block;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.RunClock;
import city.lifeline.model.Runs;
import city.lifeline.model.access.MqttAccount;
import city.lifeline.runtime.tls.TlsFiles;
import city.lifeline.testing.EmbeddedBroker;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gateways, a real broker that is killed, and ingest with a log that fails. */
class IngestIT {

    private static final List<String> GATEWAYS = List.of("GW-1", "GW-2", "GW-3");
    private static final int MESSAGES = 3_000;
    private static final long INTAKE_BYTES = 3 << 20;

    @TempDir private Path directory;
    private final FakeLog log = new FakeLog(KafkaTopics.READINGS, Runs.readingsTopic("winter"));
    private final FakeInstalled installed = new FakeInstalled();
    private final Routes routes =
            Routes.standard("lifeline/v1", "lifeline/run", "lifeline/thingsboard");
    private final IngestMetrics metrics = new IngestMetrics(new PrometheusRegistry());
    private final Intake intake = new Intake(INTAKE_BYTES);
    private EmbeddedBroker broker;
    private Pipeline pipeline;
    private Thread pipelineThread;
    private final Thread logThread = new Thread(this::confirmUntilStopped, "log");
    private MqttLink link;
    private volatile boolean stopped;

    @BeforeEach
    void start() throws IOException {
        List<String> accounts = new ArrayList<>();
        for (String gateway : GATEWAYS) {
            accounts.add(account(gateway, MqttAccount.Role.GATEWAY));
            installed.point(gateway + "-a", gateway);
            installed.point(gateway + "-b", gateway);
        }
        accounts.add(account("ingest", MqttAccount.Role.INGEST));
        accounts.add(account("replay", MqttAccount.Role.REPLAY));
        Files.write(directory.resolve("accounts.csv"), accounts);
        broker = new EmbeddedBroker(directory);
        startIngest();
    }

    private void startIngest() {
        TimeBounds bounds =
                TimeBounds.of(
                        Duration.ofHours(1),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(5),
                        Duration.ofDays(400));
        pipeline =
                new Pipeline(
                        routes,
                        Signatures.NONE,
                        installed,
                        bounds,
                        new RunClocks(RunClock.WALL, bounds),
                        log,
                        Tenure.undivided(log::progress),
                        intake,
                        metrics,
                        InstantSource.system(),
                        System::nanoTime);
        pipelineThread = new Thread(pipeline, "pipeline");
        pipelineThread.start();
        link = newLink();
        link.start();
    }

    private MqttLink newLink() {
        return new MqttLink(
                new MqttLink.Config(
                        broker.uri(),
                        TlsFiles.STANDARD,
                        "lifeline-ingest",
                        "ingest",
                        "ingest secret",
                        Duration.ofDays(1),
                        500),
                Subscriptions.fixed(routes.topicFilters()),
                Lease.permanent(),
                pipeline,
                intake,
                metrics,
                InstantSource.system());
    }

    private void confirmUntilStopped() {
        while (!stopped) {
            log.confirm(100);
            // As long as a quick log takes; without it one of the machine's cores is taken.
            LockSupport.parkNanos(1_000_000);
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        pipeline.stop(Duration.ofSeconds(5));
        pipelineThread.join(10_000);
        link.stop();
        stopped = true;
        logThread.join();
        broker.stop();
    }

    @Test
    void largeMessagesWaitInTheBrokerWhileTheLogTakesNothing() throws Exception {
        int messages = 20;
        byte[] payload = new byte[900_000];
        MqttClient gateway = new MqttClient(broker.uri(), "large", new MemoryPersistence());
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setUserName("GW-1");
        options.setPassword("GW-1 secret".getBytes(UTF_8));
        await().atMost(Duration.ofMinutes(1)).until(link::isConnected);
        // The broker hands over what has waited many at a time, and what comes later one by one.
        link.stop();
        gateway.connect(options);
        for (int i = 0; i < messages; i++) {
            payload[0] = (byte) i;
            gateway.publish("lifeline/v1/GW-1/readings", payload, 1, false);
        }
        gateway.disconnect();
        gateway.close();
        link = newLink();
        link.start();
        await().atMost(Duration.ofMinutes(1))
                .until(() -> intake.usedBytes() > INTAKE_BYTES - 1_000_000);
        assertTrue(intake.usedBytes() <= INTAKE_BYTES);

        logThread.start();
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(
                        () ->
                                assertEquals(
                                        messages,
                                        log.deadLetters().stream()
                                                .map(letter -> letter.bytes()[0])
                                                .distinct()
                                                .count()));
        await().atMost(Duration.ofSeconds(10)).until(() -> intake.usedBytes() == 0);
    }

    private static String account(String name, MqttAccount.Role role) {
        byte[] salt = (name + "0123456789abcdef").getBytes(UTF_8);
        return MqttAccount.create(name, role, name + " secret", salt).line();
    }

    private GatewayClient client(String gateway, PayloadFormat format, MessageStore store) {
        return GatewayClient.builder(URI.create(broker.uri()), gateway)
                .login(gateway, gateway + " secret")
                .format(format)
                .window(200)
                .resendAfter(Duration.ofSeconds(2))
                .reconnectMax(Duration.ofSeconds(1))
                .store(store)
                .build();
    }

    private static long nowUs() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    @Test
    void losesNothingWhileTheBrokerIsKilledAndTheLogFails() throws Exception {
        long seed = System.nanoTime();
        String where = "seed " + seed;
        Random random = new Random(seed);
        logThread.start();
        List<GatewayClient> clients =
                List.of(
                        client("GW-1", PayloadFormat.JSON, new MemoryStore("b1", 500)),
                        client("GW-2", PayloadFormat.PROTOBUF, new MemoryStore("b2", 500)),
                        client(
                                "GW-3",
                                PayloadFormat.JSON,
                                new DiskSpool(directory.resolve("spool"), () -> "b3", 1 << 22)));
        List<Thread> publishers = new ArrayList<>();
        for (int i = 0; i < clients.size(); i++) {
            GatewayClient client = clients.get(i);
            String gateway = GATEWAYS.get(i);
            publishers.add(NumberedReadings.publish(client, gateway, MESSAGES));
        }
        for (int i = 0; i < 3; i++) {
            int target = (i + 1) * MESSAGES / 2;
            await().atMost(Duration.ofMinutes(4)).until(() -> log.blocks().size() >= target);
            if (i == 1) {
                log.fail(random);
            } else {
                broker.kill();
                broker.restart();
            }
        }
        for (Thread publisher : publishers) {
            publisher.join(240_000);
        }
        for (GatewayClient client : clients) {
            assertTrue(
                    client.awaitAllAcknowledged(Duration.ofMinutes(4)),
                    () -> where + ": " + client.status());
            client.close();
        }
        checkAll(where);
    }

    private void checkAll(String where) {
        NumberedReadings.assertComplete(log.blocks(), GATEWAYS, MESSAGES, where);
        assertEquals(List.of(), log.deadLetters(), where);
    }

    @Test
    void aSpoolOutlivesItsProcessAndAnIngestThatIsAway() throws Exception {
        Path spool = directory.resolve("spool");
        GatewayClient first =
                client("GW-1", PayloadFormat.JSON, new DiskSpool(spool, () -> "b1", 1 << 22));
        for (int i = 1; i <= 50; i++) {
            first.publish(List.of(GatewayReading.good("GW-1-a", nowUs(), i)), List.of(), nowUs());
        }
        first.close();

        logThread.start();
        try (GatewayClient second =
                client("GW-1", PayloadFormat.JSON, new DiskSpool(spool, () -> "b2", 1 << 22))) {
            assertEquals("b1", second.boot());
            second.publish(List.of(GatewayReading.good("GW-1-a", nowUs(), 51)), List.of(), nowUs());
            assertTrue(second.awaitAllAcknowledged(Duration.ofMinutes(2)));

            // An uplink that fails: what is measured waits, and comes later in its order.
            second.offline(true);
            await().atMost(Duration.ofSeconds(10)).until(() -> !second.status().connected());
            for (int i = 52; i <= 60; i++) {
                second.publish(
                        List.of(GatewayReading.good("GW-1-a", nowUs(), i)), List.of(), nowUs());
            }
            assertFalse(second.awaitAllAcknowledged(Duration.ofMillis(700)));
            assertEquals(51, log.blocks().stream().map(Block::seq).distinct().count());
            second.offline(false);
            assertTrue(second.awaitAllAcknowledged(Duration.ofMinutes(2)));
        }
        assertEquals(60, log.blocks().stream().map(Block::seq).distinct().count());
    }

    @Test
    void aRunAsideHasItsOwnTopicAndAnUnknownRunIsRefused() throws Exception {
        logThread.start();
        long recordedUs = 1_700_000_000_000_000L;
        for (String run : List.of("winter", "nowhere")) {
            try (GatewayClient replay =
                    GatewayClient.builder(URI.create(broker.uri()), "GW-1")
                            .login("replay", "replay secret")
                            .topicPrefix("lifeline/run/" + run)
                            .build()) {
                replay.publish(
                        List.of(GatewayReading.good("GW-1-a", recordedUs, 1)),
                        List.of(),
                        recordedUs);
                assertTrue(replay.awaitAllAcknowledged(Duration.ofMinutes(2)));
            }
        }
        List<FakeLog.Kept> aside =
                log.kept().stream()
                        .filter(kept -> kept.kafkaTopic().equals(Runs.readingsTopic("winter")))
                        .filter(kept -> !kept.record().isClock())
                        .toList();
        assertEquals(1, aside.size());
        assertEquals("unknown_run", log.deadLetters().get(0).origin().reason());
        assertEquals("nowhere", log.deadLetters().get(0).origin().run());
    }
}
