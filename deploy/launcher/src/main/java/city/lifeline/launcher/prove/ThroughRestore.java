package city.lifeline.launcher.prove;

import city.lifeline.launcher.client.RunningInstance;
import city.lifeline.launcher.instance.DataDirectory;
import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.instance.Secrets;
import city.lifeline.prove.ledger.Comparison;
import city.lifeline.prove.ledger.Entry;
import city.lifeline.prove.ledger.KafkaContent;
import city.lifeline.prove.ledger.Kept;
import city.lifeline.prove.load.PlainConnection;
import city.lifeline.prove.process.Guard;
import city.lifeline.prove.proof.Expect;
import city.lifeline.prove.proof.Promise;
import city.lifeline.prove.proof.Proof;
import city.lifeline.prove.proof.Trial;
import city.lifeline.runtime.KafkaSettings;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A whole city is copied while it runs, is lost with all its data, and is put back elsewhere. */
final class ThroughRestore {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration RESTORED_WITHIN = Duration.ofMinutes(15);

    /** So long after the restore nobody must be told of what was answered before. */
    private static final Duration QUIET = Duration.ofSeconds(30);

    private static final String OFFICER = ProvingCity.telephone(0);
    private static final String PAGED = ProvingCity.pagingPoint(0);

    private final Installation installation;

    private ThroughRestore(Installation installation) {
        this.installation = installation;
    }

    static List<Proof> all(Installation installation) {
        return List.of(
                Proof.of(
                        Promise.P16,
                        "a city is copied while it runs, killed, deleted and restored at another path",
                        new ThroughRestore(installation)::restored));
    }

    /** What a reading is told from others by. */
    private record Key(String point, long timeUs, double value) {

        static Key of(Entry entry) {
            return new Key(entry.point(), entry.timeUs(), entry.value());
        }

        static Key of(Kept kept) {
            return new Key(kept.point(), kept.timeUs(), kept.value());
        }
    }

    private void restored(Trial trial) throws Exception {
        // It needs the memory.
        trial.rigs().close();
        Random random = trial.seed().random("restore");
        Path directory = trial.empty("p16");
        Path cityFiles = directory.resolve("city");
        ProvingCity.write(
                installation.cities().resolve("sample"), cityFiles, LedgeredLoad.points());
        ProvingCity.addPeople(cityFiles, 1);
        LifelineProcess first = new LifelineProcess(directory.resolve("first"));
        LifelineProcess second = new LifelineProcess(directory.resolve("second"));
        Path backup = directory.resolve("backup");
        try (Guard guard = Guard.start(directory.resolve("guard"))) {
            try {
                first.up("--city", cityFiles.toString(), "--no-simulator");
                guard.atEnd("kill " + first.pid());
                RunningInstance before = RunningInstance.find(first.data());
                try (LedgeredLoad load =
                        new LedgeredLoad(
                                directory.resolve("load"),
                                URI.create(before.setting("mqtt.url")),
                                before.data().secrets().resolve("mqtt"),
                                trial.seed())) {
                    trial.say("a city runs, and gateways publish");
                    awaitEvaluating(before, Instant.EPOCH);
                    String answered = raiseAndAnswer(before);
                    // Now and then half an episode, now and then the whole of one.
                    TimeUnit.MILLISECONDS.sleep(5_000 + random.nextInt(15_000));
                    int open = open(before);
                    List<Entry> acknowledged = load.acknowledged();
                    long begunNs = System.nanoTime();
                    command(first, "backup", backup.toString());
                    double backupS = since(begunNs);
                    trial.say(
                            "copied in %.1f s, with %d warnings open and %,d readings acknowledged before",
                            backupS, open, acknowledged.size());
                    trial.figure("backup", backupS, "s");
                    trial.figure("warnings open when it began", open, "");
                    TimeUnit.MILLISECONDS.sleep(3_000 + random.nextInt(10_000));
                    String portBase = before.setting("up.port.base");
                    kill(first);
                    DataDirectory.deleteTree(first.data());
                    DataDirectory.deleteTree(cityFiles);
                    trial.say("all processes killed, all data deleted");

                    long lostNs = System.nanoTime();
                    command(second, "restore", backup.toString());
                    double copiedS = since(lostNs);
                    second.up("--no-simulator", "--port-base", portBase);
                    guard.atEnd("kill " + second.pid());
                    RunningInstance after = RunningInstance.find(second.data());
                    awaitEvaluating(after, Instant.now());
                    double restoredS = since(lostNs);
                    trial.say(
                            "restored: files after %.1f s, a reading of after the restore is a stored warning after %.1f s",
                            copiedS, restoredS);
                    trial.figure("restore, until it warns again", restoredS, "s");
                    Expect.that(
                            restoredS <= RESTORED_WITHIN.toSeconds(),
                            () -> "restored only after %.1f s".formatted(restoredS));

                    clearedAndNotToldAgain(after, answered);
                    load.end();
                    compare(trial, load, after, acknowledged);
                }
            } finally {
                second.endAnyhow();
                first.endAnyhow();
            }
        }
    }

    private static double since(long momentNs) {
        return (System.nanoTime() - momentNs) / 1e9;
    }

    private static void command(LifelineProcess lifeline, String... words) throws Exception {
        LifelineProcess.Result result = lifeline.run(words);
        Expect.that(result.exitCode() == 0, () -> words[0] + " failed: " + result.output());
    }

    private static void awaitEvaluating(RunningInstance city, Instant after) throws Exception {
        Expect.soon(
                "a reading becomes a stored warning",
                PATIENCE,
                () -> !LedgeredLoad.told(city.alerting(), after).isEmpty());
    }

