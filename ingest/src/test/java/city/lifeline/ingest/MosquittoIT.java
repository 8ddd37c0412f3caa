package city.lifeline.ingest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.gateway.DiskSpool;
import city.lifeline.gateway.GatewayClient;
import city.lifeline.gateway.MemoryStore;
import city.lifeline.gateway.MessageStore;
import city.lifeline.gateway.PayloadFormat;
import city.lifeline.model.Block;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.Text;
import city.lifeline.model.registry.Gateway;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.RegistryEntry;
import city.lifeline.model.wire.ReadingsCodec;
import city.lifeline.model.wire.RegistryCodec;
import city.lifeline.runtime.tls.TlsFiles;
import city.lifeline.testing.KafkaServer;
import city.lifeline.testing.NeededProgram;
import city.lifeline.testing.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Gateways, Debian's mosquitto with the shipped configuration, ingest as a process and Kafka, of
 * which broker and ingest are killed.
 */
class MosquittoIT {

    private static final List<String> GATEWAYS =
            List.of("GW-1", "GW-2", "GW-3", "GW-4", "GW-5", "GW-9");
    private static final String REVOKED = "GW-9";
    private static final int MESSAGES = 3_000;
    private static final Path PAHO = Path.of("/usr/lib/python3/dist-packages/paho/mqtt/client.py");

    @TempDir private static Path directory;

    private static KafkaServer kafka;
    private static MosquittoProcess broker;
    private static ServerProcess ingest;
    private static Path ingestSettings;
    private static Thread reader;
    private static final Queue<Block> inKafka = new ConcurrentLinkedQueue<>();
    private static volatile boolean stopped;

    @BeforeAll
    static void start() throws Exception {
        NeededProgram.require(PAHO, "python3-paho-mqtt");
        Path brokerDirectory = Files.createDirectory(directory.resolve("mosquitto"));
        broker =
                new MosquittoProcess(
                        brokerDirectory, List.of("ingest", "replay", "GW-2"), GATEWAYS, REVOKED);
        kafka = new KafkaServer(Files.createDirectory(directory.resolve("kafka")));
        createTopics();
        register();
        ingestSettings =
                Files.writeString(
                        directory.resolve("lifeline.properties"),
                        """
                        kafka.bootstrap.servers=%s
                        mqtt.url=%s
                        ingest.mqtt.username=ingest
                        ingest.mqtt.password.file=%s
                        ingest.http.port=0
                        """
                                .formatted(
                                        kafka.bootstrapServers(),
                                        broker.internalUri(),
                                        broker.password("ingest")));
        ingest = startIngest();
        reader = new Thread(MosquittoIT::readKafka, "read-kafka");
        reader.start();
        // Before ingest's first subscription the broker has nobody to keep a message for.
        await().atMost(Duration.ofMinutes(1))
                .until(() -> Files.readString(ingestLog()).contains("is connected"));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        stopped = true;
        if (reader != null) {
            reader.join();
        }
        for (AutoCloseable server : new AutoCloseable[] {ingest, broker, kafka}) {
            if (server != null) {
                close(server);
            }
        }
    }

