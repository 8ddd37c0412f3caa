package city.lifeline.prove;

import city.lifeline.model.KafkaTopics;
import city.lifeline.model.registry.Gateway;
import city.lifeline.model.registry.Point;
import city.lifeline.model.registry.Registry;
import city.lifeline.model.registry.RegistryEntry;
import city.lifeline.model.registry.RegistryFiles;
import city.lifeline.model.wire.RegistryCodec;
import city.lifeline.prove.fault.LossyNetwork;
import city.lifeline.prove.fault.TcpProxy;
import city.lifeline.prove.ledger.KafkaContent;
import city.lifeline.prove.process.Guard;
import city.lifeline.prove.process.IngestServer;
import city.lifeline.prove.process.KafkaCluster;
import city.lifeline.prove.process.MqttBrokerServer;
import city.lifeline.prove.process.Ports;
import city.lifeline.prove.process.Programs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The way of a reading from a gateway into Kafka, of real processes, with a link before each of
 * them that can be broken:
 *
 * <pre>
 *  gateways ══ gatewayLink ══ MQTT broker ══ brokerLink ══ ingest ══ kafkaLinks ══ 1 or 3 × Kafka
 * </pre>
 */
public final class Rig implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path directory;
    private final Guard guard;
    private final @Nullable LossyNetwork lossy;
    private final KafkaCluster kafka;
    private final MqttBrokerServer mqtt;
    private final IngestServer ingest;
    private final TcpProxy gatewayLink;
    private final TcpProxy brokerLink;
    private final List<TcpProxy> kafkaLinks = new ArrayList<>();
    private final List<String> gatewayRows = new ArrayList<>();
    private final List<String> pointRows = new ArrayList<>();
    private final Set<String> known = new HashSet<>();
    private final KafkaProducer<String, byte[]> registry;

    /** A gateway of the registry and its points. */
    public record Registered(String id, List<String> points) {

        /** What it logs in with. */
        public String password() {
            return MqttBrokerServer.password(id);
        }
    }

    /** Where Kafka keeps its data. */
    public interface Disks {
        /** Directory of a broker's log; the first broker is 0. */
        Path log(int broker, Guard guard) throws IOException, InterruptedException;
    }

    /**
     * Starts everything.
     *
     * @param directory empty
     * @param brokers of Kafka: 1 or 3
     * @param ingestSettings further lines of ingest's configuration
     */
    public Rig(Path directory, Programs programs, int brokers, Disks disks, String ingestSettings)
            throws IOException, InterruptedException {
        this.directory = directory;
        guard = Guard.start(directory);
        lossy = LossyNetwork.obstacle() == null ? LossyNetwork.make(guard) : null;
        String linkAddress = lossy == null ? LOOPBACK : lossy.outside();
        List<Integer> linkPorts = new ArrayList<>();
        List<String> links = new ArrayList<>();
        List<Path> logs = new ArrayList<>();
        for (int i = 0; i < brokers; i++) {
            linkPorts.add(Ports.free());
            links.add(linkAddress + ":" + linkPorts.get(i));
            logs.add(disks.log(i, guard));
        }
        kafka = new KafkaCluster(directory.resolve("kafka"), logs, links, programs, guard);
        for (int i = 0; i < brokers; i++) {
            kafkaLinks.add(
                    new TcpProxy(
                            linkAddress,
                            linkPorts.get(i),
                            new InetSocketAddress(
                                    InetAddress.getLoopbackAddress(), kafka.linkPort(i))));
        }
        mqtt = new MqttBrokerServer(directory.resolve("mqtt"), programs, guard);
        mqtt.process().start();
        gatewayLink =
                new TcpProxy(
                        LOOPBACK,
                        0,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), mqtt.port()));
        brokerLink =
                new TcpProxy(
                        LOOPBACK,
                        0,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), mqtt.port()));
        ingest = new IngestServer(directory.resolve("ingest"), programs, guard, ingestSettings);
        ingest.connect("tcp://" + brokerLink.address(), kafka.linkAddresses());
        kafka.start();
        registry =
                new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                kafka.ownAddresses(),
                                ProducerConfig.ACKS_CONFIG,
                                "all"),
                        new StringSerializer(),
                        new ByteArraySerializer());
        ingest.process().start();
        mqtt.process().awaitReady(PATIENCE);
    }

    /**
     * Registers gateways {@code <prefix>-1} and so on, and waits until broker and ingest know them.
     */
    public List<Registered> register(String prefix, int gateways, int pointsEach)
            throws IOException, InterruptedException {
        List<Registered> made =
                IntStream.rangeClosed(1, gateways)
                        .mapToObj(number -> registered(prefix + "-" + number, pointsEach))
                        .toList();
        for (Registered gateway : made) {
            gatewayRows.add("%s,网关,Gateway".formatted(gateway.id));
            for (String point : gateway.points) {
                pointRows.add(
                        "%s,%s,RIG,level,m,1s,-1000000,1000000,测点,Point,,,,"
                                .formatted(point, gateway.id));
            }
        }
        mqtt.addGateways(made.stream().map(Registered::id).toList());
        int known = writeRegistry();
        ingest.process().awaitReady(PATIENCE);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (ingest.points() < known) {
            if (System.nanoTime() > deadline) {
                throw new IOException("ingest does not take in the registry: " + ingest.health());
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return made;
    }

    private static Registered registered(String id, int points) {
        return new Registered(
                id, IntStream.rangeClosed(1, points).mapToObj(n -> id + "-P" + n).toList());
    }

    /** Returns how many points it has now. */
    private int writeRegistry() throws IOException, InterruptedException {
        RegistryFiles.Parsed parsed =
                RegistryFiles.parse(
                        Map.of(
                                RegistryFiles.CITY,
                                """
                                name: {zh: 试验台, en: Rig}
                                zone: Asia/Shanghai
                                centre: {longitude: 117, latitude: 31}
                                sentinels: ["65535", "-9999", "9999.99"]
                                """,
                                RegistryFiles.GATEWAYS,
                                csv("id,name_zh,name_en", gatewayRows),
                                RegistryFiles.ASSETS,
                                """
                                id,class,name_zh,name_en,district,longitude,latitude,tags
                                RIG,rig,试验台,Rig,,,,
                                """,
                                RegistryFiles.POINTS,
                                csv(
                                        "id,gateway,asset,quantity,unit,interval,low,high,"
                                                + "name_zh,name_en,longitude,latitude,tags,limits",
                                        pointRows)));
        Registry read = parsed.registry();
        if (read == null) {
            throw new IllegalStateException(parsed.faults().toString());
        }
        List<Future<RecordMetadata>> written = new ArrayList<>();
        for (Gateway gateway : read.gateways().values()) {
            write(new RegistryEntry.OfGateway(gateway), written);
        }
        for (Point point : read.points().values()) {
            write(new RegistryEntry.OfPoint(point), written);
        }
        registry.flush();
        for (Future<RecordMetadata> each : written) {
            try {
                each.get();
            } catch (ExecutionException e) {
                throw new IOException("the registry cannot be written", e);
            }
        }
        return read.points().size();
    }

    private static String csv(String header, List<String> rows) {
        return header + "\n" + String.join("\n", rows) + "\n";
    }

    private void write(RegistryEntry entry, List<Future<RecordMetadata>> written) {
        if (known.add(entry.key())) {
            written.add(
                    registry.send(
                            new ProducerRecord<>(
                                    KafkaTopics.REGISTRY,
                                    entry.key(),
                                    RegistryCodec.encode(entry))));
        }
    }

    public Path directory() {
        return directory;
    }

    public KafkaCluster kafka() {
        return kafka;
    }

    public MqttBrokerServer mqtt() {
        return mqtt;
    }

    public IngestServer ingest() {
        return ingest;
    }

    /** Where gateways connect to. */
    public URI brokerUri() {
        return URI.create("tcp://" + gatewayLink.address());
    }

    public TcpProxy gatewayLink() {
        return gatewayLink;
    }

    public TcpProxy brokerLink() {
        return brokerLink;
    }

    /** Links to all Kafka brokers. */
    public List<TcpProxy> kafkaLinks() {
        return kafkaLinks;
    }

    /** What is in Kafka, asked past the links. */
    public KafkaContent content() {
        return new KafkaContent(kafka.ownAddresses());
    }

    /** A network that loses packets; null if none can be made here. */
    public @Nullable LossyNetwork lossyNetwork() {
        return lossy;
    }

    /** Moves broker and ingest into the lossy network, or back, by a restart. */
    public void move(boolean intoLossyNetwork) throws IOException, InterruptedException {
        LossyNetwork network = lossy;
        if (network == null) {
            throw new IllegalStateException("there is no lossy network");
        }
        ingest.process().stayAway(false);
        mqtt.process().stayAway(false);
        if (intoLossyNetwork) {
            mqtt.process().prefix(network.enter());
            ingest.process().prefix(network.enter());
            // Inside, broker and ingest see each other over a loopback that loses packets too.
            ingest.connect(mqtt.uri().toString(), kafka.linkAddresses());
            mqtt.reachableAt(network.inside());
            ingest.reachableAt(network.inside());
        } else {
            mqtt.process().prefix(List.of());
            ingest.process().prefix(List.of());
            ingest.connect("tcp://" + brokerLink.address(), kafka.linkAddresses());
            mqtt.reachableAt(LOOPBACK);
            ingest.reachableAt(LOOPBACK);
        }
        gatewayLink.target(
                new InetSocketAddress(intoLossyNetwork ? network.inside() : LOOPBACK, mqtt.port()));
        mqtt.process().comeBack();
        ingest.process().comeBack();
        mqtt.process().awaitReady(PATIENCE);
        ingest.process().awaitReady(PATIENCE);
    }

    @Override
    public void close() throws IOException {
        registry.close(Duration.ZERO);
        ingest.close();
        mqtt.close();
        kafka.close();
        gatewayLink.close();
        brokerLink.close();
        for (TcpProxy link : kafkaLinks) {
            link.close();
        }
        guard.close();
    }
}
