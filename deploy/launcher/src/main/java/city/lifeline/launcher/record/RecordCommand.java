package city.lifeline.launcher.record;

import city.lifeline.launcher.client.RunningInstance;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.simulators.replay.RecordingWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lifeline record}. */
@Command(
        name = "record",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes what points of the running city read to a file that lifeline replay reads back",
            "without a mapping, every value to its last bit. The city goes on."
        })
public final class RecordCommand implements Callable<Integer> {

    @Mixin private Part part = new Part();

    @Option(
            names = "--source",
            paramLabel = "kafka|history",
            description = {
                "Where from (default: ${DEFAULT-VALUE}); the history store keeps more and is some",
                "seconds behind."
            })
    private String source = "kafka";

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The CSV file.")
    private Path out = Path.of("");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The running city's data directory (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    private final Terminal terminal;
    private final InstantSource clock;

    public RecordCommand(Terminal terminal, InstantSource clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        RunningInstance instance = RunningInstance.find(data);
        if (Files.exists(out)) {
            throw new Refusal("%s is there already; name a new file.".formatted(out));
        }
        RecordingWriter.Written written =
                KeptRecording.of(
                                instance,
                                KeptRecording.Source.of(source),
                                part,
                                instance.clock(clock),
                                terminal)
                        .writeTo(out);
        terminal.out().println(String.format(Locale.ROOT, "%s: %,d readings", out, written.rows()));
        if (written.doubles() > 0) {
            terminal.out()
                    .println(
                            "%d more were left out: of the same point and time as one before"
                                    .formatted(written.doubles()));
        }
        return 0;
    }
}
