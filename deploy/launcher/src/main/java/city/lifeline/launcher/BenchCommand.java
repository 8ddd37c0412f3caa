package city.lifeline.launcher;

import city.lifeline.benchmarks.LatencyBenchmark;
import city.lifeline.benchmarks.Row;
import city.lifeline.launcher.client.RunningInstance;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.console.TextTable;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.launcher.instance.Secrets;
import city.lifeline.runtime.MqttSettings;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lifeline bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures the running city. Use one on its own data, started with --no-simulator.",
            "latency: from a gateway's publish to the warning's row in PostgreSQL and to the event"
                    + " at a screen, over points of the sample city's gateway GW-MINE-01."
        })
final class BenchCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String GATEWAY = "GW-MINE-01";
    private static final String SWINGING = "MINE-MM116";
    private static final List<String> QUIET =
            List.of("MINE-MM31", "MINE-AS038", "MINE-PG072", "MINE-PD", "MINE-BA13");

    // %vol; the point's blue limits are 1.0 and 0.9.
    private static final double BELOW = 0.5;
    private static final double ABOVE = 1.05;

    /** The benchmarks there are. */
    private enum Name {
        latency
    }

    @Parameters(paramLabel = "NAME", description = "Which: ${COMPLETION-CANDIDATES}.")
    private Name name = Name.latency;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Readings a second (default: ${DEFAULT-VALUE}).")
    private int rate = 500;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "For how long (default: ${DEFAULT-VALUE}).")
    private int seconds = 60;

    @Option(names = "--json", description = "One JSON object a row.")
    private boolean json;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The city's data directory (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    private final Terminal terminal;
    private final InstantSource clock;

    BenchCommand(Terminal terminal, InstantSource clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rate < 1 || rate > 10_000 || seconds < 1 || seconds > 3_600) {
            throw new Refusal("--rate is 1 to 10000 readings a second, --seconds 1 to 3600.");
        }
        RunningInstance instance = RunningInstance.find(data);
        List<Row> rows =
                switch (name) {
                    case latency ->
                            new LatencyBenchmark(target(instance), clock)
                                    .run(rate, Duration.ofSeconds(seconds));
                };
        if (json) {
            rows.forEach(row -> terminal.out().println(object(row)));
        } else {
            TextTable table = new TextTable("MEASURED", "VALUE", "UNIT", "BARE", "RATIO");
            for (Row row : rows) {
                table.row(
                        row.name(),
                        number(row.value()),
                        row.unit(),
                        number(row.bare()),
                        number(row.ratio()));
            }
            table.lines().forEach(terminal.out()::println);
        }
        terminal.out().flush();
        return 0;
    }

    private static LatencyBenchmark.Target target(RunningInstance instance) throws IOException {
        Path password = instance.data().secrets().resolve("mqtt").resolve(GATEWAY);
        if (!Files.exists(password)) {
            throw new Refusal(
                    "This city has no gateway %s; measure one that was started with --city sample."
                            .formatted(GATEWAY));
        }
        return new LatencyBenchmark.Target(
                instance.setting(MqttSettings.URL),
                GATEWAY,
                Secrets.read(password),
                SWINGING,
                QUIET,
                BELOW,
                ABOVE,
                URI.create("http://127.0.0.1:" + instance.setting("alerting.http.port")),
                instance.secret("alerting.token.file"));
    }

    private static ObjectNode object(Row row) {
        ObjectNode object = JSON.createObjectNode();
        object.put("name", row.name());
        object.put("value", row.value());
        object.put("unit", row.unit());
        object.put("bare", row.bare());
        object.put("ratio", row.ratio());
        return object;
    }

    private static String number(@Nullable Double value) {
        return value == null ? "" : String.format(Locale.ROOT, "%.1f", value);
    }
}
