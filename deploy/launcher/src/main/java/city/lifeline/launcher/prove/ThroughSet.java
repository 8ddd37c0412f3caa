package city.lifeline.launcher.prove;

import city.lifeline.launcher.client.AlertingApi;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.prove.ledger.Comparison;
import city.lifeline.prove.ledger.KafkaContent;
import city.lifeline.prove.load.PlainConnection;
import city.lifeline.prove.proof.BrokenPromiseException;
import city.lifeline.prove.proof.Expect;
import city.lifeline.prove.proof.Promise;
import city.lifeline.prove.proof.Proof;
import city.lifeline.prove.proof.Trial;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Proofs over a distributed set. All are of one run of one set, which comes up with the first of
 * them: it loses nodes of each kind while gateways write down what they publish, and is then
 * compared with that ledger.
 */
final class ThroughSet {

    private static final long CUT_S = 15;
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(60);

    /** So long after all is well again nobody must be told once more. */
    private static final Duration QUIET = Duration.ofSeconds(30);

    /** What a node is called once another one has taken its part. */
    private static final Map<String, String> BACK = Map.of("primary", "standby", "leader", "spare");

    private static final Pattern CODE = Pattern.compile("签收请回复 1 (\\d{4})");

    private final Installation installation;
    private @Nullable DistributedSet set;
    private boolean lost;
    private boolean ended;

    ThroughSet(Installation installation) {
        this.installation = installation;
    }

    /** In the order in which they must run. */
    List<Proof> all() {
        return List.of(
                Proof.of(
                        Promise.P5,
                        "kill -9 of either alerting of a distributed set while it tells people",
                        this::peopleAreTold),
                Proof.of(
                        Promise.P1,
                        "a distributed set loses nodes of each kind: Kafka, compared with the ledger",
                        this::acknowledgedIsKept),
                Proof.of(
                        Promise.P3,
                        "a distributed set loses nodes of each kind: the warnings of both alertings",
                        this::warningsEqual));
    }

    /**
     * Ends the set.
     *
     * @param keep leaves it up, to be looked at
     */
    Optional<String> end(boolean keep) throws IOException, InterruptedException {
        DistributedSet known = set;
        return known == null ? Optional.empty() : known.end(keep);
    }

    private DistributedSet set(Trial trial) throws Exception {
        DistributedSet known = set;
        if (known == null) {
            known = DistributedSet.up(installation, trial);
            set = known;
            known.awaitAllEvaluating(Instant.EPOCH);
        }
        return known;
    }

    private void peopleAreTold(Trial trial) throws Exception {
        Random random = trial.seed().random("paging");
        DistributedSet all = set(trial);
        List<String> victims = new ArrayList<>(all.alertings().keySet());
        Collections.shuffle(victims, random);
        double slowestS = 0;
        int extra = 0;
        for (int i = 0; i < victims.size(); i++) {
            String victim = victims.get(i);
            String telephone = ProvingCity.telephone(i);
            String gateway = ProvingCity.pagingGateway(i);
            try (PlainConnection connection =
                    new PlainConnection(DistributedSet.BROKER, gateway, all.password(gateway))) {
                long begun = System.nanoTime();
                connection.publishSurely(
                        "lifeline/v1/" + gateway + "/readings",
                        "{\"readings\":[{\"point\":\"%s\",\"time\":\"%s\",\"value\":3.0}]}"
                                .formatted(ProvingCity.pagingPoint(i), Instant.now())
                                .getBytes(StandardCharsets.UTF_8),
                        Duration.ofSeconds(10));
                TimeUnit.MILLISECONDS.sleep(random.nextInt(3_000));
                all.script("kill", victim);
                Expect.soon("who is on duty is told", TOLD_WITHIN, () -> all.isTold(telephone));
                double toldS = (System.nanoTime() - begun) / 1e9;
                slowestS = Math.max(slowestS, toldS);
                trial.say(
                        "%s killed: who is on duty was told %.1f s after the reading",
                        victim, toldS);
            }
            all.script("start", victim);
            all.awaitWell();
            TimeUnit.NANOSECONDS.sleep(QUIET.toNanos());
            List<String> texts = all.messages(telephone);
            Expect.same(
                    1L,
                    texts.stream().map(ThroughSet::code).distinct().count(),
                    "codes of what one person was told of one warning");
            Expect.that(texts.size() <= 2, () -> "told more than once more: " + texts);
            extra += texts.size() - 1;
        }
        trial.figure("kills", victims.size(), "");
        trial.figure("slowest message", slowestS, "s");
        trial.figure("messages sent once more", extra, "");
    }

