package city.lifeline.launcher.prove;

import city.lifeline.launcher.client.RunningInstance;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.instance.Secrets;
import city.lifeline.launcher.jobs.JobState;
import city.lifeline.launcher.process.ComponentStatus;
import city.lifeline.prove.process.Guard;
import city.lifeline.prove.proof.BrokenPromiseException;
import city.lifeline.prove.proof.Expect;
import city.lifeline.prove.proof.Trial;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A whole city of {@code lifeline up}, with gateways that write down what they publish; and what
 * warnings there must be in the end, found from that ledger alone.
 */
final class CityUnderProof implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int JOBS = 2;

    private final Trial trial;
    private final LifelineProcess lifeline;
    private final Guard guard;
    private final RunningInstance instance;
    private final LedgeredLoad load;

    /**
     * Starts it, and its gateways.
     *
     * @param more further gateways and their points, which this proof speaks for
     */
    CityUnderProof(
            Installation installation, Trial trial, String name, Map<String, List<String>> more)
            throws Exception {
        this.trial = trial;
        // It needs the memory.
        trial.rigs().close();
        Path directory = trial.empty(name);
        Map<String, List<String>> all = new TreeMap<>(LedgeredLoad.points());
        all.putAll(more);
        Path city = directory.resolve("city");
        ProvingCity.write(installation.cities().resolve("sample"), city, all);
        lifeline = new LifelineProcess(directory);
        guard = Guard.start(directory.resolve("guard"));
        try {
            lifeline.up("--city", city.toString(), "--no-simulator");
            guard.atEnd("kill " + lifeline.pid());
            instance = RunningInstance.find(lifeline.data());
            load =
                    new LedgeredLoad(
                            directory.resolve("load"),
                            broker(),
                            instance.data().secrets().resolve("mqtt"),
                            trial.seed());
        } catch (Exception e) {
            lifeline.endAnyhow();
            guard.close();
            throw e;
        }
        trial.say("a city runs, and gateways publish");
    }

    URI broker() {
        return URI.create(instance.setting("mqtt.url"));
    }

    String password(String gateway) throws IOException {
        return Secrets.read(instance.data().secrets().resolve("mqtt").resolve(gateway));
    }

    RunningInstance instance() {
        return instance;
    }

    /** Every process of the city by its name. */
    Map<String, Long> processes() throws IOException {
        Map<String, Long> pids = new TreeMap<>();
        for (ComponentStatus each : components()) {
            pids.put(each.name(), each.pid());
        }
        return pids;
    }

    private List<ComponentStatus> components() throws IOException {
        return JSON.readValue(
                instance.data().components().toFile(),
                new TypeReference<List<ComponentStatus>>() {});
    }

    /** Whether every process serves and both Flink jobs of a city run. */
    boolean isWell() throws InterruptedException {
        try {
            return components().stream()
                            .allMatch(each -> each.state() == ComponentStatus.State.READY)
                    && instance.flink().jobs().stream()
                                    .filter(job -> job.state() == JobState.RUNNING)
                                    .count()
                            == JOBS;
        } catch (IOException e) {
            return false;
        }
    }

    private String state() throws IOException, InterruptedException {
        String jobs;
        try {
            jobs = instance.flink().jobs().toString();
        } catch (IOException e) {
            jobs = "Flink does not answer";
        }
        return components().stream()
                        .filter(each -> each.state() != ComponentStatus.State.READY)
                        .map(each -> each.name() + " " + each.state())
                        .toList()
                + ", "
                + jobs;
    }

    void awaitWell(Duration within) throws Exception {
        try {
            Expect.soon("every process serves and both jobs run", within, this::isWell);
        } catch (BrokenPromiseException e) {
            throw new BrokenPromiseException(e.getMessage() + "; now: " + state());
        }
    }

    /** Waits until an episode that began after this moment is a stored warning. */
    Duration awaitEvaluating(Instant after, Duration within) throws Exception {
        return Expect.soon(
                "a reading of after the fault becomes a stored warning",
                within,
                () -> !LedgeredLoad.told(instance.alerting(), after).isEmpty());
    }

    /** Of any rule, at one point. */
    List<JsonNode> warningsOf(String point) throws IOException, InterruptedException {
        return instance.alerting().warnings("live", "all").stream()
                .filter(warning -> warning.path("point").asText().equals(point))
                .toList();
    }

    /** Ends the load, and compares all warnings with what the ledger makes them. */
    void endAndCompare() throws Exception {
        load.end();
        load.compare(trial, "alerting", instance.alerting());
    }

    @Override
    public void close() throws IOException {
        load.close();
        try {
            lifeline.endAnyhow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            guard.close();
        }
    }
}
