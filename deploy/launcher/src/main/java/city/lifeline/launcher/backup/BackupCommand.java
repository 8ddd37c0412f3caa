package city.lifeline.launcher.backup;

import city.lifeline.launcher.client.RunningInstance;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.instance.InstanceLock;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.launcher.instance.SettingsFile;
import city.lifeline.launcher.jobs.JobObservation;
import city.lifeline.launcher.jobs.JobState;
import city.lifeline.launcher.jobs.WantedJob;
import city.lifeline.launcher.process.Leftovers;
import city.lifeline.model.Runs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lifeline backup}. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Copies a city of this machine; 'lifeline restore' sets it up again from the copy. The",
            "city may run, and goes on: what is acknowledged before the command is given is in it.",
            "The copy holds the city's secrets: keep it where nobody else can read it."
        })
public final class BackupCommand implements Callable<Integer> {

    /** Below it the copy is as the data directory will be. */
    static final String DATA = "data";

    /** The city's own files, unless Lifeline brings them. */
    static final String CITY = "city";

    static final String CITY_DIRECTORY = "city.directory";

    private static final String KAFKA = DATA + "/kafka/log";
    private static final String POSTGRES = DATA + "/postgres/data";
    private static final String HISTORY = DATA + "/history";
    private static final String CHECKPOINTS = DATA + "/flink/checkpoints";

    /** The launcher finds a savepoint below these names as it finds a checkpoint. */
    private static final String SAVEPOINT = "from-backup/chk-1";

    private static final Duration SAVEPOINT_PATIENCE = Duration.ofMinutes(3);

    /** Made anew at each start, or of the processes that run. */
    private static final Set<String> NEVER =
            Set.of(
                    "logs",
                    "running",
                    "lock",
                    "postgres/dist",
                    "postgres/dist.part",
                    "flink-jobmanager",
                    "flink-taskmanager");

    /** Copied in their own way, or of no use elsewhere. */
    private static final Set<String> OF_A_RUNNING_CITY =
            Set.of(
                    "kafka",
                    "postgres",
                    "history",
                    "flink",
                    "mqtt-broker",
                    "runs",
                    "simulator/spool");

