package city.lifeline.launcher;

import city.lifeline.launcher.client.AlertingApi;
import city.lifeline.launcher.client.ApiException;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.console.TextTable;
import city.lifeline.launcher.instance.CityDirectory;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.model.Fault;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code lifeline backtest --last 24h --rules DIR}: new rules beside those in force, over the
 * history of a running city, by the engine that runs there.
 */
final class HistoryBacktest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Between two questions how far it is; a day of the sample city takes some seconds. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    /** Changes that are told one by one; the others are counted, and told as JSON. */
    private static final int MOST_TOLD = 30;

    private final AlertingApi alerting;
    private final Terminal terminal;
    private final boolean json;

    HistoryBacktest(AlertingApi alerting, Terminal terminal, boolean json) {
        this.alerting = alerting;
        this.terminal = terminal;
        this.json = json;
    }

    /**
     * Which stretch of history.
     *
     * @param last up to now; null: from {@code from} to {@code to}
     */
    record Stretch(@Nullable Duration last, @Nullable Instant from, @Nullable Instant to) {

        void into(ObjectNode draft) {
            if (last != null) {
                // Whole hours, as REST has them; a part of one counts as one.
                draft.put("hours", Math.max(1, (last.toMinutes() + 59) / 60));
            } else {
                draft.put("from", String.valueOf(from));
                draft.put("to", String.valueOf(to));
            }
        }
    }

    int run(Path rules, Stretch stretch) throws IOException, InterruptedException {
        Map<String, String> files = CityDirectory.ruleSet(rules);
        ObjectNode draft = JSON.createObjectNode();
        draft.set("files", JSON.valueToTree(files));
        stretch.into(draft);
        try {
            // REST says what is wrong with a draft in a sentence; here each fault has a line.
            JsonNode faults = alerting.checkRules(files).path("faults");
            if (!faults.isEmpty()) {
                for (JsonNode fault : faults) {
                    terminal.out()
                            .println(
                                    RulesCommand.located(
                                            rules, JSON.treeToValue(fault, Fault.class)));
                }
                return 1;
            }
            return await(alerting.startBacktest(draft));
        } catch (ConnectException e) {
            throw new Refusal("Alerting does not answer; ./lifeline status tells more.");
        } catch (ApiException e) {
            throw new Refusal(String.valueOf(e.getMessage()).lines().toList());
        }
    }

    private int await(JsonNode started) throws IOException, InterruptedException {
        String id = started.path("id").asText();
        JsonNode trial = started;
        try {
            while (isUnderWay(trial)) {
                if (terminal.isInteractive()) {
                    terminal.out()
                            .printf(
                                    Locale.ROOT,
                                    "\r%3.0f %%, %,d readings ",
                                    100 * trial.path("part").asDouble(),
                                    trial.path("readings").asLong());
                    terminal.out().flush();
                }
                Thread.sleep(PAUSE.toMillis());
                trial = alerting.backtest(id);
            }
        } finally {
            if (terminal.isInteractive()) {
                terminal.out().println();
            }
            if (isUnderWay(trial)) {
                alerting.cancelBacktest(id);
            }
        }
        if (json) {
            terminal.out().println(JSON.writeValueAsString(trial));
        } else if (trial.path("state").asText().equals("DONE")) {
            print(trial);
        } else {
            terminal.out()
                    .printf(
                            "The back-test is %s: %s%n",
                            trial.path("state").asText().toLowerCase(Locale.ROOT),
                            trial.path("fault").asText(""));
        }
        return trial.path("state").asText().equals("DONE") ? 0 : 1;
    }

    private static boolean isUnderWay(JsonNode trial) {
        String state = trial.path("state").asText();
        return state.equals("WAITING") || state.equals("RUNNING");
    }

    private void print(JsonNode trial) {
        terminal.out()
                .printf(
                        Locale.ROOT,
                        "%,d readings from %s to %s%n%n",
                        trial.path("readings").asLong(),
                        trial.path("from").asText(),
                        trial.path("to").asText());
        TextTable table =
                new TextTable(
                        "RULE",
                        "WARNINGS",
                        "IN FORCE",
                        "NEW",
                        "MISSED",
                        "EARLIER",
                        "LATER",
                        "GRADE");
        for (JsonNode row : trial.path("counts")) {
            table.row(
                    row.path("rule").asText(),
                    row.path("given").asText(),
                    row.path("inForce").asText(),
                    row.path("added").asText(),
                    row.path("missed").asText(),
                    row.path("earlier").asText(),
                    row.path("later").asText(),
                    row.path("otherGrade").asText());
        }
        table.lines().forEach(terminal.out()::println);
        int told = 0;
        for (JsonNode change : trial.path("changes")) {
            if (told++ == 0) {
                terminal.out().println();
            }
            if (told > MOST_TOLD) {
                terminal.out()
                        .printf(
                                "… and %d more (--json tells up to 1,000)%n",
                                trial.path("changesInAll").asInt() - MOST_TOLD);
                break;
            }
            terminal.out()
                    .printf(
                            "%-12s %s at %s: %s%n",
                            change.path("change").asText().toLowerCase(Locale.ROOT),
                            change.path("rule").asText(),
                            change.path("point").asText(),
                            both(change));
        }
    }

    private static String both(JsonNode change) {
        String given = one(change, "raisedAt", "peak");
        String inForce = one(change, "raisedAtInForce", "peakInForce");
        return given
                + (given.isEmpty() || inForce.isEmpty() ? "" : ", ")
                + (inForce.isEmpty() ? "" : "in force " + inForce);
    }

    private static String one(JsonNode change, String raisedAt, String peak) {
        return change.path(raisedAt).isTextual()
                ? change.path(raisedAt).asText()
                        + ' '
                        + change.path(peak).asText().toLowerCase(Locale.ROOT)
                : "";
    }
}
