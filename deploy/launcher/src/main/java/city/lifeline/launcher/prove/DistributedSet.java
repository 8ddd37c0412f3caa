package city.lifeline.launcher.prove;

import city.lifeline.launcher.client.AlertingApi;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.instance.Secrets;
import city.lifeline.prove.Seed;
import city.lifeline.prove.process.Guard;
import city.lifeline.prove.proof.BrokenPromiseException;
import city.lifeline.prove.proof.Expect;
import city.lifeline.prove.proof.NotShownException;
import city.lifeline.prove.proof.Trial;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The set of several nodes on one host that {@code deploy/cluster/cluster} brings up, with a {@link
 * ProvingCity} and gateways that publish.
 */
final class DistributedSet {

    static final URI BROKER = URI.create("tcp://10.77.0.71:1884");
    static final String KAFKA = "10.77.0.11:9092,10.77.0.12:9092,10.77.0.13:9092";

    private static final Map<String, URI> ALERTINGS =
            new TreeMap<>(
                    Map.of(
                            "alerting-1", URI.create("http://10.77.0.51:9400"),
                            "alerting-2", URI.create("http://10.77.0.52:9400")));
    private static final Telephones TELEPHONES =
            new Telephones(URI.create("http://10.77.0.81:9500"));
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration TAKEN_OVER_WITHIN = Duration.ofMinutes(2);

    /** Seldom enough not to be a load of its own. */
    private static final Duration ASKED_EVERY = Duration.ofMillis(500);

    /** What the script ends with where a machine cannot have such a set. */
    private static final int UNABLE = 3;

    private final Path script;
    private final Path data;
    private final Path log;
    private final Map<String, AlertingApi> alertings = new TreeMap<>();
    private final LedgeredLoad load;
    private final Guard guard;

    private DistributedSet(Path script, Path data, Path log, Guard guard, Seed seed)
            throws IOException {
        this.script = script;
        this.data = data;
        this.log = log;
        this.guard = guard;
        String token = Secrets.read(data.resolve("secrets/api-token"));
        ALERTINGS.forEach((name, at) -> alertings.put(name, new AlertingApi(at, token)));
        load = new LedgeredLoad(data.resolve("load"), BROKER, data.resolve("secrets/mqtt"), seed);
    }

    /** Brings one up, and lets gateways publish. */
    static DistributedSet up(Installation installation, Trial trial) throws Exception {
        Path script = installation.home().resolve("deploy/cluster/cluster");
        if (!"root".equals(System.getProperty("user.name"))) {
            throw new NotShownException("network namespaces need root");
        }
        Path data =
                Path.of(
                        Optional.ofNullable(System.getenv("LIFELINE_CLUSTER_DATA"))
                                .orElse("/var/tmp/lifeline-cluster"));
        if (Files.exists(data.resolve("up"))) {
            throw new NotShownException(
                    "a set is up already; take it down with: deploy/cluster/cluster down");
        }
        // It needs the memory.
        trial.rigs().close();
        Path directory = trial.empty("cluster");
        Path city = directory.resolve("city");
        ProvingCity.write(installation.cities().resolve("sample"), city, LedgeredLoad.points());
        ProvingCity.addPeople(city, ALERTINGS.size());
        Path log = directory.resolve("cluster.log");
        Guard guard = Guard.start(directory.resolve("guard"));
        int exit = bringUp(script, city, data, log, guard);
        if (exit != 0) {
            leave(guard, log);
            if (exit == UNABLE) {
                throw new NotShownException(Files.readString(log).strip().replace("\n", "; "));
            }
            throw new BrokenPromiseException(
                    "the set does not come up (%s); take down what is there of it with: deploy/cluster/cluster down"
                            .formatted(log));
        }
        trial.say("the set is up; its logs are in %s", data.resolve("logs"));
        try {
            return new DistributedSet(script, data, log, guard, trial.seed());
        } catch (Exception e) {
            // Nobody else knows of it.
            takeDown(script, log, guard).ifPresent(words -> trial.say("%s", words));
            throw e;
        }
    }

