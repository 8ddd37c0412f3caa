package city.lifeline.simulators.replay;

import city.lifeline.model.Fault;
import city.lifeline.model.registry.Registry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Files, and how to read them.
 *
 * <pre>{@code
 * ReplayPlan plan = ReplayPlan.of(files, mapping, registry, InstantSource.system());
 * DryRun dryRun = plan.dryRun((bytes, total) -> {});
 * if (dryRun.canBeReplayed()) {
 *     ReplayControl control = new ReplayControl(options.as(), options.speed(), 1);
 *     ReplayResult result = Replayer.run(plan, options, control, progress -> {});
 * }
 * }</pre>
 *
 * Nothing is held in memory but what is under way; a file whose rows are not in the order of time
 * is sorted through temporary files.
 */
public final class ReplayPlan {

    private static final Duration FUTURE_ALLOWED = Duration.ofDays(1);
    private static final int EXAMPLES = 20;

    private final List<Path> files;
    private final Mapping mapping;
    private final Registry registry;
    private final InstantSource clock;
    private final boolean unregisteredToo;
    private final List<String> names;
    private @Nullable DryRun dryRun;
    private long longestBlockUs;

    /** Told how far a dry run is. */
    @FunctionalInterface
    public interface ByteProgress {
        void read(long bytes, long totalBytes);
    }

    private ReplayPlan(
            List<Path> files,
            Mapping mapping,
            Registry registry,
            InstantSource clock,
            boolean unregisteredToo) {
        this.files = List.copyOf(files);
        this.mapping = mapping;
        this.registry = registry;
        this.clock = clock;
        this.unregisteredToo = unregisteredToo;
        this.names = files.stream().map(FileChecks::name).toList();
    }

    /**
     * A plan.
     *
     * @param mapping {@link Mapping#CANONICAL} for files of the form time,point,value
     * @param registry gives each point's gateway and unit; {@link Registry#EMPTY} skips the checks
     *     against it, and the mapping must name the gateway
     * @param clock later times are refused as lying in the future
     */
    public static ReplayPlan of(
            List<Path> files, Mapping mapping, Registry registry, InstantSource clock) {
        return new ReplayPlan(files, mapping, registry, clock, false);
    }

    /** The same plan, with points too that the registry does not have. */
    public ReplayPlan withUnregistered() {
        return new ReplayPlan(files, mapping, registry, clock, true);
    }

    /** Reads everything without publishing. Stops early when the thread is interrupted. */
    public DryRun dryRun(ByteProgress progress) throws IOException {
        List<Fault> faults = new ArrayList<>();
        if (files.isEmpty()) {
            faults.add(new Fault("", 0, 0, "", "no file is given"));
        }
        Channels channels = new Channels(mapping, registry, unregisteredToo, faults);
        Counts counts = new Counts(channels);
        List<DryRun.File> read = new ArrayList<>();
        if (faults.isEmpty()) {
            long[] bytes = new long[1];
            long total = totalBytes();
            LongConsumer counted =
                    count -> {
                        bytes[0] += count;
                        progress.read(bytes[0], total);
                    };
            for (int i = 0; i < files.size(); i++) {
                DryRun.File file = dryRun(i, channels, counts, counted, faults);
                if (file != null) {
                    read.add(file);
                }
            }
            if (faults.isEmpty() && counts.readings() == 0) {
                faults.add(
                        new Fault(
                                String.join(", ", names),
                                0,
                                0,
                                "",
                                counts.rejected == 0
                                        ? "there is no reading in it"
                                        : "there is no usable reading in it; the first reject: "
                                                + counts.examples.get(0)));
            }
        }
        DryRun result =
                new DryRun(
                        faults,
                        read,
                        read.stream().mapToLong(DryRun.File::rows).sum(),
                        counts.readings(),
                        counts.rejected,
                        counts.examples,
                        counts.instant(counts.firstUs),
                        counts.instant(counts.lastUs),
                        counts.byPoint(),
                        counts.gateways(),
                        fingerprint(read));
        longestBlockUs = channels.longestBlockUs();
        dryRun = result;
        return result;
    }

    private DryRun.@Nullable File dryRun(
            int index, Channels channels, Counts counts, LongConsumer bytes, List<Fault> faults)
            throws IOException {
        Path path = files.get(index);
        long before = counts.readings();
        try (CsvSamples samples = open(index, channels, counts, bytes)) {
            Sample sample = new Sample();
            counts.startFile();
            while (samples.next(sample)) {
                counts.count(sample, samples.firstUnsortedLine() == 0);
                if (Thread.currentThread().isInterrupted()) {
                    throw new java.io.InterruptedIOException("the dry run was interrupted");
                }
            }
            return new DryRun.File(
                    path,
                    Files.size(path),
                    samples.rows(),
                    counts.readings() - before,
                    samples.firstUnsortedLine() == 0,
                    samples.sha256());
        } catch (FileFaultException e) {
            faults.add(e.fault());
        } catch (CsvSamples.LayoutFaultException e) {
            faults.addAll(e.faults());
        }
        return null;
    }

    /** The dry run that was made; makes it if there is none yet. */
    DryRun known() throws IOException {
        DryRun made = dryRun;
        return made != null ? made : dryRun((bytes, total) -> {});
    }

    /** Of any block that a recording of this plan can have; 0: all readings come one by one. */
    long longestBlockUs() {
        return longestBlockUs;
    }

