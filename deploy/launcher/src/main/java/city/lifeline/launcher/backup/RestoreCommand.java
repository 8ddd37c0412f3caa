package city.lifeline.launcher.backup;

import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.launcher.instance.SettingsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lifeline restore}. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Puts back what 'lifeline backup' copied, into an empty data directory, on this or",
            "another machine; the next 'lifeline up' on it goes on from there. Not while the city",
            "that was copied still runs: both would tell people."
        })
public final class RestoreCommand implements Callable<Integer> {

    private static final String HEADING = "Restored from a backup.";

    @Parameters(paramLabel = "DIR", description = "The backup.")
    private Path directory = Path.of("");

    @Option(
            names = "--data",
            paramLabel = "NEW",
            description = "Where to: a new directory, or an empty one (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    private final String version;
    private final Terminal terminal;

    /**
     * The command.
     *
     * @param version of this Lifeline
     */
    public RestoreCommand(String version, Terminal terminal) {
        this.version = version;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        long begunNs = System.nanoTime();
        DataDirectory city = new DataDirectory(data);
        Path backup = directory.toAbsolutePath().normalize();
        city.refuseUnfinishedRestore();
        if (Files.exists(city.root()) && !BackupCommand.isEmptyDirectory(city.root())) {
            throw new Refusal(
                    "%s is not empty; name a directory that is new with --data."
                            .formatted(city.root()));
        }
        Manifest manifest = Manifest.read(backup, version);
        try (Interruption interruption = new Interruption()) {
            place(backup, manifest, city, interruption);
        }
        terminal.out()
                .printf(
                        "%s: the city as it was at %s; %,d files, %s, in %s%n",
                        city.root(),
                        manifest.takenAt(),
                        manifest.files().size(),
                        BackupCommand.mebibytes(manifest.bytes()),
                        BackupCommand.seconds(begunNs));
        if (!manifest.history()) {
            terminal.out()
                    .println("Without the history store: it is filled from what Kafka holds.");
        }
        terminal.out()
                .printf(
                        "Start it: ./lifeline up --data %s (with the --config, --listen and --host of before, if there were any)%n",
                        city.root());
        terminal.out().flush();
        return 0;
    }

    /** Only what is whole and sound gets to where 'up' looks. */
    private void place(
            Path backup, Manifest manifest, DataDirectory city, Interruption interruption)
            throws InterruptedException {
        Path restoring = city.restoring();
        Path cityFiles = city.of(BackupCommand.CITY);
        boolean placing = false;
        try {
            DataDirectory.createPrivate(city.root());
            DataDirectory.createPrivate(restoring);
            copy(backup, manifest, restoring, interruption);
            point(restoring.resolve(BackupCommand.DATA), city, cityFiles);
            Copy.sync(restoring);
            placing = true;
            move(restoring.resolve(BackupCommand.DATA), city.root());
            Files.move(restoring.resolve(BackupCommand.CITY), cityFiles);
            // Last: while it is there 'up' refuses what may be half of a city.
            DataDirectory.deleteTree(restoring);
        } catch (IOException | UncheckedIOException | DirectoryIteratorException e) {
            throw new Refusal(
                    List.of(
                            "The city was not restored: " + Faults.words(e),
                            placing
                                    ? "A part of it is in %s: delete that directory."
                                            .formatted(city.root())
                                    : "Nothing was put in place."));
        } finally {
            if (!placing) {
                Faults.tryToDelete(restoring, terminal);
            }
        }
    }

    /** Copies what the manifest names, and refuses what is not as it says. */
    private static void copy(Path backup, Manifest manifest, Path to, Interruption interruption)
            throws IOException {
        Copy copy = new Copy(to, interruption::check);
        List<String> damaged = new ArrayList<>();
        for (String each : manifest.directories()) {
            inside(each);
            copy.directory(each);
        }
        for (String each : manifest.files().keySet()) {
            inside(each);
            copy.file(backup.resolve(each), each);
        }
        Map<String, Manifest.Entry> found = copy.files();
        manifest.files()
                .forEach(
                        (name, entry) -> {
                            if (!entry.equals(found.get(name))) {
                                damaged.add(name);
                            }
                        });
        if (!damaged.isEmpty()) {
            throw new Refusal(
                    "%s is damaged: %d files are not as they were written, such as %s."
                            .formatted(backup, damaged.size(), damaged.get(0)));
        }
    }

    private static void inside(String name) {
        Path path;
        try {
            path = Path.of(name);
        } catch (InvalidPathException e) {
            throw new Refusal("The backup's manifest names what is no path: " + e.getReason());
        }
        if (path.isAbsolute() || !path.equals(path.normalize()) || path.startsWith("..")) {
            throw new Refusal(
                    "The backup's manifest names %s, which leads out of it.".formatted(name));
        }
    }

    /** All other paths are decided anew by 'up'. */
    private static void point(Path restored, DataDirectory city, Path cityFiles)
            throws IOException {
        Path settings = restored.resolve(city.root().relativize(city.settings()));
        Map<String, String> texts = new TreeMap<>(SettingsFile.read(settings));
        texts.put(BackupCommand.CITY_DIRECTORY, cityFiles.toString());
        SettingsFile.write(settings, HEADING, texts);
    }

    private static void move(Path from, Path to) throws IOException {
        List<Path> children;
        try (Stream<Path> listed = Files.list(from)) {
            children = listed.toList();
        }
        for (Path child : children) {
            Files.move(child, to.resolve(child.getFileName()));
        }
    }
}
