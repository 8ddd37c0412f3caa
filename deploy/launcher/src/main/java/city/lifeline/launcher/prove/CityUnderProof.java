package city.lifeline.launcher.prove;

import city.lifeline.gateway.DiskSpool;
import city.lifeline.gateway.PayloadFormat;
import city.lifeline.launcher.client.RunningInstance;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.instance.Secrets;
import city.lifeline.launcher.jobs.JobState;
import city.lifeline.launcher.process.ComponentStatus;
import city.lifeline.launcher.prove.Oracle.Expected;
import city.lifeline.launcher.prove.Oracle.Row;
import city.lifeline.prove.ledger.Entry;
import city.lifeline.prove.ledger.Ledger;
import city.lifeline.prove.load.SequencedGateway;
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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A whole city of {@code lifeline up}, with gateways that write down what they publish; and what
 * warnings there must be in the end, found from that ledger alone.
 */
final class CityUnderProof implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int GATEWAYS = 3;
    private static final int POINTS = 6;
    private static final int JOBS = 2;
    private static final double MESSAGES_PER_SECOND = 2;
    private static final long SPOOL_BYTES = 64L << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Trial trial;
    private final LifelineProcess lifeline;
    private final Guard guard;
    private final RunningInstance instance;
    private final Ledger ledger;
    private final List<SequencedGateway> gateways = new ArrayList<>();
    private final List<Course> courses = new ArrayList<>();

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
        Map<String, List<String>> points = new TreeMap<>();
        for (int i = 1; i <= GATEWAYS; i++) {
            int number = i;
            points.put(
                    "GW-PROVE-" + number,
                    IntStream.rangeClosed(1, POINTS)
                            .mapToObj(point -> "PROVE-%d-%d".formatted(number, point))
                            .toList());
        }
        Map<String, List<String>> all = new TreeMap<>(points);
        all.putAll(more);
        Path city = directory.resolve("city");
        ProvingCity.write(installation.cities().resolve("sample"), city, all);
        lifeline = new LifelineProcess(directory);
        guard = Guard.start(directory.resolve("guard"));
        try {
            lifeline.up("--city", city.toString(), "--no-simulator");
            guard.atEnd("kill " + lifeline.pid());
            instance = RunningInstance.find(lifeline.data());
            ledger = new Ledger(directory.resolve("ledger.csv"));
            for (Map.Entry<String, List<String>> each : points.entrySet()) {
                gateways.add(gateway(directory, each.getKey(), each.getValue()));
            }
        } catch (Exception e) {
            lifeline.endAnyhow();
            guard.close();
            throw e;
        }
        gateways.forEach(SequencedGateway::start);
        trial.say("a city runs; %d gateways publish", gateways.size());
    }

    private SequencedGateway gateway(Path directory, String id, List<String> points)
            throws IOException {
        Course course = new Course(trial.seed().random(id));
        courses.add(course);
        return new SequencedGateway(
                broker(),
                id,
                password(id),
                points,
                gateways.size() % 2 == 0 ? PayloadFormat.JSON : PayloadFormat.PROTOBUF,
                new DiskSpool(
                        directory.resolve(id), () -> "boot-" + trial.seed().number(), SPOOL_BYTES),
                MESSAGES_PER_SECOND,
                ledger,
                course);
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
                () -> {
                    try {
                        return warnings().stream()
                                .anyMatch(
                                        warning ->
                                                Instant.parse(warning.path("raisedAt").asText())
                                                        .isAfter(after));
                    } catch (IOException e) {
                        return false;
                    }
                });
    }

    /** The live warnings of the proof's own rule at its own points. */
    private List<JsonNode> warnings() throws IOException, InterruptedException {
        return instance.alerting().warnings("live", "all").stream()
                .filter(warning -> warning.path("rule").asText().equals(ProvingCity.RULE))
                .filter(warning -> warning.path("point").asText().startsWith("PROVE-"))
                .toList();
    }

    /** Of any rule, at one point. */
    List<JsonNode> warningsOf(String point) throws IOException, InterruptedException {
        return instance.alerting().warnings("live", "all").stream()
                .filter(warning -> warning.path("point").asText().equals(point))
                .toList();
    }

    /** Ends the load, and compares all warnings with what the ledger makes them. */
    void endAndCompare() throws Exception {
        for (SequencedGateway gateway : gateways) {
            gateway.stopPublishing();
        }
        // An open warning tells a new extreme only now and then; one that has ended tells all.
        courses.forEach(Course::rest);
        for (SequencedGateway gateway : gateways) {
            gateway.publish(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
        }
        for (SequencedGateway gateway : gateways) {
            Expect.that(
                    gateway.awaitAllAcknowledged(PATIENCE),
                    () -> "not all is acknowledged within " + PATIENCE);
        }
        Map<String, List<Row>> byPoint = new HashMap<>();
        for (Entry entry : ledger.entries()) {
            byPoint.computeIfAbsent(entry.point(), made -> new ArrayList<>())
                    .add(
                            new Row(
                                    Instant.EPOCH.plus(entry.timeUs(), ChronoUnit.MICROS),
                                    entry.value()));
        }
        Set<Expected> expected = new Oracle(ProvingCity.GRADES).warnings(byPoint);
        Expect.that(!expected.isEmpty(), () -> "the ledger holds no episode: nothing was shown");
        Set<Expected> observed = Set.of();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!observed.equals(expected) && System.nanoTime() < deadline) {
            Thread.sleep(500);
            List<JsonNode> all = warnings();
            observed = new HashSet<>();
            for (JsonNode warning : all) {
                if (!observed.add(Oracle.observed(warning))) {
                    throw new BrokenPromiseException("one warning under two ids: " + warning);
                }
            }
        }
        Set<Expected> missing = new HashSet<>(expected);
        missing.removeAll(observed);
        Set<Expected> extra = new HashSet<>(observed);
        extra.removeAll(expected);
        trial.figure("readings", ledger.entries().size(), "");
        trial.figure("warnings by the ledger", expected.size(), "");
        trial.figure("of those missing", missing.size(), "");
        trial.figure("extra", extra.size(), "");
        trial.say(
                "%,d readings, %d warnings by the ledger; of those missing: %d; extra: %d",
                ledger.entries().size(), expected.size(), missing.size(), extra.size());
        Expect.that(
                missing.isEmpty() && extra.isEmpty(),
                () ->
                        "missing %s, extra %s"
                                .formatted(
                                        missing.stream().limit(3).toList(),
                                        extra.stream().limit(3).toList()));
    }

    @Override
    public void close() throws IOException {
        gateways.forEach(SequencedGateway::close);
        ledger.close();
        try {
            lifeline.endAnyhow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            guard.close();
        }
    }
}
