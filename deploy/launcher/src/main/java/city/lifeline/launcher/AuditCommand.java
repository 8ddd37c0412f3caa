package city.lifeline.launcher;

import city.lifeline.launcher.client.AlertingApi;
import city.lifeline.launcher.client.ApiException;
import city.lifeline.launcher.client.RunningInstance;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.launcher.instance.Refusal;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lifeline audit}. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Who did what, in a chain that shows tampering.")
final class AuditCommand implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();

    private AuditCommand() {}

    static CommandLine commandLine(Terminal terminal) {
        CommandLine audit = new CommandLine(new AuditCommand());
        audit.addSubcommand(new Verify(terminal));
        return audit;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }

    /** {@code lifeline audit verify}. */
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = {
                "Follows the audit trail from its first entry and names the first one that is not",
                "as it was written. The end is noted in the data directory, so that entries that",
                "are cut off later are missed. Exit code 0 only if all is well."
            })
    static final class Verify implements Callable<Integer> {

        @Option(
                names = "--data",
                paramLabel = "DIR",
                description = "The city's data directory (default: ${DEFAULT-VALUE}).")
        private Path data = Path.of("data");

        private final Terminal terminal;

        Verify(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            RunningInstance instance = RunningInstance.find(data);
            AlertingApi alerting = instance.alerting();
            Path noted = instance.data().auditHead();
            JsonNode verdict;
            try {
                verdict = alerting.verifyAudit(read(noted));
            } catch (ConnectException e) {
                throw new Refusal("Alerting does not answer; ./lifeline status tells more.");
            } catch (ApiException e) {
                throw new Refusal(String.valueOf(e.getMessage()));
            }
            if (!verdict.path("fault").isNull()) {
                terminal.out()
                        .printf(
                                "The audit trail was tampered with: %s.%n",
                                verdict.path("fault").asText());
                terminal.out().flush();
                return 1;
            }
            long head = verdict.path("head").asLong();
            if (head > 0) {
                DataDirectory.writePrivate(
                        noted, head + " " + verdict.path("headMac").asText() + "\n");
            }
            terminal.out().printf("%d entries are as they were written.%n", head);
            terminal.out().flush();
            return 0;
        }

        private static Map.@Nullable Entry<Long, String> read(Path noted) throws IOException {
            if (!Files.exists(noted)) {
                return null;
            }
            String[] words = Files.readString(noted).strip().split(" ", -1);
            if (words.length != 2 || !words[0].matches("[0-9]{1,18}")) {
                throw new Refusal(
                        "%s is not what this command wrote; remove it to begin anew."
                                .formatted(noted));
            }
            return Map.entry(Long.valueOf(words[0]), words[1]);
        }
    }
}