    static String code(String text) {
        Matcher code = CODE.matcher(text);
        Expect.that(code.find(), () -> "no code in: " + text);
        return code.group(1);
    }

    private void acknowledgedIsKept(Trial trial) throws Exception {
        DistributedSet all = afterFaults(trial);
        try (KafkaContent content = new KafkaContent(DistributedSet.KAFKA)) {
            Comparison comparison = Comparison.of(all.load().ledger(), content.readings(Map.of()));
            trial.say("%s", comparison.inWords());
            Expect.that(comparison.isClean(), comparison::inWords);
        }
    }

    private void warningsEqual(Trial trial) throws Exception {
        DistributedSet all = afterFaults(trial);
        for (Map.Entry<String, AlertingApi> alerting : all.alertings().entrySet()) {
            all.load().compare(trial, alerting.getKey(), alerting.getValue());
        }
    }

    /** The set when it has lost everything once and nothing is published any more. */
    private DistributedSet afterFaults(Trial trial) throws Exception {
        DistributedSet all = set(trial);
        if (!lost) {
            lost = true;
            long end = System.nanoTime() + Duration.ofMinutes(trial.minutes()).toNanos();
            Random random = trial.seed().random("cluster");
            // A proof that broke before may have left something to come back.
            all.awaitWell();
            do {
                loseAll(all, random, trial);
            } while (System.nanoTime() < end);
            all.load().end();
            ended = true;
        }
        if (!ended) {
            throw new BrokenPromiseException(
                    "it did not get over its faults; see the proof before");
        }
        return all;
    }

    private static void loseAll(DistributedSet all, Random random, Trial trial) throws Exception {
        List<String> victims =
                new ArrayList<>(
                        List.of(
                                "kafka-" + (1 + random.nextInt(3)),
                                "leader",
                                "spare",
                                "taskmanager-" + (1 + random.nextInt(2)),
                                "ingest-" + (1 + random.nextInt(2)),
                                "alerting-" + (1 + random.nextInt(2)),
                                "primary"));
        Collections.shuffle(victims, random);
        for (String victim : victims) {
            lose(all, victim, trial);
        }
        cut(all, "ingest-" + (1 + random.nextInt(2)), trial);
        cut(all, "kafka-" + (1 + random.nextInt(3)), trial);
    }

    private static void lose(DistributedSet all, String victim, Trial trial) throws Exception {
        Instant killed = Instant.now();
        all.script("kill", victim);
        Instant since = killed;
        if (victim.equals("primary")) {
            all.script("promote");
        } else if (victim.equals("leader")) {
            // TaskManagers go on for some seconds without a head: only what is found under the
            // new one shows that somebody took over.
            all.script("jobs");
            since = Instant.now();
        }
        all.awaitEvaluating(since);
        double firstS = secondsSince(killed);
        all.awaitAllEvaluating(since);
        double allS = secondsSince(killed);
        trial.say(
                "%s killed: others warn again after %.1f s, of each point after %.1f s",
                victim, firstS, allS);
        trial.figure(victim + " killed, others warn again after", firstS, "s");
        trial.figure(victim + " killed, others warn of each point after", allS, "s");
        all.script("start", BACK.getOrDefault(victim, victim));
        all.awaitWell();
    }

    private static double secondsSince(Instant moment) {
        return Duration.between(moment, Instant.now()).toMillis() / 1e3;
    }

    private static void cut(DistributedSet all, String victim, Trial trial) throws Exception {
        all.script("cut", victim);
        try {
            TimeUnit.SECONDS.sleep(CUT_S);
        } finally {
            all.script("heal", victim);
        }
        all.awaitWell();
        Duration took = all.awaitAllEvaluating(Instant.now());
        trial.say(
                "%s cut off for %d s: warns of each point %.1f s after all is well",
                victim, CUT_S, took.toMillis() / 1e3);
    }
}
