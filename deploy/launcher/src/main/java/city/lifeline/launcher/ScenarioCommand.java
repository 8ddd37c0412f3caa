package city.lifeline.launcher;

import city.lifeline.launcher.client.ApiException;
import city.lifeline.launcher.client.RunningInstance;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.console.TextTable;
import city.lifeline.launcher.instance.CityDirectory;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.runtime.DrillSettings;
import city.lifeline.simulators.SimulatedCityFiles;
import city.lifeline.simulators.city.Scenario;
import city.lifeline.simulators.city.SimulatedCity;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
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
                "written to simulator/truth.jsonl of the data directory, and the warnings that come of",
                "it are marked as a drill."
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

        Run(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            RunningInstance instance = RunningInstance.find(data);
            if (instance.settingOr(DrillSettings.URL.key(), "").isEmpty()) {
                throw new Refusal(
                        "The city on %s is not simulated; start it without --no-simulator."
                                .formatted(instance.data().root()));
            }
            JsonNode truth;
            try {
                truth = instance.alerting().startDrill(request());
            } catch (ApiException e) {
                throw new Refusal(String.valueOf(e.getMessage()));
            }
            tell(truth);
            return 0;
        }

        private ObjectNode request() {
            ObjectNode request = new ObjectMapper().createObjectNode();
            request.put("scenario", name);
            if (asset != null) {
                request.put("asset", asset);
            }
            if (severity != null) {
                request.put("severity", severity);
            }
            if (lasts != null) {
                request.put("lasts", lasts);
            }
            if (at != null && at.startsWith("+")) {
                request.put("after", at.substring(1));
            } else if (at != null) {
                try {
                    request.put("onset", Instant.parse(at).toString());
                } catch (DateTimeException e) {
                    throw new Refusal(
                            "--at is a time such as 2026-11-21T08:00:00Z or +10min, not '%s'."
                                    .formatted(at));
                }
            }
            return request;
        }

        private void tell(JsonNode truth) {
            if (json) {
                terminal.out().println(truth);
                return;
            }
            terminal.out()
                    .println(
                            "%s at %s, severity %s, from %s to %s"
                                    .formatted(
                                            truth.path("scenario").asText(),
                                            truth.path("asset").asText(),
                                            truth.path("severity").asText(),
                                            truth.path("onset").asText(),
                                            truth.path("end").asText()));
            terminal.out().println("  " + truth.path("cause").asText());
            for (JsonNode one : truth.path("expected")) {
                terminal.out()
                        .println(
                                "  expected: %s %s by %s"
                                        .formatted(
                                                one.path("rule").asText(),
                                                one.path("grade").asText().toLowerCase(Locale.ROOT),
                                                one.path("by").asText()));
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
}
