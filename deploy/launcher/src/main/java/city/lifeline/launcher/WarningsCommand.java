package city.lifeline.launcher;

import city.lifeline.launcher.client.AlertingApi;
import city.lifeline.launcher.client.RunningInstance;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.console.TextTable;
import city.lifeline.launcher.instance.Refusal;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.MathContext;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lifeline warnings}. */
@Command(
        name = "warnings",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Shows the warnings that are open now, of the live city and of replays.",
        footer = {
            "",
            "With --json each line is one object: id, run, point, asset, rule, grade, peak, state,",
            "value, peakValue, raisedAt, clearedAt, upgrades, downgrades and more."
        })
final class WarningsCommand implements Callable<Integer> {

    /** More than any sensor is good for; --json has all of them. */
    private static final int DIGITS = 6;

    @Option(names = "--all", description = "Closed warnings too.")
    private boolean all;

    @Option(names = "--follow", description = "Stay, and show each change as it comes.")
    private boolean follow;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Option(
            names = "--run",
            paramLabel = "RUN",
            description = "Only of one run: live, or the id of a replay.")
    private String run = "all";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The city's data directory (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    private final Terminal terminal;

    WarningsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        RunningInstance instance = RunningInstance.find(data);
        AlertingApi alerting = instance.alerting();
        try {
            print(alerting.warnings(run, all ? "all" : "open"));
        } catch (ConnectException e) {
            throw new Refusal("Alerting does not answer; ./lifeline status tells more.");
        }
        if (follow) {
            followChanges(instance, alerting);
        }
        return 0;
    }

    private void print(List<JsonNode> warnings) {
        if (json) {
            warnings.forEach(warning -> terminal.out().println(warning));
            return;
        }
        if (warnings.isEmpty()) {
            terminal.out().println(all ? "No warnings." : "No open warnings.");
            return;
        }
        TextTable table =
                new TextTable(
                        "GRADE",
                        "PEAK",
                        "POINT",
                        "RULE",
                        "VALUE",
                        "PEAK VALUE",
                        "RAISED",
                        "CLEARED",
                        "RUN");
        for (JsonNode warning : warnings) {
            table.row(
                    grade(text(warning, "grade")),
                    grade(text(warning, "peak")),
                    subject(warning),
                    text(warning, "rule"),
                    value(warning, "value"),
                    value(warning, "peakValue"),
                    text(warning, "raisedAt"),
                    text(warning, "clearedAt"),
                    text(warning, "run"));
        }
        table.lines().forEach(terminal.out()::println);
        terminal.out().flush();
    }

    private void followChanges(RunningInstance instance, AlertingApi alerting)
            throws IOException, InterruptedException {
        String lastEventId = null;
        while (instance.isRunning()) {
            try {
                lastEventId = alerting.follow(run, lastEventId, this::printChange);
            } catch (IOException e) {
                // Alerting is being started again; what comes meanwhile is sent later.
                TimeUnit.MILLISECONDS.sleep(500);
            }
        }
        throw new Refusal("Lifeline was stopped.");
    }

    private void printChange(JsonNode warning) {
        if (json) {
            terminal.out().println(warning);
        } else {
            terminal.out()
                    .printf(
                            "%s  %s  %s  %s  %s  %s%n",
                            text(warning, "updatedAt"),
                            grade(text(warning, "grade")),
                            text(warning, "state").toLowerCase(Locale.ROOT),
                            subject(warning),
                            text(warning, "rule"),
                            value(warning, "value"));
        }
        terminal.out().flush();
    }

    private static String subject(JsonNode warning) {
        String point = text(warning, "point");
        return point.isEmpty() ? text(warning, "asset") : point;
    }

    private static String value(JsonNode warning, String field) {
        JsonNode value = warning.path(field);
        if (!value.isNumber()) {
            return "";
        }
        String digits =
                value.decimalValue()
                        .round(new MathContext(DIGITS))
                        .stripTrailingZeros()
                        .toPlainString();
        return (digits + " " + text(warning, "unit")).strip();
    }

    private static String text(JsonNode warning, String field) {
        @Nullable JsonNode value = warning.get(field);
        return value == null || value.isNull() ? "" : value.asText();
    }

    private String grade(String grade) {
        String word = grade.toLowerCase(Locale.ROOT);
        return switch (grade) {
            case "RED" -> terminal.coloured("1;31", word);
            case "ORANGE" -> terminal.coloured("38;5;208", word);
            case "YELLOW" -> terminal.coloured("33", word);
            case "BLUE" -> terminal.coloured("34", word);
            default -> word;
        };
    }
}
