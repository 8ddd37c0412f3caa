package city.lifeline.ingest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.gateway.GatewayClient;
import city.lifeline.gateway.GatewayReading;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.RunClock;
import city.lifeline.model.access.MqttAccount;
import city.lifeline.runtime.tls.TlsFiles;
import city.lifeline.testing.EmbeddedBroker;
import city.lifeline.testing.ServerProcess;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both sides of the broker over mutual TLS, each with a certificate of the city's authority. */
class IngestOverTlsIT {

    private static final int READINGS = 500;

    @TempDir private Path directory;
    private int tlsPort;
    private final FakeLog log = new FakeLog(KafkaTopics.READINGS);
    private final Thread logThread = new Thread(this::confirmUntilStopped, "log");
    private OpensslAuthority authority;
    private EmbeddedBroker broker;
    private Pipeline pipeline;
    private Thread pipelineThread;
    private MqttLink link;
    private volatile boolean stopped;

    @BeforeEach
    void start() throws Exception {
        tlsPort = ServerProcess.freePort();
        authority = new OpensslAuthority(directory.resolve("tls"));
        authority.issue("broker");
        authority.issue("GW-1");
        authority.issue("ingest", "/OU=lifeline-ingest/CN=ingest");
        // A certificate needs no account beside it.
        Files.write(directory.resolve("accounts.csv"), List.of(MqttAccount.HEADER));
        broker =
                new EmbeddedBroker(
                        directory,
                        "--tls-port",
                        Integer.toString(tlsPort),
                        "--tls-ca",
                        authority.file("ca.pem").toString(),
                        "--tls-certificate",
                        authority.file("broker.pem").toString(),
                        "--tls-key",
                        authority.file("broker.key").toString());
        TimeBounds bounds =
                TimeBounds.of(
                        Duration.ofHours(1),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(5),
                        Duration.ofDays(400));
        IngestMetrics metrics = new IngestMetrics(new PrometheusRegistry());
        Intake intake = new Intake(32 << 20);
        Routes routes = Routes.standard("lifeline/v1", "lifeline/run", "lifeline/thingsboard");
        pipeline =
                new Pipeline(
                        routes,
                        Signatures.NONE,
                        new FakeInstalled().point("GW-1-a", "GW-1"),
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
        logThread.start();
        link =
                new MqttLink(
                        new MqttLink.Config(
                                uri(),
                                files("ingest"),
                                "lifeline-ingest",
                                "",
                                "",
                                Duration.ofDays(1),
                                500),
                        Subscriptions.fixed(routes.topicFilters()),
                        Lease.permanent(),
                        pipeline,
                        intake,
                        metrics,
                        InstantSource.system());
        link.start();
    }

    private String uri() {
        return "ssl://127.0.0.1:" + tlsPort;
    }

    private TlsFiles files(String name) {
        return new TlsFiles(
                authority.file("ca.pem"),
                authority.file(name + ".pem"),
                authority.file(name + ".key"));
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

    private static long nowUs() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    @Test
    void readingsComeThroughAndAreAcknowledgedAlsoAfterTheBrokerWasKilled() throws Exception {
        await().atMost(Duration.ofMinutes(1)).until(link::isConnected);
        try (GatewayClient gateway =
                GatewayClient.builder(URI.create(uri()), "GW-1")
                        .tls(files("GW-1"))
                        .window(50)
                        .resendAfter(Duration.ofSeconds(2))
                        .reconnectMax(Duration.ofSeconds(1))
                        .build()) {
            for (int i = 1; i <= READINGS; i++) {
                if (i == READINGS / 2) {
                    broker.kill();
                    broker.restart();
                }
                gateway.publish(
                        List.of(GatewayReading.good("GW-1-a", nowUs(), i)), List.of(), nowUs());
            }
            assertTrue(gateway.awaitAllAcknowledged(Duration.ofMinutes(2)));
        }
        assertEquals(
                READINGS, log.blocks().stream().map(block -> block.value(0)).distinct().count());
        assertEquals(List.of(), log.deadLetters());
    }

    @Test
    void aBrokerOfAnotherAuthorityIsNotTrusted() throws Exception {
        await().atMost(Duration.ofMinutes(1)).until(link::isConnected);
        OpensslAuthority other = new OpensslAuthority(directory.resolve("other"));
        // What the broker would let in, but for the gateway's own mistrust.
        GatewayClient.Builder stranger =
                GatewayClient.builder(URI.create(uri()), "GW-1")
                        .tls(
                                new TlsFiles(
                                        other.file("ca.pem"),
                                        authority.file("GW-1.pem"),
                                        authority.file("GW-1.key")));
        try (GatewayClient gateway = stranger.build()) {
            gateway.publish(List.of(GatewayReading.good("GW-1-a", nowUs(), 1)), List.of(), nowUs());
            assertFalse(gateway.awaitAllAcknowledged(Duration.ofSeconds(3)));
        }
        assertEquals(List.of(), log.blocks());
    }
}
