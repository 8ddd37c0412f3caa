package city.lifeline.launcher.prove;

import city.lifeline.gateway.DiskSpool;
import city.lifeline.gateway.PayloadFormat;
import city.lifeline.launcher.client.AlertingApi;
import city.lifeline.launcher.instance.Secrets;
import city.lifeline.launcher.prove.Oracle.Expected;
import city.lifeline.launcher.prove.Oracle.Row;
import city.lifeline.prove.Seed;
import city.lifeline.prove.ledger.Entry;
import city.lifeline.prove.ledger.Ledger;
import city.lifeline.prove.load.SequencedGateway;
import city.lifeline.prove.proof.BrokenPromiseException;
import city.lifeline.prove.proof.Expect;
import city.lifeline.prove.proof.Trial;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
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
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Gateways of a {@link ProvingCity} that write down what they publish, and what warnings there must
 * be in the end, found from that ledger alone.
 */
final class LedgeredLoad implements AutoCloseable {

    private static final int GATEWAYS = 3;
    private static final int POINTS = 6;
    private static final double MESSAGES_PER_SECOND = 2;
    private static final long SPOOL_BYTES = 64L << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Ledger ledger;
    private final List<SequencedGateway> gateways = new ArrayList<>();
    private final List<Course> courses = new ArrayList<>();

    /**
     * Begins to publish.
     *
     * @param passwords directory with a file for each gateway
     */
    LedgeredLoad(Path directory, URI broker, Path passwords, Seed seed) throws IOException {
        Files.createDirectories(directory);
        ledger = new Ledger(directory.resolve("ledger.csv"));
        for (Map.Entry<String, List<String>> each : points().entrySet()) {
            String id = each.getKey();
            Course course = new Course(seed.random(id));
            courses.add(course);
            gateways.add(
                    new SequencedGateway(
                            broker,
                            id,
                            Secrets.read(passwords.resolve(id)),
                            each.getValue(),
                            gateways.size() % 2 == 0 ? PayloadFormat.JSON : PayloadFormat.PROTOBUF,
                            new DiskSpool(
                                    Files.createDirectories(directory.resolve(id)),
                                    () -> "boot-" + seed.number(),
                                    SPOOL_BYTES),
                            MESSAGES_PER_SECOND,
                            ledger,
                            course));
        }
        gateways.forEach(SequencedGateway::start);
    }

    /** Its gateways and their points, which the city must have from the start. */
    static Map<String, List<String>> points() {
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

    Ledger ledger() {
        return ledger;
    }

    /** Publishes no more, and waits until all is acknowledged. */
    void end() throws Exception {
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
    }

    /** The live warnings of the proof's own rule at the points of this load. */
    static List<JsonNode> warnings(AlertingApi alerting) throws IOException, InterruptedException {
        return alerting.warnings("live", "all").stream()
                .filter(warning -> warning.path("rule").asText().equals(ProvingCity.RULE))
                .filter(warning -> warning.path("point").asText().startsWith("PROVE-"))
                .toList();
    }

    /** Points of which it tells a warning of an episode that began after this moment. */
    static Set<String> told(AlertingApi alerting, Instant after) throws InterruptedException {
        try {
            return warnings(alerting).stream()
                    .filter(each -> Instant.parse(each.path("raisedAt").asText()).isAfter(after))
                    .map(each -> each.path("point").asText())
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            // That one may be what was lost.
            return Set.of();
        }
    }

    /** Readings that are acknowledged by now; perhaps some more are, and were not noted yet. */
    List<Entry> acknowledged() {
        return ledger.entries().stream().filter(ledger::isAcknowledged).toList();
    }

    /** Compares all warnings that one tells with what the ledger makes them. */
    void compare(Trial trial, String who, AlertingApi alerting) throws Exception {
        compare(trial, who, alerting, entry -> true);
    }

    /** As above, of a part of the ledger: the others were lost, as they may be. */
    void compare(Trial trial, String who, AlertingApi alerting, Predicate<Entry> part)
            throws Exception {
        Set<Expected> expected = expected(part);
        Set<Expected> observed = null;
        IOException unread = new IOException(who + " was not asked");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!expected.equals(observed) && System.nanoTime() < deadline) {
            Thread.sleep(500);
            List<JsonNode> told;
            try {
                told = warnings(alerting);
            } catch (IOException e) {
                // One slow answer of a busy machine says nothing of what was promised.
                unread = e;
                continue;
            }
            observed = new HashSet<>();
            for (JsonNode warning : told) {
                if (!observed.add(Oracle.observed(warning))) {
                    throw new BrokenPromiseException("one warning under two ids: " + warning);
                }
            }
        }
        if (observed == null) {
            throw unread;
        }
        Set<Expected> missing = new HashSet<>(expected);
        missing.removeAll(observed);
        Set<Expected> extra = new HashSet<>(observed);
        extra.removeAll(expected);
        trial.figure(who + ": warnings by the ledger", expected.size(), "");
        trial.figure(who + ": of those missing", missing.size(), "");
        trial.figure(who + ": extra", extra.size(), "");
        trial.say(
                "%s: %,d readings, %d warnings by the ledger; of those missing: %d; extra: %d",
                who, ledger.entries().size(), expected.size(), missing.size(), extra.size());
        Expect.that(
                missing.isEmpty() && extra.isEmpty(),
                () ->
                        "%s: missing %s, extra %s"
                                .formatted(
                                        who,
                                        missing.stream().limit(3).toList(),
                                        extra.stream().limit(3).toList()));
    }

    private Set<Expected> expected(Predicate<Entry> part) throws IOException {
        Map<String, List<Row>> byPoint = new HashMap<>();
        for (Entry entry : ledger.entries().stream().filter(part).toList()) {
            byPoint.computeIfAbsent(entry.point(), made -> new ArrayList<>())
                    .add(
                            new Row(
                                    Instant.EPOCH.plus(entry.timeUs(), ChronoUnit.MICROS),
                                    entry.value()));
        }
        Set<Expected> expected = new Oracle(ProvingCity.GRADES).warnings(byPoint);
        Expect.that(!expected.isEmpty(), () -> "the ledger holds no episode: nothing was shown");
        return expected;
    }

    @Override
    public void close() throws IOException {
        gateways.forEach(SequencedGateway::close);
        ledger.close();
    }
}
