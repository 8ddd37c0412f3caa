package city.lifeline.alerting.trial;

import city.lifeline.alerting.history.HistoryStore;
import city.lifeline.alerting.history.HistoryUnavailableException;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Back-tests in the background: one after the other, on one thread that rests as long as it works,
 * so that they take half a processor at most. The newest are kept until the process ends.
 */
public final class Trials implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Trials.class);

    private static final int KEPT = 10;
    private static final int MOST_WAITING = 3;

    private final HistoryStore history;
    private final InstantSource clock;
    private final Deque<Run> runs = new ArrayDeque<>();
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    task -> {
                        Thread made = new Thread(task, "backtest");
                        made.setDaemon(true);
                        return made;
                    });

    public Trials(HistoryStore history, InstantSource clock) {
        this.history = history;
        this.clock = clock;
    }

    /** How it is with a back-test. */
    public enum State {
        WAITING,
        RUNNING,
        DONE,
        CANCELLED,
        FAILED
    }

    /** Too many wait already. */
    public static final class BusyException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BusyException() {
            super("%d back-tests wait already".formatted(MOST_WAITING));
        }
    }

    /** One back-test. */
    public static final class Run {
        private final String id = UUID.randomUUID().toString();
        private final HistoryTrial trial;
        private final String by;
        private final Instant from;
        private final Instant to;
        private final Instant startedAt;
        private volatile State state = State.WAITING;
        private volatile HistoryTrial.@Nullable Outcome outcome;
        private volatile @Nullable String fault;

        Run(HistoryTrial trial, String by, Instant from, Instant to, Instant startedAt) {
            this.trial = trial;
            this.by = by;
            this.from = from;
            this.to = to;
            this.startedAt = startedAt;
        }

        public String id() {
            return id;
        }

        public HistoryTrial trial() {
            return trial;
        }

        /** Who asked for it. */
        public String by() {
            return by;
        }

        public Instant from() {
            return from;
        }

        public Instant to() {
            return to;
        }

        public Instant startedAt() {
            return startedAt;
        }

        public State state() {
            return state;
        }

        /** Null until it is done. */
        public HistoryTrial.@Nullable Outcome outcome() {
            return outcome;
        }

        /** Why it failed. */
        public @Nullable String fault() {
            return fault;
        }

        boolean isOver() {
            return state != State.WAITING && state != State.RUNNING;
        }
    }

    public Run start(HistoryTrial trial, String by, Instant from, Instant to) {
        Run run = new Run(trial, by, from, to, clock.instant());
        synchronized (runs) {
            if (runs.stream().filter(other -> !other.isOver()).count() > MOST_WAITING) {
                throw new BusyException();
            }
            runs.addFirst(run);
            while (runs.size() > KEPT) {
                runs.removeLast();
            }
        }
        thread.execute(() -> run(run));
        return run;
    }

    public Optional<Run> find(String id) {
        synchronized (runs) {
            return runs.stream().filter(run -> run.id().equals(id)).findFirst();
        }
    }

    /** Ends it soon, if it is not over. */
    public void cancel(Run run) {
        run.trial.cancel();
    }

    private void run(Run run) {
        run.state = State.RUNNING;
        try {
            run.outcome =
                    run.trial.run(history, work -> TimeUnit.NANOSECONDS.sleep(work.toNanos()));
            run.state = State.DONE;
        } catch (CancellationException e) {
            run.state = State.CANCELLED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            run.state = State.CANCELLED;
        } catch (HistoryUnavailableException | IOException e) {
            LOG.warn(
                    "A back-test cannot go on: the history store does not answer: {}",
                    e.toString());
            run.fault = "The history store does not answer";
            run.state = State.FAILED;
        } catch (RuntimeException e) {
            LOG.error("A back-test failed", e);
            run.fault = "This is a fault of Lifeline; its log tells more";
            run.state = State.FAILED;
        }
    }

    @Override
    public void close() {
        synchronized (runs) {
            runs.forEach(run -> run.trial.cancel());
        }
        thread.shutdownNow();
    }
}
