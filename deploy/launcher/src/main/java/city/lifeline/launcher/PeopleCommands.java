package city.lifeline.launcher;

import city.lifeline.launcher.client.AlertingApi;
import city.lifeline.launcher.client.ApiException;
import city.lifeline.launcher.client.RunningInstance;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.console.TextTable;
import city.lifeline.launcher.instance.Refusal;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lifeline people}, {@code roster} and {@code notify}. */
final class PeopleCommands {

    private PeopleCommands() {}

    static CommandLine people(Terminal terminal) {
        CommandLine people = new CommandLine(new People());
        people.addSubcommand(new ListPeople(terminal));
        people.addSubcommand("export", new Export(terminal, "people.csv"));
        people.addSubcommand("import", new Import(terminal, "people.csv"));
        return people;
    }

    static CommandLine roster(Terminal terminal) {
        CommandLine roster = new CommandLine(new Roster());
        roster.addSubcommand(new Show(terminal));
        roster.addSubcommand("export", new Export(terminal, "roster.csv"));
        roster.addSubcommand("calendar", new Export(terminal, "roster.ics"));
        roster.addSubcommand("import", new Import(terminal, "roster.csv"));
        roster.addSubcommand("import-holidays", new Import(terminal, "holidays.csv"));
        roster.addSubcommand(new StandIn(terminal));
        return roster;
    }

    static CommandLine notifications(Terminal terminal) {
        CommandLine notify = new CommandLine(new Notify());
        notify.addSubcommand(new Test(terminal));
        return notify;
    }

    /** A command that has commands. */
    private abstract static class Group implements Runnable {
        @Spec private CommandSpec spec = CommandSpec.create();

        @Override
        public void run() {
            throw new ParameterException(spec.commandLine(), "Which command?");
        }
    }

    @Command(
            name = "people",
            mixinStandardHelpOptions = true,
            synopsisSubcommandLabel = "COMMAND",
            description = "The directory of people whom warnings go to.")
    private static final class People extends Group {}

    @Command(
            name = "roster",
            mixinStandardHelpOptions = true,
            synopsisSubcommandLabel = "COMMAND",
            description = "Who is on duty, and where nobody is.")
    private static final class Roster extends Group {}

    @Command(
            name = "notify",
            mixinStandardHelpOptions = true,
            synopsisSubcommandLabel = "COMMAND",
            description = "Messages to people.")
    private static final class Notify extends Group {}

    /** A command that asks a running city. */
    private abstract static class Asking implements Callable<Integer> {

        @Option(
                names = "--data",
                paramLabel = "DIR",
                description = "The city's data directory (default: ${DEFAULT-VALUE}).")
        private Path data = Path.of("data");

        final Terminal terminal;

        Asking(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            try {
                int code = ask(RunningInstance.find(data).alerting());
                terminal.out().flush();
                return code;
            } catch (ConnectException e) {
                throw new Refusal("Alerting does not answer; ./lifeline status tells more.");
            } catch (ApiException e) {
                throw new Refusal(String.valueOf(e.getMessage()).lines().toList());
            }
        }

        abstract int ask(AlertingApi alerting) throws IOException, InterruptedException;

        void print(TextTable table) {
            table.lines().forEach(terminal.out()::println);
        }
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists people, without their addresses.")
    private static final class ListPeople extends Asking {

        @Option(names = "--json", description = "One JSON object a line.")
        private boolean json;

        ListPeople(Terminal terminal) {
            super(terminal);
        }

        @Override
        int ask(AlertingApi alerting) throws IOException, InterruptedException {
            TextTable table = new TextTable("PERSON", "NAME", "UNIT", "REACHED BY", "");
            for (JsonNode person : alerting.people()) {
                if (json) {
                    terminal.out().println(person);
                    continue;
                }
                table.row(
                        person.path("id").asText(),
                        person.path("name").asText(),
                        person.path("unit").asText(),
                        joined(person.path("channels")),
                        person.path("unreachable").isNull()
                                ? person.path("lastResort").asBoolean() ? "last resort" : ""
                                : "unreachable: " + person.path("unreachable").asText());
            }
            if (!json) {
                print(table);
            }
            return 0;
        }
    }

    @Command(mixinStandardHelpOptions = true, description = "Writes the file to standard output.")
    private static final class Export extends Asking {

        private final String file;

