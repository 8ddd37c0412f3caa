package city.lifeline.launcher;

import city.lifeline.launcher.client.AlertingApi;
import city.lifeline.launcher.client.RunningInstance;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.console.TextTable;
import city.lifeline.launcher.instance.Refusal;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lifeline gateways}. */
@Command(
        name = "gateways",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Shows how complete each gateway was in the last 24 hours.")
final class GatewaysCommand implements Callable<Integer> {

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The city's data directory (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    private final Terminal terminal;

    GatewaysCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        AlertingApi alerting = RunningInstance.find(data).alerting();
        try {
            print(alerting.gateways("all"));
        } catch (ConnectException e) {
            throw new Refusal("Alerting does not answer; ./lifeline status tells more.");
        }
        return 0;
    }

    private void print(List<JsonNode> gateways) {
        if (json) {
            gateways.forEach(gateway -> terminal.out().println(gateway));
            return;
        }
        TextTable table =
                new TextTable(
                        "GATEWAY",
                        "POINTS",
                        "LAST HEARD",
                        "COMPLETE",
                        "RECEIVED",
                        "MISSING",
                        "REFUSED",
                        "CLOCK",
                        "");
        for (JsonNode gateway : gateways) {
            long refused = 0;
            for (JsonNode count : gateway.path("refused")) {
                refused += count.asLong();
            }
            JsonNode complete = gateway.path("completeness");
            JsonNode offset = gateway.path("clockOffsetSeconds");
            table.row(
                    gateway.path("id").asText(),
                    gateway.path("points").asInt(),
                    gateway.path("lastHeardAt").isNull()
                            ? "never"
                            : gateway.path("lastHeardAt").asText(),
                    complete.isNumber()
                            ? String.format(Locale.ROOT, "%.3f %%", complete.asDouble() * 100)
                            : "",
                    gateway.path("received").asLong(),
                    gateway.path("missing").asLong(),
                    refused,
                    offset.isNumber()
                            ? String.format(Locale.ROOT, "%+.1f s", offset.asDouble())
                            : "",
                    gateway.path("silent").asBoolean() ? "silent" : "");
        }
        table.lines().forEach(terminal.out()::println);
        terminal.out().flush();
    }
}
