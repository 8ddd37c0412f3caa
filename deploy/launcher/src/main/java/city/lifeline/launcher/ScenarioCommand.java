package city.lifeline.launcher;

import city.lifeline.launcher.client.RunningInstance;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.console.TextTable;
import city.lifeline.launcher.instance.CityDirectory;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.model.files.Durations;
import city.lifeline.model.registry.Asset;
import city.lifeline.runtime.ClockSettings;
import city.lifeline.simulators.SimulatedCityFiles;
import city.lifeline.simulators.Started;
import city.lifeline.simulators.TruthLine;
import city.lifeline.simulators.city.Occurrence;
import city.lifeline.simulators.city.Scenario;
import city.lifeline.simulators.city.SimulatedCity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lifeline scenario}. */
@Command(
        name = "scenario",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Lets something go wrong in the simulated city.")
final class ScenarioCommand implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command of scenario?");
    }

    /** {@code lifeline scenario list}. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = {
                "The scenarios of a city: where they can take place, how long they last, and which",
                "warnings are expected. Names every fault of the files. Needs no running city."
            })
    static final class ListScenarios implements Callable<Integer> {

        @Option(
                names = "--city",
                paramLabel = "NAME|DIR",
                description = "The city whose scenarios (default: ${DEFAULT-VALUE}).")
        private String city = "sample";

        private final Terminal terminal;

        ListScenarios(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException {
            SimulatedCity simulated =
                    SimulatedCityFiles.read(
                            CityDirectory.find(city, Installation.ofThisProcess().cities()).path());
            TextTable table =
                    new TextTable("SCENARIO", "AT", "ASSETS", "LASTS", "EXPECTED", "NAME");
            for (Scenario scenario : simulated.scenarios().values()) {
                table.row(
                        scenario.id(),
                        scenario.assetClass(),
                        simulated.stage().assetsFor(scenario).size(),
                        brief(scenario.longest()),
                        scenario.expected().stream()
                                .map(one -> one.rule() + " " + word(one.grade()))
                                .distinct()
                                .collect(Collectors.joining(", ")),
                        scenario.name().en());
            }
            table.lines().forEach(terminal.out()::println);
            return 0;
        }
    }

    /** {@code lifeline scenario run}. */
    @Command(
            name = "run",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = {
                "Lets a scenario take place in the running simulated city. What really happens is",
                "written to simulator/truth.jsonl of the data directory, marked as drill."
            })
    static final class Run implements Callable<Integer> {

        @Parameters(paramLabel = "NAME", description = "Which; see lifeline scenario list.")
        private String name = "";

        @Option(
                names = "--asset",
                paramLabel = "ID",
                description = "Where (default: the first asset at which it can take place).")
        private @Nullable String asset;

        @Option(
                names = "--at",
                paramLabel = "TIME",
                description = {
                    "When it begins on the city's clock: 2026-11-21T08:00:00Z, or +10min from now",
                    "(default: now)."
                })
        private @Nullable String at;

        @Option(
                names = "--severity",
                paramLabel = "X",
                description = "From 0 to 1 (default: the scenario's own).")
        private @Nullable Double severity;

        @Option(
                names = "--lasts",
                paramLabel = "DURATION",
                description = "Such as 30min (default: the scenario's own).")
        private @Nullable String lasts;

        @Option(names = "--json", description = "The line of the ground truth.")
        private boolean json;

        @Option(
                names = "--data",
                paramLabel = "DIR",
                description = "The running city's data directory (default: ${DEFAULT-VALUE}).")
        private Path data = Path.of("data");

        private final Terminal terminal;
        private final InstantSource clock;

        Run(Terminal terminal, InstantSource clock) {
            this.terminal = terminal;
            this.clock = clock;
        }

        @Override
        public Integer call() throws IOException {
            RunningInstance instance = RunningInstance.find(data);
            SimulatedCity city =
                    SimulatedCityFiles.read(Path.of(instance.setting("city.directory")));
            Scenario scenario = city.scenarios().get(name);
            if (scenario == null) {
                throw new Refusal(
                        "There is no scenario '%s'; ./lifeline scenario list tells which there are."
                                .formatted(name));
            }
            long nowUs = ClockSettings.clock(instance.settings()).runUs(us(clock.instant()));
            long onsetUs = onset(nowUs);
            double how = severity == null ? scenario.severity() : severity;
            if (!(how >= 0 && how <= 1)) {
                throw new Refusal("--severity is from 0 to 1, not %s.".formatted(severity));
            }
            Duration duration = lasts == null ? scenario.longest() : duration(lasts);
            Occurrence occurrence =
                    new Occurrence(
                            "d%d-%s".formatted(us(clock.instant()), name),
                            name,
                            asset(city, scenario),
                            onsetUs,
                            onsetUs + duration.toMillis() * 1_000,
                            how,
                            true);
            Started.write(
                    Path.of(instance.setting("simulator.data.dir")).resolve(Started.DIRECTORY),
                    occurrence);
            tell(occurrence, scenario, city);
            return 0;
        }

        private void tell(Occurrence occurrence, Scenario scenario, SimulatedCity city) {
            if (json) {
                terminal.out().println(TruthLine.of(occurrence, city));
                return;
            }
            terminal.out()
                    .println(
                            "%s at %s, severity %s, from %s to %s"
                                    .formatted(
                                            occurrence.scenario(),
                                            occurrence.asset(),
                                            occurrence.severity(),
                                            instant(occurrence.onsetUs()),
                                            instant(occurrence.endUs())));
            terminal.out().println("  " + scenario.cause().en());
            for (Scenario.Expected one : scenario.expectedAt(occurrence.severity())) {
                terminal.out()
                        .println(
                                "  expected: %s %s by %s"
                                        .formatted(
                                                one.rule(),
                                                word(one.grade()),
                                                instant(occurrence.onsetUs()).plus(one.within())));
            }
        }

        private String asset(SimulatedCity city, Scenario scenario) {
            List<String> possible =
                    city.stage().assetsFor(scenario).stream().map(Asset::id).toList();
            if (possible.isEmpty()) {
                throw new Refusal(
                        "Nothing in this city is a %s with the points that %s acts on."
                                .formatted(scenario.assetClass(), name));
            }
            if (asset == null) {
                return possible.get(0);
            }
            if (!possible.contains(asset)) {
                throw new Refusal(
                        "%s cannot take place at %s; it can at %s%s."
                                .formatted(
                                        name,
                                        asset,
                                        String.join(
                                                ", ",
                                                possible.subList(0, Math.min(10, possible.size()))),
                                        possible.size() > 10 ? " and others" : ""));
            }
            return asset;
        }

        private long onset(long nowUs) {
            if (at == null) {
                return nowUs;
            }
            if (at.startsWith("+")) {
                return nowUs + duration(at.substring(1)).toMillis() * 1_000;
            }
            try {
                return us(Instant.parse(at));
            } catch (DateTimeException e) {
                throw new Refusal(
                        "--at is a time such as 2026-11-21T08:00:00Z or +10min, not '%s'."
                                .formatted(at));
            }
        }

        private static Duration duration(String text) {
            try {
                return Durations.parse(text);
            } catch (IllegalArgumentException e) {
                throw new Refusal("'%s' %s.".formatted(text, e.getMessage()));
            }
        }
    }

    static String brief(Duration duration) {
        return duration.toHours() >= 48
                ? duration.toDays() + "d"
                : duration.toMinutes() >= 120 && duration.toMinutesPart() == 0
                        ? duration.toHours() + "h"
                        : duration.toMinutes() + "min";
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static long us(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static Instant instant(long us) {
        return Instant.EPOCH.plus(us, ChronoUnit.MICROS);
    }
}
