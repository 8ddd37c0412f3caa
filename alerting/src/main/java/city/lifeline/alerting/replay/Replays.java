package city.lifeline.alerting.replay;

import city.lifeline.alerting.Micros;
import city.lifeline.alerting.audit.AuditTrail;
import city.lifeline.alerting.drill.Drill;
import city.lifeline.alerting.drill.Drills;
import city.lifeline.alerting.replay.Replay.Action;
import city.lifeline.alerting.replay.Replay.Order;
import city.lifeline.alerting.replay.Replay.Progress;
import city.lifeline.model.RunClock;
import city.lifeline.model.Runs;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Where replays tell how far they are and hear what they are told to do.
 *
 * <p>A replay is a process of its own, perhaps on another machine: it calls here, nobody calls it.
 * One that feeds the live city is a drill as long as it goes on, so that its warnings are marked
 * and reach nobody outside.
 */
public final class Replays {

    /** One that was not heard of for so long does not run any more. */
    private static final Duration SILENT = Duration.ofSeconds(15);

    /** A replay tells every half second; its drill outlives a short trouble. */
    private static final Duration DRILL_AHEAD = Duration.ofMinutes(1);

    private final TransactionTemplate transactions;
    private final ReplayStore store;
    private final Drills drills;
    private final AuditTrail audit;
    private final RunClock runClock;
    private final InstantSource clock;

    public Replays(
            TransactionTemplate transactions,
            ReplayStore store,
            Drills drills,
            AuditTrail audit,
            RunClock runClock,
            InstantSource clock) {
        this.transactions = transactions;
        this.store = store;
        this.drills = drills;
        this.audit = audit;
        this.runClock = runClock;
        this.clock = clock;
    }

    /** How a replay is. */
    public enum State {
        RUNNING,
        PAUSED,
        ENDED,
        /** It neither ended nor tells anything. */
        SILENT
    }

    public State state(Replay replay) {
        if (replay.endedAt() != null) {
            return State.ENDED;
        }
        if (replay.seenAt().isBefore(clock.instant().minus(SILENT))) {
            return State.SILENT;
        }
        return replay.progress().paused() ? State.PAUSED : State.RUNNING;
    }

    /**
     * Begins a replay in place of an earlier one of the same id.
     *
     * @param points whose warnings are the drill's; for the live run
     * @return false if one of that id still runs, and it or this one does into the live run
     */
    public boolean begin(
            String id,
            String run,
            String title,
            Instant first,
            Instant last,
            Set<String> points,
            String person) {
        return Boolean.TRUE.equals(
                transactions.execute(
                        status -> {
                            Optional<Replay> earlier = store.find(id);
                            // Its drill would end with its row, while it goes on.
                            if (earlier.isPresent()
                                    && isGoingOn(state(earlier.get()))
                                    && (run.equals(Runs.LIVE)
                                            || earlier.get().run().equals(Runs.LIVE))) {
                                return false;
                            }
                            Instant now = clock.instant();
                            String drill = null;
                            if (run.equals(Runs.LIVE)) {
                                drill = id + "-" + now.toEpochMilli();
                                Instant onset = runTime();
                                drills.begin(
                                        new Drill(
                                                drill,
                                                "replay",
                                                title,
                                                onset,
                                                onset.plus(DRILL_AHEAD),
                                                1,
                                                person),
                                        points);
                            }
                            store.begin(
                                    new Replay(
                                            id,
                                            run,
                                            title,
                                            first,
                                            last,
                                            drill,
                                            person,
                                            now,
                                            now,
                                            null,
                                            new Progress(null, 0, 0, 0, 1, 1, false, null, null)));
                            audit.add(
                                    now,
                                    person,
                                    "REPLAY_START",
                                    "replay/" + id,
                                    "%s, recorded from %s to %s, into run %s"
                                            .formatted(title, first, last, run));
                            return true;
                        }));
    }

    /**
     * Keeps how far a replay is.
     *
     * @param after number of the last order that it has heard
     * @return what it was told since; empty if there is no such replay
     */
    public Optional<List<Order>> tell(String id, Progress progress, boolean ended, long after) {
        if (!store.tell(id, progress, clock.instant(), ended)) {
            return Optional.empty();
        }
        String drill = store.find(id).map(Replay::drill).orElse(null);
        if (drill != null) {
            Instant now = runTime();
            drills.end(drill, ended ? now : now.plus(DRILL_AHEAD));
        }
        return Optional.of(store.orders(id, after));
    }

    /** Tells a replay what to do; false if it does not run. */
    public boolean order(
            String id, Action action, @Nullable Double speed, @Nullable Instant to, String person) {
        return Boolean.TRUE.equals(
                transactions.execute(
                        status -> {
                            if (store.find(id).filter(one -> isGoingOn(state(one))).isEmpty()) {
                                return false;
                            }
                            store.order(id, action, speed, to);
                            audit.add(
                                    clock.instant(),
                                    person,
                                    "REPLAY_" + action,
                                    "replay/" + id,
                                    switch (action) {
                                        case SPEED ->
                                                speed == null
                                                        ? "as fast as possible"
                                                        : "speed " + speed;
                                        case SEEK -> "to " + to;
                                        case PAUSE, RESUME, STOP -> "";
                                    });
                            return true;
                        }));
    }

    public Optional<Replay> find(String id) {
        return store.find(id);
    }

    private Instant runTime() {
        return Micros.instant(runClock.runUs(Micros.of(clock.instant())));
    }

    private static boolean isGoingOn(State state) {
        return state == State.RUNNING || state == State.PAUSED;
    }
}
