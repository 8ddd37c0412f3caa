package city.lifeline.prove.proof;

import city.lifeline.model.KafkaTopics;
import city.lifeline.prove.Rig;
import city.lifeline.prove.Seed;
import city.lifeline.prove.ledger.KafkaContent;
import city.lifeline.prove.load.PlainConnection;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/** P2: every gap in a gateway's sequence is shown, and no other. */
public final class GapsAreShown {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int GATEWAYS = 4;
    private static final int MESSAGES = 150;
    private static final int GAPS = 100;
    private static final Duration SHOWN_WITHIN = Duration.ofSeconds(60);

    /** One message of the sequence of a gateway. */
    private record Numbered(String gateway, long seq) {}

    private GapsAreShown() {}

    public static Proof counted() {
        return Proof.of(
                Promise.P2,
                "100 of 600 numbers never sent: each is counted",
                GapsAreShown::counted);
    }

    public static Proof knownThoughIngestIsKilled() {
        return Proof.of(
                Promise.P2,
                "100 of 600 numbers never sent, ingest killed on the way: each is known",
                GapsAreShown::acrossAKill);
    }

    private static void counted(Trial trial) throws Exception {
        Rig rig = trial.rig();
        List<Rig.Registered> gateways = rig.register("P2A", GATEWAYS, 1);
        Set<Numbered> gaps = draw(trial.seed().random("gaps"), gateways);
        double before = rig.ingest().metric("lifeline_ingest_missing_total");

        publishAllBut(gaps, gateways, rig, trial.seed(), -1);

        Duration took = await(gaps, rig, gateways);
        Expect.same(
                (double) GAPS,
                rig.ingest().metric("lifeline_ingest_missing_total") - before,
                "counted gaps");
        said(trial, took, "");
    }

    private static void acrossAKill(Trial trial) throws Exception {
        Rig rig = trial.rig();
        Random random = trial.seed().random("gaps and kill");
        List<Rig.Registered> gateways = rig.register("P2B", GATEWAYS, 1);
        Set<Numbered> gaps = draw(random, gateways);

        publishAllBut(gaps, gateways, rig, trial.seed(), 1 + random.nextInt(MESSAGES));

        said(trial, await(gaps, rig, gateways), " across a kill of ingest");
    }

    private static Duration await(Set<Numbered> gaps, Rig rig, List<Rig.Registered> gateways)
            throws Exception {
        return Expect.soonSame("gaps shown", SHOWN_WITHIN, gaps, () -> shown(rig, gateways));
    }

    private static void said(Trial trial, Duration took, String where) {
        trial.say(
                "%d of %d gaps shown%s, no other, %d ms after the last message",
                GAPS, GAPS, where, took.toMillis());
        trial.figure("gaps", GAPS, "");
        trial.figure("gaps shown", GAPS, "");
        trial.figure("shown after", took.toMillis() / 1e3, "s");
    }

    /** The first message cannot be missed, and the last not before the next. */
    private static Set<Numbered> draw(Random random, List<Rig.Registered> gateways) {
        Set<Numbered> gaps = new HashSet<>();
        while (gaps.size() < GAPS) {
            gaps.add(
                    new Numbered(
                            gateways.get(random.nextInt(gateways.size())).id(),
                            2 + random.nextInt(MESSAGES - 2)));
        }
        return gaps;
    }

    private static void publishAllBut(
            Set<Numbered> gaps, List<Rig.Registered> gateways, Rig rig, Seed seed, int killBefore)
            throws InterruptedException {
        Map<String, PlainConnection> connections = new HashMap<>();
        for (Rig.Registered gateway : gateways) {
            connections.put(
                    gateway.id(),
                    new PlainConnection(rig.brokerUri(), gateway.id(), gateway.password()));
        }
        for (int seq = 1; seq <= MESSAGES; seq++) {
            if (seq == killBefore) {
                rig.ingest().process().kill();
            }
            for (Rig.Registered gateway : gateways) {
                if (!gaps.contains(new Numbered(gateway.id(), seq))) {
                    String json =
                            "{\"boot\":\"b%d\",\"seq\":%d,\"readings\":[{\"point\":\"%s\",\"time\":%d,\"value\":%d}]}"
                                    .formatted(
                                            seed.number(),
                                            seq,
                                            gateway.points().get(0),
                                            System.currentTimeMillis(),
                                            seq);
                    Objects.requireNonNull(connections.get(gateway.id()))
                            .publishSurely(
                                    "lifeline/v1/" + gateway.id() + "/readings",
                                    json.getBytes(StandardCharsets.UTF_8),
                                    Duration.ofSeconds(30));
                }
            }
        }
        connections.values().forEach(PlainConnection::close);
    }

    /** The numbers that are missing by what ingest has saved, of all that was published. */
    private static Set<Numbered> shown(Rig rig, List<Rig.Registered> gateways) throws IOException {
        Map<String, byte[]> progress;
        try (KafkaContent content = rig.content()) {
            progress = content.table(KafkaTopics.GATEWAY_PROGRESS);
        }
        Set<Numbered> missing = new HashSet<>();
        for (Rig.Registered gateway : gateways) {
            byte[] saved = progress.get("live/" + gateway.id());
            missing.addAll(
                    saved == null
                            ? Collections.singleton(new Numbered(gateway.id(), 0))
                            : missing(gateway.id(), JSON.readTree(saved)));
        }
        return missing;
    }

    private static Set<Numbered> missing(String gateway, JsonNode progress) {
        JsonNode boot = progress.path("boots").path(0);
        Set<Numbered> missing = new HashSet<>();
        for (long seq = boot.path("seq").asLong() + 1; seq <= MESSAGES; seq++) {
            missing.add(new Numbered(gateway, seq));
        }
        JsonNode ranges = boot.path("ranges");
        for (int i = 0; i + 1 < ranges.size(); i += 2) {
            for (long seq = ranges.path(i).asLong(); seq <= ranges.path(i + 1).asLong(); seq++) {
                missing.remove(new Numbered(gateway, seq));
            }
        }
        return missing;
    }
}
