package city.lifeline.launcher.prove;

import city.lifeline.launcher.console.Terminal;
import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.instance.Refusal;
import city.lifeline.prove.Rigs;
import city.lifeline.prove.Seed;
import city.lifeline.prove.process.BuiltClone;
import city.lifeline.prove.proof.Promise;
import city.lifeline.prove.proof.Proof;
import city.lifeline.prove.proof.Trial;
import city.lifeline.prove.proof.Verdict;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lifeline prove}. */
@Command(
        name = "prove",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Breaks real processes, links and disks of its own, and compares what was promised with",
            "what is there. Ends with 0 only if all that was named holds; what this machine cannot",
            "show is listed, and never counted as held. Needs no running city; some proofs need root."
        })
public final class ProveCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_MINUTES = 24 * 60;

    @Parameters(
            paramLabel = "P1 P3",
            arity = "0..*",
            description = "Which promises (default: all that have a proof).")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description = "The long form of each proof, N minutes (default: the brief form).")
    private long minutes;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Repeats what another run drew (default: a new one, printed).")
    private @Nullable Long seed;

    @Option(
            names = "--cluster",
            description =
                    "On a distributed set in network namespaces, which it brings up and takes down.")
    private boolean cluster;

    @Option(names = "--list", description = "Lists promises and proofs, and runs none.")
    private boolean list;

    @Option(names = "--json", description = "One JSON object for each proof.")
    private boolean json;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Writes a report there: HTML, with plots.")
    private @Nullable Path out;

    private final Terminal terminal;

    public ProveCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (minutes < 0 || minutes > MAX_MINUTES) {
            throw new Refusal("--minutes is 0 to %d.".formatted(MAX_MINUTES));
        }
        Set<Promise> wanted = wanted(names);
        if (cluster && names.isEmpty()) {
            wanted.retainAll(Set.of(Promise.P1, Promise.P3, Promise.P5));
        }
        Installation installation = Installation.ofThisProcess();
        ThroughSet set = new ThroughSet(installation);
        List<Proof> proofs =
                (cluster ? set.all() : AllProofs.list(installation))
                        .stream().filter(proof -> wanted.contains(proof.promise())).toList();
        if (list) {
            list(wanted, proofs);
            return 0;
        }
        long drawn = seed == null ? new Random().nextLong() : seed;
        say("seed %d".formatted(drawn));
        // Times are of this machine as it is now.
        say(
                "%d processors, load average %.1f"
                        .formatted(
                                Runtime.getRuntime().availableProcessors(),
                                ManagementFactory.getOperatingSystemMXBean()
                                        .getSystemLoadAverage()));
        Path place =
                installation
                        .home()
                        .resolve("target/prove")
                        .resolve(Long.toString(ProcessHandle.current().pid()));
        List<Verdict> verdicts = new ArrayList<>();
        try (Rigs rigs = new Rigs(place, BuiltClone.in(installation.home()))) {
            for (Proof proof : proofs) {
                verdicts.add(run(proof, new Seed(drawn), rigs));
            }
        } finally {
            set.end(verdicts.stream().anyMatch(each -> each.state() == Verdict.State.BROKEN))
                    .ifPresent(this::say);
        }
        Outcome outcome = Outcome.of(wanted, !names.isEmpty(), verdicts);
        outcome.lines().forEach(this::say);
        if (out != null) {
            ProveReport.write(out, outcome, drawn, minutes);
            say("report: " + out);
        }
        if (outcome.holds()) {
            DataDirectory.deleteTree(place);
        } else {
            say("what the processes said: " + place);
        }
        return outcome.holds() ? 0 : 1;
    }

    private static Set<Promise> wanted(List<String> names) {
        if (names.isEmpty()) {
            return EnumSet.allOf(Promise.class);
        }
        Set<Promise> wanted = EnumSet.noneOf(Promise.class);
        for (String name : names) {
            wanted.add(
                    Arrays.stream(Promise.values())
                            .filter(promise -> promise.name().equalsIgnoreCase(name))
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            new Refusal(
                                                    "There is no promise '%s'; they are P1 to P%d, see 'lifeline prove --list'."
                                                            .formatted(
                                                                    name,
                                                                    Promise.values().length))));
        }
        return wanted;
    }

    private void list(Set<Promise> wanted, List<Proof> proofs) {
        for (Promise promise : wanted) {
            terminal.out().printf("%-4s %s%n", promise, promise.sentence());
            List<Proof> its = proofs.stream().filter(each -> each.promise() == promise).toList();
            its.forEach(each -> terminal.out().printf("       %s%n", each.title()));
            if (its.isEmpty()) {
                terminal.out().printf("       not shown: %s%n", AllProofs.whyNot(promise));
            }
        }
        terminal.out().flush();
    }

    private Verdict run(Proof proof, Seed drawn, Rigs rigs)
            throws IOException, InterruptedException {
        say("%s  %s".formatted(proof.promise(), proof.title()));
        Verdict verdict =
                Verdict.of(proof, new Trial(drawn, minutes, rigs, words -> say("      " + words)));
        say("      %s".formatted(Outcome.inWords(verdict)));
        if (json) {
            terminal.out().println(JSON.writeValueAsString(object(verdict)));
            terminal.out().flush();
        }
        return verdict;
    }

    private static ObjectNode object(Verdict verdict) {
        ObjectNode object = JSON.createObjectNode();
        object.put("promise", verdict.promise().name());
        object.put("proof", verdict.title());
        object.put("state", verdict.state().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        object.put("words", verdict.words());
        object.put("seed", verdict.seed());
        object.put("seconds", verdict.took().toMillis() / 1e3);
        ObjectNode figures = object.putObject("figures");
        verdict.figures()
                .forEach(
                        figure ->
                                figures.put(
                                        figure.unit().isEmpty()
                                                ? figure.name()
                                                : figure.name() + ", " + figure.unit(),
                                        figure.value()));
        return object;
    }

    /** Beside the objects, so that a machine need not read it. */
    @SuppressWarnings("SystemOut")
    private void say(String line) {
        if (json) {
            System.err.println(line);
        } else {
            terminal.out().println(line);
            terminal.out().flush();
        }
    }
}
