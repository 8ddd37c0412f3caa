package city.lifeline.launcher;

import city.lifeline.benchmarks.ProcessUsage;
import city.lifeline.benchmarks.Row;
import city.lifeline.launcher.instance.CityDirectory;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.instance.Installation.Module;
import city.lifeline.launcher.instance.Port;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.launcher.jobs.FlinkRest;
import city.lifeline.launcher.jobs.WantedJob;
import city.lifeline.launcher.process.ComponentStatus;
import city.lifeline.launcher.server.BenchComponents;
import city.lifeline.launcher.server.KafkaAdmin;
import city.lifeline.model.Block;
import city.lifeline.model.KafkaTopics;
import city.lifeline.model.ReadingsRecord;
import city.lifeline.model.RuleFiles;
import city.lifeline.model.registry.RegistryEntry;
import city.lifeline.model.settings.Settings;
import city.lifeline.model.wire.ReadingsCodec;
import city.lifeline.model.wire.RuleFilesCodec;
import city.lifeline.runtime.KafkaSettings;
import city.lifeline.simulators.generate.CitySize;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * How fast the detection job judges what lies in Kafka, beside a job that takes the same readings
 * the same way and judges nothing.
 *
 * <p>Readings are put into Kafka first. Among them, in every partition, lie marks at equal shares;
 * when a job has told of the last one of a share, by the time that Kafka gave to what it wrote, it
 * has done the share. The first shares, while the machine compiles, do not count.
 */
final class DetectBench {

    private static final String MARK = "BENCH-MARK";
    private static final int SHARES = 10;
    private static final int SHARES_TO_WARM_UP = 4;
    private static final int PARTITIONS = 12;
    private static final int PARALLELISM = 2;
    private static final long SECOND_US = 1_000_000;
    private static final long LATENESS_US = 300 * SECOND_US;
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final long LOOK_MS = 200;
    private static final int QUIET_LOOKS = 20;
    private static final double MEBI = 1 << 20;

    private final Options options;
    private final Installation installation;
    private final InstantSource clock;
    private final Consumer<String> say;

    /**
     * What to measure.
     *
     * @param city a directory or a city that Lifeline brings; empty: an invented one of reference
     *     size
     * @param cases keys of the cases, separated by commas
     * @param samples of each measurement, about
     */
    record Options(String city, String cases, long samples) {}

    DetectBench(
            Options options, Installation installation, InstantSource clock, Consumer<String> say) {
        this.options = options;
        this.installation = installation;
        this.clock = clock;
        this.say = say;
    }

    List<Row> run() throws IOException, InterruptedException {
        List<Row> rows = new ArrayList<>();
        for (String key : options.cases().split(",", -1)) {
            try (BenchStage stage = new BenchStage(clock, Map.of())) {
                rows.addAll(new Case(key, input(key, stage), stage).measure());
            } catch (ExecutionException | TimeoutException e) {
                throw new IOException("Kafka does not answer: " + e.getMessage(), e);
            }
        }
        return rows;
    }

    private DetectInput input(String key, BenchStage stage) throws IOException {
        int dash = key.indexOf('-');
        String kind = dash < 0 ? key : key.substring(0, dash);
        int number = dash < 0 ? 0 : number(key.substring(dash + 1), key);
        return switch (kind) {
            case "readings" -> DetectInput.ofCity(city(stage), false);
            case "blocks" -> DetectInput.ofCity(city(stage), true);
            case "points" -> DetectInput.uniform(number, 10);
            case "rules" -> DetectInput.uniform(10_000, number);
            default -> throw refusal(key);
        };
    }

