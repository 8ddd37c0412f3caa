package city.lifeline.prove.paging;

import city.lifeline.prove.process.ServerProcess;
import city.lifeline.prove.proof.Expect;
import city.lifeline.prove.proof.Promise;
import city.lifeline.prove.proof.Proof;
import city.lifeline.prove.proof.Trial;
import city.lifeline.simulators.telephones.Behaviour;
import city.lifeline.simulators.telephones.Sms;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * P5 and P6 on the way to people: one of two instances of alerting dies, or stands still, in the
 * middle of paging.
 *
 * <p>A round has three red warnings of which the provider has one in hand whose receipt is due
 * (noted, not delivered), one of which it has taken a part without saying so (being sent), and one
 * that it turns away for now (owed, not sent). One of the two instances, and the moment at which it
 * is killed or frozen, are drawn by the seed.
 */
public final class PeopleAreTold {

    /** Until somebody else takes over what the lost instance had in hand. */
    private static final Duration TAKEN_OVER_WITHIN = Duration.ofSeconds(30);

    private static final Duration STEP_WITHIN = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration FROZEN = Duration.ofSeconds(15);

    private static final Pattern CODE = Pattern.compile("签收请回复 1 (\\d{4})");

    private static final Behaviour SLOW =
            new Behaviour(3_600_000, false, false, false, false, false);
    private static final Behaviour SILENT = new Behaviour(50, false, false, true, false, false);
    private static final Behaviour THROTTLING = new Behaviour(50, true, false, false, false, false);
    private static final Behaviour GOOD = new Behaviour(50, false, false, false, false, false);

    private PeopleAreTold() {}

    public static Proof thoughOneOfTwoIsKilled() {
        return Proof.of(
                Promise.P5,
                "kill -9 of one of two instances of alerting in the middle of paging",
                trial -> run(trial, true));
    }

    public static Proof thoughOneOfTwoStandsStill() {
        return Proof.of(
                Promise.P6,
                "SIGSTOP of one of two instances of alerting in the middle of paging, then SIGCONT",
                trial -> run(trial, false));
    }

    private static void run(Trial trial, boolean kill) throws Exception {
        Random random = trial.seed().random(kill ? "kills" : "freezes");
        try (PagingRig rig =
                new PagingRig(trial.empty("paging-" + kill), trial.rigs().programs())) {
            long end = System.nanoTime() + Duration.ofMinutes(trial.minutes()).toNanos();
            int rounds = 0;
            int extra = 0;
            long slowestMs = 0;
            do {
                Round round = new Round(trial, rig, rounds, kill, random);
                round.run();
                extra += round.extra;
                slowestMs = Math.max(slowestMs, round.takenOverMs);
                rounds++;
            } while (System.nanoTime() < end && rounds < PagingRig.ROUNDS);
            trial.figure(kill ? "kills" : "freezes", rounds, "");
            trial.figure("warnings", rounds * (double) PagingRig.SLOTS, "");
            trial.figure("messages sent once more", extra, "");
            trial.figure("slowest message that was being sent", slowestMs / 1e3, "s");
        }
    }

    /** One loss. */
    private static final class Round {
        private final Trial trial;
        private final PagingRig rig;
        private final int number;
        private final boolean kill;
        private final Random random;
        private final Instant begun = Instant.now();
        private final List<String> ids = new ArrayList<>();
        private final List<Instant> raised = new ArrayList<>();
        private int extra;
        private long takenOverMs;

        Round(Trial trial, PagingRig rig, int number, boolean kill, Random random) {
            this.trial = trial;
            this.rig = rig;
            this.number = number;
            this.kill = kill;
            this.random = random;
        }

        private void raise(int slot) throws Exception {
            Instant now = Instant.now();
            raised.add(now);
            ids.add(rig.raise(number, slot, now));
        }

        private List<Sms> officer(int slot) {
            return rig.received(PagingRig.officer(number, slot), begun);
        }

        private List<Sms> chief(int slot) {
            return rig.received(PagingRig.chief(number, slot), begun);
        }

        void run() throws Exception {
            for (int i = 0; i < 2; i++) {
                int index = i;
                Expect.soon("both are bound", PATIENCE, () -> rig.provider(index).bound() > 0);
            }
            rig.behave(SLOW);
            raise(0);
            Expect.soonSame(
                    "the first is noted", PATIENCE, List.of("SUBMITTED"), () -> states(ids.get(0)));
            rig.behave(SILENT);
            raise(1);
            Expect.soonSame(
                    "the second is being sent",
                    PATIENCE,
                    List.of("SENDING"),
                    () -> states(ids.get(1)));
            int lost = random.nextInt(2);
            ServerProcess victim = rig.instance(lost).process();
            rig.behave(THROTTLING);
            raise(2);
            TimeUnit.MILLISECONDS.sleep(random.nextInt(1_500));
            long lostNs = System.nanoTime();
            if (kill) {
                victim.stayAway(true);
            } else {
                victim.pause();
            }
            trial.say("%s of %s", kill ? "kill -9" : "SIGSTOP", victim.name());
            rig.behave(GOOD);
            boolean early = random.nextBoolean();
            if (kill && early) {
                victim.comeBack();
            }
            told(lostNs);
            escalated();
            answered(1 - lost, lost, victim, early);
            counted();
        }

