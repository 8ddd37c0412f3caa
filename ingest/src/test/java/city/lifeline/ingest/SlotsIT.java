package city.lifeline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.gateway.GatewayClient;
import city.lifeline.gateway.GatewayReading;
import city.lifeline.gateway.MemoryStore;
import city.lifeline.model.Block;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.Text;
import city.lifeline.model.access.MqttAccount;
import city.lifeline.model.registry.Gateway;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.RegistryEntry;
import city.lifeline.model.wire.ReadingsCodec;
import city.lifeline.model.wire.RegistryCodec;
import city.lifeline.testing.EmbeddedBroker;
import city.lifeline.testing.KafkaServer;
import city.lifeline.testing.NeededProgram;
import city.lifeline.testing.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Processes of ingest that are killed, stopped and started while gateways publish. Most of the time
 * sessions are waited for, so both brokers run side by side.
 */
@Execution(ExecutionMode.CONCURRENT)
class SlotsIT {

    private static final int SLOTS = 3;
    private static final int PARTS = SLOTS + 1;
    private static final Duration TAKEN_OVER = Duration.ofSeconds(30);
    private static final Duration PERIOD = Duration.ofMillis(50);
    private static final List<String> GATEWAYS =
            IntStream.rangeClosed(1, 12).mapToObj(number -> "GW-" + number).toList();
    private static final Pattern HELD = Pattern.compile("\"slots\":\\[([^]]*)]");

    @TempDir private Path directory;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, Instance> instances = new LinkedHashMap<>();
    private final List<AutoCloseable> servers = new ArrayList<>();
    private final Map<String, Long> published = new ConcurrentHashMap<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private KafkaServer kafka;
    private URI broker = URI.create("tcp://127.0.0.1");

    /** A broker that ingest must get on with. */
    enum Broker {
        EMBEDDED,
        MOSQUITTO
    }

    private record Instance(ServerProcess process, int port) {}

    @BeforeEach
    void startKafka() throws IOException {
        kafka = new KafkaServer(directory);
        servers.add(kafka);
    }

    private void start(Broker kind) throws Exception {
        if (kind == Broker.EMBEDDED) {
            List<String> accounts = new ArrayList<>();
            GATEWAYS.forEach(gateway -> accounts.add(account(gateway, MqttAccount.Role.GATEWAY)));
            accounts.add(account("ingest", MqttAccount.Role.INGEST));
            Files.write(directory.resolve("accounts.csv"), accounts);
            EmbeddedBroker embedded = new EmbeddedBroker(directory);
            servers.add(embedded::stop);
            broker = URI.create(embedded.uri());
        } else {
            Path program = Path.of("/usr/sbin/mosquitto");
            NeededProgram.require(program, "mosquitto");
            int port = ServerProcess.freePort();
            Path configuration =
                    Files.writeString(
                            directory.resolve("mosquitto.conf"),
                            """
                            listener %d 127.0.0.1
                            allow_anonymous true
                            persistence true
                            persistence_location %s/
                            max_queued_messages 0
                            user %s
                            """
                                    .formatted(port, directory, System.getProperty("user.name")));
            servers.add(
                    ServerProcess.startProgram(
                            directory.resolve("mosquitto.log"),
                            List.of(program.toString(), "-c", configuration.toString())));
            broker = URI.create("tcp://127.0.0.1:" + port);
        }
        fillKafka();
        Files.writeString(directory.resolve("password"), "ingest secret");
    }

    private static String account(String name, MqttAccount.Role role) {
        byte[] salt = (name + "0123456789abcdef").getBytes(UTF_8);
        return MqttAccount.create(name, role, name + " secret", salt).line();
    }