    List<String> names() {
        return names;
    }

    /**
     * All files as one stream in the order of time.
     *
     * @throws IllegalStateException if the dry run found faults
     */
    public Recording open(Rejects rejects) throws IOException {
        DryRun made = known();
        if (!made.canBeReplayed()) {
            throw new IllegalStateException("the recording has faults: " + made.faults().get(0));
        }
        Channels channels = new Channels(mapping, registry, unregisteredToo, new ArrayList<>());
        List<CsvSamples> opened = new ArrayList<>();
        List<SampleSource> sources = new ArrayList<>();
        try {
            for (int i = 0; i < files.size(); i++) {
                CsvSamples samples = open(i, channels, rejects, bytes -> {});
                opened.add(samples);
                if (made.files().get(i).sorted()) {
                    sources.add(samples);
                } else {
                    SampleSource sorted = SampleSorter.sort(samples, SampleSorter.IN_MEMORY);
                    sources.add(sorted);
                }
            }
        } catch (IOException | RuntimeException e) {
            for (SampleSource source : sources) {
                source.close();
            }
            throw e;
        }
        return new Recording(
                new BlockAssembler(new MergedSamples(sources), channels, rejects),
                opened,
                made.files(),
                names);
    }

    /**
     * Every cell of one file in the order of its rows, also those that cannot be used: what is not
     * a number comes as one that is not, what has no time without it. Nothing is rejected.
     */
    public SampleSource everyCell(int file) throws IOException {
        Channels channels = new Channels(mapping, registry, unregisteredToo, new ArrayList<>());
        CsvSamples samples =
                open(file, channels, (f, line, column, point, reason, text) -> {}, bytes -> {});
        samples.everyCell();
        return samples;
    }

    private CsvSamples open(int index, Channels channels, Rejects rejects, LongConsumer bytes)
            throws IOException {
        return new CsvSamples(
                index,
                files.get(index),
                mapping,
                channels,
                rejects,
                LocalTimes.microseconds(clock.instant().plus(FUTURE_ALLOWED)),
                bytes);
    }

    private long totalBytes() throws IOException {
        long total = 0;
        for (Path file : files) {
            if (Files.isRegularFile(file)) {
                total += Files.size(file);
            }
        }
        return total;
    }

    private String fingerprint(List<DryRun.File> read) {
        MessageDigest digest = Hashes.sha256();
        digest.update((mapping.fingerprint() + "\n").getBytes(StandardCharsets.UTF_8));
        for (DryRun.File file : read) {
            String line = FileChecks.name(file.path()) + "\n" + file.sha256() + "\n";
            digest.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** What a dry run counts. */
    private final class Counts implements Rejects {

        private final Channels channels;
        private final List<String> examples = new ArrayList<>();
        private long[] readings = {};
        private long[] lastUsByChannel = {};
        private long rejected;
        private long firstUs = Long.MAX_VALUE;
        private long lastUs = Long.MIN_VALUE;

        Counts(Channels channels) {
            this.channels = channels;
        }

        void startFile() {
            Arrays.fill(lastUsByChannel, Long.MIN_VALUE);
        }

        void count(Sample sample, boolean sortedSoFar) {
            int channel = sample.channel;
            if (channel >= readings.length) {
                int before = readings.length;
                readings = Arrays.copyOf(readings, Math.max(channel + 1, 2 * before));
                lastUsByChannel = Arrays.copyOf(lastUsByChannel, readings.length);
                Arrays.fill(lastUsByChannel, before, readings.length, Long.MIN_VALUE);
            }
            if (sortedSoFar && sample.timeUs == lastUsByChannel[channel]) {
                reject(
                        sample.file,
                        sample.line,
                        0,
                        channels.get(channel).point(),
                        "a value of the same time is there before",
                        Double.toString(sample.value));
                return;
            }
            lastUsByChannel[channel] = sample.timeUs;
            readings[channel]++;
            firstUs = Math.min(firstUs, sample.timeUs);
            lastUs = Math.max(lastUs, sample.timeUs);
        }

        @Override
        public void reject(
                int file, long line, int column, String point, String reason, String text) {
            rejected++;
            if (examples.size() < EXAMPLES) {
                String shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
                examples.add(
                        new Fault(
                                        names.get(file),
                                        (int) line,
                                        column,
                                        point,
                                        reason + ": '" + shown + "'")
                                .toString());
            }
        }

        long readings() {
            return Arrays.stream(readings).sum();
        }

        SortedMap<String, Long> byPoint() {
            SortedMap<String, Long> byPoint = new TreeMap<>();
            for (int i = 0; i < channels.size() && i < readings.length; i++) {
                byPoint.put(channels.get(i).point(), readings[i]);
            }
            return byPoint;
        }

        List<String> gateways() {
            List<String> gateways = new ArrayList<>();
            for (int i = 0; i < channels.size() && i < readings.length; i++) {
                if (readings[i] > 0) {
                    gateways.add(channels.get(i).gateway());
                }
            }
            return gateways.stream().distinct().sorted().toList();
        }

        @Nullable Instant instant(long us) {
            return us == Long.MAX_VALUE || us == Long.MIN_VALUE
                    ? null
                    : Instant.EPOCH.plus(us, ChronoUnit.MICROS);
        }
    }
}