    /** However this process ends from now on, the set is taken down unless it was left. */
    private static int bringUp(Path script, Path city, Path data, Path log, Guard guard)
            throws IOException, InterruptedException {
        Process up = start(script, log, "up", "--city", city.toString());
        guard.atEnd(
                "[ -e '%s' ] || [ ! -e '%s' ] || '%s' down >> '%s' 2>&1"
                        .formatted(kept(log), data.resolve("up"), script, log));
        // First, so that it brings nothing up behind the one that takes it down.
        guard.atEnd(
                "grep -qF '%s' /proc/%d/cmdline && kill -9 %d".formatted(city, up.pid(), up.pid()));
        return up.waitFor();
    }

    /** The set stays as it is when this process ends. */
    private static void leave(Guard guard, Path log) throws IOException {
        Files.writeString(kept(log), "");
        guard.close();
    }

    private static Path kept(Path log) {
        return log.resolveSibling("kept");
    }

    LedgeredLoad load() {
        return load;
    }

    /** Those that run and those that do not, by the names of their nodes. */
    Map<String, AlertingApi> alertings() {
        return alertings;
    }

    String password(String gateway) throws IOException {
        return Secrets.read(data.resolve("secrets/mqtt").resolve(gateway));
    }

    /** Texts of all messages that a telephone has got, oldest first. */
    List<String> messages(String number) throws Exception {
        List<List<String>> read = new ArrayList<>();
        Expect.soon(
                "the telephones answer",
                PATIENCE,
                () -> {
                    try {
                        read.add(TELEPHONES.messages(number));
                        return true;
                    } catch (IOException e) {
                        // One slow answer of a busy machine says nothing of what was promised.
                        return false;
                    }
                });
        return read.get(0);
    }

    /** Whether a telephone has got a message; not, either, while the telephones do not answer. */
    boolean isTold(String number) throws InterruptedException {
        try {
            return !TELEPHONES.messages(number).isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    /** The script waits, with a patience of its own. */
    void awaitWell() throws Exception {
        script("await");
    }

    /** Waits until an episode that began after this moment is a warning that somebody tells. */
    Duration awaitEvaluating(Instant after) throws Exception {
        return awaitTold("a reading of after the fault", TAKEN_OVER_WITHIN, after, 1);
    }

    /**
     * Waits until somebody tells, for each point of the load, a warning of an episode that began
     * after this moment. Each begins one every 22 s or less; what a part of the system finds that
     * has not noticed yet is not enough.
     */
    Duration awaitAllEvaluating(Instant after) throws Exception {
        return awaitTold(
                "a reading of each point of after the fault",
                PATIENCE,
                after,
                LedgeredLoad.points().values().stream().mapToInt(List::size).sum());
    }

    private Duration awaitTold(String what, Duration within, Instant after, int points)
            throws Exception {
        return Expect.soon(
                what + " becomes a stored warning",
                within,
                ASKED_EVERY,
                () -> {
                    for (AlertingApi alerting : alertings.values()) {
                        if (LedgeredLoad.told(alerting, after).size() >= points) {
                            return true;
                        }
                    }
                    return false;
                });
    }

    /** Has the script do something. */
    void script(String... words) throws IOException, InterruptedException {
        int exit = run(script, log, words);
        Expect.that(
                exit == 0, () -> "%s ended with %d; see %s".formatted(List.of(words), exit, log));
    }

    /** Its processes outlive it, so it must not hold a pipe of ours. */
    private static Process start(Path script, Path log, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(words));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private static int run(Path script, Path log, String... words)
            throws IOException, InterruptedException {
        return start(script, log, words).waitFor();
    }

    /**
     * Ends the load, and the set unless it is to be looked at.
     *
     * @return what to tell the person who is to look at it
     */
    Optional<String> end(boolean keep) throws IOException, InterruptedException {
        Optional<String> told;
        try {
            load.close();
        } finally {
            if (keep) {
                leave(guard, log);
                told =
                        Optional.of(
                                "The set is left up to be looked at; logs in %s. Take it down with: deploy/cluster/cluster down"
                                        .formatted(data.resolve("logs")));
            } else {
                told = takeDown(script, log, guard);
            }
        }
        return told;
    }

    private static Optional<String> takeDown(Path script, Path log, Guard guard)
            throws IOException, InterruptedException {
        int exit = run(script, log, "down");
        leave(guard, log);
        return exit == 0
                ? Optional.empty()
                : Optional.of(
                        "The set could not be taken down (%d, see %s); try again: deploy/cluster/cluster down"
                                .formatted(exit, log));
    }
}