    private void fillKafka() throws Exception {
        Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (Admin admin = Admin.create(client)) {
            List<NewTopic> topics = new ArrayList<>();
            topics.add(new NewTopic(KafkaTopics.READINGS, 3, (short) 1));
            for (String name :
                    List.of(
                            KafkaTopics.DEAD_LETTERS,
                            KafkaTopics.REGISTRY,
                            KafkaTopics.GATEWAY_PROGRESS,
                            KafkaTopics.GATEWAY_STATUS,
                            KafkaTopics.RESUBMISSIONS,
                            KafkaTopics.RESUBMISSION_OUTCOMES)) {
                topics.add(new NewTopic(name, 1, (short) 1));
            }
            admin.createTopics(topics).all().get(60, TimeUnit.SECONDS);
        }
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer())) {
            Text name = new Text("一", "One");
            for (String gateway : GATEWAYS) {
                Point point =
                        new Point(
                                gateway + "-a",
                                gateway,
                                "A",
                                "methane",
                                "%{LEL}",
                                Duration.ofSeconds(5),
                                OptionalDouble.empty(),
                                OptionalDouble.empty(),
                                name,
                                null,
                                Set.of(),
                                Map.of());
                for (RegistryEntry entry :
                        List.of(
                                new RegistryEntry.OfPoint(point),
                                new RegistryEntry.OfGateway(new Gateway(gateway, name)))) {
                    producer.send(
                                    new ProducerRecord<>(
                                            KafkaTopics.REGISTRY,
                                            entry.key(),
                                            RegistryCodec.encode(entry)))
                            .get(30, TimeUnit.SECONDS);
                }
            }
        }
    }

    private void startIngest(String name) throws IOException {
        int port = ServerProcess.freePort();
        Path configuration =
                Files.writeString(
                        directory.resolve(name + ".properties"),
                        """
                        kafka.bootstrap.servers=%s
                        mqtt.url=%s
                        ingest.mqtt.username=ingest
                        ingest.mqtt.password.file=%s
                        ingest.http.port=%d
                        ingest.slots=%d
                        """
                                .formatted(
                                        kafka.bootstrapServers(),
                                        broker,
                                        directory.resolve("password"),
                                        port,
                                        SLOTS));
        instances.put(
                name,
                new Instance(
                        ServerProcess.start(
                                directory.resolve(name + ".log"),
                                "city.lifeline.ingest.Ingest",
                                "--config",
                                configuration.toString()),
                        port));
    }

    private Instance instance(String name) {
        Instance known = instances.get(name);
        if (known == null) {
            throw new IllegalArgumentException(name);
        }
        return known;
    }

    @AfterEach
    void stop() throws Exception {
        instances.values().forEach(instance -> instance.process.close());
        for (int i = servers.size() - 1; i >= 0; i--) {
            servers.get(i).close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void othersTakeOverAndNothingIsLostOrOvertaken(Broker kind) throws Exception {
        start(kind);
        startIngest("a");
        startIngest("b");
        // The one that is up first has all of them until the other one is there: shared evenly.
        await().atMost(Duration.ofMinutes(2))
                .until(() -> held("a").size() == 2 && held("b").size() == 2);
        awaitHeld(TAKEN_OVER, "a", "b");

        List<GatewayClient> clients = new ArrayList<>();
        List<MqttClient> plain = new ArrayList<>();
        List<Future<?>> running = new ArrayList<>();
        ScheduledExecutorService publishers = Executors.newScheduledThreadPool(GATEWAYS.size());
        for (int i = 0; i < GATEWAYS.size(); i++) {
            String gateway = GATEWAYS.get(i);
            Publisher publisher;
            if (i % 2 == 0) {
                GatewayClient client =
                        GatewayClient.builder(broker, gateway)
                                .login(gateway, gateway + " secret")
                                .store(new MemoryStore("b", 5_000))
                                .build();
                clients.add(client);
                publisher =
                        seq ->
                                client.publish(
                                        List.of(
                                                GatewayReading.good(
                                                        gateway + "-a", nowUs(), (double) seq)),
                                        List.of(),
                                        nowUs());
            } else {
                MqttClient client = connect(gateway);
                plain.add(client);
                publisher =
                        seq ->
                                client.publish(
                                        "lifeline/v1/" + gateway + "/readings",
                                        payload(gateway, seq),
                                        1,
                                        false);
            }
            running.add(
                    publishers.scheduleWithFixedDelay(
                            () -> publishNext(gateway, publisher),
                            0,
                            PERIOD.toMillis(),
                            TimeUnit.MILLISECONDS));
        }
        awaitMore(100);

        instance("a").process.close();
        Duration afterKill = awaitHeld(TAKEN_OVER, "b");
        awaitMore(100);
        startIngest("c");
        awaitHeld(Duration.ofMinutes(1), "b", "c");
        awaitMore(100);
        instance("b").process.suspend();
        Duration afterStop = awaitHeld(TAKEN_OVER, "c");
        awaitMore(100);
        instance("b").process.resume();
        await().atMost(TAKEN_OVER).until(() -> held("b").size() == 2);
        awaitHeld(TAKEN_OVER, "b", "c");
        awaitMore(100);

        running.forEach(publisher -> publisher.cancel(false));
        publishers.shutdown();
        assertTrue(publishers.awaitTermination(1, TimeUnit.MINUTES));
        for (GatewayClient client : clients) {
            assertTrue(
                    client.awaitAllAcknowledged(Duration.ofMinutes(1)),
                    () -> String.valueOf(client.status()));
            client.close();
        }
        for (MqttClient client : plain) {
            client.disconnect();
            client.close();
        }
        assertEquals(null, failure.get());
        long copies = checkAll();
        System.out.printf(
                "%s: all slots held %d ms after a kill, %d ms after a stop; %s messages, %d copies%n",
                kind,
                afterKill.toMillis(),
                afterStop.toMillis(),
                published.values().stream().mapToLong(Long::longValue).sum(),
                copies);
    }

    private interface Publisher {
        void publish(long seq) throws Exception;
    }

    private void publishNext(String gateway, Publisher publisher) {
        long seq = published.getOrDefault(gateway, 0L) + 1;
        try {
            publisher.publish(seq);
            published.put(gateway, seq);
        } catch (Exception e) {
            failure.compareAndSet(null, e);
            throw new IllegalStateException(e);
        }
    }

    private MqttClient connect(String gateway) throws MqttException {
        MqttClient client = new MqttClient(broker.toString(), gateway, new MemoryPersistence());
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setUserName(gateway);
        options.setPassword((gateway + " secret").getBytes(UTF_8));
        client.connect(options);
        return client;
    }

    private static byte[] payload(String gateway, long seq) {
        return "{\"boot\":\"b\",\"seq\":%d,\"readings\":[{\"point\":\"%s-a\",\"time\":%d,\"value\":%d}]}"
                .formatted(seq, gateway, System.currentTimeMillis(), seq)
                .getBytes(UTF_8);
    }

    private static long nowUs() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /** Waits until every gateway has published so many more messages. */
    private void awaitMore(int messages) {
        Map<String, Long> from = new HashMap<>(published);
        await().atMost(Duration.ofMinutes(2))
                .until(
                        () ->
                                GATEWAYS.stream()
                                        .allMatch(
                                                gateway ->
                                                        published.getOrDefault(gateway, 0L)
                                                                >= from.getOrDefault(gateway, 0L)
                                                                        + messages));
    }

    /** Waits until these hold all slots, each one of them once, and are connected; how long. */
    private Duration awaitHeld(Duration atMost, String... names) {
        long begin = System.nanoTime();
        await().atMost(atMost)
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> {
                            Set<String> all = new TreeSet<>();
                            int count = 0;
                            for (String name : names) {
                                Set<String> held = held(name);
                                count += held.size();
                                all.addAll(held);
                            }
                            return count == PARTS && all.size() == PARTS;
                        });
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** Slots that an instance holds; none while it does not say that it is up. */
    private Set<String> held(String name) throws InterruptedException {
        try {
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "http://127.0.0.1:%d/health"
                                                            .formatted(instance(name).port)))
                                    .timeout(Duration.ofSeconds(2))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            Matcher matcher = HELD.matcher(answer.body());
            if (answer.statusCode() != 200 || !matcher.find() || matcher.group(1).isEmpty()) {
                return Set.of();
            }
            return Set.of(matcher.group(1).split(","));
        } catch (IOException e) {
            return Set.of();
        }
    }

    /** Returns how many messages are in Kafka once more. */
    private long checkAll() throws Exception {
        Map<String, Set<Long>> seen = new HashMap<>();
        Map<String, Long> last = new HashMap<>();
        long copies = 0;
        Map<String, Object> config =
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "group.id",
                        "test",
                        "auto.offset.reset",
                        "earliest");
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        config, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(KafkaTopics.READINGS));
            long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (System.nanoTime() < end && !isComplete(seen)) {
                for (var record : consumer.poll(Duration.ofMillis(500))) {
                    Block block = ReadingsCodec.decode(record.value()).block();
                    // Ingest's own measurements of the gateways are among them.
                    if (block == null || !block.point().endsWith("-a")) {
                        continue;
                    }
                    if (!seen.computeIfAbsent(block.gateway(), id -> new HashSet<>())
                            .add(block.seq())) {
                        copies++;
                        continue;
                    }
                    Long before = last.put(block.gateway(), block.seq());
                    assertEquals(before == null ? 1 : before + 1, block.seq(), block.gateway());
                }
            }
        }
        for (String gateway : GATEWAYS) {
            assertEquals(
                    published.get(gateway),
                    (long) seen.getOrDefault(gateway, Set.of()).size(),
                    gateway);
        }
        return copies;
    }

    private boolean isComplete(Map<String, Set<Long>> seen) {
        return GATEWAYS.stream()
                .allMatch(
                        gateway ->
                                seen.getOrDefault(gateway, Set.of()).size()
                                        >= published.getOrDefault(gateway, 0L));
    }
}
