package city.lifeline.launcher.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.instance.Installation.Module;
import city.lifeline.model.KafkaTopics;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaCopyIT {

    private static final int KEYS = 20;
    private static final long BEFORE = 20_000;
    private static final String FILLING = "x".repeat(300);

    @TempDir private Path directory;

    private Process start(Path log, int port, boolean format) throws Exception {
        Path settings = directory.resolve(port + ".properties");
        Files.writeString(
                settings,
                """
                process.roles=broker,controller
                node.id=1
                listeners=CLIENTS://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=CLIENTS://127.0.0.1:%1$d
                controller.quorum.bootstrap.servers=127.0.0.1:%2$d
                controller.listener.names=CONTROLLER
                inter.broker.listener.name=CLIENTS
                listener.security.protocol.map=CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT
                log.dirs=%3$s
                log.cleaner.backoff.ms=100
                log.cleaner.dedupe.buffer.size=8388608
                log.index.size.max.bytes=1048576
                offsets.topic.replication.factor=1
                num.network.threads=2
                num.io.threads=2
                """
                        .formatted(port, freePort(), log));
        if (format) {
            Process formatting =
                    java(
                            "kafka.tools.StorageTool",
                            "format",
                            "--standalone",
                            "--cluster-id",
                            Uuid.randomUuid().toString(),
                            "--config",
                            settings.toString());
            assertEquals(0, formatting.waitFor(), () -> "see " + directory);
        }
        return java("kafka.Kafka", settings.toString());
    }

    private Process java(String main, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                Installation.ofThisProcess().dependencies(Module.SERVERS).stream()
                                        .map(Path::toString)
                                        .collect(Collectors.joining(":")),
                                main));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(directory.resolve(main + ".out").toFile()))
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static Map<String, Object> client(int port) {
        return Map.of("bootstrap.servers", "127.0.0.1:" + port, "default.api.timeout.ms", 60_000);
    }

    private static void createTopics(int port) throws Exception {
        try (Admin admin = Admin.create(client(port))) {
            admin.createTopics(
                            List.of(
                                    new NewTopic(KafkaTopics.READINGS, 1, (short) 1)
                                            .configs(Map.of("segment.bytes", "1048576")),
                                    new NewTopic(KafkaTopics.GATEWAY_PROGRESS, 1, (short) 1)
                                            .configs(
                                                    Map.of(
                                                            "cleanup.policy",
                                                            "compact",
                                                            "min.cleanable.dirty.ratio",
                                                            "0.01",
                                                            "segment.bytes",
                                                            "1048576"))))
                    .all()
                    .get(60, TimeUnit.SECONDS);
        }
    }

    /** A reading, and only when Kafka has it, progress that says so. */
    private static void write(int port, AtomicLong acknowledged, AtomicBoolean enough)
            throws Exception {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(
                        new HashMap<>(client(port)),
                        new StringSerializer(),
                        new StringSerializer())) {
            long next = 0;
            while (!enough.get()) {
                List<Future<?>> sent = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    next++;
                    sent.add(
                            producer.send(
                                    new ProducerRecord<>(
                                            KafkaTopics.READINGS, "P", next + FILLING)));
                }
                awaitAll(sent);
                acknowledged.set(next);
                for (int i = 0; i < 50; i++) {
                    sent.add(
                            producer.send(
                                    new ProducerRecord<>(
                                            KafkaTopics.GATEWAY_PROGRESS,
                                            "GW-" + i % KEYS,
                                            next + FILLING)));
                }
                awaitAll(sent);
            }
        }
    }

    private static void awaitAll(List<Future<?>> sent) throws Exception {
        for (Future<?> each : sent) {
            each.get();
        }
        sent.clear();
    }

    private static List<String> read(int port, String kafkaTopic) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(
                        new HashMap<>(client(port)),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(kafkaTopic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofMillis(200))) {
                    values.add(each.value().replace(FILLING, ""));
                }
            }
        }
        return values;
    }

    @Test
    void aCopyOfALivingLogHasAllThatWasAcknowledgedNoHolesAndNoProgressBeyondIt() throws Exception {
        int port = freePort();
        Path log = directory.resolve("log");
        Copy copy = new Copy(Files.createDirectories(directory.resolve("copy")));
        AtomicLong acknowledged = new AtomicLong();
        AtomicBoolean enough = new AtomicBoolean();
        long before;
        long after;
        ExecutorService executor = Executors.newSingleThreadExecutor();
        Process kafka = start(log, port, true);
        try {
            createTopics(port);
            Future<?> writing =
                    executor.submit(
                            () -> {
                                write(port, acknowledged, enough);
                                return null;
                            });
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> writing.isDone() || acknowledged.get() >= BEFORE);
            before = acknowledged.get();
            KafkaCopy copying = new KafkaCopy(log, copy, "log", KafkaCopy.PAUSE);

            copying.before();
            copying.after();

            after = acknowledged.get();
            enough.set(true);
            writing.get(60, TimeUnit.SECONDS);
        } finally {
            executor.shutdownNow();
            kafka.destroyForcibly().waitFor();
        }

        // At other ports: the copy must not want those of the original.
        int other = freePort();
        Process restored = start(copy.path("log"), other, false);
        try {
            List<String> readings = read(other, KafkaTopics.READINGS);
            List<String> progress = read(other, KafkaTopics.GATEWAY_PROGRESS);

            for (int i = 0; i < readings.size(); i++) {
                assertEquals(Integer.toString(i + 1), readings.get(i));
            }
            assertTrue(readings.size() >= before, readings.size() + " of " + before);
            long furthest = progress.stream().mapToLong(Long::parseLong).max().orElseThrow();
            assertTrue(furthest >= before - 50, furthest + " of " + before);
            assertTrue(furthest <= readings.size(), furthest + " beyond " + readings.size());
            assertTrue(readings.size() <= after + 50, readings.size() + " of " + after);
        } finally {
            restored.destroyForcibly().waitFor();
        }
    }
}
