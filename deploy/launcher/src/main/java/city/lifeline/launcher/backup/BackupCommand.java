package city.lifeline.launcher.backup;

import city.lifeline.launcher.client.RunningInstance;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.launcher.instance.InstanceLock;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.launcher.instance.SettingsFile;
import city.lifeline.launcher.jobs.JobObservation;
import city.lifeline.launcher.jobs.JobState;
import city.lifeline.launcher.jobs.WantedJob;
import city.lifeline.launcher.preflight.LocalMachine;
import city.lifeline.launcher.preflight.Preflight;
import city.lifeline.launcher.process.Leftovers;
import city.lifeline.model.Runs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
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

    /** The city's own files; restored, they are below this name in the data directory. */
    static final String CITY = "city";

    static final String CITY_DIRECTORY = "city.directory";

    private static final String KAFKA = DATA + "/kafka/log";
    private static final String POSTGRES = DATA + "/postgres/data";
    private static final String HISTORY = DATA + "/history";
    private static final String CHECKPOINTS = DATA + "/flink/checkpoints";

    /** The launcher finds a savepoint below these names as it finds a checkpoint. */
    private static final String SAVEPOINT = "from-backup/chk-1";

    private static final Duration SAVEPOINT_PATIENCE = Duration.ofMinutes(3);

    /** Made anew at each start, of the processes that run, or copied as the city's files. */
    private static final Set<String> NEVER =
            Set.of(
                    "logs",
                    "running",
                    "lock",
                    "backup.lock",
                    CITY,
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
    private final ToLongFunction<Path> usable;
    private final List<Manifest.Part> parts = new ArrayList<>();

    /**
     * The command.
     *
     * @param version of this Lifeline
     */
    public BackupCommand(String version, Terminal terminal, InstantSource clock) {
        this(version, terminal, clock, new LocalMachine()::usableDisk);
    }

    /**
     * The command.
     *
     * @param usable bytes that are free where a path is or will be
     */
    BackupCommand(
            String version, Terminal terminal, InstantSource clock, ToLongFunction<Path> usable) {
        this.version = version;
        this.terminal = terminal;
        this.clock = clock;
        this.usable = usable;
    }

    /** A piece of the work. */
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        DataDirectory city = new DataDirectory(data);
        Path target = directory.toAbsolutePath().normalize();
        Path partial = target.resolveSibling(target.getFileName() + Copy.PARTIAL);
        refuseUnless(city, target, partial);
        Path files = cityFiles(city, target);
        InstanceLock lock = InstanceLock.tryTake(city.backupLock());
        if (lock == null) {
            throw new Refusal("Another backup of %s is being made.".formatted(city.root()));
        }
        try (lock;
                Interruption interruption = new Interruption()) {
            refuseUnlessRoom(city, files, target);
            make(city, files, target, partial, interruption);
        }
        return 0;
    }

    private void make(
            DataDirectory city, Path files, Path target, Path partial, Interruption interruption)
            throws IOException, InterruptedException {
        long begunNs = System.nanoTime();
        boolean running = InstanceLock.isHeld(city.lock());
        DataDirectory.createPrivate(partial);
        boolean done = false;
        try {
            Copy copy =
                    new Copy(
                            partial,
                            () -> {
                                interruption.check();
                                refuseUnlessFree(target);
                            });
            Manifest manifest =
                    running ? ofRunning(city, files, copy) : ofStopped(city, files, copy);
            manifest.write(partial);
            Copy.sync(partial);
            Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
            done = true;
            terminal.out()
                    .printf(
                            "%s: %,d files, %s, in %s%n",
                            target,
                            manifest.files().size(),
                            mebibytes(manifest.bytes()),
                            seconds(begunNs));
        } catch (IOException | UncheckedIOException | DirectoryIteratorException e) {
            throw new Refusal("No backup was made: " + Faults.words(e));
        } finally {
            if (!done) {
                Faults.tryToDelete(partial, terminal);
            }
        }
    }

    private void refuseUnless(DataDirectory city, Path target, Path partial) throws IOException {
        city.refuseUnfinishedRestore();
        if (!Files.exists(city.settings())) {
            throw new Refusal(
                    "%s holds no city; name its directory with --data.".formatted(city.root()));
        }
        if (Files.exists(target) && !isEmptyDirectory(target)) {
            throw new Refusal("%s is not empty; name a directory that is new.".formatted(target));
        }
        if (isMountPoint(target)) {
            throw new Refusal(
                    "%s is where a disk is mounted; name a directory below it.".formatted(target));
        }
        if (Files.exists(partial)) {
            throw new Refusal(
                    "%s is left of a backup that was interrupted, or of one that is being made; delete it or name another directory."
                            .formatted(partial));
        }
    }

    /** A backup is written beside its directory and then takes its name: not across disks. */
    static boolean isMountPoint(Path path) throws IOException {
        Path parent = path.getParent();
        return parent != null
                && Files.exists(path)
                && !Files.getFileStore(path).equals(Files.getFileStore(parent));
    }

    /** Where the city's own files really are. */
    private static Path cityFiles(DataDirectory city, Path target) throws IOException {
        String named = SettingsFile.read(city.settings()).get(CITY_DIRECTORY);
        if (named == null || !Files.isDirectory(Path.of(named))) {
            throw new Refusal(
                    "The city's files are not at %s any more; start it once with --city DIR."
                            .formatted(named));
        }
        Path root = city.root().toRealPath();
        Path files = Path.of(named).toRealPath();
        if (files.equals(root)) {
            throw new Refusal(
                    "The city's files lie in the data directory %s itself; move them to one of their own."
                            .formatted(city.root()));
        }
        for (Path source : List.of(root, files)) {
            if (real(target).startsWith(source)) {
                throw new Refusal(
                        "%s lies in what is to be copied, %s; name another directory."
                                .formatted(target, source));
            }
        }
        return files;
    }

    /** Without symbolic links, of which only the part can have some that exists. */
    private static Path real(Path path) throws IOException {
        Path parent = path.getParent();
        return parent == null || Files.exists(path)
                ? path.toRealPath()
                : real(parent).resolve(path.getFileName());
    }

    private void refuseUnlessRoom(DataDirectory city, Path files, Path target) throws IOException {
        Set<String> besides = withoutHistory ? historyLeftOut() : Set.of();
        long bytes;
        try {
            bytes =
                    Copy.bytes(city.root(), leftOut(city, files, besides))
                            + Copy.bytes(files, dataIn(files, city));
        } catch (IOException e) {
            throw new Refusal("No backup was made: " + Faults.words(e));
        }
        long free = usable.applyAsLong(target);
        if (free - bytes < Preflight.DISK) {
            throw new Refusal(
                    "The backup takes %s, and %s are to stay free; at %s there are %s."
                            .formatted(
                                    mebibytes(bytes),
                                    mebibytes(Preflight.DISK),
                                    target,
                                    mebibytes(free)));
        }
    }

    /** Others write too; a full disk would end a city that is on it. */
    private void refuseUnlessFree(Path target) {
        if (usable.applyAsLong(target) < Preflight.DISK / 2) {
            throw new Refusal(
                    "No backup was made: less than %s are left free at %s."
                            .formatted(mebibytes(Preflight.DISK / 2), target));
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
    private Manifest ofRunning(DataDirectory city, Path files, Copy copy)
            throws IOException, InterruptedException {
        Instant takenAt = clock.instant();
        RunningInstance instance = RunningInstance.find(city.root());
        Map<String, String> jobs = jobs(instance);
        files(city, files, copy, OF_A_RUNNING_CITY);
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
        return manifest(copy, takenAt, true);
    }

    /** Ids of the live jobs by their names. */
    private static Map<String, String> jobs(RunningInstance instance)
            throws IOException, InterruptedException {
        Map<String, String> found = new TreeMap<>();
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
    private Manifest ofStopped(DataDirectory city, Path files, Copy copy)
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
            files(city, files, copy, withoutHistory ? historyLeftOut() : Set.of());
            return manifest(copy, takenAt, false);
        }
    }

    private static Set<String> historyLeftOut() {
        return Set.of("history", "flink/checkpoints/history");
    }

    private void files(DataDirectory city, Path files, Copy copy, Set<String> besides)
            throws IOException, InterruptedException {
        part(
                copy,
                "files",
                () -> {
                    copy.tree(city.root(), DATA, leftOut(city, files, besides));
                    copy.tree(files, CITY, dataIn(files, city));
                });
    }

    private static Predicate<String> leftOut(DataDirectory city, Path files, Set<String> besides)
            throws IOException {
        Path root = city.root().toRealPath();
        String inside = files.startsWith(root) ? root.relativize(files).toString() : CITY;
        return path ->
                NEVER.contains(path)
                        || besides.contains(path)
                        || path.equals(inside)
                        || path.endsWith(".part");
    }

    /** The data directory, if it is among the city's files. */
    private static Predicate<String> dataIn(Path files, DataDirectory city) throws IOException {
        Path root = city.root().toRealPath();
        return path -> files.resolve(path).equals(root);
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

    private Manifest manifest(Copy copy, Instant takenAt, boolean running) {
        for (String each : List.of(POSTGRES + "/PG_VERSION", KAFKA + "/meta.properties")) {
            refuseUnlessCopied(copy.files().containsKey(each), each);
        }
        String database = HISTORY + "/db";
        refuseUnlessCopied(withoutHistory || copy.directories().contains(database), database);
        return new Manifest(
                Manifest.FORMAT,
                version,
                takenAt.toString(),
                running,
                !withoutHistory,
                List.copyOf(parts),
                copy.directories(),
                copy.files());
    }

    private static void refuseUnlessCopied(boolean copied, String name) {
        if (!copied) {
            throw new Refusal(
                    "No backup was made: there is no %s. Start the city once.".formatted(name));
        }
    }

    static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%,.1f MiB", bytes / 1048576.0);
    }

    static String seconds(long sinceNs) {
        return Terminal.seconds(Duration.ofNanos(System.nanoTime() - sinceNs));
    }
}
