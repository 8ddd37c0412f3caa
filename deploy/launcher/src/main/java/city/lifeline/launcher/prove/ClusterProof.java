package city.lifeline.launcher.prove;

import city.lifeline.gateway.DiskSpool;
import city.lifeline.gateway.PayloadFormat;
import city.lifeline.launcher.client.AlertingApi;
import city.lifeline.launcher.instance.Secrets;
import city.lifeline.launcher.prove.Oracle.Expected;
import city.lifeline.launcher.prove.Oracle.Row;
import city.lifeline.prove.Seed;
import city.lifeline.prove.ledger.Comparison;
import city.lifeline.prove.ledger.Entry;
import city.lifeline.prove.ledger.KafkaContent;
import city.lifeline.prove.ledger.Ledger;
import city.lifeline.prove.load.SequencedGateway;
import city.lifeline.prove.proof.BrokenPromiseException;
import city.lifeline.prove.proof.Expect;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Loses nodes of the set that {@code deploy/cluster/cluster} brought up, one of each kind, while
 * gateways write down what they publish; then compares Kafka and the warnings of both alerting
 * instances with that ledger.
 */
public final class ClusterProof {

    private static final int GATEWAYS = 3;
    private static final int POINTS = 6;
    private static final double MESSAGES_PER_SECOND = 2;
    private static final long SPOOL_BYTES = 64L << 20;
    private static final Duration TAKEN_OVER_WITHIN = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long CUT_S = 15;

    private final Path script;
    private final Path data;
    private final Seed seed;
    private final Ledger ledger;
    private final List<SequencedGateway> gateways = new ArrayList<>();
    private final List<Course> courses = new ArrayList<>();
    private final Map<String, AlertingApi> alertings = new TreeMap<>();
    private final long begunNs = System.nanoTime();

    private ClusterProof(Path script, Path data, Seed seed) throws IOException {
        this.script = script;
        this.data = data;
        this.seed = seed;
        this.ledger = new Ledger(data.resolve("ledger.csv"));
        String token = Secrets.read(data.resolve("secrets/api-token"));
        alertings.put("alerting-1", new AlertingApi(URI.create("http://10.77.0.51:9400"), token));
        alertings.put("alerting-2", new AlertingApi(URI.create("http://10.77.0.52:9400"), token));
    }

    /**
     * Writes the city that the set must have ({@code city SAMPLE DIRECTORY}), or runs the proof
     * ({@code run SCRIPT DATA SEED}).
     */
    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "city" ->
                    ProvingCity.write(Path.of(arguments[1]), Path.of(arguments[2]), points());
            case "run" -> {
                Seed seed = new Seed(Long.parseLong(arguments[3]));
                new ClusterProof(Path.of(arguments[1]), Path.of(arguments[2]), seed).run();
            }
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static Map<String, List<String>> points() {
        Map<String, List<String>> points = new TreeMap<>();
        for (int i = 1; i <= GATEWAYS; i++) {
            int number = i;
            points.put(
                    "GW-PROVE-" + number,
                    IntStream.rangeClosed(1, POINTS)
                            .mapToObj(point -> "PROVE-%d-%d".formatted(number, point))
                            .toList());
        }
        return points;
    }

    private void run() throws Exception {
        say("seed %d", seed.number());
        Random random = seed.random("cluster");
        for (Map.Entry<String, List<String>> each : points().entrySet()) {
            gateways.add(gateway(each.getKey(), each.getValue()));
        }
        try {
            gateways.forEach(SequencedGateway::start);
            awaitEvaluating(Instant.EPOCH);
            List<String> victims =
                    new ArrayList<>(
                            List.of(
                                    "kafka-" + (1 + random.nextInt(3)),
                                    // One of them leads.
                                    "jobmanager-1",
                                    "jobmanager-2",
                                    "taskmanager-" + (1 + random.nextInt(2)),
                                    "ingest-" + (1 + random.nextInt(2)),
                                    "alerting-" + (1 + random.nextInt(2)),
                                    "postgres-1"));
            Collections.shuffle(victims, random);
            for (String victim : victims) {
                lose(victim);
            }
            cut("ingest-" + (1 + random.nextInt(2)));
            cut("kafka-" + (1 + random.nextInt(3)));
            endAndCompare();
        } finally {
            gateways.forEach(SequencedGateway::close);
            ledger.close();
        }
    }

    private SequencedGateway gateway(String id, List<String> points) throws IOException {
        Course course = new Course(seed.random(id));
        courses.add(course);
        Path spool = data.resolve("spool").resolve(id);
        Files.createDirectories(spool);
        return new SequencedGateway(
                URI.create("tcp://10.77.0.71:1884"),
                id,
                Secrets.read(data.resolve("secrets/mqtt").resolve(id)),
                points,
                gateways.size() % 2 == 0 ? PayloadFormat.JSON : PayloadFormat.PROTOBUF,
                new DiskSpool(spool, () -> "boot-" + seed.number(), SPOOL_BYTES),
                MESSAGES_PER_SECOND,
                ledger,
                course);
    }

