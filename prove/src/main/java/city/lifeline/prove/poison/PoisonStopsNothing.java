package city.lifeline.prove.poison;

import city.lifeline.model.DeadLetter;
import city.lifeline.model.KafkaTopics;
import city.lifeline.prove.Latency;
import city.lifeline.prove.Load;
import city.lifeline.prove.Rig;
import city.lifeline.prove.Seed;
import city.lifeline.prove.ledger.KafkaContent;
import city.lifeline.prove.ledger.Kept;
import city.lifeline.prove.load.PlainConnection;
import city.lifeline.prove.poison.BadInput.Letter;
import city.lifeline.prove.poison.BadInput.Reading;
import city.lifeline.prove.proof.Expect;
import city.lifeline.prove.proof.Promise;
import city.lifeline.prove.proof.Proof;
import city.lifeline.prove.proof.Trial;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** P11: poison stops nothing. Each bad input is kept as it should be, or is one dead letter. */
public final class PoisonStopsNothing {

    private static final String GATEWAY = "P11-BAD-1";
    private static final String GHOST = "P11-GHOST";
    private static final int POINTS = 5;
    private static final long P99_MAX_MS = 5_000;
    private static final int BAD_PER_SECOND = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private PoisonStopsNothing() {}

    public static Proof keptOrOneDeadLetter() {
        return Proof.of(
                Promise.P11,
                "bad inputs of all classes mixed into 500 readings/s",
                PoisonStopsNothing::run);
    }

    private static void run(Trial trial) throws Exception {
        Rig rig = trial.rig();
        Seed seed = trial.seed();
        Rig.Registered gateway = rig.register("P11-BAD", 1, POINTS).get(0);
        Expect.same(GATEWAY, gateway.id(), "id of the gateway");
        rig.mqtt().addGateways(List.of(GHOST));
        Random random = seed.random("inputs");
        BadInputs classes = new BadInputs(random, GATEWAY, gateway.points(), GHOST);
        int starts = rig.ingest().process().starts();
        double connections = rig.ingest().metric("lifeline_ingest_mqtt_connections_total");
        Map<TopicPartition, Long> readingsSince;
        Map<TopicPartition, Long> lettersSince;
        try (KafkaContent content = rig.content()) {
            readingsSince = content.ends(KafkaTopics.READINGS);
            lettersSince = content.ends(KafkaTopics.DEAD_LETTERS);
        }
        List<BadInput> sent = new ArrayList<>();
        try (Load load = new Load(rig, "P11", trial).start()) {
            load.awaitSteady();
            long quietSinceMs = System.currentTimeMillis();
            TimeUnit.SECONDS.sleep(trial.either(5, 60));
            long mixedSinceMs = System.currentTimeMillis();
            long end = System.nanoTime() + Duration.ofMinutes(trial.minutes()).toNanos();
            do {
                List<BadInput> inputs = new ArrayList<>(classes.oneOfEach());
                Collections.shuffle(inputs, random);
                publish(rig, inputs);
                sent.addAll(inputs);
            } while (System.nanoTime() < end);
            List<Kept> good = load.endAndCheck(PATIENCE);
            Latency mixed = Latency.between(good, mixedSinceMs, Long.MAX_VALUE);
            // Loose: what else runs on this machine counts too.
            Expect.that(mixed.p99Ms() < P99_MAX_MS, mixed::toString);
            trial.say(
                    "the good readings were in Kafka after %s, before the bad ones %s",
                    mixed, Latency.between(good, quietSinceMs, mixedSinceMs));
        }

        try (KafkaContent content = rig.content()) {
            Expect.soonSame(
                    "inputs of which something else became",
                    PATIENCE,
                    List.of(),
                    () ->
                            faults(
                                    sent,
                                    content.readings(readingsSince),
                                    content.deadLetters(lettersSince)));
        }
        Expect.same(starts, rig.ingest().process().starts(), "starts of ingest");
        Expect.same(
                connections,
                rig.ingest().metric("lifeline_ingest_mqtt_connections_total"),
                "connections of ingest");
        trial.figure("bad inputs", sent.size(), "");
        trial.figure("not as expected", 0, "");
        trial.say("%d members of %d rows: %s", sent.size(), classes.rows().size(), classes.rows());
    }

    private static void publish(Rig rig, List<BadInput> inputs)
            throws MqttException, InterruptedException {
        Map<String, PlainConnection> connections = new HashMap<>();
        for (String id : List.of(GATEWAY, GHOST)) {
            connections.put(id, new PlainConnection(rig.brokerUri(), id, id + "-secret"));
        }
        for (BadInput input : inputs) {
            MqttProperties properties = new MqttProperties();
            if (input.contentType() != null) {
                properties.setContentType(input.contentType());
            }
            Objects.requireNonNull(connections.get(input.gateway()))
                    .publish(
                            "lifeline/v1/" + input.gateway() + "/readings",
                            new MqttMessage(input.payload(), 1, false, properties));
            TimeUnit.MILLISECONDS.sleep(1_000 / BAD_PER_SECOND);
        }
        connections.values().forEach(PlainConnection::close);
    }

    /** In words, what became of the inputs that should not have. */
    private static List<String> faults(
            List<BadInput> inputs, Collection<Kept> kept, Collection<DeadLetter> letters) {
        List<String> faults = new ArrayList<>();
        Map<String, List<DeadLetter.Origin>> byDigest = new HashMap<>();
        for (DeadLetter letter : letters) {
            String digest = letter.sha256().isEmpty() ? sha256(letter.bytes()) : letter.sha256();
            byDigest.computeIfAbsent(digest, made -> new ArrayList<>()).add(letter.origin());
        }
        Set<Reading> readings = new HashSet<>();
        for (Kept each : kept) {
            if (each.gateway().equals(GATEWAY) || each.gateway().equals(GHOST)) {
                readings.add(
                        new Reading(
                                each.point(),
                                each.timeUs(),
                                each.value(),
                                each.quality(),
                                each.lane()));
            }
        }
        for (BadInput input : inputs) {
            List<DeadLetter.Origin> origins =
                    byDigest.getOrDefault(sha256(input.payload()), List.of());
            if (!agree(input.letters(), origins)) {
                faults.add(
                        "%s should give %s, gave %s: %s"
                                .formatted(
                                        input.row(), input.letters(), said(origins), shown(input)));
            }
            for (Reading reading : input.readings()) {
                if (!readings.remove(reading)) {
                    faults.add("%s: not in Kafka: %s".formatted(input.row(), reading));
                }
            }
        }
        readings.forEach(reading -> faults.add("in Kafka, but no input's: " + reading));
        return faults;
    }

    private static boolean agree(List<Letter> expected, List<DeadLetter.Origin> found) {
        if (expected.size() != found.size()) {
            return false;
        }
        List<DeadLetter.Origin> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparing(DeadLetter.Origin::index));
        for (int i = 0; i < expected.size(); i++) {
            if (expected.get(i).index() != sorted.get(i).index()
                    || !expected.get(i).reasons().contains(sorted.get(i).reason())) {
                return false;
            }
        }
        return true;
    }

    private static List<String> said(List<DeadLetter.Origin> origins) {
        return origins.stream()
                .map(
                        origin ->
                                "%d %s (%s)"
                                        .formatted(
                                                origin.index(), origin.reason(), origin.detail()))
                .toList();
    }

    private static String shown(BadInput input) {
        String text = new String(input.payload(), java.nio.charset.StandardCharsets.ISO_8859_1);
        return text.substring(0, Math.min(200, text.length()));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
