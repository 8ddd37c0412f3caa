package city.lifeline.launcher;

import city.lifeline.launcher.client.AlertingApi;
import city.lifeline.launcher.client.ApiException;
import city.lifeline.launcher.client.RunningInstance;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.console.TextTable;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.model.files.Durations;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lifeline dead-letters}. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Shows what was refused and why, and takes it once more.")
final class DeadLettersCommand implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }

    /** Asks alerting, and says so where it does not answer. */
    private abstract static class Asking implements Callable<Integer> {

        @Option(
                names = "--data",
                paramLabel = "DIR",
                description = "The city's data directory (default: ${DEFAULT-VALUE}).")
        private Path data = Path.of("data");

        @Override
        public final Integer call() throws IOException, InterruptedException {
            try {
                return ask(RunningInstance.find(data).alerting());
            } catch (ConnectException e) {
                throw new Refusal("Alerting does not answer; ./lifeline status tells more.");
            } catch (ApiException e) {
                throw new Refusal(String.valueOf(e.getMessage()));
            }
        }

        abstract int ask(AlertingApi alerting) throws IOException, InterruptedException;
    }

    private static @Nullable String since(
            @Nullable String since, InstantSource clock, CommandSpec spec) {
        if (since == null) {
            return null;
        }
        try {
            return clock.instant().minus(Durations.parse(since)).toString();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), "--since: '%s' is not a time such as 1h".formatted(since));
        }
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isMissingNode() || value.isNull() ? "" : value.asText();
    }

    /** {@code lifeline dead-letters list}. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Lists dead letters, the newest first, with a line for each reason.",
            footer = {
                "",
                "With --json each line is one letter: id, receivedAt, reason, detail, gateway, run,",
                "point, index (-1: the whole message), mqttTopic, size, resubmittable and more."
            })
    static final class ListLetters extends Asking {

        private static final int MOST = 500;

        /** Figures by reason are of less than that. */
        private static final Duration LONGEST = Duration.ofDays(92);

        @Option(names = "--reason", paramLabel = "REASON", description = "Only of a reason.")
        private @Nullable String reason;

        @Option(names = "--gateway", paramLabel = "ID", description = "Only of a gateway.")
        private @Nullable String gateway;

        @Option(names = "--since", paramLabel = "TIME", description = "Not older than, such as 1h.")
        private @Nullable String since;

        @Option(
                names = "--limit",
                paramLabel = "N",
                description = "At most so many, up to 500 (default: ${DEFAULT-VALUE}).")
        private int limit = 20;

        @Option(names = "--json", description = "One JSON object a line.")
        private boolean json;

        @Spec private CommandSpec spec = CommandSpec.create();

        private final Terminal terminal;
        private final InstantSource clock;

        ListLetters(Terminal terminal, InstantSource clock) {
            this.terminal = terminal;
            this.clock = clock;
        }

        @Override
        int ask(AlertingApi alerting) throws IOException, InterruptedException {
            if (limit < 1 || limit > MOST) {
                throw new ParameterException(
                        spec.commandLine(), "--limit: must be from 1 to " + MOST);
            }
            String from = since(since, clock, spec);
            if (from != null
                    && !json
                    && !Instant.parse(from).isAfter(clock.instant().minus(LONGEST))) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--since: must be less than %d days, unless with --json"
                                .formatted(LONGEST.toDays()));
            }
            JsonNode page = alerting.deadLetters(reason, gateway, from, limit);
            if (json) {
                page.path("items").forEach(letter -> terminal.out().println(letter));
            } else {
                print(page, alerting.deadLetterSummary(from));
            }
            terminal.out().flush();
            return 0;
        }

        private void print(JsonNode page, JsonNode summary) {
            if (page.path("items").isEmpty()) {
                terminal.out().println("No dead letters.");
            } else {
                TextTable table =
                        new TextTable(
                                "ID", "RECEIVED", "REASON", "GATEWAY", "POINT", "NO.", "DONE");
                for (JsonNode letter : page.path("items")) {
                    int index = letter.path("index").asInt();
                    table.row(
                            text(letter, "id"),
                            text(letter, "receivedAt"),
                            text(letter, "reason"),
                            text(letter, "gateway"),
                            text(letter, "point"),
                            index < 0 ? "all" : index,
                            letter.path("attempts").asInt() > 0 ? "resubmitted" : "");
                }
                table.lines().forEach(terminal.out()::println);
                terminal.out()
                        .printf(
                                "%d of %d%n",
                                page.path("items").size(), page.path("total").asLong());
            }
            JsonNode reasons = summary.path("reasons");
            if (!reasons.isEmpty()) {
                terminal.out()
                        .printf(
                                "%nAll that was refused from %s to %s:%n",
                                text(summary, "from"), text(summary, "to"));
                TextTable table = new TextTable("REASON", "COUNT", "GATEWAYS", "LAST", "MEANING");
                for (JsonNode one : reasons) {
                    table.row(
                            text(one, "reason"),
                            one.path("count").asLong(),
                            one.path("gateways").asInt(),
                            text(one, "lastAt"),
                            text(one.path("name"), "en"));
                }
                table.lines().forEach(terminal.out()::println);
            }
        }
    }

    /** {@code lifeline dead-letters show}. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Shows a dead letter: why it was refused, what to do, and its bytes.")
    static final class Show extends Asking {

        @Parameters(paramLabel = "ID", description = "As list shows it.")
        private String id = "";

        @Option(names = "--json", description = "As one JSON object.")
        private boolean json;

        private final Terminal terminal;

        Show(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        int ask(AlertingApi alerting) throws IOException, InterruptedException {
            JsonNode view = alerting.deadLetter(id);
            if (json) {
                terminal.out().println(view);
            } else {
                print(view);
            }
            terminal.out().flush();
            return 0;
        }

        private void print(JsonNode view) {
            JsonNode letter = view.path("letter");
            int index = letter.path("index").asInt();
            line("Letter", text(letter, "id"));
            line(
                    "Reason",
                    "%s (%s)".formatted(text(letter, "reason"), text(view.path("name"), "en")));
            line("Meaning", text(view.path("meaning"), "en"));
            line("Detail", text(letter, "detail"));
            line("What to do", text(view.path("remedy"), "en"));
            line("Received", text(letter, "receivedAt"));
            line("MQTT topic", text(letter, "mqttTopic"));
            line("Gateway", text(letter, "gateway"));
            line("Run", text(letter, "run"));
            line("Point", text(letter, "point"));
            line("Reading", index < 0 ? "the whole message" : "number " + index + ", from 0");
            line("Size", letter.path("size").asLong() + " B");
            line("Encoding", text(view, "contentEncoding"));
            line("SHA-256", text(view, "sha256"));
            line(
                    "Resubmitted",
                    letter.path("resubmittedAt").isNull()
                            ? ""
                            : "%s by %s"
                                    .formatted(
                                            text(letter, "resubmittedAt"),
                                            text(letter, "resubmittedBy")));
            if (!letter.path("resubmittable").asBoolean()) {
                line("Note", "the message is not kept as a whole and cannot be taken once more");
            }
            if (!text(view, "text").isEmpty()) {
                terminal.out().println();
                terminal.out().println(text(view, "text"));
                if (view.path("textTruncated").asBoolean()) {
                    terminal.out().println("… (--json has all of it)");
                }
            }
            if (!text(view, "hex").isEmpty()) {
                terminal.out().println();
                terminal.out().println(text(view, "hex"));
            }
        }

        private void line(String name, String value) {
            if (!value.isEmpty()) {
                terminal.out().printf("%-12s %s%n", name, value);
            }
        }
    }

    /** {@code lifeline dead-letters replay}. */
    @Command(
            name = "replay",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = {
                "Takes dead letters once more, after what was wrong is put right.",
                "Only what was refused of a message is taken. What is refused again is a new letter."
            })
    static final class Replay extends Asking {

        private static final int MOST = 10_000;
        private static final Duration PATIENCE = Duration.ofSeconds(10);
        private static final long PAUSE_MS = 200;

        @Parameters(arity = "0..*", paramLabel = "ID", description = "As list shows it.")
        private List<String> ids = List.of();

        @Option(
                names = "--reason",
                paramLabel = "REASON",
                description = "All of a reason that were never resubmitted, the oldest first.")
        private @Nullable String reason;

        @Option(
                names = "--gateway",
                paramLabel = "ID",
                description = "With --reason: of a gateway.")
        private @Nullable String gateway;

        @Option(
                names = "--since",
                paramLabel = "TIME",
                description = "With --reason: not older than, such as 1h.")
        private @Nullable String since;

        @Option(
                names = "--limit",
                paramLabel = "N",
                description = "With --reason: at most so many (default: ${DEFAULT-VALUE}).")
        private int limit = MOST;

        @Option(names = "--comment", paramLabel = "TEXT", description = "Why; it is kept.")
        private @Nullable String comment;

        @Spec private CommandSpec spec = CommandSpec.create();

        private final Terminal terminal;
        private final InstantSource clock;

        Replay(Terminal terminal, InstantSource clock) {
            this.terminal = terminal;
            this.clock = clock;
        }

        @Override
        int ask(AlertingApi alerting) throws IOException, InterruptedException {
            if (ids.isEmpty() == (reason == null)) {
                throw new ParameterException(
                        spec.commandLine(), "Name dead letters by their ids, or give --reason.");
            }
            if (reason == null && (gateway != null || since != null)) {
                throw new ParameterException(
                        spec.commandLine(), "--gateway and --since go with --reason.");
            }
            if (limit < 1 || limit > MOST) {
                throw new ParameterException(
                        spec.commandLine(), "--limit: must be from 1 to " + MOST);
            }
            List<JsonNode> asked = new ArrayList<>();
            if (reason == null) {
                for (String id : ids) {
                    asked.add(alerting.resubmit(id, comment));
                }
            } else {
                asked.add(
                        alerting.resubmit(
                                reason, gateway, since(since, clock, spec), limit, comment));
            }
            return report(alerting, asked);
        }

        private int report(AlertingApi alerting, List<JsonNode> asked)
                throws IOException, InterruptedException {
            terminal.out()
                    .printf(
                            "%d letters of %d messages are resubmitted.%n",
                            sum(asked, "letters"), sum(asked, "messages"));
            if (sum(asked, "skipped") > 0) {
                terminal.out()
                        .printf(
                                "%d letters cannot be: their messages are not kept as a whole.%n",
                                sum(asked, "skipped"));
            }
            List<JsonNode> now = asked;
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (sum(now, "pending") > 0 && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
                List<JsonNode> next = new ArrayList<>();
                for (JsonNode one : now) {
                    next.add(
                            one.path("pending").asInt() == 0
                                    ? one
                                    : alerting.resubmission(text(one, "id")));
                }
                now = next;
            }
            if (sum(now, "messages") > 0) {
                terminal.out()
                        .printf(
                                "%d readings and blocks are accepted, %d refused again.%n",
                                sum(now, "accepted"), sum(now, "refused"));
            }
            if (sum(now, "pending") > 0) {
                terminal.out()
                        .printf(
                                "%d messages are still on their way; the dashboard and"
                                        + " dead-letters list tell more.%n",
                                sum(now, "pending"));
            }
            terminal.out().flush();
            return sum(now, "refused") + sum(now, "pending") == 0 ? 0 : 1;
        }

        private static long sum(List<JsonNode> all, String field) {
            return all.stream().mapToLong(one -> one.path(field).asLong()).sum();
        }
    }
}
