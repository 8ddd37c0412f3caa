package city.lifeline.launcher.prove;

import city.lifeline.launcher.instance.Installation;
import city.lifeline.launcher.process.Signals;
import city.lifeline.prove.load.PlainConnection;
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
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Proofs over all processes of {@code lifeline up}, from a gateway to the stored warning. */
final class ThroughUp {

    private static final List<String> OF_THE_PROMISE =
            List.of("flink-jobmanager", "flink-taskmanager", "alerting", "postgres");
    private static final Duration RECOVERS_WITHIN = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration CLOCK_FAULT_WITHIN = Duration.ofSeconds(60);

    private static final String AHEAD = "GW-PROVE-AHEAD";
    private static final String BEHIND = "GW-PROVE-BEHIND";
    private static final String FUTURE = "GW-PROVE-FUTURE";

    private final Installation installation;

    private ThroughUp(Installation installation) {
        this.installation = installation;
    }

    static List<Proof> all(Installation installation) {
        ThroughUp these = new ThroughUp(installation);
        return List.of(
                Proof.of(
                        Promise.P3,
                        "kill -9 of JobManager, TaskManager, alerting and PostgreSQL of a whole city",
                        these::kills),
                Proof.of(
                        Promise.P6,
                        "kill -9 and SIGSTOP of each process of a whole city",
                        these::killsAndFreezes),
                Proof.of(
                        Promise.P9,
                        "gateways two hours off and a sensor in 2099, beside good ones",
                        these::badClocks));
    }

    private void kills(Trial trial) throws Exception {
        Random random = trial.seed().random("kills");
        try (CityUnderProof city = new CityUnderProof(installation, trial, "p3", Map.of())) {
            city.awaitEvaluating(Instant.EPOCH, PATIENCE);
            long end = System.nanoTime() + Duration.ofMinutes(trial.minutes()).toNanos();
            do {
                List<String> victims = new ArrayList<>(OF_THE_PROMISE);
                Collections.shuffle(victims, random);
                for (String victim : victims) {
                    TimeUnit.MILLISECONDS.sleep(
                            trial.either(1_000, 20_000)
                                    + random.nextInt(trial.either(3_000, 40_000)));
                    kill(city, victim, trial);
                    // Killed while another one comes back, it would be two faults.
                    city.awaitWell(PATIENCE);
                    city.awaitEvaluating(Instant.now(), PATIENCE);
                }
            } while (System.nanoTime() < end);
            city.endAndCompare();
        }
    }

    private static void kill(CityUnderProof city, String victim, Trial trial) throws Exception {
        long pid = pid(city, victim);
        trial.say("kills %s", victim);
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        Expect.soon(
                victim + " is started again",
                PATIENCE,
                () -> pid(city, victim) != pid && pid(city, victim) != 0);
    }

    private static long pid(CityUnderProof city, String name) throws IOException {
        return Objects.requireNonNull(city.processes().get(name), name);
    }

    private void killsAndFreezes(Trial trial) throws Exception {
        Random random = trial.seed().random("kills and freezes");
        List<Integer> freezesS = trial.either(List.of(5), List.of(5, 30, 120));
        double slowestS = 0;
        try (CityUnderProof city = new CityUnderProof(installation, trial, "p6", Map.of())) {
            city.awaitEvaluating(Instant.EPOCH, PATIENCE);
            long end = System.nanoTime() + Duration.ofMinutes(trial.minutes()).toNanos();
            do {
                List<String> victims = new ArrayList<>(city.processes().keySet());
                Collections.shuffle(victims, random);
                for (String victim : victims) {
                    Instant killed = Instant.now();
                    kill(city, victim, trial);
                    slowestS = Math.max(slowestS, recovered(city, killed, victim, trial));
                    int forS = freezesS.get(random.nextInt(freezesS.size()));
                    freeze(city, victim, forS, trial);
                    slowestS = Math.max(slowestS, recovered(city, Instant.now(), victim, trial));
                }
            } while (System.nanoTime() < end);
            trial.figure("slowest recovery", slowestS, "s");
            city.endAndCompare();
        }
    }

    /**
     * Only what begins after the restart counts: the jobs may go on for a moment without a head.
     */
    private static double recovered(CityUnderProof city, Instant since, String victim, Trial trial)
            throws Exception {
        city.awaitWell(left(since));
        city.awaitEvaluating(Instant.now(), left(since));
        double tookS = Duration.between(since, Instant.now()).toMillis() / 1e3;
        trial.say("%s: evaluating again after %.1f s", victim, tookS);
        return tookS;
    }