    private void lose(String victim) throws Exception {
        Instant lost = Instant.now();
        script("kill", victim);
        if (victim.startsWith("postgres")) {
            script("promote");
        }
        Duration took = awaitEvaluating(lost);
        say("%s killed: others warn again after %.1f s", victim, took.toMillis() / 1e3);
        script("start", victim);
        awaitWell();
        awaitEvaluating(Instant.now());
    }

    private void cut(String victim) throws Exception {
        script("cut", victim);
        try {
            TimeUnit.SECONDS.sleep(CUT_S);
        } finally {
            script("heal", victim);
        }
        awaitWell();
        Duration took = awaitEvaluating(Instant.now());
        say(
                "%s cut off for %d s: warns %.1f s after all is well",
                victim, CUT_S, took.toMillis() / 1e3);
    }

    private void awaitWell() throws Exception {
        Expect.soon("every node is well", PATIENCE, () -> exit("status") == 0);
    }

    /** Waits until an episode that began after this moment is a warning that somebody tells. */
    private Duration awaitEvaluating(Instant after) throws Exception {
        return Expect.soon(
                "a reading of after the fault becomes a stored warning",
                TAKEN_OVER_WITHIN,
                () -> {
                    for (AlertingApi alerting : alertings.values()) {
                        if (tells(alerting, after)) {
                            return true;
                        }
                    }
                    return false;
                });
    }

    private static boolean tells(AlertingApi alerting, Instant after) throws InterruptedException {
        try {
            return warnings(alerting).stream()
                    .map(each -> Instant.parse(each.path("raisedAt").asText()))
                    .anyMatch(each -> each.isAfter(after));
        } catch (IOException e) {
            // That one may be what was lost.
            return false;
        }
    }

    private static List<JsonNode> warnings(AlertingApi alerting)
            throws IOException, InterruptedException {
        return alerting.warnings("live", "all").stream()
                .filter(warning -> warning.path("rule").asText().equals(ProvingCity.RULE))
                .toList();
    }

    private void endAndCompare() throws Exception {
        for (SequencedGateway gateway : gateways) {
            gateway.stopPublishing();
        }
        courses.forEach(Course::rest);
        for (SequencedGateway gateway : gateways) {
            gateway.publish(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
        }
        for (SequencedGateway gateway : gateways) {
            Expect.that(
                    gateway.awaitAllAcknowledged(PATIENCE),
                    () -> "not all is acknowledged within " + PATIENCE);
        }
        try (KafkaContent content =
                new KafkaContent("10.77.0.11:9092,10.77.0.12:9092,10.77.0.13:9092")) {
            Comparison comparison = Comparison.of(ledger, content.readings(Map.of()));
            say("%s", comparison.inWords());
            Expect.that(comparison.isClean(), comparison::inWords);
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
        for (Map.Entry<String, AlertingApi> alerting : alertings.entrySet()) {
            compare(alerting.getKey(), alerting.getValue(), expected);
        }
    }

    private void compare(String name, AlertingApi alerting, Set<Expected> expected)
            throws Exception {
        Set<Expected> observed = new HashSet<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        do {
            TimeUnit.MILLISECONDS.sleep(500);
            observed.clear();
            for (JsonNode warning : warnings(alerting)) {
                if (!observed.add(Oracle.observed(warning))) {
                    throw new BrokenPromiseException("one warning under two ids: " + warning);
                }
            }
        } while (!observed.equals(expected) && System.nanoTime() < deadline);
        Set<Expected> missing = new HashSet<>(expected);
        missing.removeAll(observed);
        Set<Expected> extra = new HashSet<>(observed);
        extra.removeAll(expected);
        say(
                "%s: %d warnings by the ledger; of those missing: %d; extra: %d",
                name, expected.size(), missing.size(), extra.size());
        Expect.that(
                missing.isEmpty() && extra.isEmpty(),
                () -> "%s: missing %s, extra %s".formatted(name, missing, extra));
    }

    private void script(String... words) throws IOException, InterruptedException {
        int exit = exit(words);
        Expect.that(exit == 0, () -> "%s ended with %d".formatted(List.of(words), exit));
    }

    /** Its processes outlive it, so it must not hold a pipe of ours. */
    private int exit(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(words));
        Path log = data.resolve("logs/prove.log");
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start()
                .waitFor();
    }

    @SuppressWarnings("SystemOut") // For the person at the script that starts this.
    private void say(String format, Object... arguments) {
        System.out.printf(
                Locale.ROOT,
                "%5.0f s  %s%n",
                (System.nanoTime() - begunNs) / 1e9,
                String.format(Locale.ROOT, format, arguments));
    }
}
