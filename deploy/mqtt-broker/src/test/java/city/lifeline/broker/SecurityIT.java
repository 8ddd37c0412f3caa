package city.lifeline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.broker.TestAuthority.Issued;
import city.lifeline.gateway.GatewayClient;
import city.lifeline.gateway.GatewayReading;
import city.lifeline.model.access.MqttAccount;
import city.lifeline.model.access.MqttAccount.Role;
import city.lifeline.runtime.tls.TlsFiles;
import city.lifeline.testing.NeededProgram;
import city.lifeline.testing.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in with which proof, what it may do then, and how much. */
class SecurityIT {

    private static final int NOT_AUTHORIZED = 0x87;
    private static final int FAILURE_CODES = 0x80;
    private static final int RATE = 300;

    /** Most that Netty reads from one connection before it looks whether it still may. */
    private static final int READ_AHEAD_BYTES = 1 << 20;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private static Path directory;
    private static TestAuthority authority;
    private static int port;
    private static int tlsPort;
    private static int httpPort;
    private static ServerProcess broker;

    @BeforeAll
    static void start() throws Exception {
        List<String> accounts = new ArrayList<>(List.of(MqttAccount.HEADER));
        for (String gateway : List.of("GW-1", "GW-2", "GW-FLOOD", "GW-KNOCK")) {
            accounts.add(account(gateway, Role.GATEWAY));
        }
        accounts.add(account("ingest", Role.INGEST));
        Files.write(directory.resolve("accounts.csv"), accounts);
        authority = new TestAuthority(directory.resolve("ca"), "Test authority");
        Issued server = authority.issue("CN=mqtt");
        port = ServerProcess.freePort();
        tlsPort = ServerProcess.freePort();
        httpPort = ServerProcess.freePort();
        broker =
                ServerProcess.start(
                        directory.resolve("log"),
                        MqttBroker.class.getName(),
                        "--accounts",
                        directory.resolve("accounts.csv").toString(),
                        "--data",
                        directory.resolve("data").toString(),
                        "--port",
                        Integer.toString(port),
                        "--http-port",
                        Integer.toString(httpPort),
                        "--tls-port",
                        Integer.toString(tlsPort),
                        "--tls-ca",
                        authority.certificate().toString(),
                        "--tls-certificate",
                        server.certificate().toString(),
                        "--tls-key",
                        server.key().toString(),
                        "--crl",
                        authority.revocations().toString(),
                        "--gateway-rate",
                        Integer.toString(RATE),
                        "--gateway-burst",
                        Integer.toString(RATE));
        await().atMost(Duration.ofMinutes(2))
                .ignoreExceptions()
                .until(() -> get("/health").contains("UP"));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        broker.stop(Duration.ofSeconds(20));
    }

    private static String account(String name, Role role) {
        byte[] salt = (name + "0123456789abcdef").getBytes(UTF_8);
        return MqttAccount.create(name, role, name + " secret", salt).line();
    }

    private static TestClient.Builder plain() {
        return TestClient.to("tcp://127.0.0.1:" + port);
    }

    private static TestClient.Builder as(String account) {
        return plain().login(account, account + " secret");
    }

    private static TestClient.Builder tls(TlsFiles files) throws IOException {
        return TestClient.to("ssl://127.0.0.1:" + tlsPort).sockets(files.socketFactory());
    }

    private static TestClient.Builder with(Issued issued) throws IOException {
        return tls(new TlsFiles(authority.certificate(), issued.certificate(), issued.key()));
    }

