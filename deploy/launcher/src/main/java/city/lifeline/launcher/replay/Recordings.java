package city.lifeline.launcher.replay;

import city.lifeline.launcher.console.StepDisplay;
import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.model.Fault;
import city.lifeline.model.registry.Registry;
import city.lifeline.simulators.replay.DryRun;
import city.lifeline.simulators.replay.ReplayPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads recordings before anything is published. */
final class Recordings {

    private static final int EXAMPLES = 3;

    private final Terminal terminal;
    private final InstantSource clock;

    Recordings(Terminal terminal, InstantSource clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    /** A plan that can be replayed, and what it holds. */
    record Checked(ReplayPlan plan, DryRun dryRun) {}

    /**
     * Reads the files to their end.
     *
     * @throws Refusal with each fault of the mapping or the files
     */
    Checked check(List<Path> files, @Nullable Path mapping, Path city, Registry registry)
            throws IOException {
        ReplayPlan plan = ReplayPlan.of(files, MappingFile.read(mapping, city), registry, clock);
        DryRun dryRun;
        try (StepDisplay display = new StepDisplay(terminal, "reading", " MiB", 0)) {
            dryRun =
                    plan.dryRun(
                            (bytes, total) ->
                                    display.show(bytes >> 20, Math.max(1, total >> 20), ""));
        }
        if (!dryRun.canBeReplayed()) {
            throw new Refusal(dryRun.faults().stream().map(Fault::toString).toList());
        }
        terminal.out()
                .printf(
                        "%,d readings of %d points, %s to %s; %,d values cannot be used%n",
                        dryRun.readings(),
                        dryRun.readingsByPoint().size(),
                        dryRun.first(),
                        dryRun.last(),
                        dryRun.rejected());
        dryRun.examples().stream()
                .limit(EXAMPLES)
                .forEach(example -> terminal.out().println("  " + example));
        return new Checked(plan, dryRun);
    }
}