    private static void close(AutoCloseable server) {
        try {
            server.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Path ingestLog() {
        return directory.resolve("ingest.log");
    }

    private static ServerProcess startIngest() throws IOException {
        return ServerProcess.start(
                ingestLog(), "city.lifeline.ingest.Ingest", "--config", ingestSettings.toString());
    }

    private static void killIngest() throws IOException {
        ingest.close();
        ingest = startIngest();
    }

    private static void createTopics() throws Exception {
        try (Admin admin = Admin.create(connection())) {
            List<NewTopic> topics = new ArrayList<>();
            topics.add(new NewTopic(KafkaTopics.READINGS, 3, (short) 1));
            for (String topic :
                    List.of(
                            KafkaTopics.DEAD_LETTERS,
                            KafkaTopics.RESUBMISSIONS,
                            KafkaTopics.RESUBMISSION_OUTCOMES,
                            KafkaTopics.INGEST_SLOTS)) {
                topics.add(new NewTopic(topic, 1, (short) 1));
            }
            for (String topic :
                    List.of(
                            KafkaTopics.REGISTRY,
                            KafkaTopics.GATEWAY_PROGRESS,
                            KafkaTopics.GATEWAY_STATUS)) {
                topics.add(
                        new NewTopic(topic, 1, (short) 1)
                                .configs(Map.of("cleanup.policy", "compact")));
            }
            admin.createTopics(topics).all().get();
        }
    }

    private static Map<String, Object> connection() {
        return Map.of(
                "bootstrap.servers", kafka.bootstrapServers(), "auto.offset.reset", "earliest");
    }

    private static void register() throws Exception {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(
                        connection(), new StringSerializer(), new ByteArraySerializer())) {
            for (String gateway : GATEWAYS) {
                List<RegistryEntry> entries =
                        List.of(
                                new RegistryEntry.OfGateway(
                                        new Gateway(gateway, new Text(gateway, gateway))),
                                new RegistryEntry.OfPoint(point(gateway + "-a", gateway)),
                                new RegistryEntry.OfPoint(point(gateway + "-b", gateway)));
                for (RegistryEntry entry : entries) {
                    producer.send(
                                    new ProducerRecord<>(
                                            KafkaTopics.REGISTRY,
                                            entry.key(),
                                            RegistryCodec.encode(entry)))
                            .get();
                }
            }
        }
    }

    private static Point point(String id, String gateway) {
        return new Point(
                id,
                gateway,
                "",
                "level",
                "m",
                Duration.ofSeconds(1),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                new Text(id, id),
                null,
                Set.of(),
                Map.of());
    }

    private static void readKafka() {
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        connection(), new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    IntStream.range(0, 3)
                            .mapToObj(i -> new TopicPartition(KafkaTopics.READINGS, i))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!stopped) {
                for (ConsumerRecord<String, byte[]> record :
                        consumer.poll(Duration.ofMillis(100))) {
                    Block block = ReadingsCodec.decode(record.value()).block();
                    if (block != null) {
                        inKafka.add(block);
                    }
                }
            }
        } catch (city.lifeline.model.wire.UndecodableException e) {
            throw new AssertionError(e);
        }
    }

    private static long inKafka(String point) {
        return inKafka.stream().filter(block -> block.point().equals(point)).count();
    }

    private static void awaitInKafka(String point, double value) {
        await().atMost(Duration.ofMinutes(1))
                .until(
                        () ->
                                inKafka.stream()
                                        .anyMatch(
                                                block ->
                                                        block.point().equals(point)
                                                                && block.value(0) == value));
    }

    private static String reading(String point, double value) {
        return "{\"readings\":[{\"point\":\"%s\",\"time\":%d,\"value\":%s}]}"
                .formatted(point, Instant.now().toEpochMilli(), value);
    }

    private static GatewayClient client(GatewayClient.Builder builder, MessageStore store) {
        return builder.window(200)
                .resendAfter(Duration.ofSeconds(2))
                .reconnectMax(Duration.ofSeconds(1))
                .store(store)
                .build();
    }

    /** With a certificate, over TLS. */
    private static GatewayClient.Builder byCertificate(String gateway) {
        return GatewayClient.builder(URI.create(broker.certificateUri()), gateway)
                .tls(
                        new TlsFiles(
                                broker.tls("ca.pem"),
                                broker.tls(gateway + ".pem"),
                                broker.tls(gateway + ".key")));
    }

    /** As a gateway that Lifeline itself plays. */
    private static GatewayClient.Builder inside(String gateway) {
        return GatewayClient.builder(URI.create(broker.internalUri()), gateway)
                .login(gateway, gateway + "-pw");
    }

    private static String pythonSaid() {
        try {
            return Files.readString(directory.resolve("python.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** The gateway of the documentation, over MQTT 3.1.1, TLS and a password. */
    private static ServerProcess startPythonGateway() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 1; i <= MESSAGES; i++) {
            lines.add(
                    "{\"point\":\"GW-3-a\",\"time\":%d,\"value\":%d}"
                            .formatted(Instant.now().toEpochMilli(), i));
        }
        return ServerProcess.startProgram(
                directory.resolve("python.log"),
                Files.write(directory.resolve("readings.jsonl"), lines),
                List.of(
                        "/usr/bin/python3",
                        Path.of("../docs/examples/gateway.py").toString(),
                        "--port",
                        Integer.toString(broker.passwordPort()),
                        "--gateway",
                        "GW-3",
                        "--password-file",
                        broker.password("GW-3").toString(),
                        "--ca",
                        broker.tls("ca.pem").toString(),
                        "--spool",
                        directory.resolve("python.spool").toString()));
    }

    @Test
    void whatIsAcknowledgedIsInKafkaWhoeverIsKilled() throws Exception {
        List<GatewayClient> clients =
                List.of(
                        client(
                                byCertificate("GW-1").format(PayloadFormat.JSON),
                                new MemoryStore("b1", 500)),
                        client(
                                inside("GW-2").format(PayloadFormat.PROTOBUF),
                                new DiskSpool(directory.resolve("spool"), () -> "b2", 1 << 22)));
        ServerProcess python = startPythonGateway();
        List<Thread> publishers = new ArrayList<>();
        for (int i = 0; i < clients.size(); i++) {
            GatewayClient client = clients.get(i);
            String gateway = GATEWAYS.get(i);
            publishers.add(NumberedReadings.publish(client, gateway, MESSAGES));
        }
        for (int round = 1; round <= 4; round++) {
            long target = (long) MESSAGES * round / 5;
            await().atMost(Duration.ofMinutes(3)).until(() -> inKafka("GW-1-a") >= target);
            if (round % 2 == 1) {
                broker.killAndRestart();
            } else {
                killIngest();
            }
        }
        for (Thread publisher : publishers) {
            publisher.join(180_000);
        }
        for (GatewayClient client : clients) {
            assertTrue(
                    client.awaitAllAcknowledged(Duration.ofMinutes(3)),
                    () -> client.status().toString());
            client.close();
        }
        long deadlineNs = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (python.isAlive() && System.nanoTime() < deadlineNs) {
            Thread.sleep(50);
        }
        assertFalse(
                python.isAlive(),
                () ->
                        "%d of its readings are in Kafka; it said: %s"
                                .formatted(values("GW-3-a").size(), pythonSaid()));
        python.awaitEnd();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertEquals(MESSAGES, values("GW-3-a").size()));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () ->
                                NumberedReadings.assertComplete(
                                        inKafka, List.of("GW-1", "GW-2"), MESSAGES, ""));
    }

    private static Set<Double> values(String point) {
        Set<Double> values = new HashSet<>();
        inKafka.stream()
                .filter(block -> block.point().equals(point))
                .forEach(block -> values.add(block.value(0)));
        return values;
    }

    @Test
    void takesEveryVersionQualityAndLogin() throws Exception {
        double value = 100_000;
        for (String version : List.of("mqttv311", "mqttv5")) {
            for (int qos = 0; qos <= 2; qos++) {
                for (String login :
                        List.of(broker.byPassword("GW-4"), broker.byCertificate("GW-4"))) {
                    value++;
                    MosquittoProcess.Result result =
                            broker.publish(
                                    "-V %s -q %d %s".formatted(version, qos, login),
                                    "lifeline/v1/GW-4/readings",
                                    reading("GW-4-a", value));
                    assertEquals(0, result.code(), result::output);
                    awaitInKafka("GW-4-a", value);
                }
            }
        }
    }

    @Test
    void letsNobodyInWithoutAnAccountOrWithARevokedCertificate() throws Exception {
        for (String listener : List.of("internal", "certificates", "passwords", "ThingsBoard")) {
            assertNotEquals(0, broker.publish(broker.anonymous(listener), "x", "1").code());
        }
        String topic = "lifeline/v1/GW-4/readings";
        String wrong = broker.byPassword("GW-4").replace("GW-4-pw", "wrong");
        assertNotEquals(0, broker.publish(wrong, topic, "1").code());
        // The account of another listener.
        String ingestOutside =
                broker.byPassword("GW-4").replace("-u GW-4 -P GW-4-pw", "-u ingest -P ingest-pw");
        assertNotEquals(0, broker.publish(ingestOutside, topic, "1").code());
        assertNotEquals(
                0,
                broker.publish(
                                broker.byCertificate(REVOKED),
                                "lifeline/v1/" + REVOKED + "/readings",
                                reading(REVOKED + "-a", 1))
                        .code());
    }

    @Test
    void aGatewayReachesItsOwnTopicsOnly() throws Exception {
        Path heard = directory.resolve("heard-by-ingest");
        Path leaked = directory.resolve("heard-by-GW-5");
        try (ServerProcess watch =
                        broker.subscribe(
                                heard,
                                broker.internal("ingest")
                                        + " -t lifeline/# -t spBv1.0/# -i watch-"
                                        + System.nanoTime());
                ServerProcess curious =
                        broker.subscribe(
                                leaked,
                                broker.byPassword("GW-5")
                                        + " -t # -t lifeline/v1/+/readings -t lifeline/v1/+/ack"
                                        + " -t $SYS/#")) {
            awaitSubscribed(heard, leaked);

            for (String topic :
                    List.of(
                            "lifeline/v1/GW-5/readings",
                            "lifeline/v1/GW-4/ack",
                            "lifeline/run/x/GW-4/readings",
                            "lifeline/thingsboard/GW-4/v1/gateway/telemetry",
                            "spBv1.0/g/NDATA/GW-5",
                            "spBv1.0/g/NCMD/GW-4")) {
                broker.publish("-V mqttv311 " + broker.byPassword("GW-4"), topic, "denied");
                MosquittoProcess.Result v5 =
                        broker.publish("-V mqttv5 " + broker.byPassword("GW-4"), topic, "denied");
                assertTrue(v5.output().contains("Not authorized"), v5.output());
            }
            // The certificate's name counts, not what the client calls itself.
            broker.publish(
                    broker.byCertificate("GW-4") + " -u GW-5 -P GW-5-pw",
                    "lifeline/v1/GW-5/readings",
                    "denied");
            // Nor does its client id: this would end ingest's session.
            broker.publish(
                    broker.byPassword("GW-4") + " -i lifeline-ingest",
                    "lifeline/v1/GW-4/readings",
                    reading("GW-4-b", 7));
            broker.publish(broker.byPassword("GW-4"), "spBv1.0/g/NDATA/GW-4", "allowed");
            broker.publish(broker.byThingsBoard(), "v1/gateway/telemetry", "allowed");
            broker.publish(broker.byThingsBoard(), "lifeline/v1/GW-4/readings", "denied");
            broker.publish(broker.internal("ingest"), "lifeline/v1/GW-4/ack", "for-GW-4-only");

            awaitInKafka("GW-4-b", 7);
            await().until(
                            () ->
                                    lines(heard)
                                            .contains(
                                                    "lifeline/thingsboard/GW-TB-01/v1/gateway/telemetry"
                                                            + " allowed"));
            assertTrue(lines(heard).contains("spBv1.0/g/NDATA/GW-4 allowed"));
            assertTrue(
                    lines(heard).stream().noneMatch(line -> line.endsWith(" denied")),
                    () -> lines(heard).toString());
            assertTrue(
                    lines(leaked).stream()
                            .allMatch(line -> line.startsWith("lifeline/v1/GW-5/ack ")),
                    () -> lines(leaked).toString());
            assertTrue(watch.isAlive() && curious.isAlive());
        }
    }

    /** Both hear what they may. */
    private static void awaitSubscribed(Path heard, Path leaked) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> {
                            broker.publish(
                                    broker.internal("ingest"), "lifeline/v1/GW-5/ack", "hello");
                            broker.publish(
                                    broker.byPassword("GW-4"), "lifeline/v1/GW-4/heartbeat", "x");
                            return !lines(heard).isEmpty() && !lines(leaked).isEmpty();
                        });
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file, StandardCharsets.UTF_8)
                    : List.of();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatWaitsForIngestOutlivesTheBroker() throws Exception {
        ingest.close();
        broker.publish(
                broker.byPassword("GW-5"), "lifeline/v1/GW-5/readings", reading("GW-5-a", 41));
        Path store = directory.resolve("mosquitto/data/mosquitto.db");
        byte[] payload = reading("GW-5-a", 41).substring(0, 30).getBytes(StandardCharsets.UTF_8);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Files.exists(store) && contains(Files.readAllBytes(store), payload));
        broker.killAndRestart();
        // The session of ingest is there before ingest is.
        broker.publish(
                broker.byPassword("GW-5"), "lifeline/v1/GW-5/readings", reading("GW-5-a", 42));
        ingest = startIngest();

        awaitInKafka("GW-5-a", 41);
        awaitInKafka("GW-5-a", 42);
    }

    private static boolean contains(byte[] bytes, byte[] part) {
        return new String(bytes, StandardCharsets.ISO_8859_1)
                .contains(new String(part, StandardCharsets.ISO_8859_1));
    }
}
