package city.lifeline.benchmarks.ingest;

import city.lifeline.benchmarks.Percentiles;
import city.lifeline.benchmarks.ProcessUsage;
import city.lifeline.benchmarks.Row;
import city.lifeline.benchmarks.ingest.KafkaProgress.Sample;
import city.lifeline.benchmarks.load.PayloadTemplate;
import city.lifeline.model.Block;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.settings.Settings;
import city.lifeline.model.wire.ReadingsCodec;
import city.lifeline.model.wire.UndecodableException;
import city.lifeline.runtime.KafkaSettings;
import city.lifeline.runtime.MqttSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Publishes as gateways do and looks into Kafka, once for ingest and once for {@link BareBridge},
 * case by case.
 *
 * <p>At full load a bounded number of messages is under way from gateways to Kafka; what arrives
 * per second is the throughput. Every message published must arrive, and nothing may become a dead
 * letter, or the benchmark fails.
 */
public final class IngestBenchmark {

    private static final int LOOKS_A_MINUTE = 12;
    private static final Duration WARM_UP = Duration.ofSeconds(6);
    private static final Duration SETTLE = Duration.ofMillis(1_500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final double MIB = 1 << 20;

    private final Environment environment;
    private final Duration duration;
    private final Map<String, Object> kafka;
    private final Random random = new Random(1);
    private final Consumer<String> progress;

    /**
     * What there is to measure.
     *
     * @param settings the configuration file of all processes
     * @param bareTopic Kafka topic of the bare bridge
     * @param passwords directory with a file for each gateway; null: the broker asks for none
     * @param pids of {@code ingest}, {@code bare}, {@code mqtt-broker} and {@code kafka}
     */
    record Environment(
            Settings settings,
            String bareTopic,
            List<String> gateways,
            @org.jspecify.annotations.Nullable Path passwords,
            Map<String, Long> pids) {

        long pid(String process) {
            Long pid = pids.get(process);
            if (pid == null) {
                throw new IllegalArgumentException("the process " + process + " is not known");
            }
            return pid;
        }
    }

    /** One of the two ways from MQTT to Kafka. */
    private enum Way {
        INGEST("ingest"),
        BARE("bare");

        private final String process;

        Way(String process) {
            this.process = process;
        }
    }

    /**
     * A run at full load.
     *
     * @param cpuUs processor time of each process for a reading
     */
    private record Throughput(double perSecond, Map<String, Double> cpuUs) {

        double cpuUs(String process) {
            return cpuUs.getOrDefault(process, 0.0);
        }

        double allCpuUs() {
            return cpuUs.values().stream().mapToDouble(Double::doubleValue).sum();
        }
    }

    IngestBenchmark(Environment environment, Duration duration, Consumer<String> progress) {
        this.environment = environment;
        this.duration = duration;
        this.progress = progress;
        this.kafka = Map.copyOf(KafkaSettings.client(environment.settings()));
    }

    /**
     * Measures the cases, one after the other.
     *
     * @param soak for how long the first case goes on at half load, to see whether memory grows
     */
    void run(List<Load> loads, Duration soak, Consumer<Row> rows)
            throws IOException, InterruptedException {
        long lettersBefore = deadLetters();
        progress.accept("warming up");
        for (Way way : Way.values()) {
            fullLoad(way, loads.get(0), WARM_UP);
        }
        long memory = ProcessUsage.resident(environment.pid(Way.INGEST.process));
        Map<Load, Double> halfLoads = new LinkedHashMap<>();
        for (Load load : loads) {
            halfLoads.put(load, measure(load, rows));
        }
        rows.accept(
                new Row("resident memory of ingest after warming up", memory / MIB, "MiB", null));
        rows.accept(
                new Row(
                        "resident memory of ingest at the end",
                        ProcessUsage.resident(environment.pid(Way.INGEST.process)) / MIB,
                        "MiB",
                        null));
        if (!soak.isZero()) {
            soak(loads.get(0), halfLoads.getOrDefault(loads.get(0), 0.0), soak, rows);
        }
        if (deadLetters() != lettersBefore) {
            throw new IOException("ingest has refused readings of the benchmark");
        }
    }

    /** Memory of ingest minute by minute, at a steady load. */
    private void soak(Load load, double messagesPerSecond, Duration length, Consumer<Row> rows)
            throws IOException, InterruptedException {
        try (Publisher publisher = publisher(Way.INGEST, load)) {
            Background publishing = Background.start(() -> publisher.paced(messagesPerSecond));
            for (int minute = 1; minute <= length.toMinutes(); minute++) {
                progress.accept(
                        "%s, half load, minute %d of %d"
                                .formatted(load.name(), minute, length.toMinutes()));
                long highest = 0;
                for (int i = 0; i < LOOKS_A_MINUTE; i++) {
                    publishing.sleep(Duration.ofMinutes(1).dividedBy(LOOKS_A_MINUTE));
                    highest =
                            Math.max(
                                    highest,
                                    ProcessUsage.resident(environment.pid(Way.INGEST.process)));
                }
                rows.accept(
                        new Row(
                                "%s, half load, minute %d, resident memory of ingest"
                                        .formatted(load.name(), minute),
                                highest / MIB,
                                "MiB",
                                null));
            }
            publisher.stop();
            publishing.await();
            awaitArrival(publisher.published(), publisher::acknowledged);
            rows.accept(
                    new Row(
                            load.name() + ", half load, readings in " + length.toMinutes() + " min",
                            (double) publisher.published() * load.perMessage(),
                            load.samples() == 1 ? "readings" : "samples",
                            null));
        }
    }

    /** Messages a second of half load. */
    private double measure(Load load, Consumer<Row> rows) throws IOException, InterruptedException {
        progress.accept(load.name() + ", bare, full load");
        Throughput bare = fullLoad(Way.BARE, load, duration);
        progress.accept(load.name() + ", ingest, full load");
        Throughput ours = fullLoad(Way.INGEST, load, duration);
        String name = load.name() + ", ";
        rows.accept(new Row(name + "throughput", ours.perSecond(), load.unit(), bare.perSecond()));
        String each = load.samples() == 1 ? "µs/reading" : "µs/sample";
        rows.accept(
                new Row(
                        name + "processor time of ingest",
                        ours.cpuUs(Way.INGEST.process),
                        each,
                        bare.cpuUs(Way.BARE.process)));
        for (String process : List.of("mqtt-broker", "kafka", "generator")) {
            rows.accept(
                    new Row(
                            name + "processor time of " + process,
                            ours.cpuUs(process),
                            each,
                            bare.cpuUs(process)));
        }
        rows.accept(
                new Row(name + "processor time of all", ours.allCpuUs(), each, bare.allCpuUs()));

        double half = ours.perSecond() / 2 / load.perMessage();
        progress.accept(load.name() + ", bare, half load");
        Percentiles bareMs = latency(Way.BARE, load, half);
        progress.accept(load.name() + ", ingest, half load");
        Percentiles ourMs = latency(Way.INGEST, load, half);
        Map<String, Double> shares = new LinkedHashMap<>();
        shares.put("p50", 0.5);
        shares.put("p99", 0.99);
        shares.put("p99.9", 0.999);
        shares.forEach(
                (label, share) ->
                        rows.accept(
                                new Row(
                                        name
                                                + "publish to readable in Kafka at half load, "
                                                + label,
                                        ourMs.at(share),
                                        "ms",
                                        bareMs.at(share))));
        return half;
    }

    private String kafkaTopic(Way way) {
        return way == Way.INGEST ? KafkaTopics.READINGS : environment.bareTopic();
    }

    private Publisher publisher(Way way, Load load) throws IOException {
        URI url = environment.settings().get(MqttSettings.URL);
        Path passwords = environment.passwords();
        return new Publisher(
                load,
                new InetSocketAddress(url.getHost(), url.getPort()),
                way == Way.INGEST ? load.format().topicLevel() : BareBridge.TOPIC_LEVEL,
                environment.gateways(),
                gateway -> passwords == null ? "" : read(passwords.resolve(gateway)),
                random,
                IngestBenchmark::wallUs);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Throughput fullLoad(Way way, Load load, Duration measured)
            throws IOException, InterruptedException {
        int recordsPerMessage = way == Way.INGEST ? load.elements() : 1;
        try (KafkaProgress ends = new KafkaProgress(kafka, kafkaTopic(way));
                Publisher publisher = publisher(way, load)) {
            Sample before = ends.latest();
            LongSupplier arrived =
                    () -> {
                        Sample now = ends.latest();
                        long others = way == Way.INGEST ? clockRecords(ends, before, now) : 0;
                        return (now.records() - before.records() - others) / recordsPerMessage;
                    };
            Background publishing = Background.start(() -> publisher.flatOut(arrived));
            publishing.sleep(SETTLE);
            Sample from = ends.latest();
            Map<String, Long> cpuBefore = cpuUs(way);
            publishing.sleep(measured);
            Sample to = ends.latest();
            Map<String, Long> cpuAfter = cpuUs(way);
            publisher.stop();
            publishing.await();
            // Exactly: a clock record is none of ours.
            awaitArrival(
                    publisher.published(), way == Way.INGEST ? publisher::acknowledged : arrived);

            long records = to.records() - from.records();
            if (way == Way.INGEST) {
                records -= clockRecords(ends, from, to);
            }
            double samples = (double) records / recordsPerMessage * load.perMessage();
            Map<String, Double> each = new LinkedHashMap<>();
            cpuAfter.forEach(
                    (process, us) ->
                            each.put(
                                    process, (us - cpuBefore.getOrDefault(process, 0L)) / samples));
            return new Throughput(samples / ((to.atNs() - from.atNs()) / 1e9), each);
        }
    }

    /** Ingest stamps each partition once a second. */
    private static long clockRecords(KafkaProgress ends, Sample from, Sample to) {
        return (to.atNs() - from.atNs()) * ends.partitions() / TimeUnit.SECONDS.toNanos(1);
    }

    private Map<String, Long> cpuUs(Way way) throws IOException {
        Map<String, Long> us = new LinkedHashMap<>();
        for (String process : List.of(way.process, "mqtt-broker", "kafka")) {
            us.put(process, ProcessUsage.cpuUs(environment.pid(process)));
        }
        us.put("generator", ProcessUsage.cpuUs(ProcessHandle.current().pid()));
        return us;
    }

    private static void awaitArrival(long published, LongSupplier arrived)
            throws IOException, InterruptedException {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (arrived.getAsLong() < published) {
            if (System.nanoTime() > deadlineNs) {
                throw new IOException(
                        "of %d messages only %d are in Kafka after %d s"
                                .formatted(published, arrived.getAsLong(), PATIENCE.toSeconds()));
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private Percentiles latency(Way way, Load load, double messagesPerSecond)
            throws IOException, InterruptedException {
        try (LatencyReader reader = new LatencyReader(kafka, kafkaTopic(way));
                Publisher publisher = publisher(way, load)) {
            Background publishing = Background.start(() -> publisher.paced(messagesPerSecond));
            Percentiles milliseconds =
                    reader.read(
                            SETTLE,
                            duration,
                            way == Way.INGEST
                                    ? ofBlock(load, publisher)
                                    : ofPayload(load, publisher.template()),
                            IngestBenchmark::wallUs);
            publisher.stop();
            publishing.await();
            // What is still under way must not disturb the next case.
            publishing.sleep(Duration.ofMillis(300));
            return milliseconds;
        }
    }

    /** Only of a message's last element: all of it is readable then. */
    private java.util.function.Function<ConsumerRecord<String, byte[]>, OptionalLong> ofBlock(
            Load load, Publisher publisher) {
        Set<String> lastPoints = new HashSet<>(publisher.lastPoints(environment.gateways()));
        return record -> {
            if (record.key() == null || !lastPoints.contains(record.key())) {
                return OptionalLong.empty();
            }
            try {
                Block block = ReadingsCodec.decode(record.value()).block();
                return block == null
                        ? OptionalLong.empty()
                        : OptionalLong.of(block.startUs() + load.lengthUs());
            } catch (UndecodableException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    private static java.util.function.Function<ConsumerRecord<String, byte[]>, OptionalLong>
            ofPayload(Load load, PayloadTemplate template) {
        return record -> OptionalLong.of(template.eventUs(record.value()) + load.lengthUs());
    }

    private long deadLetters() {
        try (KafkaProgress letters = new KafkaProgress(kafka, KafkaTopics.DEAD_LETTERS)) {
            return letters.latest().records();
        }
    }

    private static long wallUs() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /** Work beside this thread, whose failure is not overlooked. */
    private static final class Background {

        private interface Work {
            void run() throws IOException;
        }

        private final FutureTask<Void> task;

        private Background(FutureTask<Void> task) {
            this.task = task;
        }

        static Background start(Work work) {
            FutureTask<Void> task =
                    new FutureTask<>(
                            () -> {
                                work.run();
                                return null;
                            });
            Thread thread = new Thread(task, "publisher");
            thread.setDaemon(true);
            thread.start();
            return new Background(task);
        }

        void sleep(Duration duration) throws IOException, InterruptedException {
            long deadlineNs = System.nanoTime() + duration.toNanos();
            while (!task.isDone() && System.nanoTime() < deadlineNs) {
                TimeUnit.NANOSECONDS.sleep(
                        Math.min(50_000_000, Math.max(0, deadlineNs - System.nanoTime())));
            }
            if (task.isDone()) {
                await();
            }
        }

        void await() throws IOException, InterruptedException {
            try {
                task.get();
            } catch (ExecutionException e) {
                throw new IOException("publishing failed: " + e.getCause(), e);
            }
        }
    }

    /** Cases by their keys. */
    static List<Load> loads(String keys) {
        List<Load> loads = new ArrayList<>();
        for (String key : keys.split(",")) {
            loads.add(
                    Load.ALL.stream()
                            .filter(load -> load.key().equals(key.strip()))
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            new IllegalArgumentException(
                                                    "there is no case '%s'; there are %s"
                                                            .formatted(
                                                                    key,
                                                                    Load.ALL.stream()
                                                                            .map(Load::key)
                                                                            .toList()))));
        }
        return loads;
    }
}