        Export(Terminal terminal, String file) {
            super(terminal);
            this.file = file;
        }

        @Override
        int ask(AlertingApi alerting) throws IOException, InterruptedException {
            terminal.out().print(alerting.file(file));
            return 0;
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Replaces what is of record by a CSV file, whole or not at all: every fault is",
                "named by line and column, and then nothing has changed."
            })
    private static final class Import extends Asking {

        @Parameters(paramLabel = "FILE", description = "The file, UTF-8.")
        private Path path = Path.of("");

        private final String file;

        Import(Terminal terminal, String file) {
            super(terminal);
            this.file = file;
        }

        @Override
        int ask(AlertingApi alerting) throws IOException, InterruptedException {
            if (!Files.isReadable(path)) {
                throw new Refusal("There is no file %s to read.".formatted(path));
            }
            alerting.putFile(file, new String(Files.readAllBytes(path), StandardCharsets.UTF_8));
            terminal.out().printf("%s is of record.%n", path);
            return 0;
        }
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Who would be told now, and the gaps of the next 7 days.",
            footer = {"", "The exit code is 1 if there are gaps."})
    private static final class Show extends Asking {

        @Option(names = "--json", description = "The whole as one JSON object.")
        private boolean json;

        Show(Terminal terminal) {
            super(terminal);
        }

        @Override
        int ask(AlertingApi alerting) throws IOException, InterruptedException {
            JsonNode roster = alerting.roster();
            int code = roster.path("gaps").isEmpty() ? 0 : 1;
            if (json) {
                terminal.out().println(roster);
                return code;
            }
            TextTable table = new TextTable("DISTRICT", "LIFELINE", "GRADE", "STEP", "PEOPLE");
            for (JsonNode duty : roster.path("onDuty")) {
                table.row(
                        duty.path("district").asText(),
                        duty.path("lifeline").asText(),
                        duty.path("grade").asText(),
                        duty.path("step").asInt(),
                        names(duty.path("people")));
            }
            print(table);
            terminal.out().printf("Last resort: %s%n", names(roster.path("lastResorts")));
            for (JsonNode gap : roster.path("gaps")) {
                terminal.out()
                        .printf(
                                "GAP: nobody for %s %s, %s, from %s to %s%n",
                                gap.path("district").asText(),
                                gap.path("lifeline").asText(),
                                gap.path("grade").asText(),
                                gap.path("from").asText(),
                                gap.path("to").asText());
            }
            return code;
        }

        private static String names(JsonNode people) {
            List<String> names = new ArrayList<>();
            people.forEach(person -> names.add(person.path("name").asText()));
            return String.join(", ", names);
        }
    }

    @Command(
            name = "override",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Lets somebody stand in on a line of the roster.")
    private static final class StandIn extends Asking {

        @Parameters(index = "0", paramLabel = "LINE", description = "Line of the roster.")
        private String line = "";

        @Parameters(index = "1", paramLabel = "PERSON", description = "Who stands in.")
        private String person = "";

        @Option(
                names = "--from",
                required = true,
                paramLabel = "TIME",
                description = "Such as 2026-11-26T08:00:00+08:00.")
        private String from = "";

        @Option(names = "--to", required = true, paramLabel = "TIME", description = "As --from.")
        private String to = "";

        @Option(names = "--note", paramLabel = "TEXT", description = "What is handed over.")
        private String note = "";

        StandIn(Terminal terminal) {
            super(terminal);
        }

        @Override
        int ask(AlertingApi alerting) throws IOException, InterruptedException {
            alerting.override(line, person, from, to, note);
            terminal.out().printf("%s stands in on %s.%n", person, line);
            return 0;
        }
    }

    @Command(
            name = "test",
            mixinStandardHelpOptions = true,
            description = "Sends somebody a message that tries whether it arrives.")
    private static final class Test extends Asking {

        @Parameters(paramLabel = "PERSON", description = "Whom.")
        private String person = "";

        Test(Terminal terminal) {
            super(terminal);
        }

        @Override
        int ask(AlertingApi alerting) throws IOException, InterruptedException {
            terminal.out().printf("Notification %s is on its way.%n", alerting.testMessage(person));
            return 0;
        }
    }

    private static String joined(JsonNode texts) {
        List<String> all = new ArrayList<>();
        texts.forEach(text -> all.add(text.asText()));
        return String.join(", ", all);
    }
}
