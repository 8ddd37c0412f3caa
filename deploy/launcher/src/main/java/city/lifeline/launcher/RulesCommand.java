package city.lifeline.launcher;

import city.lifeline.detection.rules.ParsedRules;
import city.lifeline.detection.rules.RuleSet;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.instance.CityDirectory;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.model.Fault;
import city.lifeline.model.registry.Registry;
import city.lifeline.model.registry.RegistryFiles;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