    @Parameters(paramLabel = "DIR", description = "Where to: a new directory, or an empty one.")
    private Path directory = Path.of("");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The city's data directory (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    @Option(
            names = "--without-history",
            description = {
                "Leaves out the history store; restored, it is filled again from",
                "what Kafka still holds, which is a week at most."
            })
    private boolean withoutHistory;

    private final String version;
    private final Terminal terminal;
    private final InstantSource clock;
    private final List<Manifest.Part> parts = new ArrayList<>();

    /**
     * The command.
     *
     * @param version of this Lifeline
     */
    public BackupCommand(String version, Terminal terminal, InstantSource clock) {
        this.version = version;
        this.terminal = terminal;
        this.clock = clock;
    }

    /** A piece of the work. */
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        long begunNs = System.nanoTime();
        DataDirectory city = new DataDirectory(data);
        Path target = directory.toAbsolutePath().normalize();
        Path partial = target.resolveSibling(target.getFileName() + Copy.PARTIAL);
        refuseUnless(city, target, partial);
        boolean running = InstanceLock.isHeld(city.lock());
        DataDirectory.createPrivate(partial);
        try {
            Copy copy = new Copy(partial);
            Manifest manifest = running ? ofRunning(city, copy) : ofStopped(city, copy);
            manifest.write(partial);
            Copy.sync(partial);
            Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
            terminal.out()
                    .printf(
                            "%s: %,d files, %s, in %s%n",
                            target,
                            manifest.files().size(),
                            mebibytes(manifest.bytes()),
                            seconds(begunNs));
        } catch (IOException | UncheckedIOException e) {
            DataDirectory.deleteTree(partial);
            throw new Refusal("No backup was made: " + e.getMessage());
        } catch (Refusal e) {
            DataDirectory.deleteTree(partial);
            throw e;
        }
        return 0;
    }

    private void refuseUnless(DataDirectory city, Path target, Path partial) throws IOException {
        if (!Files.exists(city.settings())) {
            throw new Refusal(
                    "%s holds no city; name its directory with --data.".formatted(city.root()));
        }
        if (target.startsWith(city.root())) {
            throw new Refusal(
                    "%s lies in the data directory itself; name another one.".formatted(target));
        }
        if (Files.exists(target) && !isEmptyDirectory(target)) {
            throw new Refusal("%s is not empty; name a directory that is new.".formatted(target));
        }
        if (Files.exists(partial)) {
            throw new Refusal(
                    "%s is left of a backup that was interrupted, or of one that is being made; delete it or name another directory."
                            .formatted(partial));
        }
    }

    static boolean isEmptyDirectory(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.findAny().isEmpty();
        }
    }

    /**
     * In an order in which each part is behind those that it follows from, as the parts of a city
     * are that was killed: {@code docs/decisions/0047}.
     */
    private Manifest ofRunning(DataDirectory city, Copy copy)
            throws IOException, InterruptedException {
        Instant takenAt = clock.instant();
        RunningInstance instance = RunningInstance.find(city.root());
        Map<String, String> jobs = jobs(instance);
        String shipped = files(city, copy, OF_A_RUNNING_CITY);
        for (Map.Entry<String, String> job : jobs.entrySet()) {
            if (withoutHistory && job.getKey().equals(WantedJob.history(city.settings()).name())) {
                // Without one it reads from the beginning what Kafka holds.
                continue;
            }
            part(
                    copy,
                    "savepoint of job " + job.getKey(),
                    () -> savepoint(instance, job.getKey(), job.getValue(), copy));
        }
        KafkaCopy kafka = new KafkaCopy(city.of("kafka/log"), copy, KAFKA, KafkaCopy.PAUSE);
        part(copy, "Kafka, registry and rules", kafka::before);
        DatabaseCopy database =
                new DatabaseCopy(
                        instance.setting("database.url"),
                        instance.setting("database.username"),
                        instance.secret("database.password.file"),
                        city.of("postgres/data"));
        part(copy, "PostgreSQL", () -> database.run(copy, POSTGRES));
        if (!withoutHistory) {
            HistoryCopy history =
                    new HistoryCopy(
                            URI.create(instance.setting("history.url")),
                            instance.setting("history.username"),
                            instance.secret("history.password.file"),
                            city.of("history"));
            part(copy, "history store", () -> history.run(copy, HISTORY));
        }
        part(copy, "Kafka, all other topics", kafka::after);
        return manifest(copy, takenAt, true, shipped);
    }

    /** Ids of the live jobs by their names. */
    private static Map<String, String> jobs(RunningInstance instance)
            throws IOException, InterruptedException {
        Map<String, String> found = new java.util.TreeMap<>();
        for (JobObservation job : instance.flink().jobs()) {
            if (job.state() == JobState.RUNNING) {
                found.put(job.name(), job.id());
            }
        }
        Set<String> wanted =
                Set.of(
                        WantedJob.detectionName(Runs.LIVE),
                        WantedJob.history(instance.data().settings()).name());
        found.keySet().retainAll(wanted);
        if (!found.keySet().equals(wanted)) {
            throw new Refusal(
                    "Not every Flink job runs; see 'lifeline status', and try again when it does.");
        }
        return found;
    }

    private static void savepoint(RunningInstance instance, String job, String id, Copy copy)
            throws IOException, InterruptedException {
        String parent = CHECKPOINTS + "/" + job + "/" + Path.of(SAVEPOINT).getName(0);
        copy.directory(parent);
        Path written = instance.flink().savepoint(id, copy.path(parent), SAVEPOINT_PATIENCE);
        String name = CHECKPOINTS + "/" + job + "/" + SAVEPOINT;
        Files.move(written, copy.path(name));
        copy.adopt(name);
    }

    /** While it is copied it cannot be started. */
    private Manifest ofStopped(DataDirectory city, Copy copy)
            throws IOException, InterruptedException {
        Instant takenAt = clock.instant();
        InstanceLock lock = InstanceLock.tryTake(city.lock());
        if (lock == null) {
            throw new Refusal("Lifeline is being started on %s.".formatted(city.root()));
        }
        try (lock) {
            if (!Leftovers.javaProcesses(city.running()).isEmpty()
                    || !Leftovers.workingIn(city.of("postgres/data"), "postgres").isEmpty()) {
                throw new Refusal(
                        "Processes of the city are still there though it was ended; wait, or start it again.");
            }
            String shipped = files(city, copy, withoutHistory ? historyLeftOut() : Set.of());
            return manifest(copy, takenAt, false, shipped);
        }
    }

    private static Set<String> historyLeftOut() {
        return Set.of("history", "flink/checkpoints/history");
    }

    /** Returns the name of the city if Lifeline brings it, else none. */
    private String files(DataDirectory city, Copy copy, Set<String> besides)
            throws IOException, InterruptedException {
        String named = SettingsFile.read(city.settings()).get(CITY_DIRECTORY);
        Path files = Path.of(named == null ? "" : named);
        if (named == null || !Files.isDirectory(files)) {
            throw new Refusal(
                    "The city's files are not at %s any more; start it once with --city DIR."
                            .formatted(named));
        }
        Path ours = Installation.ofThisProcess().cities();
        boolean shipped = files.startsWith(ours);
        part(
                copy,
                "files",
                () -> {
                    copy.tree(
                            city.root(),
                            DATA,
                            path ->
                                    NEVER.contains(path)
                                            || besides.contains(path)
                                            || path.endsWith(".part"));
                    if (!shipped) {
                        copy.tree(files, CITY, path -> false);
                    }
                });
        return shipped ? ours.relativize(files).toString() : "";
    }

    private void part(Copy copy, String name, Work work) throws IOException, InterruptedException {
        long begunNs = System.nanoTime();
        int files = copy.count();
        long bytes = copy.bytes();
        work.run();
        parts.add(
                new Manifest.Part(
                        name,
                        Math.round((System.nanoTime() - begunNs) / 1e6) / 1e3,
                        copy.count() - files,
                        copy.bytes() - bytes));
        terminal.out()
                .printf(
                        "  %-32s %10s  %8s%n",
                        name, mebibytes(copy.bytes() - bytes), seconds(begunNs));
        terminal.out().flush();
    }

    private Manifest manifest(Copy copy, Instant takenAt, boolean running, String city) {
        return new Manifest(
                Manifest.FORMAT,
                version,
                takenAt.toString(),
                running,
                !withoutHistory,
                city,
                List.copyOf(parts),
                copy.directories(),
                copy.files());
    }

    static String mebibytes(long bytes) {
        return String.format(java.util.Locale.ROOT, "%,.1f MiB", bytes / 1048576.0);
    }

    static String seconds(long sinceNs) {
        return Terminal.seconds(Duration.ofNanos(System.nanoTime() - sinceNs));
    }
}