    private static String get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private static double metric(String name) throws IOException, InterruptedException {
        return get("/metrics")
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    private static double authFails(String reason) throws IOException, InterruptedException {
        return metric("lifeline_broker_auth_fail_total{reason=\"%s\"}".formatted(reason));
    }

    private static String log() throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    private static boolean isAccepted(int reasonCode) {
        return reasonCode < FAILURE_CODES;
    }

    @Test
    void aCertificateNeedsNoPasswordAndNamesTheGateway() throws Exception {
        double before = metric("lifeline_broker_acl_denied_total{activity=\"publish\"}");
        try (TestClient gateway = with(authority.issue("CN=GW-CERT")).connect()) {
            assertTrue(isAccepted(gateway.publish("lifeline/v1/GW-CERT/readings", "{}")));

            assertEquals(NOT_AUTHORIZED, gateway.publish("lifeline/v1/GW-1/readings", "{}"));
            assertEquals(NOT_AUTHORIZED, gateway.publish("lifeline/v1/GW-CERT/readings/", "{}"));
            assertEquals(NOT_AUTHORIZED, gateway.subscribe("lifeline/v1/+/ack"));
            assertEquals(1, gateway.subscribe("lifeline/v1/GW-CERT/ack"));
            assertTrue(gateway.isConnected(), "one wrong topic does not cost the connection");
        }
        assertEquals(before + 2, metric("lifeline_broker_acl_denied_total{activity=\"publish\"}"));
        assertTrue(log().contains("denied publish: account=GW-CERT"), log());
        assertTrue(log().contains("denied subscribe: account=GW-CERT"), log());
    }

    @Test
    void anOrganisationalUnitMakesIngestOfAnAccount() throws Exception {
        try (TestClient ingest =
                with(authority.issue("CN=ingest-2,OU=lifeline-ingest")).connect()) {
            assertEquals(1, ingest.subscribe("lifeline/v1/+/readings"));
        }
        try (TestClient gateway = with(authority.issue("CN=ingest,OU=elsewhere")).connect()) {
            assertEquals(NOT_AUTHORIZED, gateway.subscribe("lifeline/v1/+/readings"));
        }
    }

    @Test
    void aPasswordWorksOverTlsToo() throws Exception {
        TlsFiles trusting = TlsFiles.trusting(authority.certificate());
        tls(trusting).login("GW-1", "GW-1 secret").connect().close();
        assertEquals(NOT_AUTHORIZED, tls(trusting).login("GW-1", "wrong").refusal());
        assertEquals(NOT_AUTHORIZED, tls(trusting).refusal());
    }

    @Test
    void aClientTellsABrokerOfAnotherNameFromTheRightOne() throws Exception {
        TestClient.Builder elsewhere =
                TestClient.to("ssl://localhost:" + tlsPort)
                        .sockets(TlsFiles.trusting(authority.certificate()).socketFactory())
                        .login("GW-1", "GW-1 secret");
        assertThrows(MqttException.class, elsewhere::connect);
    }

    @Test
    void aRevokedCertificateEndsTheConnectionAndLetsInNoMore() throws Exception {
        Issued issued = authority.issue("CN=GW-REVOKED");
        double before = authFails("certificate_revoked");
        try (TestClient gateway = with(issued).connect()) {
            authority.revoke(issued);

            await().atMost(PATIENCE).until(() -> !gateway.isConnected());
        }
        assertEquals(NOT_AUTHORIZED, with(issued).refusal());
        assertTrue(authFails("certificate_revoked") >= before + 2);
        assertTrue(log().contains("account=GW-REVOKED"), log());
        with(authority.issue("CN=GW-REVOKED")).connect().close();
    }

    @Test
    void anExpiredCertificateIsRefusedWithAReason() throws Exception {
        double before = authFails("certificate_expired");
        Issued expired = authority.issue("CN=GW-OLD", Instant.now().minusSeconds(60));

        assertNotEquals(0, with(expired).refusal());

        await().atMost(PATIENCE).until(() -> authFails("certificate_expired") > before);
        assertTrue(log().contains("subject=CN=GW-OLD reason=certificate_expired"), log());
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() throws Exception {
        double before = authFails("certificate_untrusted");
        TestAuthority other = new TestAuthority(directory.resolve("other"), "Test authority");
        Issued foreign = other.issue("CN=GW-1");

        int refusal =
                tls(new TlsFiles(authority.certificate(), foreign.certificate(), foreign.key()))
                        .refusal();

        assertNotEquals(0, refusal);
        await().atMost(PATIENCE).until(() -> authFails("certificate_untrusted") > before);
    }

    @Test
    void aUserNameOtherThanTheCertificatesIsRefused() throws Exception {
        Issued issued = authority.issue("CN=GW-CERT");
        assertEquals(NOT_AUTHORIZED, with(issued).userName("GW-1").refusal());
        with(issued).userName("GW-CERT").connect().close();
    }

    @Test
    void nobodyIsLetInWithoutALogin() throws Exception {
        double before = authFails("anonymous");
        assertEquals(NOT_AUTHORIZED, plain().clientId("GW-1").refusal());
        assertTrue(authFails("anonymous") > before);
    }

    @Test
    void theOnlyWillIsOnesOwnDeath() throws Exception {
        try (TestClient ingest = as("ingest").connect()) {
            assertEquals(1, ingest.subscribe("spBv1.0/+/NDEATH/+"));
            TestClient gateway = as("GW-1").will("spBv1.0/city/NDEATH/GW-1", false).connect();
            gateway.vanish();

            await().atMost(PATIENCE).until(() -> !ingest.received().isEmpty());
            assertEquals("spBv1.0/city/NDEATH/GW-1", ingest.received().get(0).mqttTopic());
        }
        assertEquals(NOT_AUTHORIZED, as("GW-1").will("spBv1.0/city/NDEATH/GW-2", false).refusal());
        assertEquals(NOT_AUTHORIZED, as("GW-1").will("spBv1.0/city/NDEATH/GW-1", true).refusal());
        assertEquals(NOT_AUTHORIZED, as("GW-1").will("lifeline/v1/GW-1/readings", false).refusal());
    }

    @Test
    void ingestMayKeepItsState() throws Exception {
        try (TestClient ingest = as("ingest").will("spBv1.0/STATE/city", true).connect()) {
            assertTrue(isAccepted(ingest.publish("spBv1.0/STATE/city", "online", true, null)));
        }
        try (TestClient gateway = as("GW-1").connect()) {
            assertEquals(1, gateway.subscribe("spBv1.0/STATE/#"));
            await().atMost(PATIENCE).until(() -> gateway.payloads().contains("online"));
        }
    }

    @Test
    void aRetainedPublishIsTakenOnceAndNotKept() throws Exception {
        double before = metric("lifeline_broker_retain_stripped_total");
        try (TestClient ingest = as("ingest").connect();
                TestClient gateway = as("GW-2").connect()) {
            ingest.subscribe("lifeline/v1/+/senml");
            assertEquals(0, gateway.publish("lifeline/v1/GW-2/senml", "once", true, null));
            await().atMost(PATIENCE).until(() -> ingest.payloads().contains("once"));
            assertFalse(ingest.received().get(0).retained());
        }
        try (TestClient later = as("ingest").connect();
                TestClient gateway = as("GW-2").connect()) {
            later.subscribe("lifeline/v1/+/senml");
            gateway.publish("lifeline/v1/GW-2/senml", "next");
            await().atMost(PATIENCE).until(() -> !later.received().isEmpty());
            assertEquals(List.of("next"), later.payloads());
        }
        assertEquals(before + 1, metric("lifeline_broker_retain_stripped_total"));
    }

    @Test
    void thingsBoardTelemetryGetsTheGatewaysName() throws Exception {
        try (TestClient ingest = as("ingest").connect();
                TestClient other = as("GW-2").connect();
                TestClient gateway = as("GW-1").connect()) {
            ingest.subscribe("lifeline/thingsboard/+/v1/gateway/telemetry");
            ingest.subscribe("lifeline/thingsboard/+/v1/devices/me/telemetry");
            assertEquals(1, other.subscribe("v1/gateway/attributes"));
            MqttProperties properties = new MqttProperties();
            properties.setContentType("application/json+gzip");
            properties.setUserProperties(List.of(new UserProperty("gateway", "GW-2")));

            assertEquals(0, gateway.publish("v1/gateway/connect", "{}"));
            assertEquals(0, gateway.publish("v1/gateway/attributes", "{}"));
            assertEquals(0, gateway.publish("v1/gateway/telemetry", "t", false, properties));
            assertEquals(0, gateway.publish("v1/devices/me/telemetry", "d"));

            await().atMost(PATIENCE).until(() -> ingest.received().size() == 2);
            TestClient.Received first = ingest.received().get(0);
            assertEquals("lifeline/thingsboard/GW-1/v1/gateway/telemetry", first.mqttTopic());
            assertEquals("application/json+gzip", first.properties().getContentType());
            assertEquals(
                    List.of(new UserProperty("gateway", "GW-2")),
                    first.properties().getUserProperties());
            assertEquals(List.of(), other.payloads());
            assertEquals(
                    NOT_AUTHORIZED,
                    gateway.publish("lifeline/thingsboard/GW-2/v1/gateway/telemetry", "t"));
        }
    }

    @Test
    void sparkplugTopicsAreThoseOfTheOwnNode() throws Exception {
        try (TestClient gateway = as("GW-1").connect()) {
            for (String own :
                    List.of(
                            "spBv1.0/city/NBIRTH/GW-1",
                            "spBv1.0/city/NDATA/GW-1",
                            "spBv1.0/city/DBIRTH/GW-1/pump",
                            "spBv1.0/city/DDATA/GW-1/pump",
                            "spBv1.0/city/DDEATH/GW-1/pump")) {
                assertTrue(isAccepted(gateway.publish(own, "x")), own);
            }
            for (String foreign :
                    List.of(
                            "spBv1.0/city/NDATA/GW-2",
                            "spBv1.0/city/DDATA/GW-2/pump",
                            "spBv1.0/city/NCMD/GW-1",
                            "spBv1.0/STATE/city")) {
                assertEquals(NOT_AUTHORIZED, gateway.publish(foreign, "x"), foreign);
            }
            assertEquals(1, gateway.subscribe("spBv1.0/city/NCMD/GW-1/#"));
            assertEquals(1, gateway.subscribe("spBv1.0/city/DCMD/GW-1/#"));
            assertEquals(NOT_AUTHORIZED, gateway.subscribe("spBv1.0/city/NCMD/GW-2"));
        }
    }

    @Test
    void aClientIdOpensNobodyElsesSession() throws Exception {
        try (TestClient ingest = as("ingest").clientId("lifeline-ingest").connect();
                TestClient first = as("GW-1").clientId("same").connect();
                TestClient second = as("GW-2").clientId("same").connect();
                TestClient thief = as("GW-2").clientId("lifeline-ingest").connect()) {
            ingest.subscribe("lifeline/v1/+/heartbeat");
            assertTrue(isAccepted(first.publish("lifeline/v1/GW-1/heartbeat", "a")));
            assertTrue(isAccepted(second.publish("lifeline/v1/GW-2/heartbeat", "b")));
            await().atMost(PATIENCE).until(() -> ingest.payloads().size() == 2);
            assertEquals(List.of(), thief.payloads());
            assertTrue(ingest.isConnected() && first.isConnected() && second.isConnected());
        }
    }

    @Test
    void aTopicTooLongOrTooDeepIsRefused() throws Exception {
        for (String mqttTopic :
                List.of(
                        "x".repeat(65_535),
                        "a/".repeat(199) + "a",
                        "lifeline/v1/GW-1/" + "x".repeat(300))) {
            int code;
            try (TestClient gateway = as("GW-1").connect()) {
                code = gateway.publish(mqttTopic, "x");
            } catch (MqttException e) {
                code = e.getReasonCode();
            }
            assertNotEquals(0, code);
        }
    }

    @Test
    void aTopicWithAWildcardEndsTheConnection() throws Exception {
        try (RawMqtt raw = new RawMqtt(port)) {
            raw.send(RawMqtt.connect("raw", "GW-1", "GW-1 secret"));
            assertEquals(0, raw.connack());
            raw.send(RawMqtt.publish("lifeline/v1/+/readings", 10));
            assertTrue(raw.ends());
        }
    }

    @Test
    void aConnectThatNeverComesIsNotWaitedForLong() throws Exception {
        long startNs = System.nanoTime();
        try (RawMqtt raw = new RawMqtt(port);
                RawMqtt handshake = new RawMqtt(tlsPort)) {
            raw.send(new byte[] {0x10});
            handshake.send(new byte[] {0x16});
            assertTrue(raw.ends());
            assertTrue(handshake.ends());
        }
        assertTrue(Duration.ofNanos(System.nanoTime() - startNs).toSeconds() <= 10);
    }

    @Test
    void aFloodOfOneGatewayIsSlowedDownAndHarmsNoOther() throws Exception {
        Duration length = Duration.ofSeconds(4);
        try (TestClient ingest = as("ingest").connect();
                TestClient other = as("GW-2").connect();
                RawMqtt flood = new RawMqtt(port)) {
            ingest.subscribe("lifeline/v1/+/readings");
            flood.send(RawMqtt.connect("flood", "GW-FLOOD", "GW-FLOOD secret"));
            assertEquals(0, flood.connack());
            AtomicBoolean over = new AtomicBoolean();
            byte[] message = RawMqtt.publish("lifeline/v1/GW-FLOOD/readings", 200);
            Thread flooding =
                    new Thread(
                            () -> {
                                try {
                                    while (!over.get()) {
                                        flood.send(message);
                                    }
                                } catch (IOException e) {
                                    // The test closes the connection while it is blocked.
                                }
                            });
            long startNs = System.nanoTime();
            flooding.start();
            List<Long> othersMs = new ArrayList<>();
            while (System.nanoTime() - startNs < length.toNanos()) {
                long sentNs = System.nanoTime();
                assertTrue(isAccepted(other.publish("lifeline/v1/GW-2/heartbeat", "x")));
                othersMs.add((System.nanoTime() - sentNs) / 1_000_000);
            }
            double seconds = (System.nanoTime() - startNs) / 1e9;
            int taken = ingest.received().size();
            over.set(true);
            flood.hangUp();
            flooding.join();

            assertTrue(taken >= RATE, "took " + taken);
            // What the broker had read before the pause took effect comes on top once; it is
            // paid off by a longer pause. Unthrottled this flood is tens of thousands a second.
            int readAhead = READ_AHEAD_BYTES / message.length;
            assertTrue(
                    taken <= RATE + RATE * seconds + readAhead,
                    "took %d in %.1f s".formatted(taken, seconds));
            List<Long> sorted = othersMs.stream().sorted().toList();
            assertTrue(
                    sorted.get(sorted.size() * 9 / 10) < 500,
                    "p90 " + sorted.get(sorted.size() * 9 / 10) + " ms");
            assertTrue(metric("lifeline_broker_throttled_total") > 0);
            assertTrue(broker.isAlive());
        }
    }

    @Test
    void aFloodOfConnectsIsTurnedAwayBeforePasswordsAreChecked() throws Exception {
        as("GW-2").connect().close();
        double before = authFails("rate");
        double wrong = authFails("password");
        byte[] connect = RawMqtt.connect("knock", "GW-KNOCK", "guess");
        int sent = 0;
        long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < 2_000_000_000L) {
            try (RawMqtt raw = new RawMqtt(port)) {
                raw.send(connect);
                sent++;
            }
        }
        long loginNs = System.nanoTime();
        as("GW-2").connect().close();
        long loginMs = (System.nanoTime() - loginNs) / 1_000_000;

        await().atMost(PATIENCE).until(() -> authFails("rate") > before);
        double checked = authFails("password") - wrong;
        double seconds = (System.nanoTime() - startNs) / 1e9;
        assertTrue(checked <= 61 + 5 * seconds, "%s of %d".formatted(checked, sent));
        assertTrue(loginMs < 10_000, loginMs + " ms");
        assertTrue(log().lines().filter(line -> line.contains("GW-KNOCK")).count() < 20);
    }

    @Test
    void ourGatewayClientNeedsNothingButItsCertificate() throws Exception {
        Issued issued = authority.issue("CN=GW-JAVA");
        try (TestClient ingest = as("ingest").connect();
                GatewayClient gateway =
                        GatewayClient.builder(URI.create("ssl://127.0.0.1:" + tlsPort), "GW-JAVA")
                                .tls(
                                        new TlsFiles(
                                                authority.certificate(),
                                                issued.certificate(),
                                                issued.key()))
                                .build()) {
            ingest.subscribe("lifeline/v1/+/readings");
            long seq = gateway.publish(List.of(GatewayReading.good("P-1", 1, 2)), List.of(), 1);
            await().atMost(PATIENCE)
                    .until(
                            () ->
                                    ingest.received().stream()
                                            .map(TestClient.Received::mqttTopic)
                                            .anyMatch("lifeline/v1/GW-JAVA/readings"::equals));

            ingest.publish(
                    "lifeline/v1/GW-JAVA/ack",
                    "{\"boot\":\"%s\",\"seq\":%d}".formatted(gateway.boot(), seq));
            assertTrue(gateway.awaitAllAcknowledged(PATIENCE));
        }
    }

    @Test
    void mosquittoPublishesWithACertificate() throws Exception {
        Path program = Path.of("/usr/bin/mosquitto_pub");
        NeededProgram.require(program, "mosquitto-clients");
        Issued issued = authority.issue("CN=GW-MOSQUITTO");
        try (TestClient ingest = as("ingest").connect()) {
            ingest.subscribe("lifeline/v1/+/readings");
            ServerProcess.startProgram(
                            directory.resolve("mosquitto.log"),
                            List.of(
                                    program.toString(),
                                    "-V",
                                    "mqttv5",
                                    "-h",
                                    "127.0.0.1",
                                    "-p",
                                    Integer.toString(tlsPort),
                                    "--cafile",
                                    authority.certificate().toString(),
                                    "--cert",
                                    issued.certificate().toString(),
                                    "--key",
                                    issued.key().toString(),
                                    "-q",
                                    "1",
                                    "-t",
                                    "lifeline/v1/GW-MOSQUITTO/readings",
                                    "-m",
                                    "from mosquitto"))
                    .awaitEnd();
            await().atMost(PATIENCE).until(() -> ingest.payloads().contains("from mosquitto"));
        }
    }

    @Test
    void anonymousGatewaysNeedTheFlagWithTheUglyName() throws Exception {
        int open = ServerProcess.freePort();
        Path data = Files.createDirectories(directory.resolve("anonymous"));
        ServerProcess anonymous =
                ServerProcess.start(
                        data.resolve("log"),
                        MqttBroker.class.getName(),
                        "--accounts",
                        directory.resolve("accounts.csv").toString(),
                        "--data",
                        data.toString(),
                        "--port",
                        Integer.toString(open),
                        "--allow-anonymous-gateways-that-anyone-can-forge");
        try {
            String uri = "tcp://127.0.0.1:" + open;
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> TestClient.to(uri).clientId("GW-9").refusal() == 0);
            try (TestClient gateway = TestClient.to(uri).clientId("GW-9").connect()) {
                assertTrue(isAccepted(gateway.publish("lifeline/v1/GW-9/readings", "{}")));
                assertEquals(NOT_AUTHORIZED, gateway.publish("lifeline/v1/GW-1/readings", "{}"));
            }
            assertEquals(NOT_AUTHORIZED, TestClient.to(uri).login("GW-1", "wrong").refusal());
            assertTrue(Files.readString(data.resolve("log")).contains("ANYONE"));
        } finally {
            anonymous.close();
        }
    }
}
