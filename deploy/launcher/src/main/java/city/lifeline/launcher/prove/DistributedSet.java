package city.lifeline.launcher.prove;

import city.lifeline.launcher.client.AlertingApi;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.instance.Secrets;
import city.lifeline.prove.Seed;
import city.lifeline.prove.proof.BrokenPromiseException;
import city.lifeline.prove.proof.Expect;
import city.lifeline.prove.proof.NotShownException;
import city.lifeline.prove.proof.Trial;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
    private static final URI TELEPHONES = URI.create("http://10.77.0.81:9500/wall");
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration TAKEN_OVER_WITHIN = Duration.ofMinutes(2);

    private final Path script;
    private final Path data;
    private final Path log;
    private final Map<String, AlertingApi> alertings = new TreeMap<>();
    private final LedgeredLoad load;

    private DistributedSet(Path script, Path data, Path log, Seed seed) throws IOException {
        this.script = script;
        this.data = data;
        this.log = log;
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
        if (run(script, log, "up", "--city", city.toString()) != 0) {
            throw new BrokenPromiseException(
                    "the set does not come up (%s); take down what is there of it with: deploy/cluster/cluster down"
                            .formatted(log));
        }
        trial.say("the set is up; its logs are in %s", data.resolve("logs"));
        return new DistributedSet(script, data, log, trial.seed());
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
    List<String> messages(String number) throws IOException, InterruptedException {
        List<String> texts = new ArrayList<>();
        HttpResponse<String> wall =
                HTTP.send(
                        HttpRequest.newBuilder(TELEPHONES).timeout(Duration.ofSeconds(5)).build(),
                        HttpResponse.BodyHandlers.ofString());
        for (JsonNode telephone : JSON.readTree(wall.body()).path("telephones")) {
            if (telephone.path("number").asText().equals(number)) {
                for (JsonNode message : telephone.path("messages")) {
                    if (message.path("toTelephone").asBoolean()) {
                        texts.add(message.path("text").asText());
                    }
                }
            }
        }
        return texts;
    }

    void awaitWell() throws Exception {
        Expect.soon(
                "every node is well (" + log + ")",
                PATIENCE,
                () -> run(script, log, "status") == 0);
    }

    /** Waits until an episode that began after this moment is a warning that somebody tells. */
    Duration awaitEvaluating(Instant after) throws Exception {
        return Expect.soon(
                "a reading of after the fault becomes a stored warning",
                TAKEN_OVER_WITHIN,
                () -> {
                    for (AlertingApi alerting : alertings.values()) {
                        if (LedgeredLoad.tells(alerting, after)) {
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
    private static int run(Path script, Path log, String... words)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(words));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start()
                .waitFor();
    }

    /**
     * Ends the load, and the set unless it is to be looked at.
     *
     * @return what to tell the person who is to look at it
     */
    Optional<String> end(boolean keep) throws IOException, InterruptedException {
        load.close();
        if (keep) {
            return Optional.of(
                    "The set is left up to be looked at; logs in %s. Take it down with: deploy/cluster/cluster down"
                            .formatted(data.resolve("logs")));
        }
        run(script, log, "down");
        return Optional.empty();
    }
}