    private static int open(RunningInstance city) throws IOException, InterruptedException {
        return LedgeredLoad.warnings(city.alerting()).stream()
                .filter(warning -> warning.path("clearedAt").isNull())
                .toList()
                .size();
    }

    private static Telephones telephones(RunningInstance city) {
        return new Telephones(
                URI.create("http://127.0.0.1:" + city.setting("telephones.http.port")));
    }

    /** Returns the code under which the officer was told and has answered. */
    private static String raiseAndAnswer(RunningInstance city) throws Exception {
        publish(city, 3.0);
        Telephones telephones = telephones(city);
        Expect.soon("the officer is told", PATIENCE, () -> !telephones.messages(OFFICER).isEmpty());
        String code = ThroughSet.code(telephones.messages(OFFICER).get(0));
        telephones.answer(OFFICER, "1 " + code);
        Expect.soon(
                "the answer is noted",
                PATIENCE,
                () ->
                        paged(city).stream()
                                .anyMatch(
                                        each ->
                                                each.path("handlingState")
                                                        .asText()
                                                        .equals("ACKNOWLEDGED")));
        return code;
    }

    private static List<JsonNode> paged(RunningInstance city)
            throws IOException, InterruptedException {
        return city.alerting().warnings("live", "all").stream()
                .filter(each -> each.path("rule").asText().equals("E2E-PAGED"))
                .filter(each -> each.path("point").asText().equals(PAGED))
                .toList();
    }

    private static void publish(RunningInstance city, double value)
            throws IOException, InterruptedException {
        String gateway = ProvingCity.pagingGateway(0);
        try (PlainConnection connection =
                new PlainConnection(
                        URI.create(city.setting("mqtt.url")),
                        gateway,
                        Secrets.read(city.data().secrets().resolve("mqtt").resolve(gateway)))) {
            connection.publishSurely(
                    "lifeline/v1/" + gateway + "/readings",
                    "{\"readings\":[{\"point\":\"%s\",\"time\":\"%s\",\"value\":%s}]}"
                            .formatted(PAGED, Instant.now(), value)
                            .getBytes(StandardCharsets.UTF_8),
                    Duration.ofSeconds(10));
        }
    }

    /** The launcher first, which would start the others again. */
    private static void kill(LifelineProcess lifeline) throws Exception {
        ProcessHandle.of(lifeline.pid()).ifPresent(ProcessHandle::destroyForcibly);
        lifeline.handles().forEach(ProcessHandle::destroyForcibly);
        Expect.soon("all processes are gone", PATIENCE, () -> lifeline.processes().isEmpty());
    }

    private static void clearedAndNotToldAgain(RunningInstance city, String code) throws Exception {
        TimeUnit.NANOSECONDS.sleep(QUIET.toNanos());
        List<String> again =
                telephones(city).messages(OFFICER).stream()
                        .filter(text -> text.contains("1 " + code))
                        .toList();
        Expect.that(again.isEmpty(), () -> "told again of what was answered: " + again);
        List<JsonNode> open = paged(city);
        Expect.same(1, open.size(), "warnings of which the officer was told");
        Expect.same(
                "ACKNOWLEDGED", open.get(0).path("handlingState").asText(), "what was answered is");
        publish(city, 0.2);
        Expect.soon(
                "what was open at the backup clears",
                PATIENCE,
                () -> paged(city).stream().noneMatch(each -> each.path("clearedAt").isNull()));
        Expect.same(1, paged(city).size(), "warnings of one episode");
    }

    private static void compare(
            Trial trial, LedgeredLoad load, RunningInstance city, List<Entry> acknowledged)
            throws Exception {
        List<Kept> kept;
        try (KafkaContent content = new KafkaContent(KafkaSettings.client(city.settings()))) {
            kept = content.readings(Map.of());
        }
        Set<Key> there = kept.stream().map(Key::of).collect(Collectors.toCollection(HashSet::new));
        List<Entry> missing =
                acknowledged.stream().filter(entry -> !there.contains(Key.of(entry))).toList();
        Comparison all = Comparison.of(load.ledger(), kept);
        trial.say(
                "acknowledged before the backup began: %,d, of those missing: %d; later ones lost: %,d; extra: %d; out of order: %d",
                acknowledged.size(),
                missing.size(),
                all.missing().size() - missing.size(),
                all.extra().size(),
                all.disordered().size());
        trial.figure("readings acknowledged before the backup", acknowledged.size(), "");
        trial.figure("of those missing", missing.size(), "");
        trial.figure("acknowledged later, and lost", all.missing().size() - missing.size(), "");
        Expect.that(!acknowledged.isEmpty(), () -> "nothing was acknowledged before the backup");
        Expect.that(missing.isEmpty(), () -> "missing: " + missing.get(0));
        Expect.that(all.extra().isEmpty(), () -> "never published: " + all.extra().get(0));
        Expect.that(all.disordered().isEmpty(), () -> "out of order: " + all.disordered().get(0));
        noneLostBetween(load, there);
        load.compare(trial, "alerting", city.alerting(), entry -> there.contains(Key.of(entry)));
    }

    /** Of each point one stretch is lost, from the copy to the kill; no holes before or after. */
    private static void noneLostBetween(LedgeredLoad load, Set<Key> there) {
        Map<String, Integer> stretches = new TreeMap<>();
        Map<String, Boolean> lostBefore = new TreeMap<>();
        for (Entry entry : load.ledger().entries()) {
            boolean lost = !there.contains(Key.of(entry));
            if (lost && !Boolean.TRUE.equals(lostBefore.get(entry.point()))) {
                stretches.merge(entry.point(), 1, Integer::sum);
            }
            lostBefore.put(entry.point(), lost);
        }
        stretches.forEach(
                (point, holes) ->
                        Expect.that(
                                holes == 1, () -> "%s: %d stretches lost".formatted(point, holes)));
    }
}