    private static Duration left(Instant since) {
        Duration left = RECOVERS_WITHIN.minus(Duration.between(since, Instant.now()));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** A process with all that it started, as a machine that stands still would have it. */
    private static void freeze(CityUnderProof city, String victim, int forS, Trial trial)
            throws Exception {
        ProcessHandle handle = ProcessHandle.of(pid(city, victim)).orElseThrow();
        List<Long> tree =
                Stream.concat(Stream.of(handle), handle.descendants())
                        .map(ProcessHandle::pid)
                        .toList();
        trial.say("freezes %s for %d s", victim, forS);
        try {
            for (long pid : tree) {
                Signals.send(pid, "STOP");
            }
            TimeUnit.SECONDS.sleep(forS);
        } finally {
            for (long pid : tree) {
                Signals.send(pid, "CONT");
            }
        }
    }

    private void badClocks(Trial trial) throws Exception {
        Map<String, List<String>> bad =
                Map.of(
                        AHEAD, List.of("BAD-AHEAD"),
                        BEHIND, List.of("BAD-BEHIND"),
                        FUTURE, List.of("BAD-FUTURE"));
        try (CityUnderProof city = new CityUnderProof(installation, trial, "p9", bad)) {
            city.awaitEvaluating(Instant.EPOCH, PATIENCE);
            long begun = System.nanoTime();
            Duration forHowLong =
                    trial.either(Duration.ofSeconds(90), Duration.ofMinutes(trial.minutes()));
            double aheadS = -1;
            double behindS = -1;
            double futureS = -1;
            try (PlainConnection ahead = connection(city, AHEAD);
                    PlainConnection behind = connection(city, BEHIND);
                    PlainConnection future = connection(city, FUTURE)) {
                for (long n = 0; System.nanoTime() - begun < forHowLong.toNanos(); n++) {
                    Instant now = Instant.now();
                    Duration drift = Duration.ofSeconds(n / 60);
                    publish(ahead, AHEAD, "BAD-AHEAD", now.plusSeconds(7_200).plus(drift), true);
                    publish(behind, BEHIND, "BAD-BEHIND", now.minusSeconds(7_200), true);
                    publish(
                            future,
                            FUTURE,
                            "BAD-FUTURE",
                            Instant.parse("2099-01-01T00:00:00Z").plusSeconds(n),
                            false);
                    double nowS = (System.nanoTime() - begun) / 1e9;
                    aheadS = aheadS < 0 && warned(city, AHEAD) ? nowS : aheadS;
                    behindS = behindS < 0 && warned(city, BEHIND) ? nowS : behindS;
                    futureS = futureS < 0 && refused(city, FUTURE) ? nowS : futureS;
                    TimeUnit.SECONDS.sleep(1);
                }
            }
            within(trial, aheadS, "clock ahead: warned of");
            within(trial, behindS, "clock behind: warned of");
            within(trial, futureS, "sensor in 2099: refused and counted");
            city.endAndCompare();
        }
    }

    private static void within(Trial trial, double seconds, String what) {
        Expect.that(seconds >= 0, () -> what + ": never");
        trial.say("%s after %.1f s", what, seconds);
        trial.figure(what + " after", seconds, "s");
        Expect.that(
                seconds <= CLOCK_FAULT_WITHIN.toSeconds(),
                () -> "%s only after %.1f s".formatted(what, seconds));
    }

    private static PlainConnection connection(CityUnderProof city, String gateway)
            throws IOException {
        return new PlainConnection(city.broker(), gateway, city.password(gateway));
    }

    private static void publish(
            PlainConnection connection, String gateway, String point, Instant time, boolean sentAt)
            throws InterruptedException {
        String json =
                "{%s\"readings\":[{\"point\":\"%s\",\"time\":\"%s\",\"value\":0.3}]}"
                        .formatted(sentAt ? "\"sentAt\":\"" + time + "\"," : "", point, time);
        connection.publishSurely(
                "lifeline/v1/" + gateway + "/readings",
                json.getBytes(StandardCharsets.UTF_8),
                Duration.ofSeconds(10));
    }

    private static boolean warned(CityUnderProof city, String gateway)
            throws IOException, InterruptedException {
        return !city.warningsOf(gateway + ":clock-offset").isEmpty();
    }

    private static boolean refused(CityUnderProof city, String gateway)
            throws IOException, InterruptedException {
        return city.instance().alerting().gateways("all").stream()
                .filter(each -> each.path("id").asText().equals(gateway))
                .anyMatch(each -> each.path("refused").path("ts_future").asLong() > 0);
    }
}
