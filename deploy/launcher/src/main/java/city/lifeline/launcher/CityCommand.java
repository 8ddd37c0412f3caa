package city.lifeline.launcher;

import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.instance.CityDirectory;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.simulators.generate.CitySize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lifeline city}. */
@Command(
        name = "city",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Works with the files of a city.")
final class CityCommand implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command of city?");
    }

    /** {@code lifeline city generate}. */
    @Command(
            name = "generate",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = {
                "Writes the files of an invented, simulated city: registry, rules, scenarios,",
                "contingency plans, and districts, streets, river, grid cells and assets as GeoJSON. The same size and seed",
                "give the same files. Start it with ./lifeline up --city DIR."
            })
    static final class Generate implements Callable<Integer> {

        @Parameters(
                paramLabel = "SIZE",
                description = {
                    "small: about 300 points;",
                    "reference: 38,000 points, 2,100 readings/s, 13,200 samples/s;",
                    "metropolis: 221,000 points, 12,000 readings/s, 90,000 samples/s."
                })
        private String size = "";

        @Option(
                names = "--seed",
                paramLabel = "N",
                description = "Of everything that is invented (default: ${DEFAULT-VALUE}).")
        private int seed = 1;

        @Option(
                names = "--network",
                paramLabel = "FILE.inp",
                description = {
                    "A water network as EPANET's input file, that becomes the first pressure zone",
                    "(default: all zones are invented)."
                })
        private @Nullable Path network;

        @Option(names = "--out", paramLabel = "DIR", required = true, description = "Where to.")
        private Path out = Path.of("");

        private final Terminal terminal;

        Generate(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException {
            CitySize wanted = wanted();
            if (seed < 0) {
                throw new Refusal("--seed is 0 or more.");
            }
            if (Files.isDirectory(out)) {
                try (Stream<Path> there = Files.list(out)) {
                    if (there.findAny().isPresent()) {
                        throw new Refusal(
                                "%s is not empty; name a directory that is new.".formatted(out));
                    }
                }
            }
            InventedCity.write(wanted, seed, network, out, Installation.ofThisProcess());
            CityDirectory.Valid valid = new CityDirectory(out.toAbsolutePath()).validated();
            terminal.out()
                    .println(
                            "%s: %d gateways, %d assets, %d points, %d rules"
                                    .formatted(
                                            out,
                                            valid.registry().gateways().size(),
                                            valid.registry().assets().size(),
                                            valid.registry().points().size(),
                                            valid.rules().rules().size()));
            return 0;
        }

        private CitySize wanted() {
            for (CitySize known : CitySize.values()) {
                if (known.name().toLowerCase(Locale.ROOT).equals(size)) {
                    return known;
                }
            }
            throw new Refusal("SIZE is small, reference or metropolis, not '%s'.".formatted(size));
        }
    }
}
