package city.lifeline.launcher;

import city.lifeline.detection.rules.ParsedRules;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.launcher.client.AlertingApi;
import city.lifeline.launcher.client.ApiException;
import city.lifeline.launcher.client.RunningInstance;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.console.TextTable;
import city.lifeline.launcher.instance.CityDirectory;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.model.Fault;
import city.lifeline.model.registry.Registry;
import city.lifeline.model.registry.RegistryFiles;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lifeline rules}. */
@Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Works with rule files.")
final class RulesCommand implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command of rules?");
    }

    /** {@code lifeline rules check}. */
    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = {
                "Validates the rule files of a directory and names every fault by file and line.",
                "Exit code 0 only if there is none. Needs no running city."
            })
    static final class Check implements Callable<Integer> {

        private static final ObjectMapper JSON = new ObjectMapper();

        @Parameters(
                paramLabel = "DIR",
                description = "Directory of rule files, such as deploy/cities/sample/rules.")
        private Path directory = Path.of("");

        @Option(
                names = "--city",
                paramLabel = "NAME|DIR",
                description = {
                    "City whose registry the rules' references are checked against",
                    "(default: the city that the directory belongs to, if any)."
                })
        private @Nullable String city;

        @Option(names = "--json", description = "One JSON object for each fault, a line each.")
        private boolean json;

        private final Terminal terminal;

        Check(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException {
            if (!Files.isDirectory(directory)) {
                throw new Refusal("%s is no directory.".formatted(directory));
            }
            Registry registry = registry();
            ParsedRules parsed = CityDirectory.rules(directory, registry);
            RuleSet rules = parsed.rules();
            if (rules != null) {
                if (!json) {
                    terminal.out()
                            .printf(
                                    "%d rules, no fault%s%n",
                                    rules.rules().size(),
                                    registry == null ? " (references to points not checked)" : "");
                }
                return 0;
            }
            for (Fault fault : parsed.faults()) {
                terminal.out()
                        .println(json ? JSON.writeValueAsString(fault) : directory + "/" + fault);
            }
            return 1;
        }

        private @Nullable Registry registry() throws IOException {
            if (city != null) {
                return CityDirectory.find(city, Installation.ofThisProcess().cities()).registry();
            }
            Path parent = directory.toAbsolutePath().normalize().getParent();
            return parent != null && Files.exists(parent.resolve(RegistryFiles.POINTS))
                    ? new CityDirectory(parent).registry()
                    : null;
        }
    }

    /** What {@code diff} and {@code apply} share. */
    private abstract static class OfRunningCity implements Callable<Integer> {

        private static final ObjectMapper JSON = new ObjectMapper();

        @Parameters(
                paramLabel = "DIR",
                description = "Directory of rule files: all files of the set.")
        private Path directory = Path.of("");

        @Option(
                names = "--data",
                paramLabel = "DIR",
                description = "The city's data directory (default: ${DEFAULT-VALUE}).")
        private Path data = Path.of("data");

        @Option(names = "--json", description = "The answer of alerting as one JSON object.")
        private boolean json;

        final Terminal terminal;

        OfRunningCity(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            Map<String, String> files = CityDirectory.ruleSet(directory);
            try {
                AlertingApi alerting = RunningInstance.find(data).alerting();
                JsonNode checked = alerting.checkRules(files);
                if (json) {
                    terminal.out().println(JSON.writeValueAsString(checked));
                } else {
                    print(checked);
                }
                int code = checked.path("faults").isEmpty() ? next(alerting, files, checked) : 1;
                terminal.out().flush();
                return code;
            } catch (ConnectException e) {
                throw new Refusal("Alerting does not answer; ./lifeline status tells more.");
            } catch (ApiException e) {
                throw new Refusal(String.valueOf(e.getMessage()).lines().toList());
            }
        }

        /** What comes after a check without a fault. */
        abstract int next(AlertingApi alerting, Map<String, String> files, JsonNode checked)
                throws IOException, InterruptedException;

        boolean isJson() {
            return json;
        }

        private void print(JsonNode checked) throws IOException {
            for (JsonNode fault : checked.path("faults")) {
                terminal.out().println(located(directory, JSON.treeToValue(fault, Fault.class)));
            }
            if (!checked.path("faults").isEmpty()) {
                return;
            }
            if (checked.path("changes").isEmpty()) {
                terminal.out()
                        .printf(
                                "%d rules, none differs from version %s, which is in force%n",
                                checked.path("rules").asInt(), checked.path("inForce").asText());
                return;
            }
            TextTable changes = new TextTable("rule", "change", "fields", "points");
            for (JsonNode change : checked.path("changes")) {
                List<String> fields = new ArrayList<>();
                change.path("fields").forEach(field -> fields.add(field.asText()));
                int before = change.path("pointsBefore").asInt();
                int after = change.path("pointsAfter").asInt();
                changes.row(
                        change.path("rule").asText(),
                        change.path("kind").asText().toLowerCase(Locale.ROOT),
                        String.join(", ", fields),
                        before == after ? "" + after : before + " → " + after);
            }
            changes.lines().forEach(terminal.out()::println);
            for (JsonNode effect : checked.path("warnings")) {
                terminal.out()
                        .printf(
                                "open warning %s, rule %s, point %s: %s → %s at %s%n",
                                effect.path("warning").asText(),
                                effect.path("rule").asText(),
                                effect.path("point").asText(),
                                effect.path("grade").asText().toLowerCase(Locale.ROOT),
                                effect.path("then").isNull()
                                        ? "cleared"
                                        : effect.path("then").asText().toLowerCase(Locale.ROOT),
                                effect.path("value").asText());
            }
            if (checked.path("warnings").isEmpty()) {
                terminal.out().println("no open warning would have another grade");
            }
        }
    }

    /** A fault of a rule set that was sent, in the file that it came from. */
    static String located(Path directory, Fault fault) {
        return directory + "/" + fault.toString().replaceFirst("^rules/", "");
    }

    /** {@code lifeline rules diff}. */
    @Command(
            name = "diff",
            mixinStandardHelpOptions = true,
            description = {
                "Compares the rule files of a directory with the set in force in a running city:",
                "rules added, removed and changed, and open warnings whose grade would be another.",
                "Exit code 0 if the set could be applied."
            })
    static final class Diff extends OfRunningCity {

        Diff(Terminal terminal) {
            super(terminal);
        }

        @Override
        int next(AlertingApi alerting, Map<String, String> files, JsonNode checked) {
            return 0;
        }
    }

    /** {@code lifeline rules apply}. */
    @Command(
            name = "apply",
            mixinStandardHelpOptions = true,
            description = {
                "Puts the rule files of a directory in force in a running city, whole or not at all,",
                "without a restart. Says first what changes. With any fault the set in force stays,",
                "and the exit code is 1."
            })
    static final class Apply extends OfRunningCity {

        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                required = true,
                description = "Why, for whoever looks at it later.")
        private String reason = "";

        @Option(
                names = "--author",
                paramLabel = "NAME",
                description = "Whom to ask about it (default: ${DEFAULT-VALUE}).")
        private String author = System.getProperty("user.name", "operator");

        Apply(Terminal terminal) {
            super(terminal);
        }

        @Override
        int next(AlertingApi alerting, Map<String, String> files, JsonNode checked)
                throws IOException, InterruptedException {
            JsonNode applied =
                    alerting.applyRules(files, author, reason, checked.path("inForce").asText());
            if (!isJson()) {
                terminal.out()
                        .printf(
                                "Version %s is in force, applied by %s: %s%n",
                                applied.path("version").asText(),
                                applied.path("author").asText(),
                                applied.path("reason").asText());
            }
            return 0;
        }
    }
}
