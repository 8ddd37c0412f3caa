package city.lifeline.launcher.replay;

import city.lifeline.launcher.client.AlertingApi;
import city.lifeline.launcher.client.ApiException;
import city.lifeline.launcher.client.RunningInstance;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.console.TextTable;
import city.lifeline.launcher.instance.Refusal;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lifeline replay list|pause|resume|seek|speed|stop}. */
final class ReplayOrders {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ReplayOrders() {}

    /** Asks alerting, and says so where it does not answer. */
    abstract static class InCity implements Callable<Integer> {

        @Option(
                names = "--data",
                paramLabel = "DIR",
                description = "The running city's data directory (default: ${DEFAULT-VALUE}).")
        private Path data = Path.of("data");

        final Terminal terminal;

        InCity(Terminal terminal) {
            this.terminal = terminal;
        }

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

    /** {@code lifeline replay list}. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Replays that run or ran: how far they are, how fast, how long yet.")
    static final class ListReplays extends InCity {

        ListReplays(Terminal terminal) {
            super(terminal);
        }

        @Override
        int ask(AlertingApi alerting) throws IOException, InterruptedException {
            TextTable table =
                    new TextTable("REPLAY", "RUN", "STATE", "AT", "DONE", "SPEED", "RATE", "LEFT");
            for (JsonNode one : alerting.replays().path("items")) {
                JsonNode replay = one.path("replay");
                JsonNode progress = replay.path("progress");
                long total = progress.path("total").asLong();
                JsonNode speed = progress.path("speed");
                JsonNode left = progress.path("remainingMs");
                table.row(
                        replay.path("id").asText(),
                        replay.path("run").asText(),
                        one.path("state").asText().toLowerCase(Locale.ROOT),
                        progress.path("at").asText("-"),
                        total == 0 ? "-" : progress.path("passed").asLong() * 100 / total + " %",
                        speed.isNumber() ? Publishing.speed(speed.asDouble()) : "max",
                        String.format(Locale.ROOT, "%,.0f/s", progress.path("rate").asDouble()),
                        left.isNumber() && one.path("state").asText().equals("RUNNING")
                                ? Publishing.words(Duration.ofMillis(left.asLong()))
                                : "-");
            }
            table.lines().forEach(terminal.out()::println);
            return 0;
        }
    }

    /** What tells one replay something. */
    abstract static class Order extends InCity {

        @Parameters(index = "0", paramLabel = "ID", description = "As replay list shows it.")
        private String id = "";

        Order(Terminal terminal) {
            super(terminal);
        }

        abstract ObjectNode order();

        static ObjectNode action(String name) {
            return JSON.createObjectNode().put("action", name);
        }

        @Override
        int ask(AlertingApi alerting) throws IOException, InterruptedException {
            alerting.orderReplay(id, order());
            terminal.out().println("told; ./lifeline replay list shows how it goes on");
            return 0;
        }
    }

    /** {@code lifeline replay pause}. */
    @Command(name = "pause", mixinStandardHelpOptions = true, description = "Halts a replay.")
    static final class Pause extends Order {
        Pause(Terminal terminal) {
            super(terminal);
        }

        @Override
        ObjectNode order() {
            return action("PAUSE");
        }
    }

    /** {@code lifeline replay resume}. */
    @Command(name = "resume", mixinStandardHelpOptions = true, description = "Lets it go on.")
    static final class Resume extends Order {
        Resume(Terminal terminal) {
            super(terminal);
        }

        @Override
        ObjectNode order() {
            return action("RESUME");
        }
    }

    /** {@code lifeline replay stop}. */
    @Command(
            name = "stop",
            mixinStandardHelpOptions = true,
            description = "Ends a replay as if its recording ended here.")
    static final class Stop extends Order {
        Stop(Terminal terminal) {
            super(terminal);
        }

        @Override
        ObjectNode order() {
            return action("STOP");
        }
    }

    /** {@code lifeline replay seek}. */
    @Command(
            name = "seek",
            mixinStandardHelpOptions = true,
            description = {
                "Goes on at another time of the recording. Back in a replay aside, the run begins",
                "again there and what came of it before is removed."
            })
    static final class Seek extends Order {

        @Parameters(
                index = "1",
                paramLabel = "TIME",
                description = "Of the recording, such as 2026-11-21T08:00:00Z.")
        private String to = "";

        Seek(Terminal terminal) {
            super(terminal);
        }

        @Override
        ObjectNode order() {
            try {
                return action("SEEK").put("to", Instant.parse(to).toString());
            } catch (DateTimeException e) {
                throw new Refusal(
                        "A time to seek is such as 2026-11-21T08:00:00Z, not '%s'.".formatted(to));
            }
        }
    }

    /** {@code lifeline replay speed}. */
    @Command(
            name = "speed",
            mixinStandardHelpOptions = true,
            description = "Changes how fast a replay goes.")
    static final class Speed extends Order {

        @Parameters(
                index = "1",
                paramLabel = "N|max",
                description = "Seconds of the recording per second.")
        private String speed = "";

        Speed(Terminal terminal) {
            super(terminal);
        }

        @Override
        ObjectNode order() {
            if (speed.equals("max")) {
                return action("SPEED");
            }
            try {
                return action("SPEED").put("speed", Double.parseDouble(speed));
            } catch (NumberFormatException e) {
                throw new Refusal("A speed is a number above 0 or max, not '%s'.".formatted(speed));
            }
        }
    }
}