        /** What either had in hand is sent, under the code that it had. */
        private void told(long lostNs) throws Exception {
            Expect.soon(
                    "what was being sent arrives", TAKEN_OVER_WITHIN, () -> !officer(1).isEmpty());
            takenOverMs = (System.nanoTime() - lostNs) / 1_000_000;
            Expect.soon("what was owed is sent", TAKEN_OVER_WITHIN, () -> !officer(2).isEmpty());
            trial.say("what was being sent arrived after %d ms", takenOverMs);
        }

        /** The next step was due meanwhile. */
        private void escalated() throws Exception {
            for (int slot = 0; slot < PagingRig.SLOTS; slot++) {
                int which = slot;
                Expect.soon(
                        "the next of warning %d is told".formatted(slot),
                        TAKEN_OVER_WITHIN,
                        () -> !chief(which).isEmpty());
                Duration after = Duration.between(raised.get(slot), chief(slot).get(0).at());
                Duration late = after.minus(PagingRig.DEADLINE);
                trial.say("next step of warning %d after %d ms", slot, after.toMillis());
                Expect.that(
                        late.compareTo(STEP_WITHIN) <= 0,
                        () -> "the next step came %s after its time".formatted(late));
            }
        }

        /** An answer to either instance stands in both. */
        private void answered(int survivor, int lost, ServerProcess victim, boolean early)
                throws Exception {
            rig.provider(survivor)
                    .answer(PagingRig.officer(number, 0), "1 " + code(officer(0).get(0)));
            rig.provider(survivor)
                    .answer(PagingRig.officer(number, 1), "1 " + code(officer(1).get(0)));
            if (!kill) {
                TimeUnit.NANOSECONDS.sleep(Math.max(0, FROZEN.toNanos() - takenOverMs * 1_000_000));
                victim.resume();
            } else if (!early) {
                victim.comeBack();
            }
            victim.awaitReady(PATIENCE);
            Expect.soon("it is bound again", PATIENCE, () -> rig.provider(lost).bound() > 0);
            rig.provider(lost).answer(PagingRig.officer(number, 2), "1 " + code(officer(2).get(0)));
            for (int instance = 0; instance < 2; instance++) {
                for (String id : ids) {
                    Expect.same(
                            "ACKNOWLEDGED",
                            rig.instance(instance)
                                    .get("/api/v1/warnings/" + id + "/handling")
                                    .path("state")
                                    .asText(),
                            "state at instance %d".formatted(instance + 1));
                }
            }
        }

        /** Nothing is missing, and nothing was sent more often than a loss allows. */
        private void counted() throws Exception {
            // Who was frozen has had time to write what it should not.
            TimeUnit.MILLISECONDS.sleep(kill ? 300 : 3_000);
            for (int slot = 0; slot < PagingRig.SLOTS; slot++) {
                String id = ids.get(slot);
                Expect.same(
                        List.of("ANSWERED"),
                        states(id),
                        "message to the officer of warning %d".formatted(slot));
                for (String role : List.of("o-%", "c-%")) {
                    Expect.same(
                            List.of("1"),
                            rig.ask(
                                    """
                                    select count(*)::text from notifications n
                                    join notification_warnings w on w.notification = n.id
                                    where w.warning_id = ? and n.person like ?
                                    """,
                                    id,
                                    role),
                            "messages that were owed of warning %d to %s".formatted(slot, role));
                }
                for (List<Sms> copies : List.of(officer(slot), chief(slot))) {
                    Expect.same(
                            1L,
                            copies.stream().map(Round::code).distinct().count(),
                            "codes of one message of warning %d".formatted(slot));
                }
                int more = officer(slot).size() - 1 + chief(slot).size() - 1;
                int which = slot;
                Expect.that(
                        officer(slot).size() <= 2 && chief(slot).size() <= 2,
                        () -> "%s was told more than once more".formatted(officer(which)));
                extra += more;
            }
            int all = extra;
            Expect.same(
                    List.of(),
                    rig.ask(
                            """
                            select n.id from notifications n
                            join notification_warnings w on w.notification = n.id
                            join warning_handling h on h.warning_id = w.warning_id
                            join handling_steps s on s.warning_id = w.warning_id
                                and s.action = 'ACKNOWLEDGE'
                            where n.created_at > s.at
                            """),
                    "messages that were owed after an answer");
            // The one that was in hand; a frozen one may have been in the middle of another.
            Expect.that(
                    all <= (kill ? 1 : 2), () -> "%d messages were sent once more".formatted(all));
        }

        private List<String> states(String id) throws SQLException {
            return rig.ask(
                    """
                    select n.state from notifications n
                    join notification_warnings w on w.notification = n.id
                    where w.warning_id = ? and n.person like 'o-%'
                    """,
                    id);
        }

        private static String code(Sms sms) {
            Matcher code = CODE.matcher(sms.text());
            Expect.that(code.find(), () -> "no code in: " + sms.text());
            return code.group(1);
        }
    }
}
