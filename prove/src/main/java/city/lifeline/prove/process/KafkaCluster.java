package city.lifeline.prove.process;

import city.lifeline.model.KafkaTopics;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Kafka in KRaft mode, broker and controller in each process. Of three brokers every partition is
 * on all, and two must have a record before it counts.
 *
 * <p>Each broker has two doors for clients: one for what the proof asks itself, and one whose
 * advertised address is a link that can be broken.
 */
public final class KafkaCluster implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int HEAP_MB = 256;
    private static final int READINGS_PARTITIONS = 12;

    private final Path directory;
    private final Programs programs;
    private final List<Node> nodes = new ArrayList<>();
    private final Admin admin;

    /** One broker: its process and its ports. */
    private static final class Node {
        private final int id;
        private final Path log;
        private final int controllerPort = Ports.free();
        private final int ownPort = Ports.free();
        private final int linkPort = Ports.free();
        private final String advertisedLink;
        private final ServerProcess process;

        Node(
                int id,
                Path directory,
                Path log,
                String advertisedLink,
                Programs programs,
                Guard guard)
                throws IOException {
            this.id = id;
            this.log = log;
            this.advertisedLink = advertisedLink;
            Path logging = directory.resolve("log4j2.xml");
            Files.writeString(logging, LOG4J);
            this.process =
                    new ServerProcess(
                            "kafka-" + id,
                            ServerProcess.java(
                                    HEAP_MB,
                                    programs.classPath("deploy/servers"),
                                    List.of("-Xms64m", "-Dlog4j2.configurationFile=" + logging),
                                    "kafka.Kafka",
                                    directory.resolve(id + ".properties").toString()),
                            directory.resolve("kafka-" + id + ".out"),
                            guard,
                            () -> true);
        }

        String ownAddress() {
            return "127.0.0.1:" + ownPort;
        }
    }

    private static final String LOG4J =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <Configuration status="WARN">
              <Appenders>
                <Console name="out">
                  <PatternLayout pattern="%d{HH:mm:ss.SSS} %-5level [%t] %logger{1}: %msg%n"/>
                </Console>
              </Appenders>
              <Loggers>
                <Root level="warn"><AppenderRef ref="out"/></Root>
              </Loggers>
            </Configuration>
            """;

    /**
     * Makes the brokers' files; nothing is started yet.
     *
     * @param logs where each broker keeps its data, one for each broker
     * @param advertisedLinks address of the link to each broker, such as {@code 127.0.0.1:21093};
     *     its other end is {@link #linkPort}
     */
    public KafkaCluster(
            Path directory,
            List<Path> logs,
            List<String> advertisedLinks,
            Programs programs,
            Guard guard)
            throws IOException, InterruptedException {
        this.directory = directory;
        this.programs = programs;
        Files.createDirectories(directory);
        for (int i = 0; i < logs.size(); i++) {
            nodes.add(
                    new Node(
                            i + 1,
                            directory,
                            logs.get(i),
                            advertisedLinks.get(i),
                            programs,
                            guard));
        }
        for (Node node : nodes) {
            Files.writeString(directory.resolve(node.id + ".properties"), properties(node));
        }
        format();
        admin =
                Admin.create(
                        Map.of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                ownAddresses(),
                                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                                "500",
                                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                                "5000",
                                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                                "8000"));
    }

    private String properties(Node node) {
        int replicas = nodes.size();
        String voters =
                nodes.stream()
                        .map(each -> each.id + "@127.0.0.1:" + each.controllerPort)
                        .collect(Collectors.joining(","));
        return """
        process.roles=broker,controller
        node.id=%d
        controller.quorum.voters=%s
        listeners=OWN://127.0.0.1:%d,LINK://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d
        advertised.listeners=OWN://127.0.0.1:%d,LINK://%s
        controller.listener.names=CONTROLLER
        inter.broker.listener.name=OWN
        listener.security.protocol.map=OWN:PLAINTEXT,LINK:PLAINTEXT,CONTROLLER:PLAINTEXT
        log.dirs=%s
        auto.create.topics.enable=false
        default.replication.factor=%d
        min.insync.replicas=%d
        offsets.topic.num.partitions=2
        offsets.topic.replication.factor=%d
        transaction.state.log.replication.factor=%d
        group.initial.rebalance.delay.ms=0
        num.network.threads=2
        num.io.threads=4
        background.threads=2
        num.recovery.threads.per.data.dir=2
        log.cleaner.dedupe.buffer.size=8388608
        log.index.size.max.bytes=1048576
        log.segment.bytes=67108864
        message.max.bytes=16777216
        replica.fetch.max.bytes=16777216
        broker.session.timeout.ms=3000
        broker.heartbeat.interval.ms=500
        replica.lag.time.max.ms=5000
        """
                .formatted(
                        node.id,
                        voters,
                        node.ownPort,
                        node.linkPort,
                        node.controllerPort,
                        node.ownPort,
                        node.advertisedLink,
                        node.log,
                        replicas,
                        Math.max(1, replicas - 1),
                        replicas,
                        replicas);
    }

    /** One directory is formatted; the others get copies of it under their own names. */
    private void format() throws IOException, InterruptedException {
        Node first = nodes.get(0);
        Guard.run(
                ServerProcess.java(
                        96,
                        programs.classPath("deploy/servers"),
                        List.of("-Dlog4j2.configurationFile=" + directory.resolve("log4j2.xml")),
                        "kafka.tools.StorageTool",
                        "format",
                        "--cluster-id",
                        Uuid.randomUuid().toString(),
                        "--config",
                        directory.resolve(first.id + ".properties").toString()));
        Path meta = first.log.resolve("meta.properties");
        for (Node node : nodes.subList(1, nodes.size())) {
            Files.createDirectories(node.log);
            try (var files = Files.list(first.log)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.copy(file, node.log.resolve(file.getFileName()));
                }
            }
            List<String> own =
                    Files.readAllLines(meta).stream()
                            .map(
                                    line ->
                                            line.startsWith("node.id=")
                                                    ? "node.id=" + node.id
                                                    : line.startsWith("directory.id=")
                                                            ? "directory.id=" + Uuid.randomUuid()
                                                            : line)
                            .toList();
            Files.write(node.log.resolve("meta.properties"), own);
        }
    }

    /** Starts the brokers and makes Lifeline's topics. */
    public void start() throws IOException, InterruptedException {
        nodes.forEach(node -> node.process.start());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                if (admin.describeCluster().nodes().get(8, TimeUnit.SECONDS).size()
                        == nodes.size()) {
                    admin.createTopics(topics()).all().get(20, TimeUnit.SECONDS);
                    return;
                }
            } catch (ExecutionException | TimeoutException | KafkaException e) {
                if (System.nanoTime() > deadline) {
                    throw new IOException(
                            "Kafka does not start:\n" + nodes.get(0).process.lastWords(), e);
                }
            }
            Thread.sleep(100);
        }
    }

    /** Whatever topics the model names, so that a new one needs nothing here. */
    private List<NewTopic> topics() {
        List<NewTopic> topics = new ArrayList<>();
        for (Field field : KafkaTopics.class.getFields()) {
            try {
                if (Modifier.isStatic(field.getModifiers())
                        && field.get(null) instanceof String name
                        && name.startsWith("lifeline.")) {
                    topics.add(topic(name));
                }
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
        return topics;
    }

    private NewTopic topic(String name) {
        boolean readings = name.equals(KafkaTopics.READINGS);
        boolean stream = readings || name.equals(KafkaTopics.DEAD_LETTERS);
        Map<String, String> configs = new HashMap<>();
        configs.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        if (!stream) {
            configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        }
        return new NewTopic(name, readings ? READINGS_PARTITIONS : 1, (short) nodes.size())
                .configs(configs);
    }

    public int size() {
        return nodes.size();
    }

    /** Process of one broker, the first is 0. */
    public ServerProcess broker(int index) {
        return nodes.get(index).process;
    }

    /** Port of a broker's end of its link. */
    public int linkPort(int index) {
        return nodes.get(index).linkPort;
    }

    /** Bootstrap addresses that go past the links. */
    public String ownAddresses() {
        return nodes.stream().map(Node::ownAddress).collect(Collectors.joining(","));
    }

    /** Bootstrap addresses of the links. */
    public String linkAddresses() {
        return nodes.stream().map(node -> node.advertisedLink).collect(Collectors.joining(","));
    }

    public Admin admin() {
        return admin;
    }

    /** Whether every replica of every partition of Lifeline's topics follows. */
    public boolean isInSync() throws InterruptedException {
        try {
            List<String> names = topics().stream().map(NewTopic::name).toList();
            Map<String, TopicDescription> described =
                    admin.describeTopics(names).allTopicNames().get(8, TimeUnit.SECONDS);
            return described.values().stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .allMatch(
                            partition ->
                                    partition.leader() != null
                                            && partition.isr().size() == nodes.size());
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            return false;
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
        for (int i : IntStream.range(0, nodes.size()).toArray()) {
            nodes.get(i).process.close();
        }
    }
}