    private static int number(String text, String key) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 3 && number <= 1_000_000) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused below.
        }
        throw refusal(key);
    }

    private static Refusal refusal(String key) {
        return new Refusal(
                "--cases of detect are readings, blocks, points-N and rules-N with N from 3 to 1000000,"
                        + " not '%s'.".formatted(key));
    }

    private Path city(BenchStage stage) throws IOException {
        if (!options.city().isEmpty()) {
            return CityDirectory.find(options.city(), installation.cities()).path();
        }
        Path invented = stage.data().root().resolve("city");
        InventedCity.write(CitySize.REFERENCE, 1, null, invented, installation);
        return invented;
    }

    /** One input under both jobs. */
    private final class Case {

        private final String key;
        private final DetectInput input;
        private final BenchStage stage;

        /** Samples and records before each mark. */
        private final long[] samplesBefore = new long[SHARES + 1];

        private final long[] recordsBefore = new long[SHARES + 1];

        Case(String key, DetectInput input, BenchStage stage) {
            this.key = key;
            this.input = input;
            this.stage = stage;
        }

        List<Row> measure()
                throws IOException, InterruptedException, ExecutionException, TimeoutException {
            BenchComponents components =
                    new BenchComponents(installation, stage.data(), stage.portBase(), clock);
            stage.start(components.judging(stage.kafka(), input.points()));
            say.accept(
                    "%s: %,d points; putting readings into Kafka".formatted(key, input.points()));
            stage.kafka().putRegistry(registry());
            fill();
            stage.awaitReady();
            FlinkRest flink =
                    new FlinkRest(
                            URI.create("http://127.0.0.1:" + Port.FLINK.number(stage.portBase())));
            String jar =
                    flink.upload(
                            Installation.stage(
                                    installation.jar(Module.STREAM_JOBS),
                                    stage.data().libraries()));
            Result bare = new Phase(flink, jar, false).run();
            Result judged = new Phase(flink, jar, true).run();
            return rows(bare, judged);
        }

        /** Samples in blocks are many times as fast. */
        private long wanted() {
            return options.samples() * (key.equals("blocks") ? 10 : 1);
        }

        private List<RegistryEntry> registry() {
            List<RegistryEntry> all = new ArrayList<>(input.entries());
            for (int share = 0; share <= SHARES; share++) {
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    all.add(
                            new RegistryEntry.OfPoint(
                                    DetectInput.point(mark(share, partition), "mark")));
                }
            }
            return all;
        }

        @SuppressWarnings(
                "FutureReturnValueIgnored") // The callback hears of each, the flush waits.
        private void fill() throws IOException {
            Map<String, Object> config =
                    new HashMap<>(KafkaSettings.client(Settings.of(stage.settings())));
            config.put(ProducerConfig.LINGER_MS_CONFIG, "20");
            config.put(ProducerConfig.BATCH_SIZE_CONFIG, "262144");
            config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
            // Ten thousand rules are one record, of the size that the topic allows.
            config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, KafkaAdmin.RULES_MAX_BYTES);
            AtomicReference<Exception> failure = new AtomicReference<>();
            Callback callback =
                    (metadata, e) -> {
                        if (e != null) {
                            failure.compareAndSet(null, e);
                        }
                    };
            try (KafkaProducer<String, byte[]> producer =
                    new KafkaProducer<>(
                            config, new StringSerializer(), new ByteArraySerializer())) {
                Consumer<ProducerRecord<String, byte[]>> send =
                        record -> producer.send(record, callback);
                send.accept(
                        new ProducerRecord<>(
                                KafkaTopics.RULES,
                                KafkaTopics.RULES_KEY,
                                RuleFilesCodec.encode(
                                        new RuleFiles(
                                                "bench", "", "", input.fromUs(), input.rules()))));
                fill(send);
                producer.flush();
            }
            Exception failed = failure.get();
            if (failed != null) {
                throw new IOException("Kafka took not all of the input: " + failed, failed);
            }
        }

        private void fill(Consumer<ProducerRecord<String, byte[]>> send) {
            long samples = 0;
            long records = 0;
            long clockUs = input.fromUs();
            int share = 0;
            while (true) {
                for (Block block : input.next().get()) {
                    if (block.endUs() >= clockUs + SECOND_US) {
                        clockUs = Math.max(clockUs + SECOND_US, block.endUs());
                        for (int partition = 0; partition < PARTITIONS; partition++) {
                            send.accept(
                                    new ProducerRecord<>(
                                            KafkaTopics.READINGS,
                                            partition,
                                            "",
                                            ReadingsCodec.encodeClock(
                                                    ReadingsRecord.clock(
                                                            clockUs - LATENESS_US,
                                                            clockUs,
                                                            0,
                                                            1))));
                        }
                    }
                    if (samples * SHARES >= share * wanted()) {
                        sendMarks(send, share, clockUs);
                        samplesBefore[share] = samples;
                        recordsBefore[share] = records;
                        if (share == SHARES) {
                            return;
                        }
                        share++;
                    }
                    send.accept(
                            new ProducerRecord<>(
                                    KafkaTopics.READINGS,
                                    block.point(),
                                    ReadingsCodec.encode(block)));
                    samples += block.size();
                    records++;
                }
            }
        }

        private void sendMarks(
                Consumer<ProducerRecord<String, byte[]>> send, int share, long timeUs) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                String point = mark(share, partition);
                send.accept(
                        new ProducerRecord<>(
                                KafkaTopics.READINGS,
                                partition,
                                point,
                                ReadingsCodec.encode(Block.single(point, timeUs, share))));
            }
        }

        private List<Row> rows(Result bare, Result judged) {
            double points = input.points();
            List<Row> rows = new ArrayList<>();
            rows.add(row("records", bare.recordsPerSecond, judged.recordsPerSecond, "1/s"));
            rows.add(row("samples", bare.samplesPerSecond, judged.samplesPerSecond, "1/s"));
            rows.add(
                    row(
                            "records a core",
                            bare.recordsPerCpuSecond,
                            judged.recordsPerCpuSecond,
                            "1/s"));
            rows.add(
                    row(
                            "samples a core",
                            bare.samplesPerCpuSecond,
                            judged.samplesPerCpuSecond,
                            "1/s"));
            rows.add(
                    row(
                            "checkpoint a point",
                            bare.checkpointBytes / points,
                            judged.checkpointBytes / points,
                            "By"));
            rows.add(
                    row(
                            "resident memory of the TaskManager",
                            bare.residentBytes / MEBI,
                            judged.residentBytes / MEBI,
                            "MiBy"));
            return rows;
        }

        private Row row(String name, double bare, double judged, String unit) {
            return new Row(key + ": " + name, judged, unit, bare);
        }

        /** One job over all of the input. */
        private final class Phase {

            private final FlinkRest flink;
            private final String jar;
            private final boolean judging;
            private final List<long[]> cpu = new ArrayList<>();

            Phase(FlinkRest flink, String jar, boolean judging) {
                this.flink = flink;
                this.jar = jar;
                this.judging = judging;
            }

            Result run()
                    throws IOException, InterruptedException, ExecutionException, TimeoutException {
                say.accept(key + (judging ? ": judged" : ": carried only"));
                Map<TopicPartition, Long> before = stage.kafka().ends(KafkaTopics.POINT_STATUS);
                String job =
                        flink.run(
                                jar,
                                WantedJob.measured(stage.data().settings(), judging, PARALLELISM),
                                null);
                long pid = pid();
                long[] doneMs = awaitMarks(before, pid);
                long checkpoint = flink.checkpointBytes(job);
                long resident = ProcessUsage.resident(pid);
                flink.cancel(job);
                int from = SHARES_TO_WARM_UP;
                double seconds = (doneMs[SHARES] - doneMs[from]) / 1e3;
                double cpuSeconds = (cpuUs(doneMs[SHARES]) - cpuUs(doneMs[from])) / 1e6;
                double records = recordsBefore[SHARES] - recordsBefore[from];
                double samples = samplesBefore[SHARES] - samplesBefore[from];
                return new Result(
                        records / seconds,
                        samples / seconds,
                        records / cpuSeconds,
                        samples / cpuSeconds,
                        checkpoint,
                        resident);
            }

            private long pid() {
                return stage.statuses().stream()
                        .filter(status -> status.name().equals(BenchComponents.TASK_MANAGER))
                        .mapToLong(ComponentStatus::pid)
                        .findFirst()
                        .orElseThrow();
            }

            /** Looks at the end of what is written only, so that looking costs nothing. */
            private long[] awaitMarks(Map<TopicPartition, Long> before, long pid)
                    throws IOException, InterruptedException, ExecutionException, TimeoutException {
                long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
                long written = 0;
                int quiet = 0;
                while (System.nanoTime() < deadlineNs) {
                    cpu.add(new long[] {clock.millis(), ProcessUsage.cpuUs(pid)});
                    Map<TopicPartition, Long> ends = stage.kafka().ends(KafkaTopics.POINT_STATUS);
                    long now =
                            ends.entrySet().stream()
                                    .mapToLong(
                                            e -> e.getValue() - before.getOrDefault(e.getKey(), 0L))
                                    .sum();
                    quiet = now == written ? quiet + 1 : 0;
                    written = now;
                    if (now > 0 && quiet == QUIET_LOOKS) {
                        long[] done = marks(before, ends);
                        if (done.length > 0) {
                            return done;
                        }
                    }
                    TimeUnit.MILLISECONDS.sleep(LOOK_MS);
                }
                throw new Refusal(
                        "The job was not done with %,d samples within %d minutes: --samples takes fewer."
                                .formatted(samplesBefore[SHARES], PATIENCE.toMinutes()));
            }

            /** When each share was done, epoch ms; empty if not all are. */
            private long[] marks(Map<TopicPartition, Long> from, Map<TopicPartition, Long> ends) {
                Map<String, Object> config =
                        new HashMap<>(KafkaSettings.client(Settings.of(stage.settings())));
                config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
                long[] doneMs = new long[SHARES + 1];
                int[] seen = new int[SHARES + 1];
                try (KafkaConsumer<String, byte[]> consumer =
                        new KafkaConsumer<>(
                                config, new StringDeserializer(), new ByteArrayDeserializer())) {
                    consumer.assign(ends.keySet());
                    from.forEach(consumer::seek);
                    while (ends.entrySet().stream()
                            .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                        for (ConsumerRecord<String, byte[]> record :
                                consumer.poll(Duration.ofMillis(500))) {
                            if (record.key().startsWith(MARK)) {
                                int share = shareOf(record.key());
                                seen[share]++;
                                doneMs[share] = Math.max(doneMs[share], record.timestamp());
                            }
                        }
                    }
                }
                for (int count : seen) {
                    if (count < PARTITIONS) {
                        return new long[0];
                    }
                }
                return doneMs;
            }

            private double cpuUs(long atMs) {
                long[] previous = cpu.get(0);
                for (long[] next : cpu) {
                    if (next[0] >= atMs) {
                        double share =
                                next[0] == previous[0]
                                        ? 1
                                        : (atMs - previous[0]) / (double) (next[0] - previous[0]);
                        return previous[1] + share * (next[1] - previous[1]);
                    }
                    previous = next;
                }
                return previous[1];
            }
        }
    }

    private static String mark(int share, int partition) {
        return String.format(Locale.ROOT, "%s-%02d-%02d", MARK, share, partition);
    }

    private static int shareOf(String mark) {
        return Integer.parseInt(mark.substring(MARK.length() + 1, MARK.length() + 3));
    }

    private record Result(
            double recordsPerSecond,
            double samplesPerSecond,
            double recordsPerCpuSecond,
            double samplesPerCpuSecond,
            double checkpointBytes,
            double residentBytes) {}
}
