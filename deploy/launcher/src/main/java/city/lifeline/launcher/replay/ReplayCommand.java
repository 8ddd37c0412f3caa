package city.lifeline.launcher.replay;

import city.lifeline.launcher.client.AlertingApi;
import city.lifeline.launcher.client.RunningInstance;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.instance.CityDirectory;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.launcher.record.KeptRecording;
import city.lifeline.launcher.record.Part;
import city.lifeline.launcher.server.KafkaAdmin;
import city.lifeline.model.Runs;
import city.lifeline.simulators.replay.ReplayControl;
import city.lifeline.simulators.replay.ReplayException;
import city.lifeline.simulators.replay.ReplayOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lifeline replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Publishes recordings over MQTT as their gateways would have, and waits for the",
            "warnings. With the original times this happens aside: with a clock, readings and",
            "warnings of its own; the same files again replace what came of them before. As now",
            "it is an exercise of the live city. It can be told meanwhile what to do: by keys, by",
            "the commands below, on the dashboard."
        })
public final class ReplayCommand implements Callable<Integer> {

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = {
                "CSV as time,point,value[,unit][,quality], or any table with --mapping."
            })
    private List<Path> files = List.of();

    @Option(
            names = "--source",
            paramLabel = "kafka|history",
            description = {
                "Instead of files: readings that the city keeps, of the points and the time that the",
                "options below tell."
            })
    private @Nullable String source;

    @Option(
            names = "--mapping",
            paramLabel = "FILE",
            description = {
                "Which column is which point, and how times and numbers are written;",
                "also the name of a file among the city's mappings."
            })
    private @Nullable Path mapping;

    @Option(
            names = "--speed",
            paramLabel = "N|max",
            description = {"Seconds of the recording per second (default: max; as now: 1)."})
    private @Nullable String speed;

    @Option(
            names = "--loop",
            paramLabel = "N|forever",
            description = {
                "How often, each pass later than the one before (default: ${DEFAULT-VALUE})."
            })
    private String loop = "1";

    @Option(
            names = "--as",
            paramLabel = "original|now",
            description = {
                "Which times the readings get (default: original). With now they go through the",
                "live city; warnings are marked as an exercise and reach nobody outside."
            })
    private String as = "original";

    @Option(
            names = "--compare",
            description = {
                "Afterwards shows which warnings are new, missed, earlier, later or of another grade",
                "beside those that the living city kept of the same time and points."
            })
    private boolean compare;

    @Option(
            names = "--json",
            description = {
                "--compare: as one JSON object a line, and nothing else on standard output."
            })
    private boolean json;

    @ArgGroup(heading = "With --source:%n", exclusive = false)
    private Part part = new Part();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The running city's data directory (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    @Spec private CommandSpec spec = CommandSpec.create();

    private final Terminal output;
    // Where it is told how the replay goes.
    private Terminal terminal;
    private final InstantSource clock;

    public ReplayCommand(Terminal terminal, InstantSource clock) {
        this.output = terminal;
        this.terminal = terminal;
        this.clock = clock;
    }

    /** With the commands that tell a replay what to do. */
    public static CommandLine commandLine(Terminal terminal, InstantSource clock) {
        CommandLine replay = new CommandLine(new ReplayCommand(terminal, clock));
        replay.addSubcommand(new ReplayOrders.ListReplays(terminal));
        replay.addSubcommand(new ReplayOrders.Pause(terminal));
        replay.addSubcommand(new ReplayOrders.Resume(terminal));
        replay.addSubcommand(new ReplayOrders.Seek(terminal));
        replay.addSubcommand(new ReplayOrders.Speed(terminal));
        replay.addSubcommand(new ReplayOrders.Stop(terminal));
        return replay;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (json) {
            terminal = Terminal.besideTheData();
        }
        boolean now = isNow();
        double wantedSpeed = speed(now);
        int passes = passes();
        if (json && !compare) {
            throw new Refusal("--json is of --compare: say that too.");
        }
        if (compare && (now || passes > 1)) {
            throw new Refusal("--compare needs the recording's own times: one pass, not --as now.");
        }
        if (source != null) {
            return replayKept(KeptRecording.Source.of(source), now, wantedSpeed, passes);
        }
        if (files.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "Which files? Or --source kafka or --source history.");
        }
        if (part.isGiven()) {
            throw new Refusal(
                    "Files are replayed whole; points and times are chosen with --source kafka or --source history.");
        }
        for (Path file : files) {
            if (!Files.isReadable(file)) {
                throw new Refusal("The file %s cannot be read.".formatted(file));
            }
        }
        replay(RunningInstance.find(data), files, now, wantedSpeed, passes);
        return 0;
    }

    /** By way of a file: it can be moved about in, and what it was is known afterwards. */
    private int replayKept(KeptRecording.Source kept, boolean now, double wantedSpeed, int passes)
            throws IOException, InterruptedException {
        if (!files.isEmpty() || mapping != null) {
            throw new Refusal("Either files or --source, not both.");
        }
        RunningInstance instance = RunningInstance.find(data);
        KeptRecording recording =
                KeptRecording.of(instance, kept, part, instance.clock(clock), terminal);
        Path directory = Files.createTempDirectory("lifeline-replay-");
        Path file = directory.resolve(recording.name());
        Thread atExit = new Thread(() -> removeQuietly(file, directory), "remove-recording");
        Runtime.getRuntime().addShutdownHook(atExit);
        recording.writeTo(file);
        replay(instance, List.of(file), now, wantedSpeed, passes);
        return 0;
    }

    /** At the end of the process, however it ends. */
    private static void removeQuietly(Path file, Path directory) {
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            // Whoever cleans up temporary files finds it.
        }
    }

    private void replay(
            RunningInstance instance,
            List<Path> recordings,
            boolean now,
            double wantedSpeed,
            int passes)
            throws IOException, InterruptedException {
        Path city = Path.of(instance.setting("city.directory"));
        Recordings.Checked checked =
                new Recordings(terminal, later(clock, instance.clock(clock)))
                        .check(recordings, mapping, city, new CityDirectory(city).registry());
        try {
            if (now) {
                new ReplayNow(instance, terminal)
                        .replay(
                                checked.plan(),
                                checked.dryRun(),
                                recordings.get(0).getFileName().toString(),
                                wantedSpeed,
                                passes);
            } else {
                String run = RunIds.of(recordings.get(0), checked.dryRun().fingerprint());
                boolean whole;
                try (KafkaAdmin kafka = instance.kafka()) {
                    whole =
                            new ReplayAside(instance, terminal, kafka, run)
                                    .replay(
                                            checked.plan(),
                                            checked.dryRun(),
                                            recordings,
                                            wantedSpeed,
                                            passes);
                }
                if (compare && !whole) {
                    // What it never came to would all be missed.
                    terminal.out().println("stopped before its end: not compared");
                } else if (compare) {
                    AlertingApi alerting = instance.alerting();
                    new AgainstHistory(
                                    alerting.warnings(run, "all"),
                                    alerting.warnings(Runs.LIVE, "all"),
                                    checked.dryRun())
                            .print(output, json);
                }
            }
        } catch (ReplayException e) {
            throw new Refusal("The replay stopped: %s.".formatted(e.getMessage()));
        }
    }

    /** A simulated city may be ahead of the wall clock; what it recorded is not of the future. */
    private static InstantSource later(InstantSource one, InstantSource other) {
        return () -> {
            Instant first = one.instant();
            Instant second = other.instant();
            return first.isAfter(second) ? first : second;
        };
    }

    private boolean isNow() {
        return switch (as) {
            case "original" -> false;
            case "now" -> true;
            default -> throw new Refusal("--as must be original or now, not '%s'.".formatted(as));
        };
    }

    private int passes() {
        if (loop.equals("forever")) {
            return ReplayControl.FOREVER;
        }
        try {
            int number = Integer.parseInt(loop);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number that is too small.
        }
        throw new Refusal("--loop must be a number above 0 or forever, not '%s'.".formatted(loop));
    }

    private double speed(boolean now) {
        if (speed == null) {
            return now ? 1 : ReplayOptions.MAX_SPEED;
        }
        if (speed.equals("max")) {
            if (now) {
                throw new Refusal("A replay as now needs a number as --speed, not max.");
            }
            return ReplayOptions.MAX_SPEED;
        }
        try {
            double number = Double.parseDouble(speed);
            if (number > 0 && !Double.isInfinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number that is no speed.
        }
        throw new Refusal("--speed must be a number above 0 or max, not '%s'.".formatted(speed));
    }
}
